using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>
/// Pathfinder: along the quasi-Newton path from a starting point to the mode, the normal approximation with the least divergence from the posterior.
/// </summary>
/// <remarks>Zhang, Carpenter, Gelman and Vehtari (2022), <i>JMLR</i> 23(306), algorithms 1 to 4.</remarks>
public static class Pathfinder
{
    private const int History = 6, EvidenceDraws = 10;

    /// <summary>One draw of the best approximation; the starting point itself where no approximation beats it.</summary>
    /// <param name="density">The density.</param>
    /// <param name="start">A position at which it is finite.</param>
    /// <param name="random">The random numbers.</param>
    public static double[] Draw(ILogDensity density, ReadOnlySpan<double> start, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(density);
        ArgumentNullException.ThrowIfNull(random);
        int d = density.Dimension;
        List<(double[] Position, double[] Gradient)> path = [];
        Lbfgs.Minimize(
            PosteriorMode.Negated(density), start, new LbfgsOptions { History = History, MaximumIterations = 200, GradientTolerance = 1e-6, RelativeTolerance = 1e-10 },
            (position, gradient, _) => path.Add(([.. position], [.. gradient])));
        LocalNormal? best = null;
        double bestBound = double.NegativeInfinity;
        double[] scale = new double[d], gradientScratch = new double[d], draw = new double[d];
        Array.Fill(scale, 1);
        List<(double[] Step, double[] Change)> pairs = [];
        for (int l = 1; l < path.Count; l++)
        {
            double[] step = Difference(path[l].Position, path[l - 1].Position), change = Difference(path[l].Gradient, path[l - 1].Gradient);
            if (PhaseSpace.Dot(step, change) > 1e-12 * PhaseSpace.Dot(change, change))
            {
                UpdateScale(scale, step, change);
                pairs.Add((step, change));
                if (pairs.Count > History)
                    pairs.RemoveAt(0);
            }
            if (LocalNormal.Of(path[l].Position, path[l].Gradient, scale, pairs) is not { } local)
                continue;
            double bound = 0;
            for (int k = 0; k < EvidenceDraws; k++)
            {
                double logNormal = local.Draw(random, draw), logDensity = density.Evaluate(draw, gradientScratch);
                bound += (double.IsNaN(logDensity) ? double.NegativeInfinity : logDensity - logNormal) / EvidenceDraws;
            }
            if (bound > bestBound)
                (best, bestBound) = (local, bound);
        }
        for (int attempt = 0; best is not null && attempt < 100; attempt++)
        {
            best.Draw(random, draw);
            if (double.IsFinite(density.Evaluate(draw, gradientScratch)) && Array.TrueForAll(gradientScratch, double.IsFinite))
                return draw;
        }
        return start.ToArray();
    }

    // The diagonal of the inverse Hessian, by the diagonal BFGS update (Gilbert and Lemaréchal, 1989).
    private static void UpdateScale(double[] scale, double[] step, double[] change)
    {
        double a = 0, b = PhaseSpace.Dot(change, step), c = 0;
        for (int i = 0; i < scale.Length; i++)
        {
            a += change[i] * change[i] * scale[i];
            c += step[i] * step[i] / scale[i];
        }
        for (int i = 0; i < scale.Length; i++)
        {
            double inverse = (a / (b * scale[i])) + (change[i] * change[i] / b) - (a * step[i] * step[i] / (b * c * scale[i] * scale[i]));
            if (inverse > 0 && double.IsFinite(inverse))
                scale[i] = 1 / inverse;
        }
    }

    private static double[] Difference(double[] x, double[] y)
    {
        double[] difference = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
            difference[i] = x[i] - y[i];
        return difference;
    }
}
