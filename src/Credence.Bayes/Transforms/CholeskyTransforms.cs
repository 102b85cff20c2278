using System.Numerics.Tensors;

namespace Credence.Bayes;

/// <summary>Rows of unit length from canonical partial correlations.</summary>
internal sealed class CorrelationCholeskyTransform(int order) : ITransform
{
    public int Coordinates => order * (order - 1) / 2;

    public int Values => order * order;

    public double Constrain(ReadOnlySpan<double> coordinates, Span<double> values)
    {
        PartialCorrelations.PrepareRows(coordinates[..Coordinates], values);
        double logJacobian = 0;
        for (int i = order - 1; i >= 0; i--)
            logJacobian += PartialCorrelations.ConstrainRow(coordinates, values, order, i, 1, 2);
        return logJacobian;
    }

    public void Backward(ReadOnlySpan<double> coordinates, ReadOnlySpan<double> values, ReadOnlySpan<double> valueGradient, Span<double> coordinateGradient)
    {
        for (int i = 0; i < order; i++)
        {
            int row = i * order, start = i * (i - 1) / 2;
            PartialCorrelations.BackwardRow(
                coordinates.Slice(start, i), values.Slice(row, i + 1), valueGradient.Slice(row, i + 1), 1, 2, coordinateGradient.Slice(start, i));
        }
    }

    public void Unconstrain(ReadOnlySpan<double> values, Span<double> coordinates)
    {
        for (int i = 0; i < order; i++)
            PartialCorrelations.UnconstrainRow(values.Slice(i * order, i + 1), coordinates.Slice(i * (i - 1) / 2, i));
    }
}

/// <summary>Rows of length exp(y) from log scales and canonical partial correlations.</summary>
internal sealed class CovarianceCholeskyTransform(int order) : ITransform
{
    public int Coordinates => order * (order + 1) / 2;

    public int Values => order * order;

    public double Constrain(ReadOnlySpan<double> coordinates, Span<double> values)
    {
        ReadOnlySpan<double> partial = coordinates[order..Coordinates];
        PartialCorrelations.PrepareRows(partial, values);
        double logJacobian = 0;
        for (int i = order - 1; i >= 0; i--)
        {
            // A row's end in polar coordinates: the volume grows with the i-th power of its length, and the diagonal entry is no longer given by the others.
            logJacobian += (i + 1) * coordinates[i];
            logJacobian += PartialCorrelations.ConstrainRow(partial, values, order, i, Math.Exp(coordinates[i]), 1);
        }
        return logJacobian;
    }

    public void Backward(ReadOnlySpan<double> coordinates, ReadOnlySpan<double> values, ReadOnlySpan<double> valueGradient, Span<double> coordinateGradient)
    {
        for (int i = 0; i < order; i++)
        {
            int start = order + i * (i - 1) / 2;
            ReadOnlySpan<double> row = values.Slice(i * order, i + 1), gradient = valueGradient.Slice(i * order, i + 1);
            coordinateGradient[i] = TensorPrimitives.Dot(gradient, row) + i + 1;
            PartialCorrelations.BackwardRow(coordinates.Slice(start, i), row, gradient, Math.Exp(coordinates[i]), 1, coordinateGradient.Slice(start, i));
        }
    }

    public void Unconstrain(ReadOnlySpan<double> values, Span<double> coordinates)
    {
        for (int i = 0; i < order; i++)
            coordinates[i] = Math.Log(PartialCorrelations.UnconstrainRow(values.Slice(i * order, i + 1), coordinates.Slice(order + i * (i - 1) / 2, i)));
    }
}
