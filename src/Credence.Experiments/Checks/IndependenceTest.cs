using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>Pearson's chi-square test that two classifications of units are independent.</summary>
/// <param name="Statistic">Sum over cells of (observed − expected)² / expected.</param>
/// <param name="DegreesOfFreedom">(rows − 1)(columns − 1), of the rows and columns that hold units.</param>
/// <param name="PValue">Upper tail; NaN where fewer than two rows or columns hold units.</param>
/// <param name="SmallestExpected">The smallest expected count: below 5 the chi-square reference is rough.</param>
public sealed record IndependenceTest(double Statistic, int DegreesOfFreedom, double PValue, double SmallestExpected)
{
    /// <summary>Tests a table of counts (Pearson 1900).</summary>
    /// <param name="counts">One row per class of the first classification; rows of equal length, counts not negative.</param>
    /// <exception cref="ArgumentException">The rows differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public static IndependenceTest Of(IReadOnlyList<IReadOnlyList<long>> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        int width = counts.Count == 0 ? 0 : counts[0].Count;
        foreach (IReadOnlyList<long> row in counts)
        {
            Guard.SameLength(row.Count, width, nameof(counts));
            foreach (long count in row)
                Guard.AtLeast(count, 0, nameof(counts));
        }
        double[] rows = [.. counts.Select(row => row.Sum(count => (double)count)).Where(sum => sum > 0)];
        int[] used = [.. Enumerable.Range(0, width).Where(column => counts.Any(row => row[column] > 0))];
        double[] columns = [.. used.Select(column => counts.Sum(row => (double)row[column]))];
        double total = rows.Sum(), statistic = 0, smallest = double.PositiveInfinity;
        int line = 0;
        foreach (IReadOnlyList<long> row in counts.Where(row => row.Any(count => count > 0)))
        {
            for (int j = 0; j < used.Length; j++)
            {
                double expected = rows[line] / total * columns[j], difference = row[used[j]] - expected;
                statistic += difference / expected * difference;
                smallest = Math.Min(smallest, expected);
            }
            line++;
        }
        int degrees = Math.Max(0, rows.Length - 1) * Math.Max(0, columns.Length - 1);
        return degrees == 0
            ? new(double.NaN, 0, double.NaN, double.NaN)
            : new(statistic, degrees, ChiSquared.UpperTail(statistic, degrees), smallest);
    }
}
