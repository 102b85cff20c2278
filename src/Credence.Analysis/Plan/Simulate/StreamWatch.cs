using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>How a stream ended.</summary>
/// <param name="Direction">Sign of the effect found; 0 where none was.</param>
/// <param name="Interval">Interval of the effect at the stop.</param>
internal readonly record struct StreamStop(int Direction, Interval Interval);

/// <summary>One rule watching one stream.</summary>
internal abstract class StreamWatch
{
    /// <summary>Judges the next look; null to go on.</summary>
    public abstract StreamStop? Next(CumulativeLook look);

    private protected static bool IsLast(CumulativeLook look) => look.PlanShare >= 1;
}

/// <summary>The usual test, as an analysis makes it: at every look, or at the planned end alone.</summary>
internal sealed class TestWatch(MetricSpec spec, MetricKind kind, EffectOptions form, bool everyLook) : StreamWatch
{
    private static readonly MomentsEstimator Estimator = new(TestKind.Default);

    public override StreamStop? Next(CumulativeLook look)
    {
        bool last = IsLast(look);
        if (!last && !everyLook)
            return null;
        Dictionary<string, MetricMoments> arms = new(StringComparer.Ordinal)
        {
            [look.Control.Variant] = look.Control.Metrics[0],
            [look.Treatment.Variant] = look.Treatment.Metrics[0],
        };
        Effect effect = Estimator.Compare(new(spec, 0, kind, null, look.Control.Variant, arms), look.Treatment.Variant, form).Effect;
        bool significant = effect.PValue < form.Alpha;
        return significant || last ? new(significant ? Math.Sign(effect.Estimate) : 0, effect.Interval) : null;
    }
}

/// <summary>A rule of a monitored test.</summary>
/// <param name="rule">The rule, new.</param>
/// <param name="isSequence">Whether its intervals hold together, so that what it says before the planned end is where they overlap.</param>
internal sealed class RuleWatch(LookRule rule, bool isSequence) : StreamWatch
{
    public override StreamStop? Next(CumulativeLook look)
    {
        LookOutcome outcome;
        try
        {
            outcome = rule.Next(look, overrun: false);
        }
        catch (InputException)
        {
            // Nothing varies at the planned end, as where no unit has had an event: nothing is found, and nothing excluded.
            return new(0, new(double.NegativeInfinity, double.PositiveInfinity, double.NaN));
        }
        if (outcome.Decision == LookDecision.Continue)
            return null;
        Interval interval = isSequence && !IsLast(look) ? rule.Final.RepeatedInterval : outcome.Interval;
        return new(outcome.Decision == LookDecision.Reject ? Math.Sign(outcome.Estimate) : 0, interval);
    }
}
