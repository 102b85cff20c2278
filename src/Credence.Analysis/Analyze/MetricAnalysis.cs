using System.Globalization;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>From the moments of one metric to its levels, comparisons and breakdowns.</summary>
internal sealed class MetricAnalysis(
    AnalyzeOptions options, VariantOrder variants, IReadOnlyList<IEstimator> estimators, Corrections? corrections = null)
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
        MetricArms arms = new(spec, index, kind, null, variants.Control, whole);
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
            Summaries(estimators[index], arms),
            Comparisons(estimators[index], arms),
            breakdowns)
        {
            Quantile = spec.Quantile,
            Construct = (estimators[index] as ConstructEstimator)?.Summary,
        };
    }

    /// <summary>Follows a metric over the time since exposure.</summary>
    /// <param name="metric">The metric, as analysed over all times.</param>
    /// <param name="index">Its place in the query.</param>
    /// <param name="since">The column of the time.</param>
    /// <param name="table">Moments by that column.</param>
    /// <exception cref="InputException">A time is not a number.</exception>
    public Development DevelopmentOf(MetricResult metric, int index, string since, MomentsTable table)
    {
        (double Time, SegmentResult Segment)[] times =
        [
            .. table.Rows.Where(row => row.Segment is { Value: not null } segment && segment.By == since).GroupBy(row => row.Segment!)
                .Select(rows => (Time: TimeOf(since, rows.Key.Value!), SegmentOf(options.Metrics[index], metric.Kind, rows.Key, index, rows)))
                .OrderBy(entry => entry.Time),
        ];
        OrderedDictionary<string, EffectTrend> trends = [];
        foreach (string treatment in variants.Treatments)
        {
            Level[] effects = [.. times.Select(entry => EffectOf(entry.Segment, treatment))];
            // The effects of several times share clusters, which the test of a trend takes as independent.
            if (options.Adjustment.Cluster is null && EffectTrend.Of([.. times.Select(entry => entry.Time)], effects) is { } trend)
                trends.Add(treatment, trend);
        }
        return new(since, [.. times.Select(entry => entry.Segment)], trends);
    }

    private static double TimeOf(string since, string text)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double time) && double.IsFinite(time)
            ? time
            : throw new InputException($"--since {since}", $"\"{text}\" is not a number", "give a column with the time since exposure as a number, such as days");

    private static Level EffectOf(SegmentResult segment, string treatment)
        => segment.Comparisons.FirstOrDefault(comparison => comparison.Variant == treatment) is { } found
            ? new(found.Estimate, found.StandardError * found.StandardError)
            : new(double.NaN, double.NaN);

    private static Dictionary<string, MetricMoments> Arms(IEnumerable<MomentsRow> rows, int index)
        => rows.ToDictionary(row => row.Variant, row => row.Metrics[index], StringComparer.Ordinal);

    private OrderedDictionary<string, VariantSummary> Summaries(IEstimator estimator, MetricArms arms)
    {
        OrderedDictionary<string, VariantSummary> summaries = [];
        foreach (string name in variants.All)
            summaries.Add(name, arms.Moments.ContainsKey(name) ? Level(estimator, arms, name) : new(0, double.NaN, double.NaN));
        return summaries;
    }

    private static VariantSummary Level(IEstimator estimator, MetricArms arms, string variant)
        => estimator.Level(arms, variant) ?? Summary(arms.Kind, arms.Of(variant));

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
        CorrectedComparison? corrected = corrections?.Of(new(arms.Index, arms.Segment, treatment));
        EffectOptions level = form with { Alpha = corrected?.Difference.Alpha ?? form.Alpha };
        Estimation estimation = estimator.Compare(arms, treatment, level);
        Effect effect = corrected?.Difference.Settle(estimation.Effect) ?? estimation.Effect;
        double nominal = estimation.NominalAlpha ?? level.Alpha;
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
            AdjustedPValue: corrected?.Difference.PValue ?? effect.PValue,
            Significant: corrected?.Difference.Rejects ?? (estimation.Posterior is null ? effect.PValue < form.Alpha : !effect.Interval.Contains(0)),
            effect.Interval,
            effect.Relative,
            Claims.Margin(estimator, arms, treatment, form, corrected?.Margin),
            nominal > 0 ? MinimumDetectableEffect.At(effect.StandardError, effect.DegreesOfFreedom, nominal, form.Alternative, DetectablePower) : double.NaN,
            estimation.VarianceReduction)
        {
            AdjustmentDetail = estimation.Detail,
            Stratification = estimation.Strata,
            Clusters = estimation.Clusters,
            Equivalence = Claims.Equivalence(estimator, arms, treatment, form, corrected?.Equivalence),
            Resampling = estimation.Resampling,
            Posterior = estimation.Posterior,
            Frequentist = estimation.Test is { } test
                ? new(test.Method, test.Estimate, test.StandardError, test.DegreesOfFreedom, test.Statistic, test.PValue, test.Interval)
                : null,
            PowerAtDesignEffect = PowerAtDesign(spec, Level(estimator, arms, variants.Control).Mean, effect, form with { Alpha = nominal }),
            OddsRatio = estimation.OddsRatio,
            TiedShare = estimation.TiedShare,
            EffectSize = DescribesMeans(arms) ? StandardizedDifference.Of(arms.Baseline.Of(0), arms.Of(treatment).Of(0), form.Alpha) : null,
            Spread = DescribesMeans(arms) ? estimation.Spread ?? SpreadComparison.Of(arms.Baseline.Of(0), arms.Of(treatment).Of(0), form.Alpha) : null,
        };
    }

    private bool DescribesMeans(MetricArms arms) => options.Adjustment.Cluster is null && arms is { Kind: MetricKind.Mean, Segment: null };

    // A fraction of the control mean as an effect in the good direction; where there is no mean there is no such effect.
    private double? PowerAtDesign(MetricSpec spec, double controlMean, Effect effect, EffectOptions form)
    {
        if (options.MinimumEffect is not { } share || effect.Method is BrunnerMunzel.Method or ConstructEstimator.Method)
            return null;
        double size = (spec.Direction == Direction.Increase ? 1 : -1) * share * Math.Abs(controlMean);
        return double.IsFinite(size) && form.Alpha > 0 ? MinimumDetectableEffect.PowerAt(size, effect.StandardError, effect.DegreesOfFreedom, form.Alpha, form.Alternative) : double.NaN;
    }

    private Breakdown BreakdownOf(MetricSpec spec, MetricKind kind, string by, int index, IEnumerable<MomentsRow> rows)
    {
        SegmentResult[] segments =
        [
            .. rows.GroupBy(row => row.Segment!)
                .OrderByDescending(segment => segment.Sum(row => row.Units))
                .ThenBy(segment => segment.Key.Value, StringComparer.Ordinal)
                .Select(segment => SegmentOf(spec, kind, segment.Key, index, segment)),
        ];
        // The test is of levels, which rank tests do not compare.
        return new(by, segments, options.Adjustment.Cluster is null && estimators[index] is not RankEstimator ? InteractionTest.Of(segments, variants.Treatments.Prepend(variants.Control)) : null);
    }

    private SegmentResult SegmentOf(MetricSpec spec, MetricKind kind, Segment segment, int index, IEnumerable<MomentsRow> rows)
    {
        MetricArms arms = new(spec, index, kind, segment, variants.Control, Arms(rows, index));
        return new(segment.Value, Summaries(estimators[index], arms), Comparisons(estimators[index], arms));
    }

    // A one-sided question is about what the change should do; harm to a guardrail must be seen on either side.
    private EffectOptions EffectOptionsOf(MetricSpec spec)
        => spec.Role == MetricRole.Guardrail ? options.Effect with { Alternative = Alternative.TwoSided } : options.Effect;
}
