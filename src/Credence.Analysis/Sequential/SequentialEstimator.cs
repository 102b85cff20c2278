using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Any estimator whose statements are made to hold at repeated looks.</summary>
/// <param name="inner">Estimates the difference.</param>
/// <param name="rule">The look at a treatment, by its arms and name.</param>
/// <param name="byDesign">Whether the rule is a group-sequential design.</param>
internal sealed class SequentialEstimator(IEstimator inner, Func<MetricArms, string, LookTest> rule, bool byDesign) : IEstimator
{
    /// <inheritdoc/>
    public Estimation Compare(MetricArms arms, string treatment, EffectOptions form)
    {
        Estimation plain = inner.Compare(arms, treatment, form);
        LookTest look = rule(arms, treatment);
        MeanComparison comparison = Comparison(plain, arms, treatment, look.Method);
        if (!comparison.IsTestable)
            return plain with { Effect = comparison.Effect(form), Comparison = comparison };
        int sides = form.Alternative == Alternative.TwoSided ? 2 : 1;
        double critical = look.CriticalValue(form.Alpha, sides), z = comparison.Difference / comparison.StandardError, level = 1 - form.Alpha;
        double half = critical * comparison.StandardError, p = look.PValue(form.Alternative == Alternative.Less ? -z : z, sides);
        Interval interval = new(
            form.Alternative == Alternative.Less ? double.NegativeInfinity : comparison.Difference - half,
            form.Alternative == Alternative.Greater ? double.PositiveInfinity : comparison.Difference + half,
            level);
        return plain with
        {
            Effect = new(look.Method, comparison.Difference, comparison.StandardError, null, z, p, interval, Relative(comparison, critical, form)),
            Comparison = comparison,
            NominalAlpha = sides * Normal.UpperTail(critical),
        };
    }

    /// <inheritdoc/>
    public NonInferiorityTest? Against(MetricArms arms, string treatment, Margin margin, EffectOptions form)
    {
        LookTest look = rule(arms, treatment);
        MeanComparison comparison = Comparison(inner.Compare(arms, treatment, form), arms, treatment, look.Method);
        int sides = form.Alternative == Alternative.TwoSided ? 2 : 1;
        double nominal = sides * Normal.UpperTail(look.CriticalValue(form.Alpha, sides)), level = 1 - form.Alpha / sides;
        Direction direction = arms.Spec.Direction;
        if (!(nominal > 0))
        {
            NonInferiorityTest none = NonInferiority.Test(comparison, direction, margin, form);
            return none with { Bound = (direction == Direction.Increase ? -1 : 1) * double.PositiveInfinity, PValue = 1, Level = level, Met = false };
        }
        // The bound is that of a test with one look at the level at which it has the same critical value.
        NonInferiorityTest test = NonInferiority.Test(comparison, direction, margin, form with { Alpha = nominal });
        double sign = margin.IsRelative ? OneTail(Math.Abs(comparison.Control.Mean) / Math.Sqrt(comparison.Control.Variance)) : 0;
        return test with { Level = level, PValue = Math.Max(sign, OneTail(direction == Direction.Increase ? test.Statistic : -test.Statistic)) };

        double OneTail(double z) => z > 0 ? look.PValue(z, sides) / sides : double.IsNaN(z) ? double.NaN : 1;
    }

    private MeanComparison Comparison(Estimation plain, MetricArms arms, string treatment, string method)
    {
        if (plain.Comparison is not { } comparison)
            throw new InputException("--inference sequential", $"{plain.Effect.Method} has no difference that can be watched", "use frequentist inference, or another metric or test");
        if (inner is not MomentsEstimator)
            return new(method, comparison.Estimated, null);
        CrossMoments control = arms.Baseline, treated = arms.Of(treatment);
        return new(method, byDesign ? SequentialDifference.ForDesigns(arms.Kind, control, treated) : SequentialDifference.ForSequences(arms.Kind, control, treated), null);
    }

    private static RelativeEffect Relative(MeanComparison comparison, double critical, EffectOptions form)
    {
        if (double.IsFinite(critical))
            return RelativeEffects.Of(comparison.Estimated, critical, form);
        double lift = comparison.Control.Mean == 0 ? double.NaN : comparison.Difference / comparison.Control.Mean;
        return new(lift, RelativeSet.All, null, null);
    }
}
