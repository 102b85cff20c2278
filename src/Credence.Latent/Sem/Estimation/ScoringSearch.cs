namespace Credence.Latent;

/// <summary>Why the search for a minimum of a discrepancy ended.</summary>
internal enum SearchEnd
{
    Converged,
    InfeasibleStart,
    NoDescent,
    IterationLimit,
}

/// <summary>Where the search for a minimum ended.</summary>
/// <param name="Position">The coordinates.</param>
/// <param name="Value">F.</param>
/// <param name="GradientNorm">The largest derivative of F, or of the Lagrangian under constraints, each in units of its expected curvature's root.</param>
/// <param name="Violation">By how much constraints are violated, summed.</param>
/// <param name="Binding">Which constraints bind.</param>
/// <param name="Iterations">The number of steps.</param>
/// <param name="End">Why it ended.</param>
internal sealed record SearchResult(double[] Position, double Value, double GradientNorm, double Violation, bool[] Binding, int Iterations, SearchEnd End);

/// <summary>
/// Minimizes a discrepancy by Fisher scoring far from the minimum and by Newton's method near it, with Levenberg–Marquardt damping; under
/// constraints every step solves the quadratic program of the linearized constraints. Steps do not depend on the units of the data.
/// </summary>
internal sealed class ScoringSearch
{
    private const double Tolerance = 1e-10, Floor = 1e-7;
    private readonly MomentFunction function;
    private readonly ConstraintSystem? constraints;
    private readonly ConstrainedStep program;
    private readonly double[] position, trial, gradient, curvature, expected, scale, trialValues, trialJacobian;
    private double value, damping, penalty;

    private ScoringSearch(MomentFunction function, ConstraintSystem? constraints, ReadOnlySpan<double> start)
    {
        int q = function.Coordinates, count = constraints?.Count ?? 0;
        (this.function, this.constraints) = (function, constraints);
        program = new ConstrainedStep(q, constraints);
        position = start.ToArray();
        (trial, gradient, scale) = (new double[q], new double[q], new double[q]);
        (curvature, expected) = (new double[q * q], new double[q * q]);
        (trialValues, trialJacobian) = (new double[count], new double[count * q]);
    }

    /// <summary>Minimizes from a start.</summary>
    /// <param name="function">The discrepancy.</param>
    /// <param name="constraints">The constraints; null for none.</param>
    /// <param name="start">The first coordinates.</param>
    /// <param name="iterations">The most steps.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static SearchResult Minimize(
        MomentFunction function, ConstraintSystem? constraints, ReadOnlySpan<double> start, int iterations, CancellationToken cancellation)
        => new ScoringSearch(function, constraints is { Count: 0 } ? null : constraints, start).Run(iterations, cancellation);

    private SearchResult Run(int iterations, CancellationToken cancellation)
    {
        value = function.Value(position);
        if (double.IsNaN(value))
            return Result(0, SearchEnd.InfeasibleStart, double.NaN);
        function.Gradient(gradient);
        program.Linearize(position);
        bool near = false;
        for (int iteration = 0; ; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            function.Curvature(expected, false);
            for (int i = 0; i < scale.Length; i++)
                scale[i] = Math.Sqrt(Math.Max(expected[(i * scale.Length) + i], double.Epsilon));
            if (!Direct(near))
                return Result(iteration, SearchEnd.NoDescent, Norm(gradient));
            double norm = Norm(gradient);
            if (norm < Tolerance && program.Violation(program.Values) < Tolerance)
                return Result(iteration, SearchEnd.Converged, norm);
            if (iteration >= iterations)
                return Result(iteration, SearchEnd.IterationLimit, norm);
            near = Decrement() < 0.02;
            if (!Descend(norm))
                return Result(iteration, norm < Floor ? SearchEnd.Converged : SearchEnd.NoDescent, norm);
        }
    }

    // The exact curvature where it is definite and the minimum near, otherwise the expected one.
    private bool Direct(bool near)
    {
        if (near)
        {
            function.Curvature(curvature, true);
            if (program.Solve(curvature, gradient, damping))
                return true;
        }
        expected.CopyTo(curvature, 0);
        for (int tries = 0; tries < 30; tries++)
        {
            if (program.Solve(curvature, gradient, damping))
                return true;
            damping = Math.Max(10 * damping, 1e-9);
        }
        return false;
    }

    private bool Descend(double norm)
    {
        double merit = Merit(value, program.Values);
        for (int tries = 0; tries < 40; tries++)
        {
            for (int i = 0; i < trial.Length; i++)
                trial[i] = position[i] + program.Step[i];
            double next = function.Value(trial);
            if (!double.IsNaN(next))
            {
                constraints?.Evaluate(trial, trialValues, trialJacobian);
                double gain = merit - Merit(next, trialValues);
                if (gain > 0 || (gain > -1e-13 * (1 + Math.Abs(merit)) && norm < 1e-3))
                    return Accept(next, norm, gain);
            }
            damping = Math.Max(4 * damping, 1e-3);
            if (!program.Solve(curvature, gradient, damping))
                damping = Math.Max(10 * damping, 1e-3);
        }
        return false;
    }

    // Where rounding hides the gain, a step counts if it halves the gradient.
    private bool Accept(double next, double norm, double gain)
    {
        double[] before = [.. gradient];
        function.Gradient(gradient);
        if (gain <= 1e-14 * (1 + Math.Abs(next)))
        {
            if (constraints is null ? !(Norm(gradient) < 0.5 * norm) : !(program.Violation(trialValues) < 0.5 * program.Violation(program.Values) || Lagrangian() < 0.5 * norm))
            {
                before.CopyTo(gradient, 0);
                function.Value(position);
                return false;
            }
        }
        value = next;
        trial.CopyTo(position, 0);
        program.Linearize(position);
        damping = damping < 1e-4 ? 0 : damping / 10;
        return true;

        double Lagrangian()
        {
            program.Linearize(trial);
            double result = Norm(gradient);
            program.Linearize(position);
            return result;
        }
    }

    private double Merit(double discrepancy, ReadOnlySpan<double> values)
    {
        foreach (double multiplier in program.Multipliers)
            penalty = Math.Max(penalty, 2 * Math.Abs(multiplier));
        return values.Length == 0 ? discrepancy : discrepancy + (penalty * program.Violation(values));
    }

    // What the quadratic model promises.
    private double Decrement()
    {
        double sum = 0;
        for (int i = 0; i < gradient.Length; i++)
            sum -= gradient[i] * program.Step[i];
        return Math.Abs(sum);
    }

    private double Norm(ReadOnlySpan<double> slopes)
    {
        double most = 0;
        int q = slopes.Length;
        for (int i = 0; i < q; i++)
        {
            double slope = slopes[i];
            for (int j = 0; j < program.Multipliers.Length; j++)
                slope += program.Multipliers[j] * program.Jacobian[(j * q) + i];
            most = Math.Max(most, Math.Abs(slope) / scale[i]);
        }
        return most;
    }

    private SearchResult Result(int iterations, SearchEnd end, double norm)
    {
        var binding = new bool[program.Values.Length];
        for (int i = 0; i < binding.Length; i++)
            binding[i] = constraints!.Equality[i] || program.Multipliers[i] > 0;
        return new SearchResult([.. position], value, norm, program.Violation(program.Values), binding, iterations, end);
    }
}
