namespace Credence.Data;

/// <summary>Asks for a copy of a table in which every unit is assigned anew by chance, several times over.</summary>
public sealed record Reassignment
{
    /// <summary>Which table, and which of its columns; rows without a variant stay without one.</summary>
    public required MomentsQuery Rows { get; init; }

    /// <summary>Column of what is assigned as a whole, units or clusters; null where each row is assigned for itself.</summary>
    public string? Key { get; init; }

    /// <summary>The variants with their shares, which sum to 1.</summary>
    public required IReadOnlyList<(string Name, double Share)> Variants { get; init; }

    /// <summary>Seed of the lots.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Number of the first replicate.</summary>
    public int First { get; init; }

    /// <summary>Number of replicates.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Column of the copy that holds the variants of a replicate.</summary>
    public static string Variant(int replicate) => FormattableString.Invariant($"credence variant {replicate}");

    /// <summary>Column of the copy that holds a uniform number in (0, 1) for each unit, independent of its variant.</summary>
    public static string Lot(int replicate) => FormattableString.Invariant($"credence lot {replicate}");
}
