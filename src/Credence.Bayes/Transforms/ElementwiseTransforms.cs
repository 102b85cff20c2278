using System.Numerics.Tensors;
using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>x = y.</summary>
internal sealed class IdentityTransform(int count) : ITransform
{
    public int Coordinates => count;

    public int Values => count;

    public double Constrain(ReadOnlySpan<double> coordinates, Span<double> values)
    {
        coordinates.CopyTo(values);
        return 0;
    }

    public void Backward(ReadOnlySpan<double> coordinates, ReadOnlySpan<double> values, ReadOnlySpan<double> valueGradient, Span<double> coordinateGradient)
        => valueGradient.CopyTo(coordinateGradient);

    public void Unconstrain(ReadOnlySpan<double> values, Span<double> coordinates) => values.CopyTo(coordinates);
}

/// <summary>x = offset + multiplier · y.</summary>
internal sealed class AffineTransform(double offset, double multiplier, int count) : ITransform
{
    private readonly double logJacobian = count * Math.Log(multiplier);

    public int Coordinates => count;

    public int Values => count;

    public double Constrain(ReadOnlySpan<double> coordinates, Span<double> values)
    {
        for (int i = 0; i < count; i++)
            values[i] = offset + multiplier * coordinates[i];
        return logJacobian;
    }

    public void Backward(ReadOnlySpan<double> coordinates, ReadOnlySpan<double> values, ReadOnlySpan<double> valueGradient, Span<double> coordinateGradient)
        => TensorPrimitives.Multiply(valueGradient[..count], multiplier, coordinateGradient);

    public void Unconstrain(ReadOnlySpan<double> values, Span<double> coordinates)
    {
        for (int i = 0; i < count; i++)
            coordinates[i] = (values[i] - offset) / multiplier;
    }
}

/// <summary>x = bound ± eʸ.</summary>
internal sealed class HalfLineTransform(double bound, int direction, int count) : ITransform
{
    /// <summary>Whether it is plain x = eʸ.</summary>
    public bool IsPositive => bound == 0 && direction > 0;

    public int Coordinates => count;

    public int Values => count;

    public double Constrain(ReadOnlySpan<double> coordinates, Span<double> values)
    {
        double logJacobian = 0;
        for (int i = 0; i < count; i++)
        {
            values[i] = bound + direction * Math.Exp(coordinates[i]);
            logJacobian += coordinates[i];
        }
        return logJacobian;
    }

    public void Backward(ReadOnlySpan<double> coordinates, ReadOnlySpan<double> values, ReadOnlySpan<double> valueGradient, Span<double> coordinateGradient)
    {
        for (int i = 0; i < count; i++)
        {
            // Away from 0 the distance to the bound may have been rounded off the value.
            double distance = bound == 0 ? values[i] : direction * Math.Exp(coordinates[i]);
            coordinateGradient[i] = valueGradient[i] * distance + 1;
        }
    }

    public void Unconstrain(ReadOnlySpan<double> values, Span<double> coordinates)
    {
        for (int i = 0; i < count; i++)
            coordinates[i] = Math.Log(direction * (values[i] - bound));
    }
}

/// <summary>x = a + (b − a) s(y) with the logistic function s.</summary>
internal sealed class IntervalTransform(double lower, double upper, int count) : ITransform
{
    private readonly double width = upper - lower, logWidth = Math.Log(upper - lower);

    public int Coordinates => count;

    public int Values => count;

    public double Constrain(ReadOnlySpan<double> coordinates, Span<double> values)
    {
        double logJacobian = 0;
        for (int i = 0; i < count; i++)
        {
            double distance = Math.Abs(coordinates[i]), tail = Math.Exp(-distance), share = tail / (1 + tail);
            // Measured from the nearer bound, so that the value is exact close to either.
            values[i] = coordinates[i] < 0 ? lower + width * share : upper - width * share;
            logJacobian += logWidth - distance - 2 * Elementary.Log1p(tail);
        }
        return logJacobian;
    }

    public void Backward(ReadOnlySpan<double> coordinates, ReadOnlySpan<double> values, ReadOnlySpan<double> valueGradient, Span<double> coordinateGradient)
    {
        for (int i = 0; i < count; i++)
        {
            double tail = Math.Exp(-Math.Abs(coordinates[i])), share = tail / (1 + tail);
            coordinateGradient[i] = valueGradient[i] * width * share * (1 - share) - Math.Tanh(0.5 * coordinates[i]);
        }
    }

    public void Unconstrain(ReadOnlySpan<double> values, Span<double> coordinates)
    {
        for (int i = 0; i < count; i++)
            coordinates[i] = Math.Log((values[i] - lower) / (upper - values[i]));
    }
}

/// <summary>x₁ = y₁, xₖ = xₖ₋₁ + exp(yₖ).</summary>
internal sealed class OrderedTransform(int count) : ITransform
{
    public int Coordinates => count;

    public int Values => count;

    public double Constrain(ReadOnlySpan<double> coordinates, Span<double> values)
    {
        values[0] = coordinates[0];
        double logJacobian = 0;
        for (int i = 1; i < count; i++)
        {
            values[i] = values[i - 1] + Math.Exp(coordinates[i]);
            logJacobian += coordinates[i];
        }
        return logJacobian;
    }

    public void Backward(ReadOnlySpan<double> coordinates, ReadOnlySpan<double> values, ReadOnlySpan<double> valueGradient, Span<double> coordinateGradient)
    {
        double above = 0;
        for (int i = count - 1; i > 0; i--)
        {
            above += valueGradient[i];
            coordinateGradient[i] = above * Math.Exp(coordinates[i]) + 1;
        }
        coordinateGradient[0] = above + valueGradient[0];
    }

    public void Unconstrain(ReadOnlySpan<double> values, Span<double> coordinates)
    {
        coordinates[0] = values[0];
        for (int i = 1; i < count; i++)
            coordinates[i] = Math.Log(values[i] - values[i - 1]);
    }
}
