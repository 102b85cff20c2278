namespace Credence.Analysis;

/// <summary>Mean and mean square of a value in a population, exact.</summary>
internal readonly record struct PopulationMoments(double Mean, double MeanSquare)
{
    public double StandardDeviation => Math.Sqrt(MeanSquare - Mean * Mean);

    public static PopulationMoments Normal(double mean, double deviation) => new(mean, mean * mean + deviation * deviation);

    /// <summary>Of exp(X) for normal X with the given mean and variance.</summary>
    public static PopulationMoments LogNormal(double mean, double variance) => new(Math.Exp(mean + variance / 2), Math.Exp(2 * mean + 2 * variance));

    /// <summary>Of populations mixed in the given shares.</summary>
    public static PopulationMoments Mixture(ReadOnlySpan<double> shares, ReadOnlySpan<PopulationMoments> parts)
    {
        double mean = 0, square = 0;
        for (int i = 0; i < parts.Length; i++)
            (mean, square) = (mean + shares[i] * parts[i].Mean, square + shares[i] * parts[i].MeanSquare);
        return new(mean, square);
    }

    /// <summary>Of two populations, half of each.</summary>
    public static PopulationMoments Half(PopulationMoments a, PopulationMoments b) => Mixture([0.5, 0.5], [a, b]);

    /// <summary>The value with the given probability, else 0.</summary>
    public PopulationMoments OrZero(double probability) => new(probability * Mean, probability * MeanSquare);

    public WeighingColumn Weighing(int column) => new(column, Mean, StandardDeviation);
}
