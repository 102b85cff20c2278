namespace Credence.Latent;

/// <summary>A minimum of the discrepancy of a model, found.</summary>
/// <param name="Problem">The model and its data.</param>
/// <param name="Function">The discrepancy, evaluated at the minimum with its gradient.</param>
/// <param name="Search">How the search ended.</param>
/// <param name="Jacobian">The derivatives of the constraints that bind, one row each.</param>
/// <param name="Equations">How many of these are equations that take a degree of freedom from the parameters.</param>
/// <param name="Bounded">Whether it was found only with variances kept from being negative.</param>
internal sealed record SemSolution(
    SemProblem Problem, MomentFunction Function, SearchResult Search, double[] Jacobian, int Equations, bool Bounded)
{
    /// <summary>The coordinates that a bound or inequality of theirs alone holds.</summary>
    public IReadOnlyList<int> AtBound { get; private init; } = [];

    public double[] Coordinates => Search.Position;

    /// <summary>The number of free parameters less the equations between them.</summary>
    public int Parameters => Coordinates.Length - Equations;

    /// <summary>Searches from starting values given or derived; where that fails, from plainer ones, and then with variances kept from being negative.</summary>
    /// <param name="problem">The model and its data.</param>
    /// <param name="start">The first coordinates; empty to derive them.</param>
    /// <param name="iterations">The most steps of one search.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static SemSolution Find(SemProblem problem, ReadOnlySpan<double> start, int iterations, CancellationToken cancellation)
    {
        MomentFunction function = problem.Function();
        ConstraintSystem constraints = problem.Constraints([]);
        double[] derived = StartingValues.Of(problem.Table, problem.Samples);
        SearchResult first = ScoringSearch.Minimize(function, constraints, start.IsEmpty ? derived : start, iterations, cancellation);
        SearchResult best = first;
        bool bounded = false;
        if (first.End != SearchEnd.Converged && !start.IsEmpty)
            best = Better(best, ScoringSearch.Minimize(function, constraints, derived, iterations, cancellation));
        if (best.End != SearchEnd.Converged)
        {
            ConstraintSystem floors = problem.Constraints(VarianceFloors(problem));
            SearchResult within = ScoringSearch.Minimize(function, floors, derived, iterations, cancellation);
            if (within.End == SearchEnd.Converged)
                (best, constraints, bounded) = (within, floors, true);
        }
        return Finish(problem, function, constraints, best, bounded);
    }

    /// <summary>Takes a point as the minimum without a search.</summary>
    public static SemSolution At(SemProblem problem, double[] coordinates)
    {
        MomentFunction function = problem.Function();
        double value = function.Value(coordinates);
        return Finish(problem, function, problem.Constraints([]), new SearchResult(coordinates, value, 0, 0, [], 0, SearchEnd.Converged), false);
    }

    /// <summary>The expected or exact second derivatives at the minimum.</summary>
    public double[] Curvature(bool exact)
    {
        var curvature = new double[Coordinates.Length * Coordinates.Length];
        Function.Curvature(curvature, exact);
        return curvature;
    }

    private static SearchResult Better(SearchResult first, SearchResult second)
        => second.End == SearchEnd.Converged || double.IsNaN(first.Value) || second.Value < first.Value ? second : first;

    private static SemSolution Finish(SemProblem problem, MomentFunction function, ConstraintSystem constraints, SearchResult search, bool bounded)
    {
        int q = search.Position.Length;
        function.Value(search.Position);
        function.Gradient(new double[q]);
        if (constraints.Count == 0)
            return new SemSolution(problem, function, search, [], 0, bounded);
        var values = new double[constraints.Count];
        var jacobian = new double[constraints.Count * q];
        constraints.Evaluate(search.Position, values, jacobian);
        var binding = new List<double>();
        var equations = new List<double>();
        var held = new List<int>();
        for (int i = 0; i < constraints.Count; i++)
        {
            ReadOnlySpan<double> row = jacobian.AsSpan(i * q, q);
            bool binds = search.Binding.Length > 0 && search.Binding[i];
            if (binds)
                binding.AddRange(row);
            if (binds && !constraints.Equality[i] && row.ContainsAnyExcept(0.0) && row.IndexOfAnyExcept(0.0) == row.LastIndexOfAnyExcept(0.0))
                held.Add(row.IndexOfAnyExcept(0.0));
            if (constraints.Equality[i])
                equations.AddRange(row);
        }
        return new SemSolution(problem, function, search, [.. binding], InformationMatrix.Rank(equations.ToArray(), q), bounded) { AtBound = held };
    }

    // Variances of observed and latent variables, residual ones included.
    private static List<(int Coordinate, double Limit)> VarianceFloors(SemProblem problem)
    {
        var floors = new List<(int, double)>();
        foreach (SemParameter parameter in problem.Table.Parameters)
        {
            if (parameter.Free && parameter.Operator == SemOperator.Covariance && parameter.Left == parameter.Right && !(parameter.Lower >= 0))
                floors.Add((parameter.Coordinate, 0));
        }
        return [.. floors.Distinct()];
    }
}
