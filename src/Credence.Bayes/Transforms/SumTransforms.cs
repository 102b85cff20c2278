using System.Numerics.Tensors;

namespace Credence.Bayes;

/// <summary>x = V y for the basis of <see cref="ZeroSumBasis"/>.</summary>
internal sealed class ZeroSumTransform(int count) : ITransform
{
    public int Coordinates => count - 1;

    public int Values => count;

    public double Constrain(ReadOnlySpan<double> coordinates, Span<double> values)
    {
        ZeroSumBasis.Multiply(coordinates, values[..count]);
        return 0;
    }

    public void Backward(ReadOnlySpan<double> coordinates, ReadOnlySpan<double> values, ReadOnlySpan<double> valueGradient, Span<double> coordinateGradient)
        => ZeroSumBasis.MultiplyTransposed(valueGradient[..count], coordinateGradient);

    public void Unconstrain(ReadOnlySpan<double> values, Span<double> coordinates) => ZeroSumBasis.MultiplyTransposed(values[..count], coordinates);
}

/// <summary>x = softmax(V y) for the basis of <see cref="ZeroSumBasis"/>; log|J| = Σ log x + ½ log K.</summary>
internal sealed class SimplexTransform(int count) : ITransform
{
    private readonly double halfLogCount = 0.5 * Math.Log(count);

    public int Coordinates => count - 1;

    public int Values => count;

    public double Constrain(ReadOnlySpan<double> coordinates, Span<double> values)
    {
        Span<double> shares = values[..count];
        ZeroSumBasis.Multiply(coordinates, shares);
        double highest = TensorPrimitives.Max<double>(shares);
        TensorPrimitives.Subtract(shares, highest, shares);
        TensorPrimitives.Exp(shares, shares);
        double total = TensorPrimitives.Sum<double>(shares);
        TensorPrimitives.Divide(shares, total, shares);
        // The logs before normalisation sum to −K times the highest, for V y sums to 0.
        return halfLogCount - count * (highest + Math.Log(total));
    }

    public void Backward(ReadOnlySpan<double> coordinates, ReadOnlySpan<double> values, ReadOnlySpan<double> valueGradient, Span<double> coordinateGradient)
    {
        double total = TensorPrimitives.Dot(valueGradient[..count], values[..count]) + count;
        double sum = 0, current = Slope(values, valueGradient, 0, total);
        // Vᵀ applied to the gradient by V y as it is formed; the ones of Σ log x drop out, for columns of V sum to 0.
        for (int i = 1; i < count; i++)
        {
            sum += current;
            current = Slope(values, valueGradient, i, total);
            coordinateGradient[i - 1] = (sum - i * current) / Math.Sqrt(i * (i + 1.0));
        }
    }

    public void Unconstrain(ReadOnlySpan<double> values, Span<double> coordinates)
    {
        double sum = 0;
        for (int i = 1; i < count; i++)
        {
            sum += Math.Log(values[i - 1]);
            coordinates[i - 1] = (sum - i * Math.Log(values[i])) / Math.Sqrt(i * (i + 1.0));
        }
    }

    private static double Slope(ReadOnlySpan<double> values, ReadOnlySpan<double> valueGradient, int i, double total) => values[i] * (valueGradient[i] - total);
}
