using Credence.Statistics;

namespace Credence.Latent;

/// <summary>Distinct values in increasing order with the number of rows of each.</summary>
/// <param name="Values">The values.</param>
/// <param name="Counts">The number of rows of each; empty where each has one.</param>
/// <param name="Moments">Count, mean and squared deviations of the rows.</param>
internal sealed record CountedValues(double[] Values, long[] Counts, Moments Moments)
{
    public long Rows => Moments.Count;

    /// <summary>Sorts and collapses values, which are overwritten.</summary>
    public static CountedValues Of(double[] values, long[] counts)
    {
        if (counts.Length == 0)
            Array.Sort(values);
        else
            Array.Sort(values, counts);
        int distinct = 0;
        for (int i = 0; i < values.Length; i++)
            distinct += i == 0 || values[i] != values[i - 1] ? 1 : 0;
        if (distinct == values.Length && Array.TrueForAll(counts, count => count == 1))
            return new(values, [], Moments.FromValues(values));
        double[] collapsed = new double[distinct];
        long[] collapsedCounts = new long[distinct];
        int place = -1;
        for (int i = 0; i < values.Length; i++)
        {
            if (i == 0 || values[i] != values[i - 1])
                collapsed[++place] = values[i];
            collapsedCounts[place] += counts.Length == 0 ? 1 : counts[i];
        }
        return new(collapsed, collapsedCounts, WeightedMoments(collapsed, collapsedCounts));
    }

    public static CountedValues Merged(IEnumerable<CountedValues> groups)
    {
        List<double> values = [];
        List<long> counts = [];
        foreach (CountedValues group in groups)
        {
            values.AddRange(group.Values);
            counts.AddRange(group.CountsOrOnes());
        }
        return Of([.. values], [.. counts]);
    }

    public long[] CountsOrOnes()
    {
        if (Counts.Length > 0)
            return Counts;
        long[] ones = new long[Values.Length];
        Array.Fill(ones, 1);
        return ones;
    }

    // A first mean makes the deviations small; their own mean corrects it.
    private static Moments WeightedMoments(double[] values, long[] counts)
    {
        long rows = counts.Sum();
        double centre = values[values.Length / 2], sum = 0, squares = 0;
        for (int pass = 0; pass < 2; pass++)
        {
            (sum, squares) = (0, 0);
            for (int i = 0; i < values.Length; i++)
            {
                double deviation = values[i] - centre;
                sum += counts[i] * deviation;
                squares += counts[i] * deviation * deviation;
            }
            centre += pass == 0 ? sum / rows : 0;
        }
        return new(rows, centre + (sum / rows), Math.Max(0, squares - (sum * sum / rows)));
    }
}
