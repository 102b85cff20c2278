using Credence.Analysis;
using Credence.Data;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Reporting.Tests;

/// <summary>Results as an analysis would give them, put together by hand.</summary>
internal static class SampleResults
{
    public static Comparison Compare(string variant, string control, string method, double estimate, double standardError,
        double controlMean, double pValue, double? degreesOfFreedom = null, RelativeEffect? relative = null, MarginStatement? margin = null)
    {
        double half = 1.96 * standardError;
        Interval interval = new(estimate - half, estimate + half, 0.95);
        relative ??= new RelativeEffect(estimate / controlMean, RelativeSet.Interval,
            new Interval(interval.Lower / controlMean, interval.Upper / controlMean, 0.95), null);
        return new Comparison(variant, control, method, "none", Alternative.TwoSided, estimate, standardError, degreesOfFreedom,
            estimate / standardError, pValue, pValue, pValue < 0.05, interval, relative, margin, 2.8 * standardError, 0);
    }

    /// <summary>Two arms, one metric, a fifth of the labels missing, a breakdown: a clear effect.</summary>
    public static AnalysisResult AbSales()
    {
        Comparison comparison = Compare("1", "0", "welch", 6.340, 0.700, 49.788, 7.3e-19, 928.1) with
        {
            Interval = new Interval(4.966, 7.714, 0.95),
            Relative = new RelativeEffect(0.12734, RelativeSet.Interval, new Interval(0.0981, 0.1571, 0.95), null),
        };
        Breakdown breakdown = new("country",
        [
            new SegmentResult("DE", Levels((300, 49.9, 9.6), (310, 56.4, 11.9)), [Compare("1", "0", "welch", 6.5, 0.876, 49.9, 4e-13, 590.2)]),
            new SegmentResult("FR | overseas", Levels((170, 49.6, 10.0), (172, 55.7, 11.7)), [Compare("1", "0", "welch", 6.1, 1.176, 49.6, 3.6e-7, 333.1)]),
            new SegmentResult(null, Levels((6, 49.1, 9.9), (2, 51.0, 2.8)), []),
        ], new Interaction(0.0744, 1, 0.785));
        MetricResult sales = new("sales", "sales", MetricKind.Mean, MetricRole.Primary, Direction.Increase, 0, 0,
            Levels((476, 49.788, 9.773), (484, 56.128, 11.841)), [comparison], [breakdown]);
        return new AnalysisResult("ab-sales.csv", null, null, 1200, true, "0", 0.05, new Exclusions(0, 240, 0),
            new SampleRatio(Map(("0", 476L), ("1", 484L)), Map(("0", 0.5), ("1", 0.5)), 0.0667, 1, 0.796, false),
            [sales],
            [new Finding("variant-missing", Severity.Warning, "240 of 1,200 rows (20.0%) have no variant and are left out.",
                "Find out why labels are missing; if it depends on the outcome, the comparison is biased.")],
            new Verdict(Decision.Ship, "1", "Variant 1 raised sales by 12.7% (95% interval 9.8% to 15.7%), and the interval excludes no effect."));
    }

    /// <summary>Three arms, a binary, a heavy-tailed and a ratio metric, a guardrail that is harmed, and a declared smallest effect.</summary>
    public static AnalysisResult ThreeArms()
    {
        MetricResult visit = new("visit", "visit", MetricKind.Proportion, MetricRole.Primary, Direction.Increase, 0, 0,
            ThreeLevels((21306, 0.10617, 0.30806), (21307, 0.18276, 0.38648), (21387, 0.15140, 0.35844)),
            [Compare("Mens E-Mail", "No E-Mail", "z", 0.07659, 0.00338, 0.10617, 1e-111), Compare("Womens E-Mail", "No E-Mail", "z", 0.04523, 0.00324, 0.10617, 5e-44)], []);
        MetricResult spend = new("spend", "spend", MetricKind.Mean, MetricRole.Secondary, Direction.Increase, 3, 1,
            ThreeLevels((21306, 0.6528, 11.588), (21307, 1.4226, 17.755), (21387, 1.0772, 15.116)),
            [Compare("Mens E-Mail", "No E-Mail", "welch", 0.7698, 0.1453, 0.6528, 1.16e-7, 36677.3), Compare("Womens E-Mail", "No E-Mail", "welch", 0.4244, 0.1304, 0.6528, 0.00113, 40053.6)], []);
        MetricResult latency = new("latency", "latency_ms / requests", MetricKind.Ratio, MetricRole.Guardrail, Direction.Decrease, 0, 0,
            ThreeLevels((21306, 182.1, 95.2), (21307, 186.9, 96.0), (21387, 182.4, 94.8)),
            [Compare("Mens E-Mail", "No E-Mail", "z", 4.8, 0.926, 182.1, 2.2e-7, margin: new MarginStatement(0.02, true, false, 0.0363, 0.975, 0.889)),
             Compare("Womens E-Mail", "No E-Mail", "z", 0.3, 0.919, 182.1, 0.744, margin: new MarginStatement(0.02, true, true, 0.0115, 0.975, 1.7e-4))], []);
        return new AnalysisResult("hillstrom", "Does an e-mail bring customers back?", "customer_id", 64004, true, "No E-Mail", 0.05, new Exclusions(4, 0, 0),
            new SampleRatio(Map(("No E-Mail", 21306L), ("Mens E-Mail", 21307L), ("Womens E-Mail", 21387L)),
                Map(("No E-Mail", 1 / 3.0), ("Mens E-Mail", 1 / 3.0), ("Womens E-Mail", 1 / 3.0)), 0.2025, 2, 0.9037, false),
            [Designed(visit, 0.999), Designed(latency, 0.974), Designed(spend, 0.0581)], [],
            new Verdict(Decision.Hold, "Mens E-Mail", "The guardrail latency got worse by 2.6% with Mens E-Mail, beyond its margin of 2%."))
        {
            MinimumEffect = 0.02,
        };

        static MetricResult Designed(MetricResult metric, double power)
            => metric with { Comparisons = [.. metric.Comparisons.Select(comparison => comparison with { PowerAtDesignEffect = power })] };
    }

