using System.Globalization;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>The assumptions that a comparison of variants rests on, each with what these data say of it.</summary>
internal static class Assumptions
{
    public static IReadOnlyList<AssumptionCheck> Of(
        AnalyzeOptions options, MomentsTable table, VariantOrder variants, SampleRatio? ratio, BalanceTable? balance, IReadOnlyList<MetricResult> metrics)
        =>
        [
            Randomisation(options, ratio, balance),
            OneVariant(options, table),
            Positivity(options, table, variants, metrics),
            Missingness(options, table, metrics),
            new("No interference between units", AssumptionStatus.NotTestable, options.Adjustment.Cluster is { } cluster
                ? $"Units of one {cluster} may affect each other; the groups by {cluster} are taken not to."
                : "The outcome of a unit must not depend on the variant of others (shared stock, chats, marketplaces); where it may, randomise groups."),
            new("One version of each variant", AssumptionStatus.NotTestable,
                "Everybody in a variant must have got the same thing from start to end: a fix or a roll-out on the way makes another variant."),
            Independence(options),
        ];

    private static AssumptionCheck Randomisation(AnalyzeOptions options, SampleRatio? ratio, BalanceTable? balance)
    {
        const string Name = "Random assignment";
        if (!options.Randomised)
            return new(Name, AssumptionStatus.Violated, "The groups were declared not randomised.");
        List<string> evidence = [];
        bool violated = false;
        if (ratio is not null && !double.IsNaN(ratio.PValue))
        {
            evidence.Add(Invariant($"sample ratio {PValueText.WithLetter(ratio.PValue)}"));
            violated |= ratio.Mismatch;
        }
        foreach (BalanceComparison comparison in balance?.Comparisons ?? [])
        {
            string tested = double.IsNaN(comparison.Balance.PValue) ? "not testable" : PValueText.WithLetter(comparison.Balance.PValue);
            evidence.Add($"balance of the covariates, {comparison.Variant} against {comparison.Control}: {tested}");
            violated |= options.Adjustment.Cluster is null && comparison.Balance.PValue < BalanceCheck.Alpha;
        }
        return evidence.Count == 0
            ? new(Name, AssumptionStatus.NotTestable, "There is nothing to test it on.")
            : new(Name, violated ? AssumptionStatus.Violated : AssumptionStatus.Holds, $"{string.Join("; ", evidence)}.");
    }

    private static AssumptionCheck OneVariant(AnalyzeOptions options, MomentsTable table)
    {
        const string Name = "Each unit in one variant";
        if (options.Unit is null)
            return new(Name, AssumptionStatus.NotTestable, "Each row is taken for a unit of its own; name the unit with --unit.");
        long units = table.Rows.Where(row => row.Segment is null).Sum(row => row.Units) + table.UnitsInSeveralVariants;
        return table.UnitsInSeveralVariants == 0
            ? new(Name, AssumptionStatus.Holds, Invariant($"None of {units:N0} units was seen in two."))
            : new(Name, AssumptionStatus.Violated, Invariant($"{table.UnitsInSeveralVariants:N0} of {units:N0} units were seen in several and are left out."));
    }

    private static AssumptionCheck Positivity(AnalyzeOptions options, MomentsTable table, VariantOrder variants, IReadOnlyList<MetricResult> metrics)
    {
        const string Name = "Every kind of unit can get every variant";
        Strata[] strata = [.. metrics.SelectMany(metric => metric.Comparisons).Select(comparison => comparison.Stratification).OfType<Strata>()];
        if (strata.FirstOrDefault(found => found.OneSided.Count > 0) is { } lacking)
            return new(Name, AssumptionStatus.Violated, Invariant($"{lacking.OneSided.Count:N0} strata of {lacking.Column} lack a variant: {string.Join(", ", lacking.OneSided.Take(5).Select(name => name ?? "(missing)"))}{(lacking.OneSided.Count > 5 ? ", …" : "")}."));
        if (options.By.Count == 0 && strata.Length > 0)
            return new(Name, AssumptionStatus.Holds, $"Every stratum of {strata[0].Column} holds units of every variant.");
        if (options.By.Count == 0)
            return new(Name, AssumptionStatus.NotTestable, "No segments or strata are named, by which it could be looked at.");
        IReadOnlyList<string> without = new SegmentChecks(options, table, variants).WithoutPositivity();
        int count = table.Rows.Where(row => row.Segment is not null).Select(row => row.Segment).Distinct().Count();
        return without.Count == 0
            ? new(Name, AssumptionStatus.Holds, Invariant($"All {count:N0} segments hold units of every variant."))
            : new(Name, AssumptionStatus.Violated, Invariant($"{without.Count:N0} of {count:N0} segments lack a variant: {string.Join(", ", without.Take(5))}{(without.Count > 5 ? ", …" : "")}."));
    }

    private static AssumptionCheck Missingness(AnalyzeOptions options, MomentsTable table, IReadOnlyList<MetricResult> metrics)
    {
        const string Name = "Outcomes missing equally often";
        (MetricResult Metric, IndependenceTest Test)[] tests = [.. metrics.Select((metric, index) => (metric, MissingnessCheck.Test(table, index)))];
        if (Array.TrueForAll(tests, test => double.IsNaN(test.Test.PValue)))
        {
            return metrics.All(metric => metric.Missing + metric.Invalid == 0)
                ? new(Name, AssumptionStatus.Holds, "No outcome is missing.")
                : new(Name, AssumptionStatus.NotTestable, "No variant has outcomes.");
        }
        if (options.Adjustment.Cluster is { } cluster)
            return new(Name, AssumptionStatus.NotTestable, $"Rows of one {cluster} may be missing together, which a test of rows does not allow for.");
        (MetricResult Metric, IndependenceTest Test) worst = tests.Where(test => !double.IsNaN(test.Test.PValue)).MinBy(test => test.Test.PValue);
        bool violated = Array.Exists(tests, test => MissingnessCheck.Rejects(test.Test));
        return new(Name, violated ? AssumptionStatus.Violated : AssumptionStatus.Holds, Invariant($"{worst.Metric.Name}: {PValueText.WithLetter(worst.Test.PValue)}."));
    }

    private static AssumptionCheck Independence(AnalyzeOptions options)
    {
        const string Name = "Units independent of each other";
        return options.Adjustment.Cluster is { } cluster
            ? new(Name, AssumptionStatus.NotTestable, $"Rows of one {cluster} may depend on each other, which the standard errors allow for.")
            : new(Name, AssumptionStatus.NotTestable, options.Unit is { } unit
                ? $"Rows of one {unit} are summed first; the units themselves must be independent, else name their --cluster."
                : "The same person in several rows makes standard errors too small; name the unit with --unit.");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
