namespace Credence.Statistics;

/// <summary>Count, means and centred cross-products of several columns, enough for every linear statistic of them.</summary>
/// <remarks>Immutable. The cross-products are the packed lower triangle: entry (i, j), j ≤ i, stands at i(i+1)/2 + j.</remarks>
public sealed class CrossMoments
{
    private readonly string[] _columns;
    private readonly double[] _means;
    private readonly double[] _coProducts;

    internal CrossMoments(string[] columns, long count, double[] means, double[] coProducts)
        => (_columns, Count, _means, _coProducts) = (columns, count, means, coProducts);

    /// <summary>Names of the columns, all different.</summary>
    public IReadOnlyList<string> Columns => _columns;

    /// <summary>Number of rows.</summary>
    public long Count { get; }

    /// <summary>Means in the order of <see cref="Columns"/>; NaN where there are no rows.</summary>
    public ReadOnlySpan<double> Means => _means;

    /// <summary>Sums of products of deviations from the means, as a packed lower triangle.</summary>
    public ReadOnlySpan<double> CoProducts => _coProducts;

    /// <summary>Moments of no rows: neutral under <see cref="Merge"/>.</summary>
    /// <exception cref="ArgumentException">No column, or a name twice.</exception>
    public static CrossMoments Empty(params ReadOnlySpan<string> columns)
    {
        double[] means = new double[columns.Length];
        means.AsSpan().Fill(double.NaN);
        return new(Checked(columns), 0, means, new double[Triangle(columns.Length)]);
    }

    /// <summary>Moments of a table of values by two passes: means, then products of deviations with their correction.</summary>
    /// <param name="columns">Names of the columns.</param>
    /// <param name="rows">Values row after row, each row in the order of the columns. Values that are not finite give NaN.</param>
    /// <exception cref="ArgumentException">No column, a name twice, or rows that are not whole.</exception>
    public static CrossMoments FromRows(ReadOnlySpan<string> columns, ReadOnlySpan<double> rows)
    {
        string[] names = Checked(columns);
        int width = names.Length;
        if (rows.Length % width != 0)
            throw new ArgumentException($"There are {rows.Length} values, which do not fill rows of {width}.", nameof(rows));
        int count = rows.Length / width;
        if (count == 0)
            return Empty(names);
        double[] centres = new double[width], sums = new double[width], deviations = new double[width];
        double[] products = new double[Triangle(width)];
        double share = 1.0 / count;
        for (int start = 0; start < rows.Length; start += width)
        {
            for (int i = 0; i < width; i++)
                centres[i] += rows[start + i] * share;
        }
        for (int start = 0; start < rows.Length; start += width)
        {
            for (int i = 0, entry = 0; i < width; i++)
            {
                deviations[i] = rows[start + i] - centres[i];
                sums[i] += deviations[i];
                for (int j = 0; j <= i; j++, entry++)
                    products[entry] += deviations[i] * deviations[j];
            }
        }
        return FromShiftedSums(names, count, centres, sums, products);
    }

