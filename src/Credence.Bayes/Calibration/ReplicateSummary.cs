using System.Numerics.Tensors;

namespace Credence.Bayes;

/// <summary>Summaries and distribution functions of one group over its replicated data sets.</summary>
internal sealed class ReplicateSummary
{
    private const int GridSize = 101;
    // The tails of single replicates would stretch the grid beyond what a figure can show.
    private const double TailOutsideGrid = 0.001;

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

    private double[] Grid()
    {
        double[] all = [.. quantiles.SelectMany(values => values).Where(double.IsFinite).Order()];
        double low = SortedValues.Quantile(all, TailOutsideGrid), high = SortedValues.Quantile(all, 1 - TailOutsideGrid);
        if (observed is { Values.Length: > 0 })
            (low, high) = (Math.Min(low, observed.Values.Span[0]), Math.Max(high, observed.Values.Span[^1]));
        return [.. Enumerable.Range(0, GridSize).Select(i => low + (high - low) * i / (GridSize - 1))];
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
