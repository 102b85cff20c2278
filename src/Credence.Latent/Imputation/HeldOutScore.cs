using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>How well a method brings back observed cells that were hidden from it. Numbers are measured in standard deviations of their column; what
/// there were no cells for is NaN.</summary>
/// <param name="Method">The method.</param>
/// <param name="Rmse">Root mean squared error of the best single guess of hidden numbers.</param>
/// <param name="Mae">Mean absolute error of it.</param>
/// <param name="Coverage">Share of the intervals of hidden numbers that hold the true value.</param>
/// <param name="Width">Mean width of the intervals.</param>
/// <param name="Crps">Mean continuous ranked probability score of the draws: like an absolute error, of the whole distribution.</param>
/// <param name="Accuracy">Share of the hidden texts for which the level drawn most often is the true one.</param>
public sealed record HeldOutScore(string Method, double Rmse, double Mae, double Coverage, double Width, double Crps, double Accuracy);

/// <summary>Observed cells hidden by chance, for judging methods by.</summary>
public sealed class HeldOutCells
{
    // A regression needs some rows left.
    private const int LeastObserved = 10;

    private readonly IncompleteTable original;
    private readonly HashSet<int>[] hidden;

    private HeldOutCells(IncompleteTable original, HashSet<int>[] hidden)
    {
        (this.original, this.hidden) = (original, hidden);
        Masked = new([.. original.Columns.Zip(hidden, (column, rows) => rows.Count == 0 ? column : column.Without(rows))]);
    }

    /// <summary>The table with the cells hidden.</summary>
    public IncompleteTable Masked { get; }

    /// <summary>The number of hidden cells that hold numbers.</summary>
    public long Numbers => Count(false);

    /// <summary>The number of hidden cells that hold texts.</summary>
    public long Texts => Count(true);

    /// <summary>Hides cells.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">Places of the columns in which to hide; constant ones, and those with few observed cells, are passed over.</param>
    /// <param name="share">Share of the observed cells, in (0, 1).</param>
    /// <param name="most">The most cells to hide, at least 1.</param>
    /// <param name="seed">Seed of the choice.</param>
    public static HeldOutCells Hide(IncompleteTable table, IEnumerable<int> columns, double share, long most, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(columns);
        int[] eligible = [.. columns.Where(j => !table.Columns[j].IsConstant && table.Columns[j].ObservedRows.Count > LeastObserved)];
        long observed = eligible.Sum(j => (long)table.Columns[j].ObservedRows.Count);
        double rate = Math.Min(Guard.Fraction(share), (double)Guard.AtLeast(most, 1) / Math.Max(observed, 1));
        HashSet<int>[] hidden = [.. table.Columns.Select(_ => new HashSet<int>())];
        foreach (int j in eligible)
        {
            int[] rows = [.. table.Columns[j].ObservedRows];
            new RandomStream(seed, "held-out cells", (ulong)j).Shuffle<int>(rows);
            hidden[j].UnionWith(rows.Take(Math.Min((int)Math.Ceiling(rate * rows.Length), rows.Length - LeastObserved)));
        }
        return new(table, hidden);
    }

    /// <summary>Scores what was imputed for the hidden cells.</summary>
    /// <param name="method">Name of the method.</param>
    /// <param name="imputations">Imputations of <see cref="Masked"/>, or of some of its columns, found by name.</param>
    /// <param name="alpha">Intervals have level 1 − alpha.</param>
    public HeldOutScore Score(string method, Imputations imputations, double alpha)
    {
        ArgumentNullException.ThrowIfNull(imputations);
        Tally tally = new();
        foreach ((int j, IncompleteColumn column) in imputations.Table.Columns.Index())
        {
            int place = original.Columns.Index().First(candidate => candidate.Item.Name == column.Name).Index;
            for (int i = 0; i < column.MissingRows.Count; i++)
            {
                if (!hidden[place].Contains(column.MissingRows[i]))
                    continue;
                double truth = original.Columns[place].Values.Span[column.MissingRows[i]];
                double[] draws = imputations.Draws(j, i);
                if (column.IsText)
                    tally.AddText(truth == Commonest(draws));
                else
                    tally.AddNumber(truth, imputations.Expected(j, i), draws, alpha, column.Observed.StandardDeviation);
            }
        }
        return tally.Score(method);
    }

    /// <summary>The score of filling every column with its mean, or its commonest level; its draws are the observed values.</summary>
    public HeldOutScore ScoreOfMeans(double alpha)
    {
        Tally tally = new();
        foreach ((int j, IncompleteColumn column) in Masked.Columns.Index())
        {
            if (hidden[j].Count == 0)
                continue;
            int commonest = column.CommonestLevel;
            double[] sorted = column.IsText ? [] : Quantiles([.. column.ObservedRows.Select(row => column.Values.Span[row])]);
            foreach (int row in hidden[j].Order())
            {
                double truth = original.Columns[j].Values.Span[row];
                if (column.IsText)
                    tally.AddText(truth == commonest);
                else
                    tally.AddNumber(truth, column.Observed.Mean, sorted, alpha, column.Observed.StandardDeviation);
            }
        }
        return tally.Score("column means");
    }

    /// <summary>The value most often drawn, the smallest of several.</summary>
    public static double Commonest(IEnumerable<double> draws)
        => draws.GroupBy(value => value).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).First().Key;

    private long Count(bool texts) => hidden.Index().Where(column => original.Columns[column.Index].IsText == texts).Sum(column => (long)column.Item.Count);

    // A few hundred quantiles stand for a long column.
    private static double[] Quantiles(double[] values)
    {
        const int Most = 400;
        Array.Sort(values);
        return values.Length <= Most ? values : [.. Enumerable.Range(0, Most).Select(i => values[(int)((i + 0.5) * values.Length / Most)])];
    }

    private sealed class Tally
    {
        private long numbers, covered, texts, right;
        private double squared, absolute, width, crps;

        public void AddNumber(double truth, double guess, double[] draws, double alpha, double unit)
        {
            Interval interval = DrawInterval.Of(draws, alpha);
            double error = (guess - truth) / unit;
            numbers++;
            squared += error * error;
            absolute += Math.Abs(error);
            covered += interval.Contains(truth) ? 1 : 0;
            width += (interval.Upper - interval.Lower) / unit;
            crps += DrawInterval.Crps(draws, truth) / unit;
        }

        public void AddText(bool isRight)
        {
            texts++;
            right += isRight ? 1 : 0;
        }

        public HeldOutScore Score(string method) => new(
            method, Math.Sqrt(squared / numbers), absolute / numbers, covered / (double)numbers, width / numbers, crps / numbers, right / (double)texts);
    }
}
