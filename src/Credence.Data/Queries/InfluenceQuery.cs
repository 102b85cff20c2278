using Credence.Statistics;

namespace Credence.Data;

/// <summary>Asks for the sums of influences that robust variances of a regression are made of: one more aggregate, with the fit as literals.</summary>
public sealed record InfluenceQuery
{
    /// <summary>Which rows, units and variants; the metric is its only set of columns, and segments are by one column at most.</summary>
    public required MomentsQuery Rows { get; init; }

    /// <summary>The covariates as they entered the moments that the regression was fitted to.</summary>
    public required IReadOnlyList<CovariateState> Covariates { get; init; }

    /// <summary>Centre of the outcome, less which the forms take it; they take covariates less their fills, and indicators as they are.</summary>
    public required double Centre { get; init; }

    /// <summary>The fit of each variant, and segment where there are segments.</summary>
    public required IReadOnlyList<InfluenceCell> Cells { get; init; }

    /// <summary>The power p of 1 − h: 0, 1 or 2.</summary>
    public required int Power { get; init; }
}

/// <summary>The fit of one variant, whole or within one segment.</summary>
/// <param name="Variant">Value of the variant as printed.</param>
/// <param name="Segment">Value of the segment as printed; null where it is missing, and where there are no segments.</param>
/// <param name="Forms">How its units influence the estimates.</param>
public sealed record InfluenceCell(string Variant, string? Segment, InfluenceForms Forms);
