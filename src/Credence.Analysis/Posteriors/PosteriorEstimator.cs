using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Estimates effects by their posterior, and keeps the test beside it.</summary>
/// <param name="method">How the posterior was found, such as <c>bayes</c>.</param>
/// <param name="hdiLevel">Level of the highest-density intervals.</param>
/// <param name="effects">The posteriors, by segment (null for the whole) and treatment.</param>
/// <param name="findings">What is to be said of model, priors and convergence.</param>
/// <param name="beside">The test that stands beside.</param>
internal sealed class PosteriorEstimator(
    string method, double hdiLevel, IReadOnlyDictionary<(Segment? Segment, string Treatment), EffectPosterior> effects, IReadOnlyList<Finding> findings, IEstimator beside)
    : IEstimator
{
    /// <inheritdoc/>
    public IReadOnlyList<Finding> Findings => [.. findings, .. beside.Findings];

    /// <inheritdoc/>
    public Estimation Compare(MetricArms arms, string treatment, EffectOptions form)
    {
        Estimation test = beside.Compare(arms, treatment, form);
        Effect plain = test.Effect;
        if (!effects.TryGetValue((arms.Segment, treatment), out EffectPosterior? posterior))
        {
            Interval unknown = new(double.NaN, double.NaN, 1 - form.Alpha);
            return new(new Effect(method, double.NaN, double.NaN, null, double.NaN, double.NaN, unknown, new(double.NaN, RelativeSet.Interval, unknown, null))) { Test = plain };
        }
        return new(posterior.Effect(method, form))
        {
            Posterior = posterior.Statement(arms.Spec.Direction, arms.Spec.Equivalence, hdiLevel),
            Test = plain,
            Spread = test.Spread,
        };
    }

    /// <inheritdoc/>
    public VariantSummary? Level(MetricArms arms, string variant) => beside.Level(arms, variant);

    /// <inheritdoc/>
    public NonInferiorityTest? Against(MetricArms arms, string treatment, Margin margin, EffectOptions form)
        => effects.TryGetValue((arms.Segment, treatment), out EffectPosterior? posterior) ? posterior.Against(arms.Spec.Direction, margin, form.Alpha) : null;
}
