using Credence.Data;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Compares the variants in what was known before the experiment.</summary>
internal static class BalanceCheck
{
    /// <summary>Level of the test: as for the sample ratio, a false alarm in a thousand sound experiments.</summary>
    public const double Alpha = 0.001;

    private const string Name = "covariates of the balance check";

    /// <summary>The columns to ask the engine for; none without covariates.</summary>
    public static IEnumerable<ColumnSet> Columns(AnalyzeOptions options)
        => AdjustmentChoice.All(options) is { Count: > 0 } covariates ? [new ColumnSet(Name, [.. covariates.Select(covariate => covariate.Value)])] : [];

    /// <summary>The table; null without covariates.</summary>
    public static BalanceTable? Of(AnalyzeOptions options, MomentsTable table, VariantOrder variants)
    {
        IReadOnlyList<Covariate> covariates = AdjustmentChoice.All(options);
        if (covariates.Count == 0)
            return null;
        Dictionary<string, CrossMoments> arms = table.Rows.Where(row => row.Segment is null)
            .Select(row => (row.Variant, Set: row.Metrics.FirstOrDefault(metric => metric.Name == Name)))
            .Where(row => row.Set is { Moments.Count: > 0 })
            .ToDictionary(row => row.Variant, row => row.Set!.Moments, StringComparer.Ordinal);
        if (!arms.TryGetValue(variants.Control, out CrossMoments? control))
            return null;
        return new(
            [.. covariates.Select(covariate => covariate.Name)],
            [.. covariates.Select((_, place) => Levels(variants, arms, place))],
            [.. variants.Treatments.Where(arms.ContainsKey).Select(name => new BalanceComparison(name, variants.Control, CovariateBalance.Of(control, arms[name])))]);
    }

    /// <summary>The finding <c>covariate-imbalance</c> of each treatment that differs.</summary>
    public static IEnumerable<Finding> Findings(BalanceTable? table)
    {
        foreach (BalanceComparison comparison in table?.Comparisons ?? [])
        {
            if (!(comparison.Balance.PValue < Alpha))
                continue;
            (string name, double largest) = table!.Covariates.Zip(comparison.Balance.Differences).MaxBy(pair => double.IsNaN(pair.Second) ? 0 : Math.Abs(pair.Second));
            yield return new("covariate-imbalance", Severity.Warning,
                FormattableString.Invariant($"Variant \"{comparison.Variant}\" and the control differed before the experiment began: {PValueText.WithLetter(comparison.Balance.PValue)} over the covariates, most in {name} ({largest:+0.00;-0.00} standard deviations)."),
                "Check that the covariates were measured before the assignment: one that the treatment changes takes its effect away. If they were, look for a fault in the assignment; chance alone does this in one of a thousand experiments.");
        }
    }

    private static OrderedDictionary<string, VariantSummary> Levels(VariantOrder variants, Dictionary<string, CrossMoments> arms, int place)
    {
        OrderedDictionary<string, VariantSummary> levels = [];
        foreach (string name in variants.All.Where(arms.ContainsKey))
        {
            Moments column = arms[name].Of(place);
            levels.Add(name, new(column.Count, column.Mean, column.StandardDeviation));
        }
        return levels;
    }
}
