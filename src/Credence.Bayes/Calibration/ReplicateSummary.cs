using System.Numerics.Tensors;

namespace Credence.Bayes;

/// <summary>Summaries and distribution functions of one group over its replicated data sets.</summary>
internal sealed class ReplicateSummary
{
    private const int MostCells = 100;
    private const int FewestCells = 20;
    // Far tails would stretch the grid beyond what a figure can show.
    private const double TailOutsideGrid = 0.001;
    private const double QuartileRangesInside = 5;

    private static readonly string[] Names = ["mean", "sd", "minimum", "maximum", "median", "share of zeros"];

    private readonly PredictiveOptions options;
    private readonly WeightedValues? observed;
    private readonly double[][] statistics;
    private readonly double[][] quantiles;

    public ReplicateSummary(WeightedValues? observed, PredictiveOptions options)
    {
        (this.observed, this.options) = (observed, options);
        int size = observed is null ? options.UnobservedSize : (int)Sum(observed.Counts.Span);
        Values = new double[size];
        statistics = [.. Names.Select(_ => new double[options.Replicates])];
        quantiles = new double[options.Replicates][];
    }

    /// <summary>Receives a replicate.</summary>
    public double[] Values { get; }

    /// <summary>Summarises the replicate in <see cref="Values"/>.</summary>
    public void Take(int replicate)
    {
        Array.Sort(Values);
        double[] summary = Summarise(Values, Ones(Values.Length));
        for (int i = 0; i < summary.Length; i++)
            statistics[i][replicate] = summary[i];
        // A few hundred quantiles stand for the replicate, whatever its size.
        int kept = Math.Min(Values.Length, 1000);
        quantiles[replicate] = [.. Enumerable.Range(0, kept).Select(i => Values[(int)((i + 0.5) * Values.Length / kept)])];
    }

    /// <summary>The check of the group.</summary>
    public PredictiveGroup ToGroup(string name)
    {
        double[]? seen = observed is null ? null : Summarise(observed.Values.Span, observed.Counts.Span);
        PredictiveStatistic[] rows = new PredictiveStatistic[Names.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            double[] sorted = [.. statistics[i].Order()];
            double value = seen?[i] ?? double.NaN;
            rows[i] = new PredictiveStatistic(Names[i], value, statistics[i], SortedValues.EqualTailed(sorted, options.Level), PValue(statistics[i], value));
        }
        double[] grid = Grid();
        double[][] replicated = [.. quantiles.Select(sorted => EmpiricalDistribution(sorted, Ones(sorted.Length), grid))];
        double[] own = observed is null ? [] : EmpiricalDistribution(observed.Values.Span, observed.Counts.Span, grid);
        double[] middles = [.. grid.Skip(1).Zip(grid, (right, left) => 0.5 * (left + right))];
        return new PredictiveGroup(
            name, rows, Band(grid, own, replicated), Band(middles, Differences(own, grid), [.. replicated.Select(ecdf => Differences(ecdf, grid))]));
    }

    private static double[] Summarise(ReadOnlySpan<double> sorted, ReadOnlySpan<double> counts)
    {
        double size = Sum(counts), mean = 0, squares = 0, zeros = 0;
        for (int i = 0; i < sorted.Length; i++)
            mean += counts[i] / size * sorted[i];
        for (int i = 0; i < sorted.Length; i++)
        {
            squares += counts[i] * (sorted[i] - mean) * (sorted[i] - mean);
            zeros += sorted[i] == 0 ? counts[i] : 0;
        }
        if (sorted.IsEmpty)
            return [double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN];
        return [mean, size > 1 ? Math.Sqrt(squares / (size - 1)) : double.NaN, sorted[0], sorted[^1], Median(sorted, counts, size), zeros / size];
    }

