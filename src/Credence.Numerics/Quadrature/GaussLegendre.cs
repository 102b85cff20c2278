using System.Collections.Concurrent;

namespace Credence.Numerics;

/// <summary>The Gauss–Legendre rule on [−1, 1]: exact for polynomials of degree 2n − 1.</summary>
public sealed class GaussLegendre
{
    private const int LargestOrder = 100_000;

    private static readonly ConcurrentDictionary<int, GaussLegendre> Rules = new();

    private readonly double[] nodes, weights;

    private GaussLegendre(int order)
    {
        nodes = new double[order];
        weights = new double[order];
        for (int i = 0; i < (order + 1) / 2; i++)
        {
            (double node, double weight) = PositiveNode(order, i);
            (nodes[i], nodes[order - 1 - i]) = (-node, node);
            weights[i] = weights[order - 1 - i] = weight;
        }
    }

    /// <summary>The nodes in ascending order.</summary>
    public ReadOnlySpan<double> Nodes => nodes;

    /// <summary>The weight of every node; they sum to 2.</summary>
    public ReadOnlySpan<double> Weights => weights;

    /// <summary>The rule with the given number of nodes, computed once and kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is outside [1, 100000].</exception>
    public static GaussLegendre OfOrder(int order)
    {
        if (order is < 1 or > LargestOrder)
            throw new ArgumentOutOfRangeException(nameof(order), order, "The order must be in [1, 100000].");
        return Rules.GetOrAdd(order, static n => new GaussLegendre(n));
    }

    /// <summary>The integral of the function over [low, high].</summary>
    public double Integrate(Func<double, double> function, double low, double high)
    {
        ArgumentNullException.ThrowIfNull(function);
        double centre = 0.5 * (low + high), half = 0.5 * (high - low), sum = 0;
        for (int i = 0; i < nodes.Length; i++)
            sum += weights[i] * function(centre + half * nodes[i]);
        return half * sum;
    }

    /// <summary>The node of index <paramref name="i"/> from the right, by Newton's method from Tricomi's estimate, and its weight.</summary>
    private static (double Node, double Weight) PositiveNode(int order, int i)
    {
        if (2 * i + 1 == order)
        {
            double slope = Legendre(order, 0).Derivative;
            return (0, 2 / (slope * slope));
        }
        double n = order, x = (1 - (1 - 1 / n) / (8 * n * n)) * Math.Cos(Math.PI * (i + 0.75) / (n + 0.5));
        double derivative;
        for (int iteration = 0; ; iteration++)
        {
            (double value, derivative) = Legendre(order, x);
            double step = value / derivative;
            x -= step;
            if (Math.Abs(step) <= 1e-16 || iteration == 8)
                break;
        }
        derivative = Legendre(order, x).Derivative;
        return (x, 2 / ((1 - x) * (1 + x) * derivative * derivative));
    }

    private static (double Value, double Derivative) Legendre(int order, double x)
    {
        double previous = 1, value = x;
        for (int k = 2; k <= order; k++)
            (previous, value) = (value, ((2 * k - 1) * x * value - (k - 1) * previous) / k);
        return (value, order * (previous - x * value) / ((1 - x) * (1 + x)));
    }
}
