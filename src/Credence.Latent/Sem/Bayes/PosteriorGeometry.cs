using System.Numerics.Tensors;
using Credence.Bayes;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>The highest mode of a density that could be found, and the coordinates in which it is about standard normal.</summary>
/// <param name="Mode">The mode.</param>
/// <param name="LogDensity">The log density there.</param>
/// <param name="Root">An upper triangular root of the inverse negative Hessian, row by row; the identity where the density is far from normal.</param>
internal sealed record PosteriorGeometry(double[] Mode, double LogDensity, double[] Root)
{
    private const int FurtherStarts = 4, Trials = 60;

    // Beyond, as where a posterior bends along a ridge, the curvature at the mode misleads the sampler.
    private const double WidestSpread = 10, Difference = 1e-4;

    /// <summary>Searches from a position and from others around it; the first wins unless another ends clearly higher.</summary>
    /// <exception cref="InputException">The density is finite at no start.</exception>
    public static double[] Search(ILogDensity density, double[] start, ulong seed)
    {
        LbfgsOptions options = new() { History = 20, MaximumIterations = 2000, GradientTolerance = 1e-6 };
        RandomStream random = new(seed, "mode");
        Minimum? best = null;
        for (int attempt = 0; attempt <= FurtherStarts; attempt++)
        {
            double[] from = [.. start];
            for (int i = 0; i < from.Length && attempt > 0; i++)
                from[i] += 0.5 * random.NextNormal();
            Minimum minimum = Lbfgs.Minimize(Negated(density), from, options);
            if (double.IsFinite(minimum.Value) && (best is null || minimum.Value < best.Value - 0.01))
                best = minimum;
        }
        return best is null
            ? throw new InputException("model", "its posterior density is not finite at any start", "look for a prior, a bound or a starting value that contradicts the data")
            : best.Position;
    }

    /// <summary>The curvature at a mode, by differences of the gradient; what is not curved is taken as wide as a standard normal.</summary>
    /// <param name="density">The density that is sampled.</param>
    /// <param name="curved">The density whose mode it is, and whose curvature is taken.</param>
    /// <param name="mode">The mode.</param>
    public static PosteriorGeometry Of(ILogDensity density, ILogDensity curved, double[] mode)
    {
        int d = mode.Length;
        double[] hessian = new double[d * d], above = new double[d], below = new double[d], moved = [.. mode], scale = new double[d];
        for (int i = 0; i < d; i++)
        {
            moved[i] = mode[i] + Difference;
            curved.Evaluate(moved, above);
            moved[i] = mode[i] - Difference;
            curved.Evaluate(moved, below);
            moved[i] = mode[i];
            for (int j = 0; j < d; j++)
            {
                double curvature = -0.5 * (above[j] - below[j]) / (2 * Difference);
                hessian[(i * d) + j] += curvature;
                hessian[(j * d) + i] += curvature;
            }
        }
        for (int i = 0; i < d; i++)
        {
            double own = hessian[(i * d) + i];
            scale[i] = own > 1e-8 && double.IsFinite(own) ? 1 / Math.Sqrt(own) : 1;
        }
        PosteriorGeometry normal = new(mode, density.Evaluate(mode, above), InverseRoot(hessian, scale));
        return Disagreement(density, normal) <= WidestSpread ? normal : normal with { Root = Identity(d) };
    }

    // How far the density strays from the normal one around draws of the latter: the interquartile range of the log ratio.
    private static double Disagreement(ILogDensity density, PosteriorGeometry normal)
    {
        int d = normal.Mode.Length;
        WhitenedDensity whitened = new(density, normal.Mode, normal.Root);
        RandomStream random = new(1, "disagreement");
        double[] position = new double[d], gradient = new double[d], ratios = new double[Trials];
        for (int trial = 0; trial < Trials; trial++)
        {
            random.FillNormal(position);
            double value = whitened.Evaluate(position, gradient) - normal.LogDensity;
            ratios[trial] = value + (0.5 * TensorPrimitives.Dot<double>(position, position));
        }
        Array.Sort(ratios);
        double spread = ratios[3 * Trials / 4] - ratios[Trials / 4];
        return double.IsFinite(spread) ? spread : double.PositiveInfinity;
    }

    private static double[] Identity(int order)
    {
        double[] matrix = new double[order * order];
        for (int i = 0; i < order; i++)
            matrix[(i * order) + i] = 1;
        return matrix;
    }

    // With D H D = L Lᵀ for the scales D, the covariance is D L⁻ᵀ (D L⁻ᵀ)ᵀ.
    private static double[] InverseRoot(double[] hessian, double[] scale)
    {
        int d = scale.Length;
        double[] scaled = new double[d * d], factor = new double[d * d], root = new double[d * d], column = new double[d];
        for (double ridge = 0; ; ridge = Math.Max(1e-6, 10 * ridge))
        {
            for (int i = 0; i < d * d; i++)
            {
                double entry = hessian[i] * scale[i / d] * scale[i % d];
                scaled[i] = (double.IsFinite(entry) && ridge < 1 ? entry : 0) + (i / d == i % d ? ridge : 0);
            }
            if (Cholesky.TryFactor(scaled, d, factor, out _, 1e-9))
                break;
        }
        for (int j = 0; j < d; j++)
        {
            Array.Clear(column);
            column[j] = 1;
            TriangularSolve.LowerTransposed(factor, d, column);
            for (int i = 0; i <= j; i++)
                root[(i * d) + j] = scale[i] * column[i];
        }
        return root;
    }

    private static DifferentiableFunction Negated(ILogDensity density) => (position, gradient) =>
    {
        double value = density.Evaluate(position, gradient);
        for (int i = 0; i < gradient.Length; i++)
            gradient[i] = -gradient[i];
        return -value;
    };
}
