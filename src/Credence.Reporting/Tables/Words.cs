using Credence.Analysis;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>The words of a report; observational data have comparisons, never effects.</summary>
internal static class Words
{
    public static string Effect(AnalysisResult result) => result.Randomised ? "Effect" : "Difference";

    public static string Effects(AnalysisResult result) => result.Randomised ? "Effects" : "Comparisons";

    public static string Decision(AnalysisResult result) => Decision(result.Randomised, result.Verdict.Decision);

    /// <summary>A decision; of groups that were not randomised none is made.</summary>
    public static string Decision(bool randomised, Experiments.Decision decision) => (randomised, decision) switch
    {
        (false, Experiments.Decision.Inconclusive) => "Comparison only",
        (_, Experiments.Decision.Ship) => "Ship",
        (_, Experiments.Decision.Hold) => "Hold",
        (_, Experiments.Decision.RollBack) => "Roll back",
        (_, Experiments.Decision.Invalid) => "Invalid",
        _ => "Inconclusive",
    };

    public static Tone Tone(AnalysisResult result) => Tone(result.Randomised, result.Verdict.Decision);

    /// <summary>What the colour of a decision should say.</summary>
    public static Tone Tone(bool randomised, Experiments.Decision decision) => (randomised, decision) switch
    {
        (_, Experiments.Decision.Invalid) => Reporting.Tone.Bad,
        (true, Experiments.Decision.Ship) => Reporting.Tone.Good,
        (true, Experiments.Decision.Hold) => Reporting.Tone.Warning,
        (true, Experiments.Decision.RollBack) => Reporting.Tone.Bad,
        _ => Reporting.Tone.Plain,
    };

    public static Tone Tone(Severity severity) => severity switch
    {
        Severity.Blocking => Reporting.Tone.Bad,
        Severity.Warning => Reporting.Tone.Warning,
        _ => Reporting.Tone.Muted,
    };

    /// <summary>Good or bad where a significant effect moves a metric the right or wrong way; plain where nothing is shown.</summary>
    public static Tone Tone(AnalysisResult result, MetricResult metric, Comparison comparison)
        => !result.Randomised || !comparison.Significant || comparison.Estimate == 0 ? Reporting.Tone.Plain
            : comparison.Estimate > 0 == (metric.Direction == Direction.Increase) ? Reporting.Tone.Good
            : Reporting.Tone.Bad;

    /// <summary>The control with the word before it, unless that is its name.</summary>
    public static string Control(string name) => name.Equals("control", StringComparison.OrdinalIgnoreCase) ? name : $"control {name}";

    public static string Kind(MetricKind kind) => kind switch
    {
        MetricKind.Proportion => "proportion",
        MetricKind.Ratio => "ratio",
        MetricKind.Quantile => "quantile",
        MetricKind.Construct => "construct",
        _ => "mean",
    };

    /// <summary>The kind of a metric, for a quantile with its place.</summary>
    public static string Kind(MetricResult metric)
        => metric.Quantile is { } place ? $"{NumberFormat.Level(place)} quantile" : Kind(metric.Kind);

    public static string Role(MetricRole role) => role switch
    {
        MetricRole.Primary => "primary",
        MetricRole.Guardrail => "guardrail",
        _ => "secondary",
    };

    public static string Better(Direction direction) => direction == Direction.Increase ? "higher is better" : "lower is better";

    /// <summary>What a test compares: an adjusted outcome of zeros and ones is a number like any other.</summary>
    public static MetricKind Tested(MetricKind kind, Comparison comparison)
        => kind == MetricKind.Proportion && comparison.AdjustmentDetail is not null ? MetricKind.Mean : kind;

    /// <summary>The name of an adjustment in the field's words.</summary>
    public static string Adjustment(Comparison comparison) => comparison.Adjustment switch
    {
        "cuped" => "CUPED",
        "lin" => "Lin's regression",
        "ancova" => "Analysis of covariance",
        string other => other,
    };

    /// <summary>Whether a method is that of a regression with a robust variance.</summary>
    public static bool IsRobust(string method) => method.StartsWith("hc", StringComparison.Ordinal);

    /// <summary>The name of a comparison's test in the field's words.</summary>
    public static string Test(MetricKind kind, Comparison comparison) => Test(Tested(kind, comparison), comparison.Method);

    /// <summary>The name of a metric's test in the field's words.</summary>
    public static string Test(MetricKind kind, string method) => (kind, method) switch
    {
        (_, "welch") => "Welch's t test",
        (_, "student") => "Student's t test",
        (MetricKind.Proportion, "z") => "pooled z test",
        (MetricKind.Ratio, "z") => "z test by the delta method",
        (_, "z") => "z test",
        (_, "hc0" or "hc1" or "hc2" or "hc3") => $"t test with {method.ToUpperInvariant()} variance",
        (_, "group-sequential") => "group-sequential design",
        (_, "confidence-sequence") => "asymptotic confidence sequence",
        (_, "msprt") => "mixture sequential probability ratio test",
        (_, "unpooled-z") => "unpooled z test",
        (_, "cr0" or "cr1s" or "cr2") => $"test with the cluster-robust variance {method.ToUpperInvariant()}",
        (_, "delta") => "test by the delta method over clusters",
        (_, "bootstrap-percentile") => "percentile bootstrap",
        (_, "bootstrap-basic") => "basic bootstrap",
        (_, "bootstrap-bca") => "BCa bootstrap",
        (_, "bootstrap-studentized") => "studentised bootstrap",
        (_, "permutation") => "permutation test",
        (_, "mann-whitney") => "Mann-Whitney's rank test",
        (_, "brunner-munzel") => "Brunner-Munzel's rank test",
        (_, "fisher") => "Fisher's exact test",
        (_, "bayes") => "posterior by sampling",
        (_, "conjugate") => "exact posterior",
        (_, "cfa") => "z test of a latent mean in a factor model",
        (_, "quantile") => "test of quantiles by order statistics",
        _ => method,
    };

    /// <summary>Whether a method's interval and p-value hold at several looks together.</summary>
    public static bool IsSequential(string method) => method is "group-sequential" or "confidence-sequence" or "msprt";

    public static string Sides(Alternative alternative) => alternative switch
    {
        Alternative.Greater => "one-sided (greater)",
        Alternative.Less => "one-sided (less)",
        _ => "two-sided",
    };

    public static string Confidence(double level) => Level(level) + " interval";

    /// <summary>Name of intervals of these levels, which is theirs where they share one.</summary>
    public static string Confidence(IReadOnlyList<Comparison> comparisons, double otherwise) => Levels(comparisons) switch
    {
        [] => Confidence(otherwise),
        [double level] => Confidence(level),
        _ => "Interval",
    };

    /// <summary>Whether the intervals of some comparisons have different levels.</summary>
    public static bool LevelsDiffer(IReadOnlyList<Comparison> comparisons) => Levels(comparisons).Length > 1;

    /// <summary>A confidence level, its distance from 1 to three digits.</summary>
    public static string Level(double level)
    {
        double error = 100 * (1 - level);
        int decimals = error > 0 ? Math.Clamp(2 - (int)Math.Floor(Math.Log10(error)), 0, 12) : 0;
        return NumberFormat.Level((100 - Math.Round(error, decimals)) / 100);
    }

    private static double[] Levels(IReadOnlyList<Comparison> comparisons) => [.. comparisons.Select(c => Math.Round(c.Interval.Level, 9)).Distinct()];
}
