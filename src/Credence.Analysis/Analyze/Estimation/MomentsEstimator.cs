using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>The closed-form comparison of two arms from their moments, without adjustment.</summary>
internal sealed class MomentsEstimator(TestKind test) : IEstimator
{
    /// <inheritdoc/>
    public Estimation Compare(MetricArms arms, string treatment, EffectOptions form)
    {
        CrossMoments control = arms.Baseline, treated = arms.Of(treatment);
        if (IsPooledZ(arms.Kind))
        {
            return new(ProportionDifference.Compare(Successes(control), control.Count, Successes(treated), treated.Count, form))
            {
                Comparison = MeanDifference.Z(control.Of(0), treated.Of(0)),
            };
        }
        MeanComparison comparison = Comparison(arms.Kind, control, treated);
        return new(comparison.Effect(form)) { Comparison = comparison };
    }

    /// <inheritdoc/>
    public NonInferiorityTest? Against(MetricArms arms, string treatment, Margin margin, EffectOptions form)
    {
        CrossMoments control = arms.Baseline, treated = arms.Of(treatment);
        Direction direction = arms.Spec.Direction;
        return IsPooledZ(arms.Kind)
            ? NonInferiority.Test(Successes(control), control.Count, Successes(treated), treated.Count, direction, margin, form)
            : NonInferiority.Test(Comparison(arms.Kind, control, treated), direction, margin, form);
    }

    private bool IsPooledZ(MetricKind kind) => kind == MetricKind.Proportion && test is (TestKind.Default or TestKind.Z);

    private MeanComparison Comparison(MetricKind kind, CrossMoments control, CrossMoments treated) => (kind, test) switch
    {
        (MetricKind.Ratio, TestKind.Default or TestKind.Z) => RatioDifference.Compare(control, treated),
        (MetricKind.Ratio, _) => throw new InputException("--test", "a ratio metric is tested by z", "leave --test out, or write --test z"),
        (_, TestKind.MannWhitney or TestKind.BrunnerMunzel or TestKind.Fisher) => throw new InputException("--test", "this test needs more than moments", "leave --test out"),
        (_, TestKind.Student) => MeanDifference.Student(control.Of(0), treated.Of(0)),
        (_, TestKind.Z) => MeanDifference.Z(control.Of(0), treated.Of(0)),
        _ => MeanDifference.Welch(control.Of(0), treated.Of(0)),
    };

    // A mean of zeros and ones is a count of ones over the count, off by rounding only.
    internal static long Successes(CrossMoments moments) => moments.Count == 0 ? 0 : (long)Math.Round(moments.Of(0).Mean * moments.Count);
}
