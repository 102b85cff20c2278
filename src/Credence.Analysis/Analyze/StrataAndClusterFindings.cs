using System.Globalization;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What is to be said of the strata and clusters of comparisons.</summary>
internal static class StrataAndClusterFindings
{
    // Below some forty clusters normal and uncorrected statements fail (Cameron and Miller 2015).
    private const int FewClusters = 40;

    /// <summary>The findings of all metrics; what they share is said once.</summary>
    public static IEnumerable<Finding> Of(IReadOnlyList<MetricResult> metrics)
    {
        (MetricResult Metric, Comparison Comparison)[] all = [.. metrics.SelectMany(metric => metric.Comparisons, (metric, comparison) => (metric, comparison))];
        var alike = all.Where(pair => pair.Comparison.Clusters is not null)
            .GroupBy(pair => (All(pair.Comparison.Clusters!), pair.Comparison.Clusters!.InBothVariants, pair.Comparison.Method));
        return all.SelectMany(pair => OfStrata(pair.Metric, pair.Comparison))
            .Concat(alike.SelectMany(pairs => OfClusters(Names(pairs), pairs.First().Comparison)))
            .Concat(all.SelectMany(pair => OfRegression(pair.Metric, pair.Comparison)));
    }

    private static string Names(IEnumerable<(MetricResult Metric, Comparison Comparison)> pairs)
        => string.Join("; ", pairs.GroupBy(pair => pair.Comparison.Variant)
            .Select(pair => $"{string.Join(", ", pair.Select(each => each.Metric.Name))}, variant {pair.Key}"));

    private static long All(ClusterSummary clusters) => clusters.Count.Values.Sum() - clusters.InBothVariants;

    private static IEnumerable<Finding> OfStrata(MetricResult metric, Comparison comparison)
    {
        if (comparison.Stratification is not { } strata)
            yield break;
        string what = $"{metric.Name}, variant {comparison.Variant}";
        if (strata.OneSided.Count > 0)
        {
            yield return new("stratum-with-one-variant", Severity.Warning,
                $"{what}: {List(strata.Column, strata.OneSided)} no unit of one of the two variants and cannot be compared alone; merged with other strata.",
                "Find out whether these units could get both variants; if not, leave them out with --where.");
        }
        if (strata.Thin.Count > strata.OneSided.Count)
        {
            yield return new("thin-strata", Severity.Note,
                $"{what}: {List(strata.Column, strata.Thin.Except(strata.OneSided))} fewer than two units in a variant; merged with other strata.",
                "Nothing to do where they are few; else use coarser strata.");
        }
        if (strata.Results.Any(stratum => stratum.Values.Contains(null)))
        {
            yield return new("missing-stratum", Severity.Note,
                $"{what}: units without a value of {strata.Column} are a stratum of their own.",
                "Find out why it is missing; strata must be known before the experiment.");
        }
        if (strata.VarianceRatio > 1)
        {
            yield return new("strata-cost", Severity.Note,
                Invariant($"{what}: the strata of {strata.Column} cost precision: the variance is {strata.VarianceRatio:0.###} times that without them."),
                "Use strata that tell units with high values from those with low ones, or none.");
        }
    }

    private static IEnumerable<Finding> OfClusters(string what, Comparison comparison)
    {
        ClusterSummary clusters = comparison.Clusters!;
        long all = All(clusters);
        if (all < FewClusters)
        {
            (string says, string remedy) = comparison.Method == "cr2"
                ? ("CR2 and its degrees of freedom allow for that, but not for heavy tails or one cluster much larger than the others",
                    "Read the interval with care; more clusters help, more rows in each hardly.")
                : ("this variance tends to be too small for so few, and the test rejects too often", "Use --robust cr2 for a mean, and more clusters where you can.");
            yield return new("few-clusters", Severity.Warning,
                Invariant($"{what}: there are {all} clusters of {clusters.Column}, fewer than {FewClusters}: {says}."), remedy);
        }
        if (clusters.InBothVariants > 0)
        {
            bool few = 2 * clusters.InBothVariants < all;
            yield return new("clusters-in-several-variants", few ? Severity.Warning : Severity.Note,
                Invariant($"{what}: {clusters.InBothVariants:N0} of {all:N0} clusters of {clusters.Column} have rows in both variants; they stay in, and the standard error allows for it."),
                few ? "If whole clusters were randomised, the assignment leaked: leave these clusters out with --where, or find the cause."
                    : "Nothing to do if rows were randomised within clusters.");
        }
    }

    private static IEnumerable<Finding> OfRegression(MetricResult metric, Comparison comparison)
    {
        if (comparison.Clusters is { Imputed: { Count: > 0 } imputed })
        {
            yield return new("imputed-covariate", Severity.Note,
                $"{metric.Name}, variant {comparison.Variant}: rows have no value of {string.Join(", ", imputed)}; the mean of the others stands there, and an indicator of the gap is a further covariate.",
                "Nothing to do where rows without a past are missing alike in all variants.");
        }
        if (comparison.Clusters is { LeftOut: { Count: > 0 } leftOut })
        {
            yield return new("dependent-covariate", Severity.Warning,
                $"{metric.Name}, variant {comparison.Variant}: {string.Join(", ", leftOut)} cannot be told from other covariates in some variant, and these terms are left out.",
                "Drop the covariate: one that is constant or a sum of others adds nothing.");
        }
    }

    private static string List(string column, IEnumerable<string?> names)
    {
        string[] values = [.. names.Select(name => name ?? "missing")];
        string shown = string.Join(", ", values.Take(5)) + (values.Length > 5 ? Invariant($" and {values.Length - 5} more") : "");
        return values.Length == 1 ? $"the stratum {column} = {shown} has" : Invariant($"{values.Length} strata of {column} ({shown}) have");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
