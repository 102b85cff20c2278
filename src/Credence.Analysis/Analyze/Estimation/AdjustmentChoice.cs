using Credence.Data;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Refuses an adjustment that contradicts itself, and says what it asks of the engine.</summary>
internal static class AdjustmentChoice
{
    /// <summary>Whether the method works on covariates.</summary>
    public static bool UsesCovariates(Adjustment adjustment)
        => adjustment.Method is AdjustmentMethod.Cuped or AdjustmentMethod.Lin or AdjustmentMethod.Ancova;

    /// <summary>The name of a method.</summary>
    public static string Name(AdjustmentMethod method) => method.ToString().ToLowerInvariant();

    /// <summary>What a metric is adjusted for; nothing where the method does not work on covariates.</summary>
    public static IReadOnlyList<Covariate> CovariatesOf(AnalyzeOptions options, MetricSpec metric)
        => !UsesCovariates(options.Adjustment) || metric.Kind == MetricKind.Quantile ? []
            : metric.Covariates.Count > 0 ? metric.Covariates
            : options.Adjustment.Covariates;

    /// <summary>All covariates, each once.</summary>
    public static IReadOnlyList<Covariate> All(AnalyzeOptions options)
        => [.. options.Adjustment.Covariates.Concat(options.Metrics.SelectMany(metric => CovariatesOf(options, metric))).DistinctBy(covariate => covariate.Name)];

    /// <summary>The columns of a metric, with covariates where the method works on them.</summary>
    public static ColumnSet Columns(AnalyzeOptions options, MetricSpec metric) => metric.ColumnSet with
    {
        Covariates = [.. CovariatesOf(options, metric).Select(covariate => new CovariateColumn(covariate.Name, covariate.Value))],
    };

    /// <exception cref="InputException">The options contradict each other.</exception>
    public static void Check(AnalyzeOptions options)
    {
        Adjustment adjustment = options.Adjustment;
        string asked = $"--adjust {Name(adjustment.Method)}";
        bool regression = adjustment.Method is AdjustmentMethod.Lin or AdjustmentMethod.Ancova, clustered = adjustment.Cluster is not null;
        if (adjustment.Covariates.GroupBy(covariate => covariate.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InputException($"--covariate {twice.Key}", "stands twice", "name each covariate once");
        if (UsesCovariates(adjustment) && options.Metrics.All(metric => CovariatesOf(options, metric).Count == 0 && metric.Kind != MetricKind.Quantile))
            throw new InputException(asked, "no covariate is given", "add --covariate COLUMN, measured before the experiment");
        if (adjustment.Robust != RobustVariance.Default && !regression && !clustered)
            throw new InputException("--robust", "only a regression or clusters have a robust variance to choose", "add --adjust lin or --adjust ancova");
        if (adjustment.Robust is RobustVariance.Cr0 or RobustVariance.Cr1s or RobustVariance.Cr2 && !clustered)
            throw new InputException("--robust", "this variance is for clusters, and none are given", "choose hc0, hc1, hc2 or hc3, or add --cluster");
        if (UsesCovariates(adjustment) && options.Test is not (TestKind.Default or TestKind.Welch or TestKind.Student or TestKind.Z))
            throw new InputException("--test", "this test is not adjusted for covariates", "leave --test out, or leave --adjust out");
        if (regression && options.Test != TestKind.Default)
            throw new InputException("--test", $"{asked} has a t test of its own", "leave --test out, or use --adjust cuped");
        if (options.Test is TestKind.MannWhitney or TestKind.BrunnerMunzel or TestKind.Fisher && (adjustment.Method != AdjustmentMethod.None || clustered))
            throw new InputException("--test", "rank and exact tests take units as they are", "leave out the adjustment and the clusters, or --test");
        if (adjustment.Method != AdjustmentMethod.None && options.Metrics.FirstOrDefault(metric => metric.Kind == MetricKind.Quantile) is { } quantile)
            throw new InputException(asked, $"{quantile.Name} is a quantile, which is not adjusted", "analyse it by itself");
        foreach (MetricSpec metric in options.Metrics)
        {
            if (CovariatesOf(options, metric).FirstOrDefault(covariate => metric.Columns.Contains(covariate.Value)) is { } itself)
                throw new InputException($"--covariate {itself.Name}", $"the metric {metric.Name} would be adjusted for itself", "name what was measured before the experiment");
            if (regression && metric.Kind == MetricKind.Ratio)
                throw new InputException($"{asked}", $"the ratio {metric.Name} has no outcome per unit to regress", "use --adjust cuped, which adjusts ratios too");
        }
    }
}
