using System.Numerics.Tensors;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>Tells before any fit whether a structural equation model is identified.</summary>
/// <remarks>
/// The parameters are locally identified at almost all values where the Jacobian of the moments, with that of the equality constraints below it, has full
/// column rank at a random point (Wald, 1950; Bekker, Merckens and Wansbeek, 1994, <i>Identification, Equivalent Models and Computer Algebra</i>). Values that
/// are special, such as two factors of two indicators whose covariance is 0, can still be under-identified; the information at the estimate tells those.
/// </remarks>
public static class Identification
{
    private const int MostPoints = 3;

    // Points where moments or constraints are not finite, as of the square root of a negative label, are left for others.
    private const int MostTrials = 30;

    // Singular values, relative to the largest, below which a direction counts as flat; true ones of such matrices end near 1e-5, rounding leaves 1e-15.
    private const double Flat = 1e-8;

    /// <summary>Checks a model.</summary>
    /// <param name="table">The model.</param>
    /// <param name="seed">The seed of the random points.</param>
    /// <param name="cancellation">Ends the check.</param>
    /// <exception cref="InputException">The moments are finite at no values of the parameters.</exception>
    public static IdentificationReport Check(ParameterTable table, ulong seed = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        var random = new RandomStream(seed, "identification");
        var equalities = new SemEqualities(table);
        (int Rank, int Constraints, double[] Projector) best = (-1, 0, []);
        int points = 0;
        for (int trial = 0; trial < MostTrials && points < MostPoints && best.Rank < table.Coordinates; trial++)
        {
            if (AtPoint(table, equalities, random.Numbered((ulong)trial), cancellation) is not { } here)
                continue;
            points++;
            if (here.Rank > best.Rank)
                best = here;
        }
        if (points == 0)
            throw new InputException("", "the model has no moments at any values of its parameters: its fixed paths lead back to where they start, or its constraints have no solution", "change or free a path, or remove a constraint");
        int parameters = table.Coordinates - best.Constraints, rank = best.Rank - best.Constraints, moments = Moments(table);
        if (rank == parameters)
            return new IdentificationReport(parameters, rank, moments, [], []);
        bool[] involved = [.. Enumerable.Range(0, table.Coordinates).Select(i => best.Projector[(i * table.Coordinates) + i] > 1e-6)];
        List<Tradeoff> tradeoffs = Grouped(table, best.Projector, involved);
        return new IdentificationReport(parameters, rank, moments, tradeoffs, IdentificationReasons.Of(table, involved, tradeoffs, parameters, moments));
    }

    private static int Moments(ParameterTable table)
    {
        static int Count(int variables, bool means) => (variables * (variables + 1) / 2) + (means ? variables : 0);
        bool held = table.Parameters.Any(parameter => parameter.FromData);
        return table.Groups.Count * (Count(table.Observed.Count, table.MeanStructure) - (held ? Count(table.Exogenous.Count, table.MeanStructure) : 0));
    }

    // The rank of moments and constraints by the coordinates, that of the constraints alone, and the projector on the directions in which nothing moves.
    private static (int Rank, int Constraints, double[] Projector)? AtPoint(ParameterTable table, SemEqualities equalities, RandomStream random, CancellationToken cancellation)
    {
        int n = table.Coordinates;
        double[] position = Position(table, random);
        Project(equalities, position);
        var structure = new SemStructure(table, parameter => parameter.Operator == SemOperator.Intercept ? random.NextDouble() : parameter.Left == parameter.Right ? 1.5 : 0.6 * (random.NextDouble() - 0.5));
        int perGroup = structure.MomentsOfGroup, length = (table.Groups.Count * perGroup) + equalities.Count;
        double[] rows = new double[n * length], group = new double[n * perGroup];
        for (int g = 0; g < table.Groups.Count; g++)
        {
            var moments = new SemMoments(structure, g);
            if (!moments.Evaluate(position))
                return null;
            Array.Clear(group);
            moments.AddDerivatives(group);
            for (int i = 0; i < n; i++)
                Standardised(moments, group.AsSpan(i * perGroup, perGroup), rows.AsSpan((i * length) + (g * perGroup), perGroup));
        }
        double[] residuals = new double[equalities.Count], constraints = new double[equalities.Count * n];
        equalities.Evaluate(position, residuals, constraints);
        for (int k = 0; k < equalities.Count; k++)
        {
            for (int i = 0; i < n; i++)
                rows[(i * length) + length - equalities.Count + k] = constraints[(k * n) + i];
        }
        if (rows.AsSpan().ContainsAnyExceptInRange(double.MinValue, double.MaxValue))
            return null;
        for (int i = 0; i < n; i++)
        {
            Span<double> row = rows.AsSpan(i * length, length);
            double size = TensorPrimitives.Norm<double>(row);
            if (size > 0)
                TensorPrimitives.Divide(row, size, row);
        }
        (int rank, double[] projector) = Rank(rows, n, cancellation);
        return (rank, Rank(constraints, equalities.Count, cancellation).Rank, projector);
    }

