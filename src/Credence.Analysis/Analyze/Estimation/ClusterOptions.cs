using Credence.Data;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What strata and clusters ask of the other options.</summary>
internal static class ClusterOptions
{
    /// <summary>The rows, with all that the analysis breaks down by.</summary>
    public static MomentsQuery Query(AnalyzeOptions options)
    {
        MomentsQuery query = Analyze.Query(options);
        return options.Since is { } since ? query with { Segments = [.. query.Segments, since] } : query;
    }

    /// <summary>The rows, with the covariates of a regression beside each metric.</summary>
    public static MomentsQuery WithCovariates(AnalyzeOptions options)
    {
        CovariateColumn[] covariates = AdjustmentChoice.UsesCovariates(options.Adjustment)
            ? [.. options.Adjustment.Covariates.Select(covariate => new CovariateColumn(covariate.Name, covariate.Value))]
            : [];
        return Query(options) with { ColumnSets = [.. options.Metrics.Select(metric => new ColumnSet(metric.Name, metric.Columns) { Covariates = covariates })] };
    }

    /// <summary>Refuses what would be ignored.</summary>
    /// <param name="options">The options.</param>
    /// <param name="name">The option that asks for strata or clusters.</param>
    /// <param name="tests">The tests that go with it.</param>
    /// <exception cref="InputException">An option does not go with it.</exception>
    public static void RequireFit(AnalyzeOptions options, string name, params ReadOnlySpan<TestKind> tests)
    {
        if (!tests.Contains(options.Test))
            throw new InputException("--test", $"this test does not allow for {name}", "leave --test out, or write --test z");
        if (options.Effect.ProportionInterval != ProportionInterval.Score)
            throw new InputException("--interval", $"intervals of two plain proportions do not allow for {name}", "leave --interval out");
        if (options.Sequential is not null)
            throw new InputException("--inference", $"{name} is analysed at one look only", "leave --inference out, or the file's, to look once at the end");
        if (options is { Since: not null, Unit: not null })
            throw new InputException("--since", $"units of several rows over time do not go with {name}", "leave one of the two out");
    }
}
