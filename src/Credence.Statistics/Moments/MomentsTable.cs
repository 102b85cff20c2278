namespace Credence.Statistics;

/// <summary>How one covariate entered joint moments.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Missing">Units of the metric without a value of it.</param>
/// <param name="Fill">What stands in the place of missing values: the mean over the units of all variants that have one.</param>
/// <param name="Imputed">Whether values are missing in some variant, and a column indicates them.</param>
/// <param name="Summed">Whether the rows of a unit were summed; else all rows of a unit agree.</param>
public sealed record CovariateState(string Name, long Missing, double Fill, bool Imputed, bool Summed)
{
    /// <summary>Rows without a value that add nothing to the sum of their unit, as other rows of it have one.</summary>
    public long Gaps { get; init; }

    /// <summary>Name of the column that is 1 where a covariate is missing, else 0.</summary>
    public static string IndicatorOf(string covariate) => $"{covariate} is missing";
}

/// <summary>Moments of one metric in one variant, with what could not be used.</summary>
/// <param name="Name">Name of the metric.</param>
/// <param name="Moments">Moments of the units whose values are present and finite.</param>
/// <param name="Missing">Units without a value.</param>
/// <param name="Invalid">Units with a value that is NaN or infinite.</param>
/// <param name="Binary">Whether every value used is 0 or 1 (of a ratio's numerator, where there are two columns).</param>
public sealed record MetricMoments(string Name, CrossMoments Moments, long Missing, long Invalid, bool Binary)
{
    /// <summary>Rows without a value that count as 0 in the sum of their unit, as other rows of it have one.</summary>
    public long Gaps { get; init; }

    /// <summary>Moments of the metric's columns (named by their place), its covariates and the indicators of missing ones; null without
    /// covariates.</summary>
    public CrossMoments? Joint { get; init; }

    /// <summary>The covariates, in the order of the query.</summary>
    public IReadOnlyList<CovariateState> Covariates { get; init; } = [];

    /// <summary>The metric over the rows of both.</summary>
    /// <remarks>Where different means stand in the place of missing covariates, the joint moments are lost.</remarks>
    /// <exception cref="ArgumentException">The metrics have different names or columns.</exception>
    public MetricMoments Merge(MetricMoments other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Name != other.Name)
            throw new ArgumentException($"The metrics are {Name} and {other.Name}; must be the same.", nameof(other));
        bool binary = (Binary || Moments.Count == 0) && (other.Binary || other.Moments.Count == 0) && (Binary || other.Binary);
        return new(Name, Moments.Merge(other.Moments), Missing + other.Missing, Invalid + other.Invalid, binary)
        {
            Gaps = Gaps + other.Gaps,
            Joint = Joint is null || other.Joint is null || !FillsAgree(other) ? null : Joint.Merge(other.Joint),
            Covariates = [.. Covariates.Zip(other.Covariates, (mine, theirs) => mine with { Missing = mine.Missing + theirs.Missing, Gaps = mine.Gaps + theirs.Gaps })],
        };
    }

    private bool FillsAgree(MetricMoments other) => Covariates.Count == other.Covariates.Count
        && Covariates.Zip(other.Covariates).All(pair => pair.First.Imputed == pair.Second.Imputed
            && (!pair.First.Imputed || pair.First.Fill.Equals(pair.Second.Fill)));
}

/// <summary>One variant, whole or within one segment.</summary>
/// <param name="Segment">The segment; null for the whole variant.</param>
/// <param name="Variant">Value of the variant as printed.</param>
/// <param name="Units">Units with this variant, whether or not a metric is missing.</param>
/// <param name="Metrics">Moments, in the order of the query.</param>
public sealed record MomentsRow(Segment? Segment, string Variant, long Units, IReadOnlyList<MetricMoments> Metrics)
{
    /// <summary>The variant over the rows of both; segment and name are this row's.</summary>
    /// <exception cref="ArgumentException">The metrics differ.</exception>
    public MomentsRow Merge(MomentsRow other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Guard.SameLength(other.Metrics.Count, Metrics.Count);
        return this with
        {
            Units = Units + other.Units,
            Metrics = [.. Metrics.Zip(other.Metrics, (mine, theirs) => mine.Merge(theirs))],
        };
    }
}

/// <summary>One value of a column used for a breakdown.</summary>
/// <param name="By">Name of the column.</param>
/// <param name="Value">Value as printed; null where the column is missing.</param>
public sealed record Segment(string By, string? Value);

/// <summary>Moments by variant and segment: the whole of what the statistics know about the rows.</summary>
/// <param name="Rows">One row per variant, and per segment and variant.</param>
/// <param name="InputRows">Rows read from the source.</param>
/// <param name="ExcludedByWhere">Rows dropped by the condition.</param>
/// <param name="MissingVariant">Rows kept by the condition that have no variant (units, where rows are summed by unit).</param>
/// <param name="UnitsInSeveralVariants">Units seen in more than one variant, all left out.</param>
public sealed record MomentsTable(
    IReadOnlyList<MomentsRow> Rows,
    long InputRows,
    long ExcludedByWhere,
    long MissingVariant,
    long UnitsInSeveralVariants)
{
    /// <summary>The median at which the variants were cut; null where they were not made by a cut.</summary>
    public double? SplitAt { get; init; }

    /// <summary>The table of both sets of rows, such as two shards, days or files.</summary>
    /// <remarks>Exact where no unit is in both. Rows keep this table's order; variants and segments that only the other has
    /// follow in its order.</remarks>
    /// <exception cref="ArgumentException">The metrics differ.</exception>
    public MomentsTable Merge(MomentsTable other)
    {
        ArgumentNullException.ThrowIfNull(other);
        List<MomentsRow> rows = [.. Rows];
        Dictionary<(Segment?, string), int> places = [];
        for (int i = 0; i < rows.Count; i++)
            places.Add((rows[i].Segment, rows[i].Variant), i);
        foreach (MomentsRow row in other.Rows)
        {
            if (places.TryGetValue((row.Segment, row.Variant), out int place))
                rows[place] = rows[place].Merge(row);
            else
                rows.Add(row);
        }
        return new(
            rows,
            InputRows + other.InputRows,
            ExcludedByWhere + other.ExcludedByWhere,
            MissingVariant + other.MissingVariant,
            UnitsInSeveralVariants + other.UnitsInSeveralVariants);
    }
}
