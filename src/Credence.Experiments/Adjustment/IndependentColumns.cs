using System.Numerics.Tensors;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>Columns that are not determined by those before them, with Cholesky factors of their cross-products.</summary>
/// <param name="Kept">Places of the columns, increasing.</param>
/// <param name="Factors">One lower triangular factor per matrix, row-major over the kept columns.</param>
internal sealed record IndependentColumns(int[] Kept, double[][] Factors)
{
    // A column of which the others leave less than this share of its squares unexplained is taken as determined by them.
    private const double Dependent = 1e-10;

    /// <summary>Goes through the columns in their order and keeps those that are independent of the kept ones in every matrix.</summary>
    /// <param name="matrices">Cross-products, each a full symmetric matrix of the order, row-major.</param>
    /// <param name="order">The number of columns.</param>
    public static IndependentColumns Of(IReadOnlyList<double[]> matrices, int order)
    {
        List<int> kept = [];
        List<double[]>[] rows = [.. matrices.Select(_ => new List<double[]>())];
        for (int column = 0; column < order; column++)
        {
            double[]?[] next = [.. matrices.Select((matrix, m) => Row(matrix, order, rows[m], kept, column))];
            if (Array.Exists(next, row => row is null))
                continue;
            kept.Add(column);
            for (int m = 0; m < rows.Length; m++)
                rows[m].Add(next[m]!);
        }
        return new([.. kept], [.. rows.Select(Square)]);
    }

    /// <summary>Cross-products of some columns of moments, as a full matrix.</summary>
    public static double[] CoProducts(CrossMoments moments, IReadOnlyList<int> places)
    {
        ReadOnlySpan<double> packed = moments.CoProducts;
        double[] matrix = new double[places.Count * places.Count];
        for (int i = 0; i < places.Count; i++)
        {
            for (int j = 0; j < places.Count; j++)
                matrix[(i * places.Count) + j] = packed[Place(places[i], places[j])];
        }
        return matrix;
    }

    /// <summary>The sum of arrays of one length.</summary>
    public static double[] Sum(double[][] terms)
    {
        double[] sum = new double[terms[0].Length];
        foreach (double[] term in terms)
            TensorPrimitives.Add<double>(sum, term, sum);
        return sum;
    }

    /// <summary>Where the product of two columns stands among packed cross-products.</summary>
    public static int Place(int i, int j) => i >= j ? (i * (i + 1) / 2) + j : (j * (j + 1) / 2) + i;

    private static double[]? Row(double[] matrix, int order, List<double[]> above, List<int> kept, int column)
    {
        double[] row = new double[kept.Count + 1];
        double diagonal = matrix[(column * order) + column];
        for (int i = 0; i < kept.Count; i++)
        {
            double explained = TensorPrimitives.Dot<double>(row.AsSpan(0, i), above[i].AsSpan(0, i));
            row[i] = (matrix[(column * order) + kept[i]] - explained) / above[i][i];
        }
        double pivot = diagonal - TensorPrimitives.Dot<double>(row.AsSpan(0, kept.Count), row.AsSpan(0, kept.Count));
        row[^1] = Math.Sqrt(pivot);
        return pivot > Dependent * diagonal && double.IsFinite(pivot) ? row : null;
    }

    private static double[] Square(List<double[]> rows)
    {
        double[] square = new double[rows.Count * rows.Count];
        for (int i = 0; i < rows.Count; i++)
            rows[i].CopyTo(square, i * rows.Count);
        return square;
    }
}
