using Credence.Data;
using Credence.Experiments;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Everything that imputing a table found.</summary>
/// <param name="Source">Where the rows come from.</param>
/// <param name="N">Rows used.</param>
/// <param name="ExcludedByWhere">Rows dropped by the condition.</param>
/// <param name="MissingVariant">Rows without a variant, left out of a comparison and of the imputation.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Method">The method.</param>
/// <param name="Alpha">Intervals have level 1 − alpha.</param>
/// <param name="HeldOut">How well each method brings back hidden cells; null where none were hidden.</param>
/// <param name="Pooled">The mean of each column of numbers.</param>
/// <param name="Patterns">Which columns are missing together, the commonest first.</param>
/// <param name="Comparison">The comparison of two arms; null where none was asked.</param>
/// <param name="Findings">What a careful statistician would remark.</param>
public sealed record ImputeResult(
    string Source, long N, long ExcludedByWhere, long MissingVariant, IReadOnlyList<ColumnMissingness> Columns, ImputationMethod Method, double Alpha,
    HeldOutResult? HeldOut, IReadOnlyList<PooledMean> Pooled, IReadOnlyList<MissingPattern> Patterns, ImputeComparison? Comparison, IReadOnlyList<Finding> Findings)
{
    /// <summary>The completed data sets.</summary>
    public required Imputations Imputations { get; init; }

    /// <summary>Rounds of the chained equations; null without chains.</summary>
    public int? Iterations { get; init; }

    /// <summary>Donors of predictive mean matching; null without it.</summary>
    public int? Donors { get; init; }

    /// <summary>For each row used its number in the source, from 1.</summary>
    public required IReadOnlyList<long> Rows { get; init; }

    /// <summary>For each row used its place among those that the condition keeps.</summary>
    public required IReadOnlyList<int> Places { get; init; }

    /// <summary>Number of rows that the condition keeps.</summary>
    public required int KeptRows { get; init; }

    /// <summary>What was imputed for each missing cell of the columns asked for, row by row.</summary>
    public IEnumerable<ImputedCell> Cells()
    {
        IReadOnlyList<IncompleteColumn> columns = Imputations.Table.Columns;
        int[] next = new int[Columns.Count];
        for (int row = 0; row < Imputations.Table.Rows; row++)
        {
            for (int j = 0; j < next.Length; j++)
            {
                if (next[j] == columns[j].MissingRows.Count || columns[j].MissingRows[next[j]] != row)
                    continue;
                yield return ImputedCell.Of(Rows[row], columns[j], Imputations.Draws(j, next[j]), Imputations.Expected(j, next[j]), Alpha);
                next[j]++;
            }
        }
    }

    /// <summary>The completed data sets as copies of the source's rows.</summary>
    public IReadOnlyList<TableCopy> Copies() => [.. Enumerable.Range(0, Imputations.Count).Select(Copy)];

    private TableCopy Copy(int imputation)
    {
        List<NumberColumn> numbers = [];
        List<TextColumn> texts = [];
        for (int j = 0; j < Columns.Count; j++)
        {
            IncompleteColumn column = Imputations.Table.Columns[j];
            double[] completed = Imputations.Completed(imputation, j);
            if (column.IsText)
            {
                string?[] kept = new string?[KeptRows];
                for (int row = 0; row < completed.Length; row++)
                    kept[Places[row]] = column.Levels[(int)completed[row]];
                texts.Add(new(column.Name, kept));
                continue;
            }
            double[] values = new double[KeptRows];
            Array.Fill(values, double.NaN);
            for (int row = 0; row < completed.Length; row++)
                values[Places[row]] = completed[row];
            numbers.Add(new(column.Name, values));
        }
        return new() { Filled = numbers, FilledTexts = texts };
    }
}

/// <summary>How much of a column is missing.</summary>
/// <param name="Name">The column.</param>
/// <param name="Kind">What its values are.</param>
/// <param name="Missing">Missing cells, those that hold no finite number among them.</param>
/// <param name="Share">Their share.</param>
public sealed record ColumnMissingness(string Name, ImputedKind Kind, long Missing, double Share);

/// <summary>A set of columns that are missing together.</summary>
/// <param name="Missing">Whether each column is missing.</param>
/// <param name="Rows">The number of rows in which these, and no others, are.</param>
public sealed record MissingPattern(IReadOnlyList<bool> Missing, long Rows);

/// <summary>What was imputed for a missing cell.</summary>
/// <param name="Row">The row in the source, from 1.</param>
/// <param name="Column">The column.</param>
/// <param name="Mean">The best single guess; NaN for texts.</param>
/// <param name="Sd">Standard deviation of the draws; NaN for texts.</param>
/// <param name="Lower">Lower end of the interval of the draws.</param>
/// <param name="Upper">Its upper end.</param>
/// <param name="Level">The text drawn most often; null for numbers.</param>
/// <param name="Share">How often it was drawn; null for numbers.</param>
public sealed record ImputedCell(long Row, string Column, double Mean, double Sd, double Lower, double Upper, string? Level, double? Share)
{
    internal static ImputedCell Of(long row, IncompleteColumn column, double[] draws, double expected, double alpha)
    {
        if (column.IsText)
        {
            double code = HeldOutCells.Commonest(draws);
            return new(row, column.Name, double.NaN, double.NaN, double.NaN, double.NaN, column.Levels[(int)code], draws.Count(draw => draw == code) / (double)draws.Length);
        }
        Interval interval = DrawInterval.Of(draws, alpha);
        return new(row, column.Name, expected, Moments.FromValues(draws).StandardDeviation, interval.Lower, interval.Upper, null, null);
    }
}

