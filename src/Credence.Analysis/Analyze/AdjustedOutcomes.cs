using Credence.Data;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>The outcomes of the units after CUPED, for analyses elsewhere.</summary>
public static class AdjustedOutcomes
{
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
        if (options.Adjustment.Method != AdjustmentMethod.Cuped)
            throw new InputException("--adjusted-output", "only CUPED adjusts the outcome of a unit", "add --adjust cuped and --covariate");
        if (options.Metrics.FirstOrDefault(metric => metric.Columns.Count != 1 || metric.Kind == MetricKind.Quantile) is { } without)
            throw new InputException("--adjusted-output", $"{without.Name} has no outcome per unit that could be adjusted", "leave that metric out");
        if (options.Metrics.Any(metric => metric.Winsorize is not null))
            throw new InputException("--adjusted-output", "capped metrics are not written", "leave the cap out");
        AdjustmentChoice.Check(options);
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

    // The engine hands covariates over less their fills, and indicators as they are.
    private static LinearForm Taken(MetricMoments[] arms)
    {
        IEnumerable<double> fills = arms[0].Covariates.Select(covariate => double.IsFinite(covariate.Fill) ? covariate.Fill : 0);
        return Cuped.Fit([.. arms.Select(arm => arm.Joint!)]).Prediction([.. fills, .. arms[0].Covariates.Where(covariate => covariate.Imputed).Select(_ => 0.0)]);
    }
}
