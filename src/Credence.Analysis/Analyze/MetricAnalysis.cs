using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>From the moments of one metric to its levels, comparisons and breakdowns.</summary>
internal sealed class MetricAnalysis(AnalyzeOptions options, VariantOrder variants, IReadOnlyList<IEstimator> estimators)
{
    private const double DetectablePower = 0.8;

    /// <summary>Analyses one metric.</summary>
    /// <param name="spec">The metric as asked for.</param>
    /// <param name="index">Its place in the query.</param>
    /// <param name="table">The moments.</param>
    public MetricResult Of(MetricSpec spec, int index, MomentsTable table)
    {
        Dictionary<string, MetricMoments> whole = Arms(table.Rows.Where(row => row.Segment is null), index);
        MetricKind kind = MetricKinds.Of(spec, whole.Values);
        Breakdown[] breakdowns =
        [
            .. options.By.Select(by => BreakdownOf(spec, kind, by, index, table.Rows.Where(row => row.Segment?.By == by))),
        ];
        return new(
            spec.Name,
            spec.Text,
            kind,
            spec.Role,
            spec.Direction,
            whole.Values.Sum(arm => arm.Missing),
            whole.Values.Sum(arm => arm.Invalid),
            Summaries(kind, whole),
            Comparisons(estimators[index], new(spec, index, kind, null, variants.Control, whole)),
            breakdowns);
    }

    private static Dictionary<string, MetricMoments> Arms(IEnumerable<MomentsRow> rows, int index)
        => rows.ToDictionary(row => row.Variant, row => row.Metrics[index], StringComparer.Ordinal);

    private OrderedDictionary<string, VariantSummary> Summaries(MetricKind kind, Dictionary<string, MetricMoments> arms)
    {
        OrderedDictionary<string, VariantSummary> summaries = [];
        foreach (string name in variants.All)
            summaries.Add(name, arms.TryGetValue(name, out MetricMoments? arm) ? Summary(kind, arm.Moments) : new(0, double.NaN, double.NaN));
        return summaries;
    }

    private static VariantSummary Summary(MetricKind kind, CrossMoments moments)
    {
        if (kind == MetricKind.Ratio)
        {
            ArmMean arm = RatioDifference.Arm(moments);
            return new(moments.Count, arm.Mean, Math.Sqrt(arm.Variance) * Math.Sqrt(moments.Count));
        }
        Moments column = moments.Of(0);
        return new(column.Count, column.Mean, column.StandardDeviation);
    }

    private List<Comparison> Comparisons(IEstimator estimator, MetricArms arms)
        => arms.Moments.ContainsKey(variants.Control)
            ? [.. variants.Treatments.Where(arms.Moments.ContainsKey).Select(name => Compare(estimator, arms, name))]
            : [];

    private Comparison Compare(IEstimator estimator, MetricArms arms, string treatment)
    {
        MetricSpec spec = arms.Spec;
        EffectOptions form = EffectOptionsOf(spec);
        Estimation estimation = estimator.Compare(arms, treatment, form);
        Effect effect = estimation.Effect;
        return new(
            treatment,
            variants.Control,
            effect.Method,
            estimation.Adjustment,
            form.Alternative,
            effect.Estimate,
            effect.StandardError,
            effect.DegreesOfFreedom,
            effect.Statistic,
            effect.PValue,
            AdjustedPValue: effect.PValue,
            Significant: effect.PValue < form.Alpha,
            effect.Interval,
            effect.Relative,
            spec.Margin is { } margin && estimator.Against(arms, treatment, margin, form) is { } test
                ? new(margin.Value, margin.IsRelative, test.Met, test.Bound, test.Level, test.PValue)
                : null,
            MinimumDetectableEffect.At(effect.StandardError, effect.DegreesOfFreedom, form.Alpha, form.Alternative, DetectablePower),
            estimation.VarianceReduction)
        {
            PowerAtDesignEffect = PowerAtDesign(spec, Summary(arms.Kind, arms.Baseline).Mean, effect, form),
        };
    }

    // A fraction of the control mean as an effect in the good direction; where there is no mean there is no such effect.
    private double? PowerAtDesign(MetricSpec spec, double controlMean, Effect effect, EffectOptions form)
    {
        if (options.MinimumEffect is not { } share)
            return null;
        double size = (spec.Direction == Direction.Increase ? 1 : -1) * share * Math.Abs(controlMean);
        return double.IsFinite(size) ? MinimumDetectableEffect.PowerAt(size, effect.StandardError, effect.DegreesOfFreedom, form.Alpha, form.Alternative) : double.NaN;
    }

    private Breakdown BreakdownOf(MetricSpec spec, MetricKind kind, string by, int index, IEnumerable<MomentsRow> rows)
    {
        SegmentResult[] segments =
        [
            .. rows.GroupBy(row => row.Segment!.Value)
                .OrderByDescending(segment => segment.Sum(row => row.Units))
                .ThenBy(segment => segment.Key, StringComparer.Ordinal)
                .Select(segment =>
                {
                    Dictionary<string, MetricMoments> arms = Arms(segment, index);
                    MetricArms ofSegment = new(spec, index, kind, new(by, segment.Key), variants.Control, arms);
                    return new SegmentResult(segment.Key, Summaries(kind, arms), Comparisons(estimators[index], ofSegment));
                }),
        ];
        return new(by, segments, InteractionTest.Of(segments, variants.Treatments.Prepend(variants.Control)));
    }

    // A one-sided question is about what the change should do; harm to a guardrail must be seen on either side.
    private EffectOptions EffectOptionsOf(MetricSpec spec)
        => spec.Role == MetricRole.Guardrail ? options.Effect with { Alternative = Alternative.TwoSided } : options.Effect;
}