/// <summary>How well each method brings back observed cells that were hidden from it.</summary>
/// <param name="Numbers">Hidden cells that hold numbers.</param>
/// <param name="Texts">Hidden cells that hold texts.</param>
/// <param name="Rows">Rows of which they are.</param>
/// <param name="Scores">The methods, the column means first.</param>
public sealed record HeldOutResult(long Numbers, long Texts, long Rows, IReadOnlyList<HeldOutScore> Scores);

/// <summary>The mean of a column over all completed data sets.</summary>
/// <param name="Column">The column.</param>
/// <param name="Mean">The pooled mean.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="Interval">Its interval.</param>
/// <param name="DegreesOfFreedom">Degrees of freedom by Barnard and Rubin.</param>
/// <param name="Fmi">Fraction of missing information.</param>
/// <param name="Riv">Relative increase in variance due to missing cells.</param>
/// <param name="Lambda">Share of the variance that is due to missing cells.</param>
/// <param name="ObservedMean">Mean of the observed cells alone.</param>
public sealed record PooledMean(
    string Column, double Mean, double StandardError, Interval Interval, double DegreesOfFreedom, double Fmi, double Riv, double Lambda, double ObservedMean);

/// <summary>Two arms compared over all completed data sets.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Control">The control.</param>
/// <param name="Variant">The treatment.</param>
/// <param name="Direction">Which way the metric is good.</param>
/// <param name="Arms">The arms, control first.</param>
/// <param name="Pooled">Treatment minus control.</param>
/// <param name="Interval">Its interval.</param>
/// <param name="CompleteCase">Welch's test on the rows whose metric is observed.</param>
/// <param name="Sensitivity">What other values of the missing cells would make of it.</param>
/// <param name="MissingnessByArm">Whether cells are missing alike in both arms.</param>
/// <param name="Verdict">What to do.</param>
public sealed record ImputeComparison(
    string Metric, string Control, string Variant, Direction Direction, IReadOnlyList<ComparedArm> Arms, PooledEstimate Pooled, Interval Interval, Effect CompleteCase,
    SensitivityResult Sensitivity, IReadOnlyList<MissingnessByArm> MissingnessByArm, Verdict Verdict)
{
    /// <summary>The difference under any shift.</summary>
    public required ImputedDifference Difference { get; init; }
}

/// <summary>One arm.</summary>
/// <param name="Name">The variant.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Imputed">Rows whose metric is imputed.</param>
/// <param name="Mean">Mean over all completed data sets.</param>
/// <param name="ObservedMean">Mean of the observed values; NaN without any.</param>
public sealed record ComparedArm(string Name, long Rows, long Imputed, double Mean, double ObservedMean);

/// <summary>The comparison under missing values that differ by a constant from what was imputed for them.</summary>
/// <param name="Shift">Whose imputed values are moved.</param>
/// <param name="StandardDeviation">Standard deviation of the observed metric within the arms.</param>
/// <param name="Lowest">The lowest shift looked at.</param>
/// <param name="Highest">The highest shift looked at.</param>
/// <param name="Deltas">The difference at each shift.</param>
/// <param name="TippingPoint">The smallest shift, either way, at which the conclusion changes; null where none within the limits does.</param>
/// <param name="Arms">Tipping points for each choice of whose values are moved.</param>
public sealed record SensitivityResult(
    ShiftedArm Shift, double StandardDeviation, double Lowest, double Highest, IReadOnlyList<ShiftedDifference> Deltas, double? TippingPoint, IReadOnlyList<TippingPoints> Arms);

/// <summary>The difference at one shift.</summary>
/// <param name="Delta">The shift, in units of the metric.</param>
/// <param name="Estimate">The pooled difference.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="Interval">Its interval.</param>
/// <param name="PValue">Its p-value.</param>
public sealed record ShiftedDifference(double Delta, double Estimate, double StandardError, Interval Interval, double PValue);

/// <summary>The shifts at which the conclusion changes.</summary>
/// <param name="Shift">Whose imputed values are moved.</param>
/// <param name="Below">The nearest one below 0; null where there is none.</param>
/// <param name="Above">The nearest one above 0; null where there is none.</param>
public sealed record TippingPoints(ShiftedArm Shift, double? Below, double? Above)
{
    /// <summary>The nearer of the two.</summary>
    public double? Nearest => Below is { } below && (Above is not { } above || -below <= above) ? below : Above;
}

/// <summary>Missing cells of a column by arm.</summary>
/// <param name="Column">The column.</param>
/// <param name="ControlShare">Share missing in the control.</param>
/// <param name="VariantShare">Share missing in the treatment.</param>
/// <param name="Test"><c>chi-square</c>, or <c>fisher</c> where an expected count is below 5.</param>
/// <param name="PValue">p-value of "missing alike".</param>
/// <param name="AdjustedPValue">The same after Holm's correction for the number of columns.</param>
public sealed record MissingnessByArm(string Column, double ControlShare, double VariantShare, string Test, double PValue, double AdjustedPValue);