    /// <summary>Observational: compared, never decided.</summary>
    public static AnalysisResult Observational()
    {
        MetricResult spend = new("spend", "log1p(total_annual_spending)", MetricKind.Mean, MetricRole.Primary, Direction.Increase, 0, 0,
            Levels((1004, 10.4021, 0.5214), (996, 10.8313, 0.4907)), [Compare("1", "0", "welch", 0.4292, 0.02264, 10.4021, 1e-73, 1993.9)], []);
        return new AnalysisResult("consumer_spending.csv", null, null, 2000, false, "0", 0.05, new Exclusions(0, 0, 0), null, [spend],
            [new Finding("observational", Severity.Note, "The data are declared observational.", "Read the difference as a comparison of groups, not as a cause.")],
            new Verdict(Decision.Inconclusive, null, "Group 1 is 4.1% above group 0 in spend; observational data do not tell why."));
    }

    /// <summary>Hostile names, unbounded sets, huge, tiny and missing numbers.</summary>
    public static AnalysisResult Awkward()
    {
        const string Evil = "<script>alert('x')</script> & \"quoted\" | piped";
        Dictionary<string, VariantSummary> Two(VariantSummary a, VariantSummary b) => new() { ["control"] = a, [Evil] = b };
        MetricResult profit = new("net profit after refunds, chargebacks and promotional credits per visitor", "a - b", MetricKind.Mean,
            MetricRole.Primary, Direction.Increase, 0, 0, Two(new(50, 0.02, 14.1), new(52, 1.9, 13.2)),
            [Compare(Evil, "control", "welch", 1.88, 2.71, 0.02, 0.489, 98.6, new RelativeEffect(94, RelativeSet.Complement, null, new Interval(-310.5, -1.2, 0.95)))], []);
        MetricResult debt = new("debt", "debt", MetricKind.Mean, MetricRole.Secondary, Direction.Decrease, 2, 0,
            Two(new(50, -3, 140.1), new(52, 4, 139.2)),
            [Compare(Evil, "control", "welch", 7, 27.8, -3, 0.802, 99.9, new RelativeEffect(-2.33, RelativeSet.All, null, null))], []);
        MetricResult assets = new("assets", "assets", MetricKind.Mean, MetricRole.Secondary, Direction.Increase, 0, 0,
            Two(new(50, 1.2345678e13, 3e12), new(52, 1.3345678e13, 3e12)), [Compare(Evil, "control", "student", 1e12, 5.94e11, 1.2345678e13, 0.0953, 100)], []);
        MetricResult dose = new("dose", "dose", MetricKind.Mean, MetricRole.Secondary, Direction.Increase, 0, 0,
            Two(new(50, 3.2e-9, 1e-10), new(52, 3.1e-9, 1e-10)), [Compare(Evil, "control", "welch", -1e-10, 1.98e-11, 3.2e-9, 2.2e-6, 99)], []);
        MetricResult empty = new("empty", "empty", MetricKind.Mean, MetricRole.Secondary, Direction.Increase, 102, 0,
            Two(new(0, double.NaN, double.NaN), new(0, double.NaN, double.NaN)),
            [Compare(Evil, "control", "welch", double.NaN, double.NaN, double.NaN, double.NaN, double.NaN)], []);
        return new AnalysisResult("<b>bold</b>", null, null, 102, true, "control", 0.05, new Exclusions(0, 0, 7),
            new SampleRatio(Map(("control", 50L), (Evil, 52L)), Map(("control", 0.9), (Evil, 0.1)), 194.1, 1, 4e-44, true),
            [profit, debt, assets, dose, empty],
            [new Finding("sample-ratio-mismatch", Severity.Blocking, "The allocation does not match the plan (p < 0.0001).", "Find the cause before reading any number.")],
            new Verdict(Decision.Invalid, null, "The allocation does not match the plan, so no number here can be trusted."));
    }

