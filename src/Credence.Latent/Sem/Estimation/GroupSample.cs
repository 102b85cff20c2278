namespace Credence.Latent;

/// <summary>What the data say of the observed variables of a model in one group.</summary>
/// <param name="Name">The name of the group.</param>
/// <param name="Count">The number n of rows that count.</param>
/// <param name="Means">The means; 0 where they are not known. With missing cells the maximum-likelihood estimates once these are found.</param>
/// <param name="Covariance">The covariance matrix, divisor n, row-major; with missing cells likewise.</param>
/// <param name="Patterns">The moments by pattern of observed variables; one pattern where nothing is missing.</param>
/// <param name="Rows">The rows that count, n × p; empty where only moments are known.</param>
/// <param name="RowsRead">The number of rows before those that cannot count were left out.</param>
internal sealed record GroupSample(
    string Name, long Count, double[] Means, double[] Covariance, IReadOnlyList<MomentPattern> Patterns, double[] Rows, long RowsRead)
{
    /// <summary>The number of each row that counts among the rows read, from 0.</summary>
    public int[] RowNumbers { get; init; } = [];

    /// <summary>The pairs of variables that no row has both of.</summary>
    public IReadOnlyList<(int First, int Second)> NeverTogether { get; init; } = [];

    /// <summary>Whether no cell is missing.</summary>
    public bool Complete => Patterns is [var only] && only.Observed.Length == Means.Length;

    /// <summary>The moments with divisor n − 1, and n − 1 for the rows, as least squares counts them.</summary>
    public GroupSample Unbiased()
    {
        double factor = Count / (Count - 1.0);
        double[] covariance = [.. Covariance.Select(value => factor * value)];
        return this with { Count = Count - 1, Covariance = covariance, Patterns = [new MomentPattern(Patterns[0].Observed, Count - 1, Means, covariance)] };
    }

    /// <summary>Blocks for a discrepancy, each with work space of its own.</summary>
    public MomentBlock[] Blocks()
        => [.. Patterns.Select(pattern => new MomentBlock(pattern.Observed, pattern.Count, pattern.Means, pattern.Covariance))];
}

/// <summary>The moments of rows with the same variables observed.</summary>
/// <param name="Observed">The observed variables.</param>
/// <param name="Count">The number of rows.</param>
/// <param name="Means">Their means.</param>
/// <param name="Covariance">Their covariance matrix, divisor n.</param>
internal sealed record MomentPattern(int[] Observed, long Count, double[] Means, double[] Covariance);