    /// <summary>Moments from sums of values less a constant, as an engine returns them.</summary>
    /// <param name="columns">Names of the columns.</param>
    /// <param name="count">Number of rows n.</param>
    /// <param name="shifts">The constant c of each column; near the mean, so that no digits are lost.</param>
    /// <param name="sums">S = Σ(x − c) of each column.</param>
    /// <param name="products">Σ(x − cₓ)(y − c_y) as a packed lower triangle (squares on its diagonal).</param>
    /// <remarks>Mean c + S/n, squares Q − S²/n, products T − SₓS_y/n. A column whose squares are within rounding of 0 is taken
    /// as constant.</remarks>
    /// <exception cref="ArgumentException">No column, a name twice, or lengths that do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public static CrossMoments FromShiftedSums(
        ReadOnlySpan<string> columns, long count, ReadOnlySpan<double> shifts, ReadOnlySpan<double> sums, ReadOnlySpan<double> products)
    {
        string[] names = Checked(columns);
        Guard.AtLeast(count, 0);
        Guard.SameLength(shifts.Length, names.Length, nameof(shifts));
        Guard.SameLength(sums.Length, names.Length, nameof(sums));
        Guard.SameLength(products.Length, Triangle(names.Length), nameof(products));
        if (count == 0)
            return Empty(names);
        double[] means = new double[names.Length], centred = new double[products.Length];
        for (int i = 0; i < names.Length; i++)
        {
            means[i] = shifts[i] + sums[i] / count;
            int diagonal = Index(i, i);
            centred[diagonal] = PairwiseUpdate.Centred(products[diagonal], sums[i], count);
            for (int j = 0; j < i; j++)
            {
                bool constant = centred[diagonal] == 0 || centred[Index(j, j)] == 0;
                centred[Index(i, j)] = constant ? 0 : products[Index(i, j)] - sums[i] * (sums[j] / count);
            }
        }
        return new(names, count, means, centred);
    }

    /// <summary>Moments of the rows of both.</summary>
    /// <remarks>Pairwise update of Chan, Golub and LeVeque (1983), equation 2.1, with products for squares. To merge many without
    /// allocation use <see cref="CrossMomentsAccumulator"/>.</remarks>
    /// <exception cref="ArgumentException">The columns differ.</exception>
    public CrossMoments Merge(CrossMoments other)
    {
        ArgumentNullException.ThrowIfNull(other);
        RequireSameColumns(other._columns);
        if (Count == 0)
            return other;
        if (other.Count == 0)
            return this;
        double[] means = [.. _means], coProducts = [.. _coProducts];
        MergeInto(means, coProducts, Count, other);
        return new(_columns, Count + other.Count, means, coProducts);
    }

    /// <summary>Moments of some of the columns, in the order asked.</summary>
    /// <exception cref="ArgumentException">A column is unknown or asked for twice.</exception>
    public CrossMoments Select(params ReadOnlySpan<string> columns)
    {
        string[] names = Checked(columns);
        int[] places = Array.ConvertAll(names, IndexOf);
        double[] coProducts = new double[Triangle(names.Length)];
        for (int i = 0, entry = 0; i < names.Length; i++)
        {
            for (int j = 0; j <= i; j++, entry++)
                coProducts[entry] = _coProducts[Index(places[i], places[j])];
        }
        return new(names, Count, Array.ConvertAll(places, place => _means[place]), coProducts);
    }

    /// <summary>Moments of one column.</summary>
    /// <exception cref="ArgumentException">The column is unknown.</exception>
    public Moments Of(string column) => Of(IndexOf(column));

    /// <summary>Moments of the column at a place.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    public Moments Of(int place)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(place);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(place, _columns.Length);
        return new(Count, _means[place], _coProducts[Index(place, place)]);
    }

    /// <summary>Sum of products of two columns' deviations from their means.</summary>
    /// <exception cref="ArgumentException">A column is unknown.</exception>
    public double CoProduct(string a, string b) => _coProducts[Index(IndexOf(a), IndexOf(b))];

    /// <summary>Sample covariance of two columns with divisor n − 1; NaN for fewer than two rows.</summary>
    /// <exception cref="ArgumentException">A column is unknown.</exception>
    public double Covariance(string a, string b) => Count < 2 ? double.NaN : CoProduct(a, b) / (Count - 1);

    internal static void MergeInto(Span<double> means, Span<double> coProducts, long count, CrossMoments other)
    {
        double weight = PairwiseUpdate.Weight(count, other.Count);
        for (int i = 0, entry = 0; i < means.Length; i++)
        {
            double delta = (other._means[i] - means[i]) * weight;
            for (int j = 0; j <= i; j++, entry++)
                coProducts[entry] = coProducts[entry] + other._coProducts[entry] + delta * (other._means[j] - means[j]);
        }
        for (int i = 0; i < means.Length; i++)
            means[i] = PairwiseUpdate.Mean(count, means[i], other.Count, other._means[i]);
    }

    internal void RequireSameColumns(ReadOnlySpan<string> columns)
    {
        if (columns.SequenceEqual(_columns))
            return;
        string mine = string.Join(", ", _columns), others = string.Join(", ", columns);
        throw new ArgumentException($"The columns are {mine}, and {others}; must be the same in the same order.");
    }

    internal static int Triangle(int width) => width * (width + 1) / 2;

    private static int Index(int i, int j) => i >= j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i;

    private int IndexOf(string column)
    {
        int place = Array.IndexOf(_columns, column);
        return place >= 0
            ? place
            : throw new ArgumentException($"There is no column {column}; there are {string.Join(", ", _columns)}.", nameof(column));
    }

    internal static string[] Checked(ReadOnlySpan<string> columns)
    {
        if (columns.IsEmpty)
            throw new ArgumentException("There must be at least one column.", nameof(columns));
        for (int i = 1; i < columns.Length; i++)
        {
            if (columns[..i].Contains(columns[i]))
                throw new ArgumentException($"The column {columns[i]} stands twice; names must differ.", nameof(columns));
        }
        return columns.ToArray();
    }
}
