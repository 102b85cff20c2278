using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>From the moments of one metric to its levels, comparisons and breakdowns.</summary>
internal sealed class MetricAnalysis(AnalyzeOptions options, VariantOrder variants)
{
    private const double DetectablePower = 0.8;

    /// <summary>Analyses one metric.</summary>
    /// <param name="spec">The metric as asked for.</param>
    /// <param name="index">Its place in the query.</param>
    /// <param name="table">The moments.</param>
    public MetricResult Of(MetricSpec spec, int index, MomentsTable table)
    {
        Dictionary<string, MetricMoments> whole = Arms(table.Rows.Where(row => row.Segment is null), index);
        MetricKind kind = Kind(spec, whole.Values);
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
            Comparisons(spec, kind, whole),
            breakdowns);
    }

    private static Dictionary<string, MetricMoments> Arms(IEnumerable<MomentsRow> rows, int index)
        => rows.ToDictionary(row => row.Variant, row => row.Metrics[index], StringComparer.Ordinal);

    private static MetricKind Kind(MetricSpec spec, IReadOnlyCollection<MetricMoments> arms)
    {
        bool binary = arms.All(arm => arm.Binary) && arms.Any(arm => arm.Moments.Count > 0);
        if (spec.Kind == MetricKind.Proportion && !binary && arms.Any(arm => arm.Moments.Count > 0))
        {
            throw new InputException(
                $"--metric {spec.Name}",
                $"a proportion needs values 0 and 1, but {spec.Text} has others",
                "write mean: for a number, or compare it with a threshold, as in \"amount > 0\"");
        }
        return spec.Kind ?? (binary ? MetricKind.Proportion : MetricKind.Mean);
    }

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

    private List<Comparison> Comparisons(MetricSpec spec, MetricKind kind, Dictionary<string, MetricMoments> arms)
        => arms.TryGetValue(variants.Control, out MetricMoments? control)
            ? [.. variants.Treatments.Where(arms.ContainsKey).Select(name => Compare(spec, kind, name, control.Moments, arms[name].Moments))]
            : [];

    private Comparison Compare(MetricSpec spec, MetricKind kind, string treatment, CrossMoments control, CrossMoments treated)
    {
        EffectOptions form = EffectOptionsOf(spec);
        Effect effect = EffectOf(kind, control, treated, form);
        return new(
            treatment,
            variants.Control,
            effect.Method,
            Adjustment: "none",
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
            spec.Margin is { } margin ? MarginOf(kind, control, treated, spec.Direction, margin, form) : null,
            MinimumDetectableEffect.At(effect.StandardError, effect.DegreesOfFreedom, form.Alpha, form.Alternative, DetectablePower),
            VarianceReduction: 0);
    }

    private MarginStatement MarginOf(
        MetricKind kind, CrossMoments control, CrossMoments treated, Direction direction, Margin margin, EffectOptions form)
    {
        NonInferiorityTest test = IsPooledZ(kind)
            ? NonInferiority.Test(Successes(control), control.Count, Successes(treated), treated.Count, direction, margin, form)
            : NonInferiority.Test(ArmsOf(kind, control, treated), direction, margin, form);
        return new(margin.Value, margin.IsRelative, test.Met, test.Bound, test.Level, test.PValue);
    }

    private Effect EffectOf(MetricKind kind, CrossMoments control, CrossMoments treated, EffectOptions form)
        => IsPooledZ(kind)
            ? ProportionDifference.Compare(Successes(control), control.Count, Successes(treated), treated.Count, form)
            : ArmsOf(kind, control, treated).Effect(form);

    private bool IsPooledZ(MetricKind kind) => kind == MetricKind.Proportion && options.Test is (TestKind.Default or TestKind.Z);

    private MeanComparison ArmsOf(MetricKind kind, CrossMoments control, CrossMoments treated) => (kind, options.Test) switch
    {
        (MetricKind.Ratio, TestKind.Default or TestKind.Z) => RatioDifference.Compare(control, treated),
        (MetricKind.Ratio, _) => throw new InputException("--test", "a ratio metric is tested by z", "leave --test out, or write --test z"),
        (_, TestKind.Student) => MeanDifference.Student(control.Of(0), treated.Of(0)),
        (_, TestKind.Z) => MeanDifference.Z(control.Of(0), treated.Of(0)),
        _ => MeanDifference.Welch(control.Of(0), treated.Of(0)),
    };

    // A mean of zeros and ones is a count of ones over the count, off by rounding only.
    private static long Successes(CrossMoments moments) => moments.Count == 0 ? 0 : (long)Math.Round(moments.Of(0).Mean * moments.Count);

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
                    return new SegmentResult(segment.Key, Summaries(kind, arms), Comparisons(spec, kind, arms));
                }),
        ];
        return new(by, segments, InteractionTest.Of(segments, variants.Treatments.Prepend(variants.Control)));
    }

    // A one-sided question is about what the change should do; harm to a guardrail must be seen on either side.
    private EffectOptions EffectOptionsOf(MetricSpec spec)
        => spec.Role == MetricRole.Guardrail ? options.Effect with { Alternative = Alternative.TwoSided } : options.Effect;
}
