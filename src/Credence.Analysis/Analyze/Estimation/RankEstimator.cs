using Credence.Data;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Compares means and shares by ranks, from the values of rows or the sums of units.</summary>
internal sealed class RankEstimator : IEstimator
{
    private readonly ArmSamples _samples;
    private readonly TestKind _test;

    private RankEstimator(ArmSamples samples, TestKind test) => (_samples, _test) = (samples, test);

    /// <summary>Reads the values of all metrics.</summary>
    public static async Task<RankEstimator> ReadAsync(EstimationInput input, CancellationToken cancellation)
    {
        AnalyzeOptions options = input.Options;
        if (options.Since is not null)
            throw new InputException("--since", "the time since exposure is followed by means", "leave out --since or --test");
        SampleTable table = await input.Engine.SamplesAsync(new() { Rows = Analyze.Query(options) }, input.Progress, cancellation).ConfigureAwait(false);
        return new(new(table), options.Test);
    }

    /// <inheritdoc/>
    public Estimation Compare(MetricArms arms, string treatment, EffectOptions form)
    {
        if (arms.Kind == MetricKind.Ratio)
            throw new InputException("--test", "a ratio metric is tested by z", "leave --test out, or write --test z");
        RankedArms values = Values(arms, treatment);
        Effect effect = _test == TestKind.BrunnerMunzel ? BrunnerMunzel.Compare(values, form) : MannWhitney.Compare(values, form);
        return new(effect) { Spread = arms.Kind == MetricKind.Mean ? SpreadComparison.Of(values, form.Alpha) : null };
    }

    /// <inheritdoc/>
    public NonInferiorityTest? Against(MetricArms arms, string treatment, Margin margin, EffectOptions form)
        => _test == TestKind.MannWhitney
            ? MannWhitney.Against(Values(arms, treatment), arms.Spec.Direction, margin, form)
            : throw new InputException("--test brunner-munzel", "a margin is one of the metric, not of a probability", "use --test mann-whitney or welch");

    private RankedArms Values(MetricArms arms, string treatment) => RankedArms.Of(Of(arms, arms.Control), Of(arms, treatment));

    private double[] Of(MetricArms arms, string variant) => _samples.Of(arms.Segment, variant, arms.Index)?.Values ?? [];
}
