using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Compares proportions exactly, from their counts.</summary>
internal sealed class FisherEstimator : IEstimator
{
    private readonly MomentsEstimator _score = new(TestKind.Z);

    /// <inheritdoc/>
    public Estimation Compare(MetricArms arms, string treatment, EffectOptions form)
    {
        if (arms.Kind != MetricKind.Proportion)
            throw new InputException("--test fisher", $"{arms.Spec.Name} is no proportion", "compare a condition, as in \"amount > 0\", or leave --test out");
        CrossMoments control = arms.Baseline, treated = arms.Of(treatment);
        FisherExact test = FisherExact.Compare(
            MomentsEstimator.Successes(control), control.Count, MomentsEstimator.Successes(treated), treated.Count, form);
        return new(test.Effect) { OddsRatio = new(test.OddsRatio, test.OddsRatioInterval) };
    }

    /// <inheritdoc/>
    /// <remarks>The exact test has no effect but none at all to test against; a margin is judged by the score test.</remarks>
    public NonInferiorityTest? Against(MetricArms arms, string treatment, Margin margin, EffectOptions form)
        => _score.Against(arms, treatment, margin, form);
}
