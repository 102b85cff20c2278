namespace Credence.Latent;

/// <summary>Estimates in units of standard deviations.</summary>
public static class StandardizedSolution
{
    /// <summary>
    /// Every parameter and defined quantity with latent variables of variance 1, and with observed variables of variance 1 too; standard errors by the
    /// delta method. Residual covariances become residual correlations.
    /// </summary>
    /// <param name="fit">The fit.</param>
    public static IReadOnlyList<StandardizedEstimate> Of(SemFit fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        SemSolution solution = fit.Solution;
        ParameterTable table = fit.Table;
        var quantities = new LabelledQuantities(table);
        int rows = table.Parameters.Count, all = rows + table.Definitions.Count;
        var units = new LatentUnits(solution.Problem);
        var values = new double[2 * all];
        double[] errors = DeltaMethod.StandardErrors(fit, 2 * all, Write);
        Write([.. fit.Coordinates], values);
        var result = new StandardizedEstimate[all];
        for (int i = 0; i < all; i++)
        {
            result[i] = new StandardizedEstimate(
                i < rows ? table.Parameters[i] : null, i < rows ? "" : table.Definitions[i - rows].Name, Estimate(i), Estimate(all + i));
        }
        return result;

        SemEstimate Estimate(int i) => SemEstimate.Of(values[i], errors[i] < 1e-9 * Math.Max(1, Math.Abs(values[i])) ? 0 : errors[i], fit.Reach);

        void Write(double[] coordinates, double[] target)
        {
            units.Write(coordinates, target.AsSpan(0, rows), target.AsSpan(all, rows));
            var slopes = new double[rows];
            for (int i = rows; i < all; i++)
            {
                target[i] = quantities.Evaluate(table.Definitions[i - rows].Expression, target.AsSpan(0, rows), slopes);
                target[all + i] = quantities.Evaluate(table.Definitions[i - rows].Expression, target.AsSpan(all, rows), slopes);
            }
        }
    }

    /// <summary>The explained share of the variance of every variable with a cause, one value for each group; NaN with a negative total variance.</summary>
    /// <param name="fit">The fit.</param>
    public static IReadOnlyList<(string Variable, int Group, double Share)> RSquared(SemFit fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        var result = new List<(string, int, double)>();
        double[] totals = new LatentUnits(fit.Solution.Problem).Variances([.. fit.Coordinates]);
        int perGroup = fit.Table.Observed.Count + fit.Table.Latent.Count;
        Dictionary<string, int> places = LatentUnits.Places(fit.Table);
        foreach (ParameterEstimate residual in fit.Parameters)
        {
            SemParameter parameter = residual.Parameter;
            if (parameter.Operator != SemOperator.Covariance || parameter.Left != parameter.Right)
                continue;
            bool caused = fit.Table.Parameters.Any(other => other.Group == parameter.Group
                && ((other.Operator == SemOperator.Loading && other.Right == parameter.Left) || (other.Operator == SemOperator.Regression && other.Left == parameter.Left)));
            double total = totals[(parameter.Group * perGroup) + places[parameter.Left]];
            if (caused)
                result.Add((parameter.Left, parameter.Group, total > 0 ? 1 - (residual.Estimate.Value / total) : double.NaN));
        }
        return result;
    }
}
