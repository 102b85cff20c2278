using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Credence.Statistics;

/// <summary>Count, mean and sum of squared deviations of one column.</summary>
/// <param name="Count">Number of values.</param>
/// <param name="Mean">Their mean; NaN where there are none.</param>
/// <param name="SumSquaredDeviations">Sum of squared deviations from the mean.</param>
public readonly record struct Moments(long Count, double Mean, double SumSquaredDeviations)
{
    /// <summary>Moments of no values: neutral under <see cref="Merge"/>.</summary>
    public static Moments Empty => new(0, double.NaN, 0);

    /// <summary>Sample variance with divisor n − 1; NaN for fewer than two values.</summary>
    public double Variance => Count < 2 ? double.NaN : SumSquaredDeviations / (Count - 1);

    /// <summary>Sample standard deviation; NaN for fewer than two values.</summary>
    public double StandardDeviation => Math.Sqrt(Variance);

    /// <summary>Moments of both sets of values together.</summary>
    /// <remarks>Pairwise update of Chan, Golub and LeVeque (1983), equation 2.1; commutative to the last bit.</remarks>
    public Moments Merge(Moments other)
    {
        if (Count == 0)
            return other;
        if (other.Count == 0)
            return this;
        double delta = other.Mean - Mean;
        return new(
            Count + other.Count,
            PairwiseUpdate.Mean(Count, Mean, other.Count, other.Mean),
            SumSquaredDeviations + other.SumSquaredDeviations + delta * PairwiseUpdate.Weight(Count, other.Count) * delta);
    }

    /// <summary>Moments of the values plus a constant.</summary>
    public Moments Shift(double constant) => this with { Mean = Mean + constant };

    /// <summary>Moments of the values times a constant.</summary>
    public Moments Scale(double factor)
        => this with { Mean = Mean * factor, SumSquaredDeviations = SumSquaredDeviations * factor * factor };

    /// <summary>Moments of an array of values, by two passes: a rough centre, then sums of deviations with their correction.</summary>
    /// <remarks>The corrected two-pass algorithm of Chan, Golub and LeVeque (1983), equation 1.7. Four lanes are summed side by
    /// side whatever the machine, so that the bits do not depend on it. A value that is not finite makes both moments NaN.</remarks>
    public static Moments FromValues(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
            return Empty;
        double centre = RoughMean(values);
        (double sum, double squares) = DeviationSums(values, centre);
        double mean = centre + sum / values.Length;
        return double.IsFinite(mean)
            ? new(values.Length, mean, PairwiseUpdate.Centred(squares, sum, values.Length))
            : new(values.Length, double.NaN, double.NaN);
    }

    // Dividing before adding keeps sums of huge values finite; the second pass repairs the rounding.
    private static double RoughMean(ReadOnlySpan<double> values)
    {
        double share = 1.0 / values.Length;
        ReadOnlySpan<Vector256<double>> blocks = MemoryMarshal.Cast<double, Vector256<double>>(values);
        Vector256<double> sums = default;
        foreach (Vector256<double> block in blocks)
            sums += block * share;
        double sum = Vector256.Sum(sums);
        foreach (double value in values[(blocks.Length * Vector256<double>.Count)..])
            sum += value * share;
        return sum;
    }

    private static (double Sum, double Squares) DeviationSums(ReadOnlySpan<double> values, double centre)
    {
        ReadOnlySpan<Vector256<double>> blocks = MemoryMarshal.Cast<double, Vector256<double>>(values);
        Vector256<double> centres = Vector256.Create(centre), sums = default, squares = default;
        foreach (Vector256<double> block in blocks)
        {
            Vector256<double> deviation = block - centres;
            sums += deviation;
            squares += deviation * deviation;
        }
        double sum = Vector256.Sum(sums), square = Vector256.Sum(squares);
        foreach (double value in values[(blocks.Length * Vector256<double>.Count)..])
        {
            double deviation = value - centre;
            sum += deviation;
            square += deviation * deviation;
        }
        return (sum, square);
    }
}
