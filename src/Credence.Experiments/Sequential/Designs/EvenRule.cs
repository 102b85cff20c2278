using System.Collections.Concurrent;
using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>
/// A quadrature rule on [−1, 1] whose nodes lie more evenly than those of Gauss and Legendre, so that fewer resolve a narrow kernel: their
/// image under arcsin(au)/arcsin(a) (Kosloff and Tal-Ezer, 1993; Hale and Trefethen, 2008).
/// </summary>
internal sealed class EvenRule
{
    private static readonly ConcurrentDictionary<int, EvenRule> Rules = new();

    private EvenRule(int order)
    {
        GaussLegendre rule = GaussLegendre.OfOrder(order);
        // The map's singularity is as far off as rounding allows for this many nodes: ρ^(−2 order) = 1e-16.
        double a = 1 / Math.Cosh(18.4 / order), range = Math.Asin(a);
        Nodes = new double[order];
        Weights = new double[order];
        for (int i = 0; i < order; i++)
        {
            double u = rule.Nodes[i];
            Nodes[i] = Math.Asin(a * u) / range;
            Weights[i] = rule.Weights[i] * a / (range * Math.Sqrt(1 - a * a * u * u));
        }
    }

    /// <summary>The nodes in ascending order.</summary>
    public double[] Nodes { get; }

    /// <summary>Their weights.</summary>
    public double[] Weights { get; }

    /// <summary>The rule with a number of nodes, computed once and kept.</summary>
    public static EvenRule OfOrder(int order) => Rules.GetOrAdd(order, static n => new EvenRule(n));
}
