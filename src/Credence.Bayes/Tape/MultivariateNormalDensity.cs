using System.Numerics.Tensors;
using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>Σ log density of rows of a multivariate normal, by the Cholesky factor C of its covariance.</summary>
internal sealed class MultivariateNormalDensity : TapeOperation<double>
{
    private readonly int order, rows;

    // By row: C⁻¹ d and C⁻ᵀ C⁻¹ d for the deviation d from the mean.
    private readonly double[] whitened, weighted;

    public MultivariateNormalDensity(Variable<double> y, Variable<double> mean, Variable<double> factor)
        : base("multivariate normal", y, mean, factor)
    {
        order = factor.Rows;
        Guard.SameLength(factor.Columns, order);
        rows = y.Length / order;
        Guard.SameLength(y.Length, rows * order);
        if (mean.Length != 1 && mean.Length != order && mean.Length != y.Length)
            Guard.SameLength(mean.Length, order);
        (whitened, weighted) = (new double[y.Length], new double[y.Length]);
    }

    protected override void Forward(Arena<double> arena)
    {
        ReadOnlySpan<double> y = arena.Value(First), mean = arena.Value(Second), factor = arena.Value(Third);
        double logDiagonal = 0;
        for (int i = 0; i < order; i++)
            logDiagonal += factor[i * order + i] > 0 ? Math.Log(factor[i * order + i]) : double.NaN;
        if (mean.Length == 1)
            TensorPrimitives.Subtract(y, mean[0], whitened);
        for (int start = 0; start < y.Length; start += order)
        {
            Span<double> row = whitened.AsSpan(start, order);
            if (mean.Length > 1)
                TensorPrimitives.Subtract(y.Slice(start, order), mean.Slice(mean.Length == order ? 0 : start, order), row);
            TriangularSolve.Lower(factor, order, row);
            Span<double> solution = weighted.AsSpan(start, order);
            row.CopyTo(solution);
            TriangularSolve.LowerTransposed(factor, order, solution);
        }
        arena.Start(Result) = -0.5 * TensorPrimitives.Dot<double>(whitened, whitened) - rows * (logDiagonal + order * 0.91893853320467274178);
    }

    protected override void Backward(Arena<double> arena)
    {
        double bar = arena.AdjointStart(Result);
        Span<double> yBar = arena.Adjoint(First), meanBar = arena.Adjoint(Second);
        if (!yBar.IsEmpty)
            TensorPrimitives.MultiplyAdd(weighted, -bar, yBar, yBar);
        if (meanBar.Length == 1)
        {
            meanBar[0] += bar * TensorPrimitives.Sum<double>(weighted);
        }
        else
        {
            for (int start = 0; start < weighted.Length && !meanBar.IsEmpty; start += order)
            {
                Span<double> share = meanBar.Slice(meanBar.Length == order ? 0 : start, order);
                TensorPrimitives.MultiplyAdd(weighted.AsSpan(start, order), bar, share, share);
            }
        }
        if (Third.IsVariable)
            DifferentiateFactor(arena.Value(Third), arena.Adjoint(Third), bar);
    }

    private void DifferentiateFactor(ReadOnlySpan<double> factor, Span<double> factorBar, double bar)
    {
        for (int i = 0; i < order; i++)
        {
            factorBar[i * order + i] -= bar * rows / factor[i * order + i];
            Span<double> share = factorBar.Slice(i * order, i + 1);
            for (int start = 0; start < weighted.Length; start += order)
                TensorPrimitives.MultiplyAdd(whitened.AsSpan(start, i + 1), bar * weighted[start + i], share, share);
        }
    }
}
