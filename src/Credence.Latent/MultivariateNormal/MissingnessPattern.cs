using Credence.Numerics;

namespace Credence.Latent;

/// <summary>The rows in which the same variables are observed, as sufficient statistics of a normal model.</summary>
/// <param name="Observed">The places of the k observed variables, increasing; at least one.</param>
/// <param name="Count">The number n of rows.</param>
/// <param name="Means">The k means.</param>
/// <param name="Scatter">Σ (y − ȳ)(y − ȳ)ᵀ, k × k, row by row, both triangles.</param>
public sealed record MissingnessPattern(ReadOnlyMemory<int> Observed, long Count, ReadOnlyMemory<double> Means, ReadOnlyMemory<double> Scatter)
{
    /// <summary>Orders patterns by their observed variables, the first that differs deciding, so that neighbours share the most.</summary>
    internal static int Compare(MissingnessPattern x, MissingnessPattern y) => x.Observed.Span.SequenceCompareTo(y.Observed.Span);

    /// <summary>The statistics of both sets of rows (Chan, Golub and LeVeque, 1979).</summary>
    internal MissingnessPattern Merge(MissingnessPattern other)
    {
        int k = Observed.Length;
        double share = other.Count / (double)(Count + other.Count);
        double[] means = new double[k], shift = new double[k], scatter = Scatter.ToArray();
        for (int i = 0; i < k; i++)
        {
            shift[i] = other.Means.Span[i] - Means.Span[i];
            means[i] = Means.Span[i] + (share * shift[i]);
        }
        for (int i = 0; i < k * k; i++)
            scatter[i] += other.Scatter.Span[i] + (Count * share * shift[i / k] * shift[i % k]);
        return this with { Count = Count + other.Count, Means = means, Scatter = scatter };
    }

    /// <summary>The statistics of rows of one pattern, about the first of them and then about the mean.</summary>
    internal static MissingnessPattern Of(int[] observed, ReadOnlySpan<int> members, ReadOnlySpan<double> rows, int order)
    {
        int k = observed.Length;
        double[] means = new double[k], centred = new double[k], scatter = new double[k * k];
        ReadOnlySpan<double> first = rows.Slice(members[0] * order, order);
        foreach (int row in members)
        {
            for (int i = 0; i < k; i++)
                means[i] += rows[(row * order) + observed[i]] - first[observed[i]];
        }
        for (int i = 0; i < k; i++)
            means[i] /= members.Length;
        foreach (int row in members)
        {
            for (int i = 0; i < k; i++)
                centred[i] = rows[(row * order) + observed[i]] - first[observed[i]] - means[i];
            SymmetricMatrix.AddRankUpdate(centred, k, 1, scatter);
        }
        SymmetricMatrix.MirrorLower(scatter, k);
        for (int i = 0; i < k; i++)
            means[i] += first[observed[i]];
        return new MissingnessPattern(observed, members.Length, means, scatter);
    }
}
