namespace Credence.Data;

/// <summary>Count and range of the values in one coarse bin.</summary>
internal readonly record struct CoarseBin(int Bin, long Count, double Lowest, double Highest);

/// <summary>Chooses edges that a reader can name: multiples of 1, 2, 2.5 or 5 times a power of ten.</summary>
internal static class HistogramEdges
{
    // A tail is cut where it is longer than this share of the range between the 1st and 99th percentile.
    private const double LongTail = 0.5;

    /// <summary>Edges of at most <paramref name="bins"/> bins; none where there are no values.</summary>
    public static IReadOnlyList<double> Of(IReadOnlyList<CoarseBin> coarse, bool binary, int bins)
    {
        CoarseBin[] sorted = [.. coarse.OrderBy(bin => bin.Bin)];
        if (sorted.Length == 0)
            return [];
        if (binary)
            return [0, 0.5, 1];
        double lowest = sorted[0].Lowest, highest = sorted[^1].Highest;
        double low = Percentile(sorted).Lowest, high = Percentile([.. sorted.Reverse()]).Highest;
        if (lowest == highest || !double.IsFinite(highest - lowest))
            return lowest == highest ? Around(lowest) : [low, (low / 2) + (high / 2), high];
        return Between(high - low > 0 && low - lowest > LongTail * (high - low) ? low : lowest,
            high - low > 0 && highest - high > LongTail * (high - low) ? high : highest, bins);
    }

    private static CoarseBin Percentile(CoarseBin[] sorted)
    {
        long before = 0, wanted = sorted.Sum(bin => bin.Count) / 100;
        return sorted.First(bin => (before += bin.Count) > wanted);
    }

    private static double[] Around(double value)
    {
        double half = value == 0 ? 1 : Math.Abs(value) / 10;
        return [value - half, value, value + half];
    }

    private static double[] Between(double low, double high, int bins)
    {
        int power = (int)Math.Floor(Math.Log10((high - low) / bins));
        for (; ; power++)
        {
            foreach (double digits in (ReadOnlySpan<double>)[1, 2, 2.5, 5])
            {
                double width = Times(digits, power), first = Math.Floor(low / width), count = Math.Floor(high / width) - first + 1;
                if (count <= bins && double.IsFinite(first))
                    return [.. Enumerable.Range(0, (int)Math.Max(2, count) + 1).Select(i => Times((first + i) * digits, power))];
            }
        }
    }

    // Divides for negative powers, whose tenths are no binary numbers.
    private static double Times(double value, int power) => power < 0 ? value / Math.Pow(10, -power) : value * Math.Pow(10, power);
}
