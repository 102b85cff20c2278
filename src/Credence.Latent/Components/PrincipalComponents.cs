using System.Numerics.Tensors;

namespace Credence.Latent;

/// <summary>The principal components of complete data (Pearson, 1901; Hotelling, 1933): the singular value decomposition of centred columns.</summary>
public sealed class PrincipalComponents
{
    private readonly IReadOnlyList<double[]> _columns;
    private readonly Centre[] _centres;
    private readonly double[] _scales, _values, _vectors;

    private PrincipalComponents(IReadOnlyList<double[]> columns, Centre[] centres, double[] deviations, bool standardized)
    {
        (_columns, _centres, StandardDeviations, Standardized) = (columns, centres, deviations, standardized);
        _scales = standardized ? deviations : [.. deviations.Select(_ => 1.0)];
        (double[] values, _vectors) = TallDecomposition.Of(TallDecomposition.Triangle(Read, Columns), Columns);
        // n centred rows span n − 1 dimensions: what is left beyond is rounding.
        _values = [.. values.Select((value, i) => i < Math.Min(Rows - 1, Columns) ? value : 0)];
        for (int component = 0; component < Columns; component++)
            Orient(_vectors.AsSpan(component * Columns, Columns));
    }

    /// <summary>Number of rows.</summary>
    public int Rows => _columns[0].Length;

    /// <summary>Number of columns, which is the number of components.</summary>
    public int Columns => _columns.Count;

    /// <summary>Whether columns were divided by their standard deviations, so that eigenvalues are those of the correlations.</summary>
    public bool Standardized { get; }

    /// <summary>Means of the columns.</summary>
    public IReadOnlyList<double> Means => [.. _centres.Select(centre => centre.Rounded + centre.Rest)];

    /// <summary>Standard deviations of the columns, with divisor n − 1.</summary>
    public IReadOnlyList<double> StandardDeviations { get; }

    /// <summary>Variances of the components with divisor n − 1, the largest first.</summary>
    public IReadOnlyList<double> Eigenvalues => [.. _values.Select(value => value * value / (Rows - 1))];

    /// <summary>Singular values of the centred, where asked standardised, data, the largest first.</summary>
    public IReadOnlyList<double> Values => _values;

    /// <summary>Decomposes complete columns.</summary>
    /// <param name="columns">The columns, all of one length of at least 2, finite, none of them constant. They are kept, not copied.</param>
    /// <param name="standardize">Whether to divide each column by its standard deviation.</param>
    /// <exception cref="ArgumentException">There is no column, lengths differ, there are fewer than two rows, or a column is constant or not finite.</exception>
    public static PrincipalComponents Of(IReadOnlyList<double[]> columns, bool standardize)
    {
        ArgumentNullException.ThrowIfNull(columns);
        Guard.AtLeast(columns.Count, 1, nameof(columns));
        Guard.AtLeast(columns[0].Length, 2, nameof(columns));
        Centre[] centres = new Centre[columns.Count];
        double[] deviations = new double[columns.Count];
        for (int i = 0; i < columns.Count; i++)
        {
            Guard.SameLength(columns[i].Length, columns[0].Length, nameof(columns));
            (centres[i], deviations[i]) = Spread(columns[i]);
            if (!(deviations[i] > 0 && double.IsFinite(deviations[i])))
                throw new ArgumentException($"Column {i} is constant, not finite or out of range.", nameof(columns));
        }
        return new(columns, centres, deviations, standardize);
    }

    /// <summary>How much of the total variance a component explains, in [0, 1].</summary>
    public double Share(int component) => SquaresFrom(component, component + 1) / SquaresFrom(0, Columns);

    /// <summary>How much of the total variance the first components explain together, in [0, 1].</summary>
    /// <param name="rank">How many.</param>
    public double CumulativeShare(int rank) => 1 - SquaresFrom(rank, Columns) / SquaresFrom(0, Columns);

    /// <summary>The weight of a column in a component; the weights of a component have length 1, and the largest of them is positive.</summary>
    public double Loading(int column, int component) => _vectors[component * Columns + column];

    /// <summary>Root mean square, over all cells, of the data less their best reconstruction of a rank (Eckart and Young, 1936), in the units of the
    /// decomposed data.</summary>
    /// <param name="rank">The rank, 0 to the number of columns.</param>
    public double ReconstructionRmse(int rank) => Math.Sqrt(SquaresFrom(rank, Columns) / ((double)Rows * Columns));

