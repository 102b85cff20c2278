using System.Numerics.Tensors;
using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>Σ log normal density of y around α + X β, on the triangular factor of the data: the cost does not grow with the rows.</summary>
/// <remarks>
/// With [1 X] = Q R by Householder reflections, ‖y − α − X β‖² = ‖Qᵀy − R (α, β)‖² over the first p + 1 elements, plus a constant.
/// </remarks>
internal sealed class NormalLinearDensity : TapeOperation<double>
{
    private const double HalfLogTwoPi = 0.91893853320467274178;

    private readonly int width, rows;
    private readonly double[] factor, target, coefficients, residual, gradient;
    private readonly double remainder;
    private double scaleSlope;

    public NormalLinearDensity(ReadOnlySpan<double> y, ReadOnlySpan<double> design, Variable<double> intercept, Variable<double> slopes, Variable<double> sd)
        : base("normal regression", intercept, slopes, sd)
    {
        (rows, width) = (y.Length, slopes.Length + 1);
        Guard.SameLength(design.Length, rows * slopes.Length);
        Guard.SameLength(intercept.Length, 1);
        Guard.SameLength(sd.Length, 1);
        int kept = Math.Min(width, rows);
        (factor, target) = (new double[kept * width], new double[kept]);
        (coefficients, residual, gradient) = (new double[width], new double[kept], new double[width]);
        remainder = Reduce(y, design);
    }

    protected override void Forward(Arena<double> arena)
    {
        coefficients[0] = arena.Value(First)[0];
        arena.Value(Second).CopyTo(coefficients.AsSpan(1));
        double sd = arena.Value(Third)[0] is var scale and > 0 ? scale : double.NaN, precision = 1 / (sd * sd);
        gradient.AsSpan().Clear();
        double sum = remainder;
        for (int i = 0; i < residual.Length; i++)
        {
            ReadOnlySpan<double> row = factor.AsSpan(i * width + i, width - i);
            double error = target[i] - TensorPrimitives.Dot(row, coefficients.AsSpan(i));
            sum += error * error;
            Span<double> share = gradient.AsSpan(i);
            TensorPrimitives.MultiplyAdd(row, error * precision, share, share);
        }
        scaleSlope = (sum * precision - rows) / sd;
        arena.Start(Result) = -rows * (Math.Log(sd) + HalfLogTwoPi) - 0.5 * sum * precision;
    }

    protected override void Backward(Arena<double> arena)
    {
        double bar = arena.AdjointStart(Result);
        if (First.IsVariable)
            arena.Adjoint(First)[0] += bar * gradient[0];
        if (Second.IsVariable)
        {
            Span<double> share = arena.Adjoint(Second);
            TensorPrimitives.MultiplyAdd(gradient.AsSpan(1), bar, share, share);
        }
        if (Third.IsVariable)
            arena.Adjoint(Third)[0] += bar * scaleSlope;
    }

    /// <summary>Fills R and Qᵀy, and gives the squared length of y outside the columns of the design.</summary>
    private double Reduce(ReadOnlySpan<double> y, ReadOnlySpan<double> design)
    {
        double[][] columns = new double[width + 1][];
        for (int j = 0; j <= width; j++)
        {
            columns[j] = new double[rows];
            for (int i = 0; i < rows; i++)
                columns[j][i] = j == 0 ? 1 : j == width ? y[i] : design[i * (width - 1) + j - 1];
        }
        for (int k = 0; k < target.Length; k++)
        {
            Span<double> pivot = columns[k].AsSpan(k);
            double norm = -Math.CopySign(TensorPrimitives.Norm<double>(pivot), pivot[0]);
            factor[k * width + k] = norm;
            pivot[0] -= norm;
            double square = TensorPrimitives.Dot<double>(pivot, pivot);
            for (int j = k + 1; j <= width; j++)
            {
                Span<double> other = columns[j].AsSpan(k);
                if (square > 0)
                    TensorPrimitives.MultiplyAdd(pivot, -2 * TensorPrimitives.Dot<double>(pivot, other) / square, other, other);
                if (j < width)
                    factor[k * width + j] = other[0];
                else
                    target[k] = other[0];
            }
        }
        ReadOnlySpan<double> rest = columns[width].AsSpan(target.Length);
        return TensorPrimitives.Dot(rest, rest);
    }
}
