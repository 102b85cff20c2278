namespace Credence.Data;

/// <summary>The columns of one metric: a row counts for it only where all of them are present and finite.</summary>
/// <param name="Name">Name of the metric.</param>
/// <param name="Columns">One expression for a mean or proportion, numerator and denominator for a ratio.</param>
public sealed record ColumnSet(string Name, IReadOnlyList<Expression> Columns)
{
    /// <summary>What was measured of each unit before the experiment, for joint moments with the metric; a row counts where one of them is
    /// missing or not finite.</summary>
    /// <remarks>Where rows are summed by unit, a covariate that is the same in all rows of every unit is taken once; any other is summed.</remarks>
    public IReadOnlyList<CovariateColumn> Covariates { get; init; } = [];

    /// <summary>Largest value in the first column, of a row or of the sum of a unit; larger ones are set to it. Null for none.</summary>
    public double? Cap { get; init; }

    /// <summary>Makes the first column 1 where the row or the sum of the unit is above this, and 0 elsewhere; null leaves it.</summary>
    public double? Above { get; init; }

    /// <summary>Makes the first column 1 where the row or the sum of the unit is not 0, and 0 elsewhere.</summary>
    public bool NonZero { get; init; }

    /// <summary>Whether values of rows or sums of units are changed.</summary>
    internal bool IsChanged => Cap is not null || Above is not null || NonZero;
}

/// <summary>Something measured of a unit before the experiment.</summary>
/// <param name="Name">Its name, different from the other covariates'.</param>
/// <param name="Value">Its value.</param>
public sealed record CovariateColumn(string Name, Expression Value);

/// <summary>A variant column made by cutting a numeric column at its median over the rows kept: 1 above the median, 0 otherwise.</summary>
/// <param name="Column">The column to cut.</param>
public sealed record MedianSplit(string Column);

/// <summary>What the statistics ask of an engine: moments by variant, and by segment where asked.</summary>
public sealed record MomentsQuery
{
    /// <summary>Where the rows are.</summary>
    public required TableSource Source { get; init; }

    /// <summary>The variant of a row: a column or an expression; null where <see cref="Split"/> makes it.</summary>
    public Expression? Variant { get; init; }

    /// <summary>Makes the variant by a median split; null where <see cref="Variant"/> gives it.</summary>
    public MedianSplit? Split { get; init; }

    /// <summary>The metrics' columns.</summary>
    public required IReadOnlyList<ColumnSet> ColumnSets { get; init; }

    /// <summary>Rows to keep; null keeps all.</summary>
    public Expression? Where { get; init; }

    /// <summary>Column of the randomised unit, whose rows are summed first; null where each row is a unit.</summary>
    public string? Unit { get; init; }

    /// <summary>Columns by which to break down; each gives its own set of segments.</summary>
    public IReadOnlyList<string> Segments { get; init; } = [];

    /// <summary>Tells moments apart by time instead of by <see cref="Segments"/>; null for none.</summary>
    public TimeBuckets? Times { get; init; }

    /// <summary>Whether the rows of a unit are summed within each segment, so that a unit counts once in every segment it has rows in; else a unit
    /// whose rows lie in several segments has none. Needs <see cref="Unit"/>, and one column of segments at most.</summary>
    public bool UnitsWithinSegments { get; init; }
}
