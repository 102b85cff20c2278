using Credence.Statistics;

namespace Credence.Data;

/// <summary>Asks for the outcome of every unit less what its covariates explain of it.</summary>
public sealed record AdjustedQuery
{
    /// <summary>Name of the first column where each row is a unit: the number of the row, from 1.</summary>
    public const string RowColumn = "row";

    /// <summary>Name of the column of the variants.</summary>
    public const string VariantColumn = "variant";

    /// <summary>Which rows, units, variants and metrics; each metric has one column.</summary>
    public required MomentsQuery Rows { get; init; }

    /// <summary>Per metric, the covariates as they entered the moments that the adjustment was fitted to.</summary>
    public required IReadOnlyList<IReadOnlyList<CovariateState>> Covariates { get; init; }

    /// <summary>Per metric, what is taken from the outcome: a form of the covariates less their fills, and of the indicators.</summary>
    public required IReadOnlyList<LinearForm> Taken { get; init; }
}
