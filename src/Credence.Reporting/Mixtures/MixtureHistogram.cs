using Credence.Latent;

namespace Credence.Reporting;

/// <summary>The values of a mixture in bins of equal width.</summary>
/// <param name="Low">The left edge of the first bin.</param>
/// <param name="BinWidth">The width of a bin.</param>
/// <param name="Densities">The share of the rows in each bin over its width.</param>
internal sealed record MixtureHistogram(double Low, double BinWidth, IReadOnlyList<double> Densities)
{
    private const int Most = 60, Fewest = 12;

    /// <summary>The left edge of a bin.</summary>
    public double Edge(int bin) => Low + (bin * BinWidth);

    public static MixtureHistogram Of(MixtureData data)
    {
        (double[] values, long[] counts) = Counted(data);
        double low = values.Min(), high = values.Max();
        int bins = Math.Clamp((int)Math.Sqrt(data.Rows), Fewest, Most);
        double width = (high - low) / bins;
        // Whole numbers must not fall into some bins twice as often as into others.
        double step = Array.TrueForAll(values, value => value == Math.Floor(value)) ? 1 : 0;
        if (step > 0)
        {
            width = Math.Max(1, Math.Ceiling(width));
            low -= 0.5;
            bins = Math.Max(1, (int)Math.Ceiling((high + 0.5 - low) / width));
        }
        double[] densities = new double[bins];
        for (int i = 0; i < values.Length; i++)
            densities[Math.Clamp((int)((values[i] - low) / width), 0, bins - 1)] += counts[i] / (data.Rows * width);
        return new(low, width, densities);
    }

    private static (double[] Values, long[] Counts) Counted(MixtureData data)
    {
        List<double> values = [];
        List<long> counts = [];
        for (int label = MixtureData.Unknown; label < data.Components; label++)
        {
            values.AddRange(data.Values(label).Span);
            counts.AddRange(data.Counts(label).Span);
        }
        return ([.. values], [.. counts]);
    }
}
