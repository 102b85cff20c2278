using System.Numerics.Tensors;
using Credence.Numerics;

namespace Credence.Latent;

/// <summary>
/// The step d that minimizes gᵀ d + ½ dᵀ H d under linearized constraints c + J d = 0 or ≤ 0, by an active set.
/// </summary>
internal sealed class ConstrainedStep
{
    private readonly int order;
    private readonly ConstraintSystem? constraints;
    private readonly double[] factor, slope, rows, schur;
    private readonly List<int> working = [];

    public ConstrainedStep(int order, ConstraintSystem? constraints)
    {
        (this.order, this.constraints) = (order, constraints);
        int count = constraints?.Count ?? 0;
        (factor, slope, Step) = (new double[order * order], new double[order], new double[order]);
        (rows, schur) = (new double[count * order], new double[count * count]);
        (Values, Jacobian, Multipliers) = (new double[count], new double[count * order], new double[count]);
    }

    /// <summary>d.</summary>
    public double[] Step { get; }

    /// <summary>c at the current point.</summary>
    public double[] Values { get; }

    /// <summary>J at the current point.</summary>
    public double[] Jacobian { get; }

    /// <summary>The multipliers of the constraints of the last step; 0 for those that do not bind.</summary>
    public double[] Multipliers { get; }

    /// <summary>Evaluates the constraints at a point.</summary>
    public void Linearize(ReadOnlySpan<double> position) => constraints?.Evaluate(position, Values, Jacobian);

    /// <summary>The sum of the constraints' violations.</summary>
    public double Violation(ReadOnlySpan<double> values)
    {
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
            sum += constraints!.Equality[i] ? Math.Abs(values[i]) : Math.Max(values[i], 0);
        return sum;
    }

    /// <summary>Solves for the step with curvature H + damping · diag H.</summary>
    /// <returns>Whether the curvature is positive definite where the equations leave it free.</returns>
    public bool Solve(ReadOnlySpan<double> curvature, ReadOnlySpan<double> gradient, double damping)
    {
        curvature.CopyTo(factor);
        gradient.CopyTo(slope);
        for (int i = 0; i < order; i++)
            factor[(i * order) + i] *= 1 + damping;
        for (int i = 0; i < Values.Length; i++)
        {
            if (constraints!.Equality[i])
                AddPenalty(i, curvature);
        }
        if (!Cholesky.TryFactor(factor, order, factor, out _, 1e-13))
            return false;
        if (Values.Length == 0)
        {
            slope.CopyTo(Step, 0);
            Cholesky.Solve(factor, order, Step);
            TensorPrimitives.Negate(Step, Step);
            return true;
        }
        return ActiveSet();
    }

    // Where an equation holds, its penalty changes nothing but makes a curvature definite that is so only along the equation.
    private void AddPenalty(int constraint, ReadOnlySpan<double> curvature)
    {
        ReadOnlySpan<double> row = Jacobian.AsSpan(constraint * order, order);
        double size = 0;
        for (int i = 0; i < order; i++)
            size += row[i] * row[i] / Math.Max(curvature[(i * order) + i], double.Epsilon);
        double penalty = size > 0 ? 1 / size : 0;
        for (int i = 0; i < order; i++)
        {
            slope[i] += penalty * row[i] * Values[constraint];
            for (int j = 0; j < order && row[i] != 0; j++)
                factor[(i * order) + j] += penalty * row[i] * row[j];
        }
    }

    private bool ActiveSet()
    {
        working.Clear();
        for (int i = 0; i < Values.Length; i++)
        {
            if (constraints!.Equality[i] || Multipliers[i] > 0 || Values[i] > 0)
                working.Add(i);
        }
        for (int round = 0; round < (3 * Values.Length) + 10; round++)
        {
            if (!SolveEquations())
                return false;
            int leave = Leaving();
            if (leave >= 0)
            {
                working.Remove(leave);
                continue;
            }
            int enter = Entering();
            if (enter < 0)
                return true;
            working.Add(enter);
        }
        return true;
    }

    private int Leaving()
    {
        int worst = -1;
        foreach (int i in working)
        {
            if (!constraints!.Equality[i] && Multipliers[i] < 0 && (worst < 0 || Multipliers[i] < Multipliers[worst]))
                worst = i;
        }
        return worst;
    }

    private int Entering()
    {
        int worst = -1;
        double most = 1e-12;
        for (int i = 0; i < Values.Length; i++)
        {
            double value = Values[i] + TensorPrimitives.Dot<double>(Jacobian.AsSpan(i * order, order), Step);
            if (!working.Contains(i) && value > most)
                (worst, most) = (i, value);
        }
        return worst;
    }

    // B H⁻¹ Bᵀ ν = c − B H⁻¹ g over the working rows B, and d = −H⁻¹ (g + Bᵀ ν). Equations that say the same twice share a multiplier.
    private bool SolveEquations()
    {
        int m = working.Count;
        Array.Clear(Multipliers);
        for (int i = 0; i < m; i++)
        {
            Span<double> row = rows.AsSpan(i * order, order);
            Jacobian.AsSpan(working[i] * order, order).CopyTo(row);
            TriangularSolve.Lower(factor, order, row);
        }
        slope.CopyTo(Step, 0);
        TriangularSolve.Lower(factor, order, Step);
        Span<double> matrix = schur.AsSpan(0, m * m);
        Span<double> right = stackalloc double[m];
        for (int i = 0; i < m; i++)
        {
            ReadOnlySpan<double> row = rows.AsSpan(i * order, order);
            for (int j = 0; j <= i; j++)
                matrix[(i * m) + j] = TensorPrimitives.Dot(row, rows.AsSpan(j * order, order));
            right[i] = Values[working[i]] - TensorPrimitives.Dot<double>(row, Step);
            matrix[(i * m) + i] *= 1 + 1e-14;
        }
        if (!Cholesky.TryFactor(matrix, m, matrix, out int failing, 1e-12))
        {
            if (failing < 0 || failing >= m)
                return false;
            working.RemoveAt(failing);
            return SolveEquations();
        }
        Cholesky.Solve(matrix, m, right);
        for (int i = 0; i < m; i++)
        {
            Multipliers[working[i]] = right[i];
            TensorPrimitives.MultiplyAdd(rows.AsSpan(i * order, order), right[i], Step, Step);
        }
        TriangularSolve.LowerTransposed(factor, order, Step);
        TensorPrimitives.Negate(Step, Step);
        return true;
    }
}
