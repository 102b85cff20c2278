using Credence.Numerics;

namespace Credence.Latent;

/// <summary>Horn's parallel analysis (1965): components count where their variance exceeds what independent normal columns would show.</summary>
public static class ParallelAnalysis
{
    /// <summary>The quantile, over data sets drawn by chance, of each component's variance.</summary>
    /// <remarks>
    /// Of independent normal data only the triangle of their QR decomposition is drawn (Bartlett, 1933): its diagonal is chi with n − 1, n − 2, …
    /// degrees of freedom and the rest normal, so that the cost does not grow with the rows. Columns have the standard deviations of the data, or
    /// are standardised as these were.
    /// </remarks>
    /// <param name="components">The components of the data.</param>
    /// <param name="replicates">Number of data sets drawn, at least 1.</param>
    /// <param name="probability">Which quantile, in (0, 1); 0.95 is usual (Glorfeld, 1995).</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static double[] Quantiles(PrincipalComponents components, int replicates, double probability, ulong seed, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(components);
        Guard.AtLeast(replicates, 1);
        Guard.Probability(probability);
        int order = components.Columns, freedom = components.Rows - 1;
        double[][] drawn = [.. Enumerable.Range(0, order).Select(_ => new double[replicates])];
        for (int replicate = 0; replicate < replicates; replicate++)
        {
            cancellation.ThrowIfCancellationRequested();
            double[] values = TallDecomposition.Of(Draw(components, new(seed, "parallel analysis", (ulong)replicate)), order).Values;
            for (int i = 0; i < order; i++)
                drawn[i][replicate] = values[i] * values[i] / freedom;
        }
        return [.. drawn.Select(values => Quantile(values, probability))];
    }

    /// <summary>Number of leading components whose variance exceeds the quantile.</summary>
    public static int Retained(IReadOnlyList<double> eigenvalues, IReadOnlyList<double> quantiles)
        => eigenvalues.Zip(quantiles).TakeWhile(pair => pair.First > pair.Second).Count();

    private static double[] Draw(PrincipalComponents components, RandomStream random)
    {
        int order = components.Columns, freedom = components.Rows - 1;
        double[] triangle = new double[order * order];
        for (int i = 0; i < Math.Min(order, freedom); i++)
        {
            triangle[i * order + i] = Math.Sqrt(random.NextGamma((freedom - i) / 2.0, 2));
            for (int j = i + 1; j < order; j++)
                triangle[i * order + j] = random.NextNormal();
        }
        for (int j = 0; j < order; j++)
        {
            double scale = components.Standardized ? Math.Sqrt(freedom) / Length(triangle, order, j) : components.StandardDeviations[j];
            for (int i = 0; i < order; i++)
                triangle[i * order + j] *= scale;
        }
        return triangle;
    }

    private static double Length(double[] matrix, int order, int column)
    {
        double squares = 0;
        for (int i = 0; i < order; i++)
            squares += matrix[i * order + column] * matrix[i * order + column];
        return Math.Sqrt(squares);
    }

    // Interpolated linearly between order statistics.
    private static double Quantile(double[] values, double probability)
    {
        Array.Sort(values);
        double place = probability * (values.Length - 1);
        int below = (int)place;
        return below + 1 < values.Length ? values[below] + (place - below) * (values[below + 1] - values[below]) : values[below];
    }
}
