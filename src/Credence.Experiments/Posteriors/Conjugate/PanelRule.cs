using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>The Gauss–Legendre rule of a panel, with the matrix that integrates a function from the panel's left end up to every node.</summary>
internal static class PanelRule
{
    /// <summary>The number of nodes.</summary>
    public const int Order = 16;

    private static readonly double[] Cumulative = CumulativeMatrix();

    /// <summary>The nodes on [−1, 1].</summary>
    public static ReadOnlySpan<double> Nodes => GaussLegendre.OfOrder(Order).Nodes;

    /// <summary>The weights, which sum to 2.</summary>
    public static ReadOnlySpan<double> Weights => GaussLegendre.OfOrder(Order).Weights;

    /// <summary>The weights of the integral from −1 to a node.</summary>
    public static ReadOnlySpan<double> WeightsUpTo(int node) => Cumulative.AsSpan(node * Order, Order);

    /// <summary>Integrates the interpolating polynomial, written in Legendre polynomials, whose integrals are (Pₖ₊₁ − Pₖ₋₁)/(2k + 1).</summary>
    private static double[] CumulativeMatrix()
    {
        double[] matrix = new double[Order * Order];
        double[][] legendre = [.. Nodes.ToArray().Select(Legendre)];
        for (int i = 0; i < Order; i++)
        {
            for (int j = 0; j < Order; j++)
            {
                double sum = 0.5 * (Nodes[i] + 1);
                for (int k = 1; k < Order; k++)
                    sum += 0.5 * legendre[j][k] * (legendre[i][k + 1] - legendre[i][k - 1]);
                matrix[i * Order + j] = Weights[j] * sum;
            }
        }
        return matrix;
    }

    private static double[] Legendre(double x)
    {
        double[] values = new double[Order + 1];
        (values[0], values[1]) = (1, x);
        for (int k = 2; k <= Order; k++)
            values[k] = ((2 * k - 1) * x * values[k - 1] - (k - 1) * values[k - 2]) / k;
        return values;
    }
}
