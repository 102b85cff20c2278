using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>Imputation by a multivariate normal: for each data set its parameters are fitted to a bootstrap sample of the rows, then the missing
/// cells of the real rows are drawn given the observed ones.</summary>
/// <remarks>
/// The maximum likelihood estimates of bootstrap samples spread as the posterior does, which makes the imputations proper (Honaker and King 2010,
/// <i>American Journal of Political Science</i> 54; Rubin 1987, section 4.4). A prior worth one row (as many rows as there are variables where
/// rows are fewer than five times these), with the means and variances of the observed cells and no correlation, keeps every fit possible.
/// </remarks>
internal sealed class NormalImputation
{
    private static readonly MultivariateNormalOptions s_fitting = new() { Tolerance = 1e-4 };

    private readonly IncompleteTable table;
    private readonly ImputationOptions options;
    private readonly Variable[] variables;
    private readonly string[] names;
    private readonly double[] rows;
    private readonly PatternMoments moments, prior;
    private readonly List<int>[] rowsOfPattern;
    private readonly int[][] places;

    /// <summary>Lays out the numbers of a table, and the levels of its complete columns of texts as indicators.</summary>
    /// <exception cref="ArgumentException">A column of texts that varies has missing cells.</exception>
    public NormalImputation(IncompleteTable table, ImputationOptions options)
    {
        (this.table, this.options) = (table, options);
        variables = [.. table.Columns.Index().Where(column => !column.Item.IsConstant).SelectMany(column => Variables(column.Index, column.Item))];
        names = [.. variables.Select(variable => variable.Level < 0 ? table.Columns[variable.Column].Name : $"{table.Columns[variable.Column].Name}={table.Columns[variable.Column].Levels[variable.Level]}")];
        int p = variables.Length;
        rows = new double[table.Rows * p];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = variables[i % p].Value(table, i / p);
        places = [.. table.Columns.Select(column => new int[column.MissingRows.Count == 0 ? 0 : table.Rows])];
        foreach ((int j, IncompleteColumn column) in table.Columns.Index().Where(column => column.Item.MissingRows.Count > 0))
        {
            foreach ((int index, int row) in column.MissingRows.Index())
                places[j][row] = index;
        }
        moments = PatternMoments.Of(names, rows, out int[] patternOfRow);
        prior = Prior();
        rowsOfPattern = [.. Enumerable.Range(0, moments.Patterns.Count + 1).Select(_ => new List<int>())];
        for (int row = 0; row < table.Rows; row++)
            rowsOfPattern[patternOfRow[row] + 1].Add(row);
    }

    /// <summary>Whether there is anything to fit.</summary>
    public bool IsEmpty => variables.Length == 0;

    /// <summary>Draws the missing cells of one data set.</summary>
    public double[][] Draw(int imputation, CancellationToken cancellation)
    {
        RandomStream random = new(options.Seed, "normal imputation", (ulong)imputation);
        int p = variables.Length;
        double[] sample = new double[rows.Length];
        for (int row = 0; row < table.Rows; row++)
            rows.AsSpan((int)random.NextInteger(table.Rows) * p, p).CopyTo(sample.AsSpan(row * p));
        MultivariateNormalFit fit = MultivariateNormalFit.Of(PatternMoments.Of(names, sample).Merge(prior), s_fitting, cancellation);
        return Fill(fit, (conditional, row, values) => conditional.Draw(row, random, values));
    }

    /// <summary>The conditional means of the missing cells under the maximum likelihood estimate.</summary>
    public double[][] Expected(CancellationToken cancellation)
        => Fill(MultivariateNormalFit.Of(moments.Merge(prior), s_fitting, cancellation), (conditional, row, values) => conditional.Mean(row, values));

    private delegate void RowFiller(ConditionalNormal conditional, ReadOnlySpan<double> row, Span<double> values);

    private double[][] Fill(MultivariateNormalFit fit, RowFiller fill)
    {
        int p = variables.Length;
        double[][] cells = [.. table.Columns.Select(column => new double[column.MissingRows.Count])];
        double[] values = new double[p];
        for (int pattern = -1; pattern < moments.Patterns.Count; pattern++)
        {
            ReadOnlySpan<int> observed = pattern < 0 ? [] : moments.Patterns[pattern].Observed.Span;
            if (observed.Length == p || rowsOfPattern[pattern + 1].Count == 0)
                continue;
            ConditionalNormal conditional = new(fit.Means.Span, fit.Covariance.Span, observed);
            ReadOnlySpan<int> missing = conditional.Missing.Span;
            foreach (int row in rowsOfPattern[pattern + 1])
            {
                fill(conditional, rows.AsSpan(row * p, p), values.AsSpan(0, missing.Length));
                for (int i = 0; i < missing.Length; i++)
                    cells[variables[missing[i]].Column][places[variables[missing[i]].Column][row]] = values[i];
            }
        }
        foreach ((int j, IncompleteColumn column) in table.Columns.Index().Where(column => column.Item.IsConstant))
            Array.Fill(cells[j], column.Observed.Mean);
        return cells;
    }

    private static IEnumerable<Variable> Variables(int index, IncompleteColumn column)
    {
        if (!column.IsText)
            return [new(index, -1)];
        if (column.MissingRows.Count > 0)
            throw new ArgumentException($"{column.Name} holds texts, some missing; they have no normal distribution.", nameof(column));
        return Enumerable.Range(1, column.Levels.Count - 1).Select(level => new Variable(index, level));
    }

    private PatternMoments Prior()
    {
        int p = variables.Length;
        long worth = table.Rows < 5 * p ? p : 1;
        double[] scatter = new double[p * p];
        IReadOnlyList<Moments> available = moments.Available();
        for (int i = 0; i < p; i++)
            scatter[(i * p) + i] = worth * available[i].SumSquaredDeviations / available[i].Count;
        return PatternMoments.Of(new MultivariateMoments(names, worth, available.Select(column => column.Mean).ToArray(), scatter));
    }

    /// <summary>A column of numbers, or one level of a column of texts.</summary>
    /// <param name="Column">The place of the column.</param>
    /// <param name="Level">The place of the level; −1 for numbers.</param>
    private readonly record struct Variable(int Column, int Level)
    {
        public double Value(IncompleteTable table, int row)
        {
            double value = table.Columns[Column].Values.Span[row];
            return Level < 0 ? value : value == Level ? 1 : 0;
        }
    }
}