    /// <summary>Frobenius norm of the data less their best reconstruction of a rank over that of the data, in [0, 1].</summary>
    /// <param name="rank">The rank, 0 to the number of columns.</param>
    public double ReconstructionError(int rank) => Math.Sqrt(SquaresFrom(rank, Columns) / SquaresFrom(0, Columns));

    /// <summary>The scores of all rows on a component.</summary>
    public double[] Scores(int component)
    {
        double[] scores = new double[Rows];
        for (int column = 0; column < Columns; column++)
        {
            double weight = Loading(column, component) / _scales[column];
            Centre centre = _centres[column];
            double[] cells = _columns[column];
            for (int row = 0; row < scores.Length; row++)
                scores[row] += weight * centre.Less(cells[row]);
        }
        return scores;
    }

    /// <summary>Means of neighbouring rows of the centred, where asked standardised, data.</summary>
    /// <param name="rowsTogether">How many rows make one mean, at least 1; the last may be fewer.</param>
    public double[][] Condensed(int rowsTogether)
    {
        Guard.AtLeast(rowsTogether, 1);
        return [.. Enumerable.Range(0, (Rows + rowsTogether - 1) / rowsTogether).Select(line =>
        {
            int from = line * rowsTogether, count = Math.Min(rowsTogether, Rows - from);
            return _columns.Select((cells, i) => cells[from..(from + count)].Average(_centres[i].Less) / _scales[i]).ToArray();
        })];
    }

    /// <summary>The projection of centred, where asked standardised, cells on the first components.</summary>
    /// <param name="cells">One cell for each column.</param>
    /// <param name="rank">Number of components.</param>
    public double[] Project(ReadOnlySpan<double> cells, int rank)
    {
        Guard.SameLength(cells.Length, Columns);
        double[] projected = new double[Columns];
        for (int component = 0; component < rank; component++)
        {
            ReadOnlySpan<double> vector = _vectors.AsSpan(component * Columns, Columns);
            TensorPrimitives.MultiplyAdd(vector, TensorPrimitives.Dot(vector, cells), projected, projected);
        }
        return projected;
    }

    // The smallest first, so that none of them is lost.
    private double SquaresFrom(int first, int end)
    {
        double sum = 0;
        for (int i = end - 1; i >= first; i--)
            sum += _values[i] * _values[i];
        return sum;
    }

    private int Read(int row, Span<double> rows)
    {
        int count = Math.Min(rows.Length / Columns, Rows - row);
        for (int column = 0; column < Columns; column++)
        {
            ReadOnlySpan<double> cells = _columns[column].AsSpan(row, count);
            Centre centre = _centres[column];
            for (int i = 0; i < count; i++)
                rows[i * Columns + column] = centre.Less(cells[i]) / _scales[column];
        }
        return count;
    }

    private static (Centre Centre, double Deviation) Spread(ReadOnlySpan<double> cells)
    {
        double first = cells[0], mean = 0, left = 0, squares = 0;
        bool constant = true;
        foreach (double cell in cells)
        {
            mean += (cell - first) / cells.Length;
            constant &= cell == first;
        }
        if (constant)
            return (new(first, 0), 0);
        mean += first;
        foreach (double cell in cells)
            left += cell - mean;
        Centre centre = new(mean, left / cells.Length);
        foreach (double cell in cells)
            squares += centre.Less(cell) * centre.Less(cell);
        return (centre, Math.Sqrt(squares / (cells.Length - 1)));
    }

    // A vector and its negative serve alike; the first of the largest weights is made positive.
    private static void Orient(Span<double> vector)
    {
        double largest = 0;
        foreach (double weight in vector)
        {
            if (Math.Abs(weight) > Math.Abs(largest) * (1 + 1e-9))
                largest = weight;
        }
        if (largest < 0)
            TensorPrimitives.Negate(vector, vector);
    }

    /// <summary>A mean with the digits that one number has no room for, which count where values are far from 0 and close together.</summary>
    private readonly record struct Centre(double Rounded, double Rest)
    {
        public double Less(double value) => value - Rounded - Rest;
    }
}