    private static double Median(ReadOnlySpan<double> sorted, ReadOnlySpan<double> counts, double size)
    {
        double below = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            below += counts[i];
            if (below > size / 2 || i == sorted.Length - 1)
                return sorted[i];
            if (below == size / 2)
                return 0.5 * sorted[i] + 0.5 * sorted[i + 1];
        }
        return double.NaN;
    }

    private static double PValue(double[] replicates, double observed)
    {
        if (double.IsNaN(observed))
            return double.NaN;
        int above = replicates.Count(value => value >= observed), below = replicates.Count(value => value <= observed);
        return Math.Min(1, 2.0 * (1 + Math.Min(above, below)) / (1 + replicates.Length));
    }

    // As many cells as show the shape without chance hiding it (Rice's rule); whole numbers do not share a cell by the accident of its edges.
    private double[] Grid()
    {
        double[] all = [.. quantiles.SelectMany(values => values).Where(double.IsFinite).Order()];
        (double low, double high) = Reach(all, Ones(all.Length));
        if (observed is { Values.Length: > 0 })
        {
            (double from, double to) = Reach(observed.Values.Span, observed.Counts.Span);
            (low, high) = (Math.Min(low, from), Math.Max(high, to));
        }
        bool whole = all.Length > 0 && all.All(double.IsInteger) && (observed is null || observed.Values.ToArray().All(double.IsInteger));
        if (whole)
        {
            (low, high) = (Math.Ceiling(low), Math.Floor(high));
            double width = Math.Ceiling((high - low + 1) / MostCells);
            int wide = (int)Math.Ceiling((high - low + 1) / width);
            return [.. Enumerable.Range(0, wide + 1).Select(i => low - 0.5 + i * width)];
        }
        if (!(high > low))
            (low, high) = (low - 0.5, low + 0.5);
        int cells = Math.Clamp((int)Math.Ceiling(2 * Math.Cbrt(Values.Length)), FewestCells, MostCells);
        return [.. Enumerable.Range(0, cells + 1).Select(i => low + (high - low) * i / cells)];
    }

    private static (double Low, double High) Reach(ReadOnlySpan<double> sorted, ReadOnlySpan<double> counts)
    {
        double quarter = Below(sorted, counts, 0.25), threeQuarters = Below(sorted, counts, 0.75), reach = QuartileRangesInside * (threeQuarters - quarter);
        double low = Below(sorted, counts, TailOutsideGrid), high = Below(sorted, counts, 1 - TailOutsideGrid);
        // Where half of the values are equal, their range says nothing about the rest.
        return reach > 0 ? (Nearest(sorted, Math.Max(low, quarter - reach), +1), Nearest(sorted, Math.Min(high, threeQuarters + reach), -1)) : (low, high);
    }

    // The first value from a limit inwards.
    private static double Nearest(ReadOnlySpan<double> sorted, double limit, int direction)
    {
        int place = sorted.BinarySearch(limit);
        return place >= 0 ? limit : sorted[direction > 0 ? ~place : ~place - 1];
    }

    // The smallest value that at least a share of all does not exceed.
    private static double Below(ReadOnlySpan<double> sorted, ReadOnlySpan<double> counts, double share)
    {
        double wanted = share * Sum(counts), below = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            below += counts[i];
            if (below >= wanted)
                return sorted[i];
        }
        return sorted.IsEmpty ? double.NaN : sorted[^1];
    }

    private static double[] EmpiricalDistribution(ReadOnlySpan<double> sorted, ReadOnlySpan<double> counts, double[] grid)
    {
        double[] ecdf = new double[grid.Length];
        double size = Sum(counts), below = 0;
        for (int i = 0, next = 0; i < grid.Length; i++)
        {
            for (; next < sorted.Length && sorted[next] <= grid[i]; next++)
                below += counts[next];
            ecdf[i] = below / size;
        }
        return ecdf;
    }

    private static double[] Differences(double[] ecdf, double[] grid)
        => ecdf.Length == 0 ? [] : [.. Enumerable.Range(1, ecdf.Length - 1).Select(i => (ecdf[i] - ecdf[i - 1]) / (grid[i] - grid[i - 1]))];

    private PredictiveCurve Band(double[] grid, double[] own, double[][] replicated)
    {
        double[] lower = new double[grid.Length], median = new double[grid.Length], upper = new double[grid.Length], at = new double[replicated.Length];
        for (int i = 0; i < grid.Length; i++)
        {
            for (int r = 0; r < at.Length; r++)
                at[r] = replicated[r][i];
            Array.Sort(at);
            lower[i] = SortedValues.Quantile(at, (1 - options.Level) / 2);
            median[i] = SortedValues.Quantile(at, 0.5);
            upper[i] = SortedValues.Quantile(at, (1 + options.Level) / 2);
        }
        return new PredictiveCurve(grid, own, lower, median, upper);
    }

    private static double[] Ones(int size)
    {
        double[] ones = new double[size];
        Array.Fill(ones, 1);
        return ones;
    }

    private static double Sum(ReadOnlySpan<double> counts) => TensorPrimitives.Sum(counts);
}
