using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>How alike rows of one cluster are, and what that does to the variance of a mean.</summary>
/// <param name="Clusters">Number of clusters, each counted once in every variant where it has rows.</param>
/// <param name="Intraclass">Intraclass correlation; may be negative; NaN where no cluster has two rows, a variant has one cluster only, or there is no spread.</param>
/// <param name="MeanSize">Mean number of rows of a cluster.</param>
/// <param name="SizeVariation">Standard deviation of the number of rows (divisor: the number of clusters) over its mean.</param>
public sealed record ClusterCorrelation(long Clusters, double Intraclass, double MeanSize, double SizeVariation)
{
    /// <summary>Variance of a mean of rows against that of as many independent rows: 1 + ((1 + cv²)m − 1)ICC (Eldridge, Ashby and Kerry 2006).</summary>
    public double DesignEffect => 1 + ((1 + SizeVariation * SizeVariation) * MeanSize - 1) * Intraclass;

    /// <summary>Estimates the correlation by the analysis of variance of clusters within variants.</summary>
    /// <remarks>ICC = (MSB − MSW)/(MSB + (m₀ − 1)MSW) with m₀ = (N − Σ_a Σ m²/N_a)/(G − A) for sizes that differ (Donner and Koval 1980).</remarks>
    /// <param name="variants">The clusters of every variant; of the first column.</param>
    /// <exception cref="ArgumentException">There is no variant.</exception>
    public static ClusterCorrelation Of(params ReadOnlySpan<ClusterMoments> variants)
    {
        if (variants.IsEmpty)
            throw new ArgumentException("There must be at least one variant.", nameof(variants));
        double rows = 0, squaredSizes = 0, shared = 0, between = 0, within = 0;
        long clusters = 0, degrees = 0;
        foreach (ClusterMoments variant in variants)
        {
            CrossMoments pooled = variant.Pooled();
            double offset = variant.Clusters == 0 ? 0 : pooled.Means[0] - variant.Centres[0], sizes = 0;
            for (int g = 0; g < variant.Clusters; g++)
            {
                double count = variant.Counts[g], mean = variant.Sums(g)[0] / count;
                sizes += count * count;
                between += count * (mean - offset) * (mean - offset);
                within += Math.Max(0, variant.Products(g)[0] - variant.Sums(g)[0] * mean);
            }
            clusters += variant.Clusters;
            degrees += Math.Max(0, variant.Clusters - 1);
            rows += pooled.Count;
            squaredSizes += sizes;
            shared += pooled.Count == 0 ? 0 : pooled.Count - sizes / pooled.Count;
        }
        double size = rows / clusters, variation = Math.Sqrt(Math.Max(0, squaredSizes / clusters / size / size - 1));
        double meanWithin = within / (rows - clusters), meanBetween = between / degrees, m = shared / degrees;
        return new(clusters, (meanBetween - meanWithin) / (meanBetween + (m - 1) * meanWithin), size, variation);
    }
}
