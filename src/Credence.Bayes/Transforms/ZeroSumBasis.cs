namespace Credence.Bayes;

/// <summary>
/// The orthonormal basis V of the vectors of length K that sum to 0, in which vector i has i equal entries and then −i times as much (Helmert, 1876).
/// </summary>
internal static class ZeroSumBasis
{
    /// <summary>V y.</summary>
    public static void Multiply(ReadOnlySpan<double> coordinates, Span<double> values)
    {
        double sum = 0;
        for (int i = values.Length - 1; i > 0; i--)
        {
            double weight = coordinates[i - 1] / Math.Sqrt(i * (i + 1.0));
            values[i] = sum - i * weight;
            sum += weight;
        }
        values[0] = sum;
    }

    /// <summary>Vᵀ x.</summary>
    public static void MultiplyTransposed(ReadOnlySpan<double> values, Span<double> coordinates)
    {
        double sum = 0;
        for (int i = 1; i < values.Length; i++)
        {
            sum += values[i - 1];
            coordinates[i - 1] = (sum - i * values[i]) / Math.Sqrt(i * (i + 1.0));
        }
    }
}
