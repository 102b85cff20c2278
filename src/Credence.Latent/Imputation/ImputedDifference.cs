using Credence.Statistics;

namespace Credence.Latent;

/// <summary>The values of a metric in one arm of one completed data set.</summary>
/// <param name="Observed">Moments of the observed values.</param>
/// <param name="Imputed">Moments of the imputed ones.</param>
public readonly record struct ImputedArm(Moments Observed, Moments Imputed)
{
    /// <summary>All values, with the imputed ones moved by a constant.</summary>
    public Moments Shifted(double delta) => Imputed.Count == 0 ? Observed : Observed.Count == 0 ? Imputed.Shift(delta) : Observed.Merge(Imputed.Shift(delta));
}

/// <summary>Which imputed values a sensitivity analysis moves.</summary>
public enum ShiftedArm
{
    /// <summary>Those of the treatment.</summary>
    Treatment,

    /// <summary>Those of the control.</summary>
    Control,

    /// <summary>Those of both arms alike.</summary>
    Both,
}

/// <summary>The difference between two arms over several completed data sets, also under missing values that differ from what was imputed for them.</summary>
/// <remarks>
/// Moving imputed values by delta is a pattern mixture model: those missing differ by delta from those observed who are otherwise alike (Rubin 1987,
/// section 6.2; Little 1993). The tipping point is the smallest delta at which the conclusion changes (Yan, Lee and Li 2009).
/// </remarks>
/// <param name="sets">Control and treatment of each completed data set, at least 2.</param>
public sealed class ImputedDifference(IReadOnlyList<(ImputedArm Control, ImputedArm Treatment)> sets)
{
    /// <summary>Treatment minus control by Welch's test, pooled by Rubin's rules.</summary>
    /// <param name="arm">Which imputed values are moved.</param>
    /// <param name="delta">By how much, in the metric's units.</param>
    public PooledEstimate At(ShiftedArm arm = ShiftedArm.Treatment, double delta = 0)
    {
        double control = arm == ShiftedArm.Treatment ? 0 : delta, treatment = arm == ShiftedArm.Control ? 0 : delta;
        MeanComparison[] each = [.. sets.Select(set => MeanDifference.Welch(set.Control.Shifted(control), set.Treatment.Shifted(treatment)))];
        return PooledEstimate.Of(
            [.. each.Select(welch => welch.Difference)], [.. each.Select(welch => welch.StandardError * welch.StandardError)],
            each.Average(welch => welch.DegreesOfFreedom ?? double.PositiveInfinity));
    }

    /// <summary>The smallest shift in one direction at which the conclusion is another: significant where it was not, not where it was, or significant
    /// the other way round; null where there is none up to the limit.</summary>
    /// <param name="arm">Which imputed values are moved.</param>
    /// <param name="limit">How far to go, with its sign.</param>
    /// <param name="alpha">Level of the test.</param>
    public double? TippingPoint(ShiftedArm arm, double limit, double alpha)
    {
        const int Steps = 400;
        int before = Conclusion(At(arm), alpha);
        double last = 0;
        for (int i = 1; i <= Steps; i++)
        {
            double next = limit * i / Steps;
            if (Conclusion(At(arm, next), alpha) != before)
            {
                // Bisection keeps the far end on the other side, so what is reported does change the conclusion.
                for (int halving = 0; halving < 50; halving++)
                {
                    double middle = (last + next) / 2;
                    (last, next) = Conclusion(At(arm, middle), alpha) == before ? (middle, next) : (last, middle);
                }
                return next;
            }
            last = next;
        }
        return null;
    }

    private static int Conclusion(PooledEstimate pooled, double alpha) => pooled.PValue < alpha ? Math.Sign(pooled.Estimate) : 0;
}
