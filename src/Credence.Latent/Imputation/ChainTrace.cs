using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>The course of the imputed values of a column, iteration by iteration.</summary>
/// <param name="Column">The column.</param>
/// <param name="Means">For each chain and iteration the mean of the imputed values; of nominal columns the share of the level most often observed.</param>
/// <param name="Deviations">Their standard deviations; NaN for a single value.</param>
public sealed record ColumnTrace(string Column, IReadOnlyList<double[]> Means, IReadOnlyList<double[]> Deviations)
{
    /// <summary>Potential scale reduction of the means over the second half of the iterations; NaN where it cannot be told.</summary>
    public double MeanRHat { get; } = ChainTrace.RHat(Means);

    /// <summary>Potential scale reduction of the standard deviations.</summary>
    public double DeviationRHat { get; } = ChainTrace.RHat(Deviations);

    /// <summary>The larger of the two.</summary>
    public double RHat => double.IsNaN(MeanRHat) ? DeviationRHat : double.IsNaN(DeviationRHat) ? MeanRHat : Math.Max(MeanRHat, DeviationRHat);
}

/// <summary>The course of chained equations.</summary>
/// <param name="Columns">The columns that had missing cells, in the order in which they are visited.</param>
public sealed record ChainTrace(IReadOnlyList<ColumnTrace> Columns)
{
    private const double Usual = 1.2, Doubtful = 1e-4;

    /// <summary>The columns whose chains disagree more than their number and length explain.</summary>
    public IEnumerable<ColumnTrace> NotConverged => Columns.Where(column => column.RHat > Limit(column.Means.Count, Kept(column.Means[0].Length)));

    /// <summary>√((n − 1 + n B/W) / n) over the last n iterations, n half of them (Gelman and Rubin, 1992).</summary>
    internal static double RHat(IReadOnlyList<double[]> chains)
    {
        int kept = Kept(chains[0].Length);
        if (kept < 2 || chains.Count < 2)
            return double.NaN;
        Moments[] each = [.. chains.Select(chain => Moments.FromValues(chain.AsSpan(^kept..)))];
        double within = each.Average(chain => chain.Variance), between = Moments.FromValues([.. each.Select(chain => chain.Mean)]).Variance;
        return within > 0 ? Math.Sqrt((kept - 1 + kept * between / within) / kept) : between > 0 ? double.PositiveInfinity : double.NaN;
    }

    private static int Kept(int iterations) => iterations - iterations / 2;

    // Few or short chains disagree by chance: then F says how much.
    private static double Limit(int chains, int kept)
        => Math.Max(Usual, Math.Sqrt((kept - 1 + FisherF.UpperQuantile(Doubtful, chains - 1, chains * (kept - 1.0))) / kept));
}