    /// <summary>Nine arms whose names are long.</summary>
    public static AnalysisResult ManyArms()
    {
        string[] arms = [.. Enumerable.Range(0, 9).Select(i => i == 0 ? "control" : $"recommendation model {i} with a long descriptive name")];
        MetricResult metric = new("sessions_per_user_within_the_first_fourteen_days", "sessions", MetricKind.Mean, MetricRole.Primary, Direction.Increase, 0, 0,
            arms.Select((arm, i) => (arm, new VariantSummary(1000 + 7 * i, 12 + 0.2 * i, 5))).ToDictionary(),
            [.. arms.Skip(1).Select((arm, i) => Compare(arm, "control", "welch", 0.2 * (i + 1), 0.223, 12, i > 1 ? 0.004 : 0.4, 2001.3) with { AdjustedPValue = i > 1 ? 0.032 : 1, VarianceReduction = 0.21 })], []);
        return new AnalysisResult("nine arms", null, "user", 9252, true, "control", 0.05, new Exclusions(0, 0, 0),
            new SampleRatio(metric.Variants.ToDictionary(v => v.Key, v => v.Value.Count), arms.ToDictionary(a => a, _ => 1 / 9.0), 5.1, 8, 0.75, false), [metric], [],
            new Verdict(Decision.Ship, arms[8], "The last model raised sessions by 13%."));
    }

    public static Dictionary<string, T> Map<T>(params ReadOnlySpan<(string Key, T Value)> pairs)
    {
        Dictionary<string, T> map = [];
        foreach ((string key, T value) in pairs)
            map.Add(key, value);
        return map;
    }

    /// <summary>A bell-shaped histogram per variant over common edges, from the levels of the metric.</summary>
    public static IReadOnlyList<Histogram> Histograms(AnalysisResult result, int bins = 40) => [.. result.Metrics.Select(metric =>
    {
        VariantSummary[] levels = [.. metric.Variants.Values];
        double low = levels.Min(v => v.Mean - 3.5 * v.StandardDeviation);
        double high = levels.Max(v => v.Mean + 3.5 * v.StandardDeviation);
        if (!double.IsFinite(low) || metric.Kind == MetricKind.Proportion)
            return new Histogram(metric.Name, [], metric.Variants.ToDictionary(v => v.Key, _ => new HistogramCounts([], 0, 0)));
        if (metric.Kind == MetricKind.Mean && result.Experiment == "hillstrom")
            return ZeroInflated(metric);
        double[] edges = [.. Enumerable.Range(0, bins + 1).Select(i => low + (high - low) * i / bins)];
        return new Histogram(metric.Name, edges, metric.Variants.ToDictionary(v => v.Key, v => new HistogramCounts(
            [.. Enumerable.Range(0, bins).Select(i => (long)Math.Round(v.Value.Count * (edges[1] - edges[0]) / v.Value.StandardDeviation
                * Math.Exp(-0.5 * Math.Pow((0.5 * (edges[i] + edges[i + 1]) - v.Value.Mean) / v.Value.StandardDeviation, 2)) / Math.Sqrt(2 * Math.PI)))], 0, 3)));
    })];

    // Nearly all units spend nothing, the rest fall off, and a few lie beyond the axis.
    private static Histogram ZeroInflated(MetricResult metric) => new(metric.Name, [.. Enumerable.Range(0, 31).Select(i => 10.0 * i)],
        metric.Variants.ToDictionary(v => v.Key, v => new HistogramCounts(
            [(long)(0.99 * v.Value.Count), .. Enumerable.Range(1, 29).Select(i => (long)(30 * v.Value.Mean * Math.Exp(-0.11 * i)))], 0, 12)));

    private static Dictionary<string, VariantSummary> Levels((long N, double Mean, double Sd) control, (long N, double Mean, double Sd) treatment)
        => new() { ["0"] = new(control.N, control.Mean, control.Sd), ["1"] = new(treatment.N, treatment.Mean, treatment.Sd) };

    private static Dictionary<string, VariantSummary> ThreeLevels((long N, double Mean, double Sd) a, (long N, double Mean, double Sd) b, (long N, double Mean, double Sd) c)
        => new() { ["No E-Mail"] = new(a.N, a.Mean, a.Sd), ["Mens E-Mail"] = new(b.N, b.Mean, b.Sd), ["Womens E-Mail"] = new(c.N, c.Mean, c.Sd) };
}
