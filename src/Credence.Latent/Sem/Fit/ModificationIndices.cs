using Credence.Numerics;

namespace Credence.Latent;

/// <summary>What would change if a parameter that is fixed, most often at 0, were free.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Index">By how much the test statistic would fall, to second order: a chi-square variable with one degree of freedom.</param>
/// <param name="ExpectedChange">By how much the parameter would change.</param>
/// <param name="StandardizedChange">The same with all variables of variance 1.</param>
public sealed record ModificationIndex(SemParameter Parameter, double Index, double ExpectedChange, double StandardizedChange);

/// <summary>Score tests of parameters that a model lacks (Sörbom, 1989, <i>Psychometrika</i> 54).</summary>
public static class ModificationIndices
{
    // The least share of a candidate's information that the free parameters must leave to it.
    private const double LeastShare = 1e-6;

    /// <summary>
    /// The indices of fixed parameters of the table, of loadings of every latent variable on every indicator, of covariances of residuals and of latent
    /// variables, and of regressions between variables of which some regression speaks; the largest first. Parameters that freeing would not identify are left out.
    /// </summary>
    /// <remarks>The information is the expected one, with missing cells that of each pattern: away from the optimum of a candidate the observed one need not be positive.</remarks>
    /// <param name="fit">The fit.</param>
    public static IReadOnlyList<ModificationIndex> Of(SemFit fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        SemSolution solution = fit.Solution;
        if (fit.CovarianceOfEstimates.Count == 0)
            return [];
        List<SemParameter> candidates = Candidates(fit.Table);
        int q = fit.Coordinates.Count, all = q + candidates.Count;
        (double[] gradient, double[] curvature) = Extended(solution, candidates, all);
        double[] bread = InformationMatrix.Covariance(solution.Curvature(false), solution.Problem.Rows, solution.Jacobian, q, out _);
        var units = new LatentUnits(solution.Problem);
        double[] variances = units.Variances(solution.Coordinates), values = solution.Problem.ParameterValues(solution.Coordinates);
        double half = 0.5 * solution.Problem.Rows;
        var row = new double[q];
        var result = new List<ModificationIndex>();
        for (int i = q; i < all; i++)
        {
            double own = half * curvature[(i * all) + i];
            for (int j = 0; j < q; j++)
                row[j] = half * curvature[(i * all) + j];
            double left = own - SymmetricMatrix.QuadraticForm(bread, q, row), score = -half * gradient[i];
            if (!(left > LeastShare * own))
                continue;
            double change = score / left;
            SemParameter parameter = candidates[i - q] with { Coordinate = -1 };
            result.Add(new ModificationIndex(parameter, score * change, change, units.Standardize(parameter, change, variances, values)));
        }
        return [.. result.OrderByDescending(index => index.Index)];
    }

    // Gradient and curvature of the discrepancy with the candidates free, at the estimates.
    private static (double[] Gradient, double[] Curvature) Extended(SemSolution solution, List<SemParameter> candidates, int all)
    {
        ParameterTable table = solution.Problem.Table;
        int q = solution.Coordinates.Length;
        var coordinates = new double[all];
        solution.Coordinates.CopyTo(coordinates, 0);
        for (int i = 0; i < candidates.Count; i++)
        {
            coordinates[q + i] = double.IsNaN(candidates[i].Fixed) ? 0 : candidates[i].Fixed;
            candidates[i] = candidates[i] with { Coordinate = q + i };
        }
        var replaced = new HashSet<SemParameter>(candidates.Select(candidate => candidate with { Coordinate = -1 }));
        ParameterTable extended = new(
            table.Observed, table.Latent, table.Exogenous, table.Groups, [.. table.Parameters.Where(parameter => !replaced.Contains(parameter)), .. candidates], [], [], table.MeanStructure);
        SemSolution point = SemSolution.At(new SemProblem(extended, solution.Problem.Samples, solution.Problem.Discrepancy), coordinates);
        var gradient = new double[all];
        point.Function.Gradient(gradient);
        return (gradient, point.Curvature(false));
    }

    private static List<SemParameter> Candidates(ParameterTable table)
    {
        var present = new HashSet<(SemOperator, string, string, int)>();
        foreach (SemParameter parameter in table.Parameters)
        {
            present.Add((parameter.Operator, parameter.Left, parameter.Right, parameter.Group));
            if (parameter.Operator == SemOperator.Covariance)
                present.Add((parameter.Operator, parameter.Right, parameter.Left, parameter.Group));
        }
        List<SemParameter> candidates = [.. table.Parameters.Where(parameter => !parameter.Free && !parameter.FromData)];
        HashSet<string> indicators = Sides(table, SemOperator.Loading, parameter => parameter.Right), outcomes = Sides(table, SemOperator.Regression, parameter => parameter.Left);
        HashSet<string> structural = Sides(table, SemOperator.Regression, parameter => parameter.Right);
        structural.UnionWith(outcomes);
        string[] measured = [.. table.Observed.Where(name => indicators.Contains(name) && !structural.Contains(name))];
        string[] endogenous = [.. table.Observed.Where(name => indicators.Contains(name) || outcomes.Contains(name))];
        for (int group = 0; group < table.Groups.Count; group++)
        {
            foreach (string factor in table.Latent)
            {
                foreach (string indicator in measured)
                    Add(SemOperator.Loading, factor, indicator);
            }
            AddPairs(endogenous);
            AddPairs([.. table.Latent]);
            foreach (string outcome in table.Observed.Concat(table.Latent).Where(structural.Contains))
            {
                foreach (string cause in table.Observed.Concat(table.Latent).Where(name => structural.Contains(name) && name != outcome && !table.Exogenous.Contains(outcome)))
                    Add(SemOperator.Regression, outcome, cause);
            }

            void AddPairs(string[] names)
            {
                for (int i = 0; i < names.Length; i++)
                {
                    for (int j = i + 1; j < names.Length; j++)
                        Add(SemOperator.Covariance, names[i], names[j]);
                }
            }

            void Add(SemOperator relation, string left, string right)
            {
                if (present.Add((relation, left, right, group)))
                    candidates.Add(new SemParameter(left, relation, right, group) { Fixed = 0 });
            }
        }
        return candidates;
    }

    private static HashSet<string> Sides(ParameterTable table, SemOperator relation, Func<SemParameter, string> side)
        => [.. table.Parameters.Where(parameter => parameter.Operator == relation).Select(side)];
}
