using System.Globalization;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>What is remarkable in the data or the solution of a structural equation model.</summary>
internal static class SemFindings
{
    /// <summary>Findings of the data, before a fit.</summary>
    public static IEnumerable<Finding> OfSamples(ParameterTable table, IReadOnlyList<GroupSample> samples, SemOptions options)
    {
        int p = table.Observed.Count;
        foreach (GroupSample sample in samples)
        {
            string where = sample.Name.Length > 0 ? $" of group '{sample.Name}'" : "";
            if (sample.RowsRead > sample.Count)
            {
                yield return new Finding("sem-rows-left-out", Severity.Note, Text($"{sample.RowsRead - sample.Count} of {sample.RowsRead} rows{where} are left out, for cells are missing"),
                    options.Missing == SemMissing.Listwise ? "use full information (--missing fiml), which needs cells to be missing at random only" : "rows need all exogenous variables and one other");
            }
            if (sample.Count < 2)
            {
                yield return new Finding("sem-group-too-small", Severity.Blocking, Text($"{(sample.Count == 1 ? "1 complete row" : "no complete rows")}{where} cannot tell a variance"), "merge small groups, or leave them out");
                continue;
            }
            bool fixedMetric = options.Estimator == SemEstimator.UnweightedLeastSquares;
            int constant = Array.FindIndex([.. Enumerable.Range(0, p)], i => !(sample.Covariance[(i * p) + i] > 0));
            if (constant >= 0)
            {
                yield return new Finding("sem-covariance-singular", Severity.Blocking, Text($"variable {table.Observed[constant]} does not vary in the rows{where}"), "leave out the variable");
            }
            else if (sample.Complete && !fixedMetric && double.IsNegativeInfinity(SampleMoments.LogDeterminant(sample.Covariance, p)))
            {
                yield return new Finding("sem-covariance-singular", Severity.Blocking,
                    sample.Count <= p
                        ? Text($"{sample.Count} rows{where} cannot give {p} variables a covariance matrix that is positive definite")
                        : Text($"the covariance matrix of the {p} variables{where} is not positive definite: one of them is determined by others, or it is not a covariance matrix"),
                    sample.Count <= p ? "collect more rows, or use fewer variables" : "leave out sums and copies of other variables");
            }
            else if (sample.NeverTogether is [(int first, int second), ..])
            {
                yield return new Finding("never-observed-together", Severity.Blocking,
                    Text($"no row{where} has both {table.Observed[first]} and {table.Observed[second]}: the data do not tell how they go together, so that there is no saturated model to compare with"),
                    "collect rows that have both, or leave one out");
            }
            else if (!fixedMetric && sample.Count <= p)
            {
                yield return new Finding("sem-few-rows", Severity.Blocking,
                    Text($"{sample.Count} rows{where} cannot give {p} variables a covariance matrix that is positive definite"), "look whether the number of rows is right; collect more, or use fewer variables");
            }
        }
    }

    /// <summary>Findings of a solution.</summary>
    public static IEnumerable<Finding> OfSolution(SemSolution solution, bool singular)
    {
        SearchResult search = solution.Search;
        if (search.Violation > 1e-6)
        {
            yield return new Finding("sem-constraints-contradict", Severity.Blocking, Text($"no point was found that satisfies all constraints; they are missed by {search.Violation:G3}"), "look whether constraints contradict each other");
            yield break;
        }
        if (search.End != SearchEnd.Converged)
        {
            string why = search.End switch
            {
                SearchEnd.InfeasibleStart => "at the starting values the implied covariance matrix is not positive definite",
                SearchEnd.IterationLimit => Text($"after {search.Iterations} steps the gradient norm is still {search.GradientNorm:G3}"),
                _ => Text($"no step from there lowers the discrepancy, and the gradient norm is {search.GradientNorm:G3}"),
            };
            yield return new Finding("sem-not-converged", Severity.Blocking, $"the search for the estimates did not converge: {why}", "simplify the model, or give starting values");
            yield break;
        }
        if (solution.Bounded)
            yield return new Finding("sem-bounded", Severity.Warning, "the search converged only with variances kept from being negative", "look for indicators that hang together with nothing, and simplify the model");
        if (singular)
            yield return new Finding("sem-information-singular", Severity.Blocking, "the information matrix is singular, so that standard errors are withheld: the data do not tell all parameters apart", "fix or equate parameters until the model is identified");
        foreach (Finding finding in Inadmissible(solution))
            yield return finding;
        int inequalities = (solution.Jacobian.Length / Math.Max(solution.Coordinates.Length, 1)) - solution.Equations;
        if (inequalities > 0 && !solution.Bounded)
            yield return new Finding("sem-boundary", Severity.Note, Text($"{inequalities} of the bounds and inequalities bind; standard errors are those with the bound held"), "look whether the bound is meant");
        if (solution.Problem.Rows < solution.Parameters)
            yield return new Finding("sem-few-rows", Severity.Warning, Text($"{solution.Parameters} parameters are estimated from {solution.Problem.Rows} rows"), "collect more rows, or use a smaller model");
    }

    private static IEnumerable<Finding> Inadmissible(SemSolution solution)
    {
        ParameterTable table = solution.Problem.Table;
        double[] values = solution.Problem.ParameterValues(solution.Coordinates);
        for (int i = 0; i < values.Length; i++)
        {
            SemParameter parameter = table.Parameters[i];
            if (parameter.Operator == SemOperator.Covariance && parameter.Left == parameter.Right && parameter.Free && values[i] < 0)
            {
                yield return new Finding("sem-negative-variance", Severity.Warning, Text($"the {(table.Latent.Contains(parameter.Left) ? "latent " : "")}variance of {parameter.Left}{Group(table, parameter.Group)} is estimated at {values[i]:G3}, below 0"),
                    "a Heywood case: collect more rows or indicators, or look whether the model is wrong there");
            }
        }
        for (int group = 0; group < table.Groups.Count; group++)
        {
            SemMoments implied = solution.Function.Groups[group].Implied;
            int m = solution.Problem.Structure.Latent, latent = table.Latent.Count;
            var covariance = new double[m * m];
            LatentVariables.Covariance(implied, m, covariance);
            string? pair = null;
            for (int i = 0; i < latent; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    double correlation = covariance[(i * m) + j] / Math.Sqrt(covariance[(i * m) + i] * covariance[(j * m) + j]);
                    if (Math.Abs(correlation) > 1 + 1e-9)
                        pair ??= Text($"the correlation of {table.Latent[i]} and {table.Latent[j]}{Group(table, group)} is estimated at {correlation:G4}, beyond 1");
                }
            }
            if (pair is not null)
                yield return new Finding("sem-correlation-beyond-one", Severity.Warning, pair, "the two cannot be told apart: merge them, or look whether the model is wrong there");
            bool[] chosen = [.. Enumerable.Range(0, m).Select(i => i < latent && covariance[(i * m) + i] > 0)];
            double[] selected = SampleMoments.Select(covariance, m, chosen);
            int order = chosen.Count(value => value);
            if (pair is null && order > 1 && !Cholesky.TryFactor(selected, order, new double[order * order], out _, 1e-10))
                yield return new Finding("sem-latent-covariance", Severity.Warning, $"the covariance matrix of the latent variables{Group(table, group)} is not positive definite", "look for a latent variable that the others determine");
        }
    }

    private static string Group(ParameterTable table, int group) => table.Groups.Count > 1 ? $" in group '{table.Groups[group]}'" : "";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
