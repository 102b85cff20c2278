using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What a rule says at one look.</summary>
/// <param name="Control">Level of the control as the rule reads it.</param>
/// <param name="Treatment">Level of the treatment.</param>
/// <param name="Boundary">z value at which the look rejects; +∞ where it cannot.</param>
/// <param name="Interval">Interval of the effect that holds at all looks together.</param>
/// <param name="PValue">p-value of all looks so far together.</param>
/// <param name="Crossed">Which boundary the look has crossed.</param>
/// <param name="Decision">What to do.</param>
internal sealed record LookOutcome(
    ArmMean Control, ArmMean Treatment, double Boundary, Interval Interval, double PValue, CrossedBoundary Crossed, LookDecision Decision)
{
    public double Estimate => Treatment.Mean - Control.Mean;

    public double StandardError => Math.Sqrt(Control.Variance + Treatment.Variance);

    public double Z => Estimate / StandardError;
}

/// <summary>A sequential rule that is told look after look.</summary>
internal abstract class LookRule(MetricKind kind, BurnIn opening, double alpha)
{
    protected MetricKind Kind => kind;

    protected double Alpha => alpha;

    /// <summary>Whether a look counted.</summary>
    public bool Started { get; private set; }

    /// <summary>Whether no further look may follow but an overrun.</summary>
    public abstract bool Stopped { get; }

    /// <summary>What the whole test says so far.</summary>
    public abstract FinalInference Final { get; }

    /// <summary>Judges the next look.</summary>
    /// <param name="look">What is known at it.</param>
    /// <param name="overrun">Whether it holds data that were under way when the test stopped or its plan ended.</param>
    /// <exception cref="InputException">The last look of the plan has no variance.</exception>
    public LookOutcome Next(CumulativeLook look, bool overrun)
    {
        (ArmMean control, ArmMean treatment) = Arms(look.Arms.Control, look.Arms.Treatment);
        bool last = overrun || look.PlanShare >= 1;
        double error = Math.Sqrt(control.Variance + treatment.Variance), scale = Math.Max(Math.Abs(control.Mean), Math.Abs(treatment.Mean));
        bool varies = error > 1e-14 * scale && double.IsFinite(error) && double.IsFinite(treatment.Mean - control.Mean);
        if (last && !varies)
            throw new InputException($"--metric {look.Control.Metrics[0].Name}", "at the last look the values of neither variant vary", "a test of a constant tells nothing; check that the metric is what you mean");
        if (!varies || !CanJudge(look) || !(last || opening.Passed(look.Values, Events(look))))
            return new(control, treatment, double.PositiveInfinity, new(double.NegativeInfinity, double.PositiveInfinity, 1 - alpha), Final.AdjustedPValue, CrossedBoundary.None, LookDecision.Continue);
        Started = true;
        return Judge(look, control, treatment, last, overrun);
    }

    /// <summary>Whether the rule has what it needs besides the arms.</summary>
    protected virtual bool CanJudge(CumulativeLook look) => true;

    /// <summary>The levels of the arms, with variances as the rule's theory has them.</summary>
    protected abstract (ArmMean Control, ArmMean Treatment) Arms(CrossMoments control, CrossMoments treatment);

    /// <summary>Judges a look that counts.</summary>
    protected abstract LookOutcome Judge(CumulativeLook look, ArmMean control, ArmMean treatment, bool last, bool overrun);

    // A normal approximation of a proportion is as good as its rarer outcome is often.
    private long Events(CumulativeLook look)
    {
        if (kind != MetricKind.Proportion)
            return long.MaxValue;
        (CrossMoments control, CrossMoments treatment) = look.Arms;
        double successes = Sum(control) + Sum(treatment);
        return (long)Math.Round(Math.Min(successes, look.Values - successes));

        static double Sum(CrossMoments arm) => arm.Count == 0 ? 0 : arm.Means[0] * arm.Count;
    }
}
