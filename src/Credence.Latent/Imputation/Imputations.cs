namespace Credence.Latent;

/// <summary>The missing cells of a table, filled several times over.</summary>
public sealed class Imputations
{
    private readonly double[][][] cells;
    private readonly double[]?[] expected;

    /// <summary>Keeps what was imputed.</summary>
    /// <param name="table">The table.</param>
    /// <param name="cells">For each imputation and column the values of the missing rows.</param>
    /// <param name="expected">For each column the conditional means of the missing cells; null where the method has none.</param>
    /// <param name="trace">The course of the chains; null without chains.</param>
    internal Imputations(IncompleteTable table, double[][][] cells, double[]?[] expected, ChainTrace? trace)
        => (Table, this.cells, this.expected, Trace) = (table, cells, expected, trace);

    /// <summary>The table with its missing cells.</summary>
    public IncompleteTable Table { get; }

    /// <summary>The number of completed data sets.</summary>
    public int Count => cells.Length;

    /// <summary>The course of the chained equations; null for the multivariate normal.</summary>
    public ChainTrace? Trace { get; }

    /// <summary>The imputed values of a column, in the order of its missing rows.</summary>
    public ReadOnlySpan<double> Imputed(int imputation, int column) => cells[imputation][column];

    /// <summary>A column with its missing cells filled.</summary>
    public double[] Completed(int imputation, int column)
    {
        IncompleteColumn source = Table.Columns[column];
        double[] values = source.Values.ToArray(), filled = cells[imputation][column];
        for (int i = 0; i < filled.Length; i++)
            values[source.MissingRows[i]] = filled[i];
        return values;
    }

    /// <summary>All values imputed for a cell, one of each data set.</summary>
    /// <param name="column">The column.</param>
    /// <param name="index">Which of its missing rows.</param>
    public double[] Draws(int column, int index) => [.. cells.Select(set => set[column][index])];

    /// <summary>The best single guess of a missing number: its conditional mean where the method knows it, else the mean of its draws.</summary>
    /// <param name="column">The column.</param>
    /// <param name="index">Which of its missing rows.</param>
    public double Expected(int column, int index) => expected[column] is { } means ? means[index] : cells.Average(set => set[column][index]);
}
