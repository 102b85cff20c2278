using System.Globalization;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What is made of a fit: standardized estimates, effects, explained variances, residuals, modification indices, scores.</summary>
internal static class StructuralEstimates
{
    /// <summary>Adds all that was asked of a fit that converged.</summary>
    public static StructuralResult Add(StructuralResult result, SemText text, StructuralRows rows, CancellationToken cancellation)
    {
        SemFit fit = result.Fit!;
        StructuralOptions options = result.Options;
        IReadOnlyList<StandardizedEstimate> standardized = StandardizedSolution.Of(fit);
        SemBootstrapResult? bootstrap = options.Bootstrap == 0 ? null
            : SemBootstrap.Run(fit, new() { Replicates = options.Bootstrap, Seed = options.Seed, Threads = options.Threads ?? 0 }, null, cancellation);
        StandardizedEffects totals = new(fit.Table, [.. standardized.Take(fit.Table.Parameters.Count).Select(estimate => estimate.All.Value)]);
        bool singular = fit.CovarianceOfEstimates.Count == 0;
        return result with
        {
            Estimates = Estimates(fit, standardized, bootstrap),
            Bootstrap = bootstrap is null ? null : (bootstrap.Replicates, bootstrap.Failed),
            Effects = [.. SemEffects.Of(fit).Select(effect => new EffectBetween(effect.From, effect.To, effect.Group, effect.Direct, effect.Indirect, effect.Total, totals.Total(effect.Group, effect.From, effect.To)))],
            RSquared = [.. StandardizedSolution.RSquared(fit).Select(row => new ExplainedShare(row.Variable, row.Group, row.Share))],
            Residuals = [.. SemResiduals.Of(fit).Select(own => new CorrelationResidual(own.Group, fit.Table.Observed, own.Correlation))],
            Modifications = singular ? [] : ModificationIndices.Of(fit),
            Invariance = options.Invariance
                ? InvarianceLadder.Run(text, StructuralAnalysis.Defaults(options, rows), rows.Data, StructuralAnalysis.FitOptions(options), cancellation) : [],
            Scores = options.Scores ? Scores(fit, rows) : null,
            Findings = [.. result.Findings, .. bootstrap is { Failed: > 0 } ? [Failed(bootstrap)] : Array.Empty<Finding>()],
        };
    }

    // Standard errors and intervals of the bootstrap take the place of those of theory.
    private static IReadOnlyList<StructuralEstimate> Estimates(SemFit fit, IReadOnlyList<StandardizedEstimate> standardized, SemBootstrapResult? bootstrap)
    {
        int parameters = fit.Table.Parameters.Count;
        return
        [
            .. (bootstrap?.Parameters ?? fit.Parameters).Select((own, i) => new StructuralEstimate(own.Parameter, "", own.Estimate, standardized[i].LatentOnly.Value, standardized[i].All.Value)),
            .. (bootstrap?.Defined ?? fit.Defined).Select((own, i) => new StructuralEstimate(null, own.Name, own.Estimate, standardized[parameters + i].LatentOnly.Value, standardized[parameters + i].All.Value)
            {
                Expression = fit.Table.Definitions[i].Expression.Text,
            }),
        ];
    }

    private static StructuralScores Scores(SemFit fit, StructuralRows rows)
    {
        Dictionary<(int, int), (GroupScores Of, int Row)> found = [];
        IReadOnlyList<GroupScores> groups = FactorScores.Of(fit, FactorScoreMethod.Regression);
        foreach (GroupScores group in groups)
        {
            for (int i = 0; i < group.Rows.Count; i++)
                found.Add((group.Group, group.Rows[i]), (group, i));
        }
        IReadOnlyList<string> names = groups.Count == 0 ? [] : groups[0].Names;
        return new([.. names.Select((name, column) => (name, rows.Places
            .Select(place => found.TryGetValue(place, out (GroupScores Of, int Row) score) ? score.Of.Scores[(score.Row * names.Count) + column] : double.NaN).ToArray()))]);
    }

    private static Finding Failed(SemBootstrapResult bootstrap) => new(
        "sem-bootstrap-failures", Severity.Warning,
        string.Create(CultureInfo.InvariantCulture, $"The search did not converge in {bootstrap.Failed} of {bootstrap.Failed + bootstrap.Replicates} bootstrap samples, which are left out."),
        "Simplify the model, or give more rows: intervals from the samples that converge may be too short.");
}

/// <summary>Total effects with all variables of variance 1: the sums over all ways of the products of standardized coefficients.</summary>
internal sealed class StandardizedEffects
{
    private readonly Dictionary<string, int> places;
    private readonly double[][] totals;

    /// <summary>Sums the ways of a model.</summary>
    /// <param name="table">The model.</param>
    /// <param name="standardized">The standardized value of each of its parameters.</param>
    public StandardizedEffects(ParameterTable table, IReadOnlyList<double> standardized)
    {
        places = table.Latent.Concat(table.Observed).Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        totals = [.. Enumerable.Range(0, table.Groups.Count).Select(group => Sum(table, standardized, group))];
    }

    /// <summary>The total effect of one variable on another.</summary>
    public double Total(int group, string from, string to) => totals[group][(places[to] * places.Count) + places[from]];

    // T = (I − B)⁻¹ − I, from (I − B)(T + I) = I by elimination.
    private double[] Sum(ParameterTable table, IReadOnlyList<double> standardized, int group)
    {
        int n = places.Count;
        double[] matrix = new double[n * n], inverse = new double[n * n];
        for (int i = 0; i < n; i++)
            matrix[(i * n) + i] = inverse[(i * n) + i] = 1;
        for (int i = 0; i < table.Parameters.Count; i++)
        {
            SemParameter own = table.Parameters[i];
            if (own.Group != group || own.Operator is not (SemOperator.Regression or SemOperator.Loading))
                continue;
            (string to, string from) = own.Operator == SemOperator.Regression ? (own.Left, own.Right) : (own.Right, own.Left);
            matrix[(places[to] * n) + places[from]] -= standardized[i];
        }
        for (int pivot = 0; pivot < n; pivot++)
            Eliminate(matrix, inverse, n, pivot);
        for (int i = 0; i < n; i++)
            inverse[(i * n) + i] -= 1;
        return inverse;
    }

    private static void Eliminate(double[] matrix, double[] inverse, int n, int pivot)
    {
        int largest = pivot;
        for (int row = pivot + 1; row < n; row++)
        {
            if (Math.Abs(matrix[(row * n) + pivot]) > Math.Abs(matrix[(largest * n) + pivot]))
                largest = row;
        }
        for (int column = 0; column < n; column++)
        {
            (matrix[(pivot * n) + column], matrix[(largest * n) + column]) = (matrix[(largest * n) + column], matrix[(pivot * n) + column]);
            (inverse[(pivot * n) + column], inverse[(largest * n) + column]) = (inverse[(largest * n) + column], inverse[(pivot * n) + column]);
        }
        double size = matrix[(pivot * n) + pivot];
        for (int row = 0; row < n; row++)
        {
            double factor = row == pivot ? 1 - (1 / size) : matrix[(row * n) + pivot] / size;
            if (factor == 0)
                continue;
            for (int column = 0; column < n; column++)
            {
                matrix[(row * n) + column] -= factor * matrix[(pivot * n) + column];
                inverse[(row * n) + column] -= factor * inverse[(pivot * n) + column];
            }
        }
    }
}
