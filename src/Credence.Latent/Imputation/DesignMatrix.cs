using System.Numerics.Tensors;

namespace Credence.Latent;

/// <summary>
/// All columns of a table as predictors: an intercept, numbers in standard deviations from their mean, and an indicator of each level but the
/// first. The cells that were missing hold what was imputed last.
/// </summary>
internal sealed class DesignMatrix
{
    private readonly IncompleteTable table;
    private readonly double[] rows, centre, scale;
    private readonly int[] starts;

    public DesignMatrix(IncompleteTable table)
    {
        this.table = table;
        (centre, scale, starts) = (new double[table.Columns.Count], new double[table.Columns.Count], new int[table.Columns.Count + 1]);
        starts[0] = 1;
        for (int j = 0; j < table.Columns.Count; j++)
        {
            IncompleteColumn column = table.Columns[j];
            double spread = column.Observed.StandardDeviation;
            (centre[j], scale[j]) = (column.Observed.Mean, column.IsConstant || !(spread > 0) ? 1 : spread);
            starts[j + 1] = starts[j] + (column.IsText ? Math.Max(column.Levels.Count - 1, 0) : 1);
        }
        rows = new double[table.Rows * Width];
        for (int row = 0; row < table.Rows; row++)
            rows[row * Width] = 1;
        for (int j = 0; j < table.Columns.Count; j++)
        {
            foreach (int row in table.Columns[j].ObservedRows)
                Set(j, row, table.Columns[j].Values.Span[row]);
        }
    }

    private DesignMatrix(DesignMatrix other)
        => (table, rows, centre, scale, starts) = (other.table, [.. other.rows], other.centre, other.scale, other.starts);

    /// <summary>The number of predictors, the intercept among them.</summary>
    public int Width => starts[^1];

    /// <summary>Where the predictors of a column begin; those of the next begin where they end.</summary>
    public int Start(int column) => starts[column];

    /// <summary>The same matrix, to be changed by itself.</summary>
    public DesignMatrix Clone() => new(this);

    public ReadOnlySpan<double> Row(int row) => rows.AsSpan(row * Width, Width);

    public double Scaled(int column, double value) => (value - centre[column]) / scale[column];

    public double Unscaled(int column, double value) => centre[column] + (scale[column] * value);

    /// <summary>Puts a value, or the place of a level, into a cell.</summary>
    public void Set(int column, int row, double value)
    {
        Span<double> cells = rows.AsSpan((row * Width) + starts[column], starts[column + 1] - starts[column]);
        if (!table.Columns[column].IsText)
        {
            cells[0] = Scaled(column, value);
            return;
        }
        cells.Clear();
        if (value >= 1)
            cells[(int)value - 1] = 1;
    }

    /// <summary>Copies the rows in which a column is observed, one after another, to the front of a buffer.</summary>
    public Span<double> Observed(int column, double[] buffer)
    {
        IReadOnlyList<int> kept = table.Columns[column].ObservedRows;
        for (int i = 0; i < kept.Count; i++)
            Row(kept[i]).CopyTo(buffer.AsSpan(i * Width));
        return buffer.AsSpan(0, kept.Count * Width);
    }

    /// <summary>The predictors of a column: all but its own.</summary>
    public int[] Predictors(int column) => [.. Enumerable.Range(0, Width).Where(i => i < starts[column] || i >= starts[column + 1])];

    /// <summary>x'β of a row, with coefficients by predictor.</summary>
    public double Predict(int row, ReadOnlySpan<double> coefficients) => TensorPrimitives.Dot(Row(row), coefficients);
}
