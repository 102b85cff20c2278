namespace Credence.Data;

/// <summary>How sums are taken so that they are the same bits on any number of threads.</summary>
internal enum SummationOrder
{
    /// <summary>One thread adds in the order of the rows.</summary>
    Sequential,

    /// <summary>Each block of rows is added by itself, and the blocks in their order afterwards.</summary>
    Blocks,

    /// <summary>Numbers of fixed point, whose addition is exact in any order.</summary>
    FixedPoint,

    /// <summary>Rows are handed over in their order and added outside the engine.</summary>
    Streamed,
}

/// <summary>What the first rows say about whether a column holds only 0 and 1.</summary>
internal enum BinaryEvidence
{
    /// <summary>There are other values.</summary>
    None,

    /// <summary>There is only 0, or only 1.</summary>
    Possible,

    /// <summary>There are 0 and 1.</summary>
    Likely,

    /// <summary>It indicates missing values, and holds 0 and 1 only.</summary>
    Indicator,
}

/// <summary>What is known of one column of values before its moments are asked for.</summary>
/// <param name="Centre">The constant c that is subtracted; near the middle of the values, and 0 where they may be binary.</param>
/// <param name="Spread">The largest distance from c among the first rows, or a guess where they are all alike.</param>
/// <param name="Binary">Whether the column may hold only 0 and 1.</param>
internal readonly record struct Shift(double Centre, double Spread, BinaryEvidence Binary)
{
    // Values may lie 2^10 times further from the centre than the first rows do, sums of products 2^20 times; the rest of the 62 bits is
    // precision: 2^-50 of the spread, 2^-42 of its square.
    private const int Bits = 62, Reach = 10;

    /// <summary>From the median and the range of the first rows: one absurd value must not take the digits of all others.</summary>
    public static Shift Of(double median, double lowest, double highest, bool binary)
    {
        BinaryEvidence evidence = !binary ? BinaryEvidence.None : lowest < highest ? BinaryEvidence.Likely : BinaryEvidence.Possible;
        double centre = binary || !double.IsFinite(median) ? 0 : median;
        double spread = Math.Max(highest - centre, centre - lowest);
        return new(centre, spread > 0 ? spread : 64 * Math.Max(1, Math.Abs(centre)), evidence);
    }

    /// <summary>No shift: values as they are.</summary>
    public static Shift None => new(0, 1, BinaryEvidence.None);

    /// <summary>That of a column that indicates missing values.</summary>
    public static Shift Indicator => new(0, 1, BinaryEvidence.Indicator);

    /// <summary>The power of two by which values less the centre are multiplied.</summary>
    public double Scale => Math.ScaleB(1, Bits - Reach - 2 - Exponent(Spread));

    /// <summary>The power of two by which products are multiplied.</summary>
    public static double ProductScale(Shift a, Shift b) => Math.ScaleB(1, Bits - 2 * Reach - Exponent(a.Spread) - Exponent(b.Spread));

    /// <summary>The step of fixed point for values.</summary>
    public double Quantum => 1 / Scale;

    private static int Exponent(double spread) => Math.Clamp(Math.ILogB(spread) + 1, -400, 400);
}

/// <summary>How one moments query is put to the engine.</summary>
/// <param name="Order">How sums are taken.</param>
/// <param name="BlockRows">Rows to a block under <see cref="SummationOrder.Blocks"/>.</param>
/// <param name="Guarded">Whether values that are not finite are looked for.</param>
/// <param name="Extremes">Whether the smallest and largest value are asked for, which alone tell a constant column from one whose spread drowns in rounding.</param>
/// <param name="RowShifts">Per set and column, for the values of rows.</param>
/// <param name="Shifts">Per set and column, for what moments are taken of: rows, or totals of units.</param>
internal sealed record Summation(SummationOrder Order, long BlockRows, bool Guarded, bool Extremes, Shift[][] RowShifts, Shift[][] Shifts)
{
    /// <summary>How the covariates of each set are asked for; empty where no set has any.</summary>
    public CovariateForm[][] Covariates { get; init; } = [];

    /// <summary>Number of covariates of a set.</summary>
    public int CovariatesOf(int set) => Covariates.Length == 0 ? 0 : Covariates[set].Length;

    /// <summary>Where the columns of a set stand.</summary>
    public SetLayout Layout(MomentsQuery query, int set) => new(query.ColumnSets[set].Columns.Count, Covariates.Length == 0 ? [] : Covariates[set]);
}
