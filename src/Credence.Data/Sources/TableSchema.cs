namespace Credence.Data;

/// <summary>What a source holds, judged by its first rows.</summary>
/// <param name="Columns">Its columns, in their order.</param>
/// <param name="Rows">Number of rows read to judge it.</param>
/// <param name="IsWhole">Whether these are all rows of the source.</param>
public sealed record TableSchema(IReadOnlyList<ColumnSchema> Columns, long Rows, bool IsWhole);

/// <summary>One column of a source.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Distinct">Number of different values, missing ones left out.</param>
/// <param name="Values">The values as printed, sorted, where there are at most <see cref="MaximumValues"/>; else empty.</param>
/// <param name="Missing">Number of missing values.</param>
public sealed record ColumnSchema(string Name, ColumnKind Kind, long Distinct, IReadOnlyList<string> Values, long Missing)
{
    /// <summary>Columns with more values than this are not listed.</summary>
    public const int MaximumValues = 20;
}