    private static double[] Position(ParameterTable table, RandomStream random)
    {
        double[] position = new double[table.Coordinates];
        foreach (SemParameter parameter in table.Parameters.Where(parameter => parameter.Free))
        {
            double u = random.NextDouble(), sign = random.NextDouble() < 0.5 ? -1 : 1;
            position[parameter.Coordinate] = parameter.Operator switch
            {
                SemOperator.Loading => 0.6 + (0.8 * u),
                SemOperator.Regression => sign * (0.2 + (0.5 * u)),
                SemOperator.Covariance when parameter.Left == parameter.Right => 0.8 + u,
                SemOperator.Covariance => sign * (0.1 + (0.2 * u)),
                _ => sign * (0.5 + u),
            };
        }
        return position;
    }

    // Moves the point to where the equality constraints hold, by the shortest Gauss-Newton steps.
    private static void Project(SemEqualities equalities, double[] position)
    {
        int count = equalities.Count, n = position.Length;
        double[] residuals = new double[count], derivatives = new double[count * n], normal = new double[count * count], factor = new double[count * count];
        for (int step = 0; step < 30 && count > 0; step++)
        {
            equalities.Evaluate(position, residuals, derivatives);
            if (!(TensorPrimitives.MaxMagnitude<double>(residuals) is > 1e-13 and < double.MaxValue))
                return;
            MatrixProduct.TimesTransposed(derivatives, derivatives, n, normal);
            for (int i = 0; i < count; i++)
                normal[(i * count) + i] += 1e-12 * (1 + normal[(i * count) + i]);
            if (!Cholesky.TryFactor(normal, count, factor, out _))
                return;
            Cholesky.Solve(factor, count, residuals);
            for (int i = 0; i < count; i++)
                TensorPrimitives.MultiplyAdd(derivatives.AsSpan(i * n, n), -residuals[i], position, position);
        }
    }

    // Moments in units of the standard deviations, so that scales that the text fixes do not matter.
    private static void Standardised(SemMoments moments, ReadOnlySpan<double> from, Span<double> to)
    {
        int p = moments.Mean.Length, at = 0;
        ReadOnlySpan<double> covariance = moments.Covariance;
        Span<double> sd = p <= 128 ? stackalloc double[p] : new double[p];
        for (int i = 0; i < p; i++)
            sd[i] = Math.Sqrt(Math.Max(1e-12, Math.Abs(covariance[(i * p) + i])));
        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j <= i; j++, at++)
                to[at] = from[at] / (sd[i] * sd[j]);
        }
        for (int i = 0; at < from.Length; i++, at++)
            to[at] = from[at] / sd[i];
    }

    private static (int Rank, double[] Projector) Rank(double[] rows, int count, CancellationToken cancellation)
    {
        rows = SingularValues.Triangular(rows, count, cancellation);
        if (rows.Length == count * count && SingularValues.IsRegular(rows, count, Flat))
            return (count, []);
        double[] values = new double[count], vectors = new double[count * count], projector = new double[count * count];
        SingularValues.Decompose(rows, count, values, vectors, cancellation);
        double largest = count == 0 ? 0 : values.Max();
        int rank = 0;
        for (int i = 0; i < count; i++)
        {
            if (values[i] > Flat * largest)
            {
                rank++;
                continue;
            }
            ReadOnlySpan<double> vector = vectors.AsSpan(i * count, count);
            for (int j = 0; j < count; j++)
                TensorPrimitives.MultiplyAdd(vector, vector[j], projector.AsSpan(j * count, count), projector.AsSpan(j * count, count));
        }
        return (rank, projector);
    }

    // Coordinates that share a flat direction belong together.
    private static List<Tradeoff> Grouped(ParameterTable table, double[] projector, bool[] involved)
    {
        int n = table.Coordinates;
        var groups = new List<Tradeoff>();
        bool[] seen = new bool[n];
        for (int start = 0; start < n; start++)
        {
            if (seen[start] || !involved[start])
                continue;
            var members = new List<int> { start };
            seen[start] = true;
            for (int k = 0; k < members.Count; k++)
            {
                for (int j = 0; j < n; j++)
                {
                    if (seen[j] || !involved[j] || !(Math.Abs(projector[(members[k] * n) + j]) > 1e-6))
                        continue;
                    seen[j] = true;
                    members.Add(j);
                }
            }
            members.Sort();
            double excess = members.Sum(i => projector[(i * n) + i]);
            groups.Add(new Tradeoff([.. members.Select(i => IdentificationReasons.Name(table, i))], (int)Math.Round(excess)));
        }
        return groups;
    }
}
