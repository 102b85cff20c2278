using Credence.Data;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Which columns to decompose into principal components, and how.</summary>
public sealed record ComponentsOptions
{
    /// <summary>Where the rows are.</summary>
    public required TableSource Source { get; init; }

    /// <summary>The columns, each named once.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Rows to keep; null keeps all.</summary>
    public Expression? Where { get; init; }

    /// <summary>Whether each column is divided by its standard deviation, so that components are those of the correlations.</summary>
    public bool Standardize { get; init; }

    /// <summary>Ranks of which reconstructions are drawn; null takes 2, 5 and 12, as far as there are so many components.</summary>
    public IReadOnlyList<int>? Ranks { get; init; }

    /// <summary>Data sets drawn for the parallel analysis, at least 1. Default 500.</summary>
    public int Replicates { get; init; } = 500;

    /// <summary>Seed of these draws.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>File to which rows and their scores are written; null for none.</summary>
    public TableTarget? Scores { get; init; }

    internal void Check()
    {
        if (Columns.Count == 0)
            throw new InputException("--columns", "no column is named", "name the columns to decompose, as in --columns a,b,c");
        if (Columns.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InputException("--columns", $"{twice.Key} is named twice", "name each column once");
        if (Ranks?.FirstOrDefault(rank => rank < 1 || rank > Columns.Count) is int odd and not 0)
            throw new InputException("--ranks", FormattableString.Invariant($"{odd} is no rank of {Columns.Count} columns"), FormattableString.Invariant($"name ranks from 1 to {Columns.Count}"));
        Guard.AtLeast(Replicates, 1);
    }
}
