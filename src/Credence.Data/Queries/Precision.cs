namespace Credence.Data;

/// <summary>Tells sums whose digits suffice from those that have to be taken again.</summary>
internal static class Precision
{
    private const double Rounding = 1.1102230246251565e-16;

    // Squared deviations are then good to nine digits at least, whatever rounding to steps does to each row.
    private const double FixedPointShare = 1e-9;

    // Below this share of the squares about the centre, ten of sixteen digits or less are left.
    private const double FewDigits = 1e-6;

    /// <summary>The share of the squares about the centre from which on squared deviations are known to four digits.</summary>
    public static double Known(long count) => 1e4 * Math.Max(8, Math.Sqrt(count)) * Rounding;

    /// <summary>Whether the steps of fixed point are too coarse for the spread of some group.</summary>
    public static bool IsTooCoarse(MomentsQuery query, IReadOnlyList<GroupSums> groups, Summation summation)
        => summation.Order == SummationOrder.FixedPoint && Any(groups, (sums, set, column) =>
        {
            Shift shift = summation.Shifts[set][column];
            bool exact = (column == 0 && shift.Binary == BinaryEvidence.Likely) || shift.Binary == BinaryEvidence.Indicator;
            bool constantCovariate = column >= summation.Layout(query, set).Own && sums.Squares(column) == 0;
            return !exact && !constantCovariate && IsTooCoarse(sums.Count, sums.SquaredDeviations(column), shift, summation.RowShifts[set][column]);
        });

    /// <summary>Whether the steps of fixed point are too coarse for a column.</summary>
    /// <param name="count">Number of its values.</param>
    /// <param name="deviations">Sum of their squared deviations from the mean.</param>
    /// <param name="shift">The shift of its values.</param>
    /// <param name="ofRows">That of the rows that make them up.</param>
    public static bool IsTooCoarse(long count, double deviations, Shift shift, Shift ofRows)
        => !(count / Shift.ProductScale(shift, shift) / 2 <= FixedPointShare * deviations)
            || !(Math.Max(shift.Quantum, ofRows.Quantum) / 2 <= FixedPointShare * Math.Sqrt(deviations / count));

    /// <summary>Whether some group varies so little about a mean so far from the centre that it may be constant.</summary>
    public static bool MayBeConstant(IReadOnlyList<GroupSums> groups)
        => Any(groups, (sums, _, column) => !sums.IsBinary(column) && sums.Squares(column) > 0 && sums.SquaredDeviations(column) <= FewDigits * sums.Squares(column));

    private static bool Any(IReadOnlyList<GroupSums> groups, Func<SetSums, int, int, bool> holds)
    {
        foreach (GroupSums group in groups.Where(group => group.Counts))
        {
            for (int set = 0; set < group.Sets.Length; set++)
            {
                for (int column = 0; group.Sets[set].Count > 1 && column < group.Sets[set].Sums.Length; column++)
                {
                    if (holds(group.Sets[set], set, column))
                        return true;
                }
            }
        }
        return false;
    }
}
