using Credence.Data;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>The outcomes of the units after CUPED, for analyses elsewhere.</summary>
public static class AdjustedOutcomes
{
    private const string Option = "--adjusted-output";

    /// <summary>Writes one line per unit: its name (or the number of its row), its variant, and each metric less what its covariates explain.</summary>
    /// <param name="options">An analysis adjusted by CUPED.</param>
    /// <param name="engine">Where the rows come from.</param>
    /// <param name="progress">Told the share done; may be null.</param>
    /// <param name="cancellation">Stops the engine.</param>
    /// <returns>A CSV file that is deleted with the engine.</returns>
    /// <remarks>Means of the adjusted outcomes differ between the variants as the adjusted comparison says; their overall mean is that of the
    /// metric. A metric without covariates is written as it is; a unit without a value of a metric has an empty cell.</remarks>
    /// <exception cref="InputException">The method is not CUPED, a metric has no outcome per unit, or the source cannot be read.</exception>
    public static async Task<TableSource> WriteAsync(
        AnalyzeOptions options, IMomentsEngine engine, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(engine);
        Check(options);
        MomentsQuery rows = Analyze.Query(options) with { Segments = [] };
        MomentsTable table = await engine.QueryAsync(rows, progress, cancellation).ConfigureAwait(false);
        List<IReadOnlyList<CovariateState>> covariates = [];
        List<LinearForm> taken = [];
        for (int index = 0; index < options.Metrics.Count; index++)
        {
            MetricMoments[] arms = [.. table.Rows.Select(row => row.Metrics[index])];
            if (arms.Length == 0)
                throw new InputException(options.Source.Text, "no row has a variant", "name the column that holds it with --variant, or look at --where");
            covariates.Add(arms[0].Covariates);
            taken.Add(arms[0].Joint is null ? new(0, []) : Taken(arms));
        }
        return await engine.AdjustAsync(new() { Rows = rows, Covariates = covariates, Taken = taken }, cancellation).ConfigureAwait(false);
    }

    /// <summary>Refuses an analysis whose adjusted outcomes cannot be written.</summary>
    /// <exception cref="InputException">The method is not CUPED, or a metric has no outcome per unit.</exception>
    public static void Check(AnalyzeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Adjustment.Method != AdjustmentMethod.Cuped)
            throw new InputException(Option, "only CUPED adjusts the outcome of a unit", "write --adjust cuped with --covariate COL, or leave it out");
        if (options.Metrics.FirstOrDefault(metric => metric.Columns.Count != 1 || metric.Kind == MetricKind.Quantile) is { } without)
            throw new InputException(Option, $"{without.Name} has no outcome per unit that could be adjusted", "leave that metric out");
        if (options.Metrics.Any(metric => metric.Winsorize is not null))
            throw new InputException(Option, "outcomes that are capped are not written", "leave the cap out");
        string[] header = [options.Unit ?? AdjustedQuery.RowColumn, AdjustedQuery.VariantColumn, .. options.Metrics.Select(metric => metric.Name)];
        if (header.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InputException(Option, $"two of its columns would be named {twice.Key}", "name the metric otherwise, as in --metric other=EXPR");
        AdjustmentChoice.Check(options);
    }

    // The engine hands covariates over less their fills, and indicators as they are.
    private static LinearForm Taken(MetricMoments[] arms)
    {
        IEnumerable<double> fills = arms[0].Covariates.Select(covariate => double.IsFinite(covariate.Fill) ? covariate.Fill : 0);
        return Cuped.Fit([.. arms.Select(arm => arm.Joint!)]).Prediction([.. fills, .. arms[0].Covariates.Where(covariate => covariate.Imputed).Select(_ => 0.0)]);
    }
}
