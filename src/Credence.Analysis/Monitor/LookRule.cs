using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What a rule says at one look.</summary>
/// <param name="Difference">The difference as the rule reads it.</param>
/// <param name="Boundary">z value at which the look rejects; +∞ where it cannot.</param>
/// <param name="Interval">Interval of the effect that holds at all looks together.</param>
/// <param name="PValue">p-value of all looks so far together.</param>
/// <param name="Crossed">Which boundary the look has crossed.</param>
/// <param name="Decision">What to do.</param>
internal sealed record LookOutcome(
    EstimatedDifference Difference, double Boundary, Interval Interval, double PValue, CrossedBoundary Crossed, LookDecision Decision)
{
    public double Estimate => Difference.Difference;

    public double StandardError => Math.Sqrt(Difference.Variance);

    public double Z => Estimate / StandardError;
}

/// <summary>A sequential rule that is told look after look.</summary>
internal abstract class LookRule(MetricKind kind, BurnIn opening, double alpha)
{
    protected double Alpha => alpha;

    /// <summary>Whether a look counted.</summary>
    public bool Started { get; private set; }

    /// <summary>Whether no further look may follow but an overrun.</summary>
    public abstract bool Stopped { get; }

    /// <summary>What the whole test says so far.</summary>
    public abstract FinalInference Final { get; }

    /// <summary>The effect as a fraction of the control mean, as the whole test says it so far.</summary>
    /// <param name="last">The last look.</param>
    /// <param name="options">Level and form.</param>
    public abstract RelativeEffect FinalRelative(LookOutcome last, EffectOptions options);

    /// <summary>Judges the next look.</summary>
    /// <param name="look">What is known at it.</param>
    /// <param name="overrun">Whether it holds data that were under way when the test stopped or its plan ended.</param>
    /// <exception cref="InputException">The last look of the plan has no variance.</exception>
    public LookOutcome Next(CumulativeLook look, bool overrun)
    {
        EstimatedDifference difference = look.Estimated ?? Difference(kind, look.Arms.Control, look.Arms.Treatment);
        bool last = overrun || look.PlanShare >= 1;
        bool varies = new MeanComparison("z", difference, null).IsTestable && double.IsFinite(difference.Difference);
        if (last && !varies)
            throw new InputException($"--metric {look.Control.Metrics[0].Name}", "at the last look the values of neither variant vary", "a test of a constant tells nothing; check that the metric is what you mean");
        if (!varies || !CanJudge(look) || !(last || opening.Passed(look.Values, SequentialDifference.Events(kind, look.Arms.Control, look.Arms.Treatment))))
            return new(difference, double.PositiveInfinity, new(double.NegativeInfinity, double.PositiveInfinity, 1 - alpha), Final.AdjustedPValue, CrossedBoundary.None, LookDecision.Continue);
        Started = true;
        return Judge(look, difference, last, overrun);
    }

    protected static RelativeEffect RelativeAt(LookOutcome look, EffectOptions options) => double.IsFinite(look.Boundary)
        ? RelativeEffects.Of(look.Difference, look.Boundary, options)
        : new(Lift(look), RelativeSet.All, null, null);

    protected static double Lift(LookOutcome look) => look.Difference.Baseline.Mean == 0 ? double.NaN : look.Estimate / look.Difference.Baseline.Mean;

    /// <summary>Whether the rule has what it needs besides the arms.</summary>
    protected virtual bool CanJudge(CumulativeLook look) => true;

    /// <summary>The difference of the arms, with the variance that the rule's theory gives it.</summary>
    protected abstract EstimatedDifference Difference(MetricKind kind, CrossMoments control, CrossMoments treatment);

    /// <summary>Judges a look that counts.</summary>
    protected abstract LookOutcome Judge(CumulativeLook look, EstimatedDifference difference, bool last, bool overrun);
}
