namespace Credence.Data;

/// <summary>The distinct values of one metric in one variant, with the number of units that have each: all that a likelihood of single values needs.</summary>
/// <param name="Set">Place of the metric in the query.</param>
/// <param name="Variant">Value of the variant as printed.</param>
/// <param name="Values">The distinct finite values, in increasing order.</param>
/// <param name="Counts">How many units have each; of the same length.</param>
public sealed record ValueCounts(int Set, string Variant, double[] Values, double[] Counts);
