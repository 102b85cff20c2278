using System.Numerics.Tensors;
using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>A generalised Pareto distribution of exceedances x ≥ 0: P(X &gt; x) = (1 + kx/σ)^(−1/k).</summary>
/// <param name="Shape">The shape k; the distribution has moments below 1/k.</param>
/// <param name="Scale">The scale σ.</param>
public readonly record struct GeneralizedPareto(double Shape, double Scale)
{
    private const int GridPoints = 30;
    private const double PriorWeight = 10, PriorShape = 0.5;

    /// <summary>
    /// Fits by the empirical Bayes estimate of Zhang and Stephens (2009), with the shape drawn towards ½ by the weight of ten values
    /// (Vehtari et al., 2024, appendix G).
    /// </summary>
    /// <param name="exceedances">Values above the threshold, positive, in increasing order.</param>
    /// <returns>A shape of NaN where there are fewer than five values or the lower quartile is 0.</returns>
    public static GeneralizedPareto Fit(ReadOnlySpan<double> exceedances)
    {
        double raw = FitShape(exceedances, out double theta);
        double n = exceedances.Length;
        return new GeneralizedPareto((n * raw + PriorWeight * PriorShape) / (n + PriorWeight), -raw / theta);
    }

    /// <summary>The exceedance with P(X ≤ x) = p.</summary>
    public double Quantile(double p)
    {
        double survival = -Elementary.Log1p(-p);
        return Math.Abs(Shape) < 1e-30 ? Scale * survival : Scale * Elementary.Expm1(Shape * survival) / Shape;
    }

    /// <summary>The shape by Zhang and Stephens, and their θ = −k/σ.</summary>
    internal static double FitShape(ReadOnlySpan<double> exceedances, out double theta)
    {
        theta = double.NaN;
        int n = exceedances.Length;
        if (n < 5)
            return double.NaN;
        double quartile = exceedances[(int)(n / 4.0 + 0.5) - 1], largest = exceedances[^1];
        if (!(quartile > 0) || !double.IsFinite(largest))
            return double.NaN;
        int points = GridPoints + (int)Math.Sqrt(n);
        Span<double> thetas = stackalloc double[points], logWeights = stackalloc double[points];
        double[] terms = new double[n];
        for (int j = 0; j < points; j++)
        {
            thetas[j] = 1 / largest + (1 - Math.Sqrt(points / (j + 0.5))) / (3 * quartile);
            double k = MeanLog(exceedances, thetas[j], terms);
            logWeights[j] = n * (Math.Log(-thetas[j] / k) - k - 1);
        }
        double peak = TensorPrimitives.Max<double>(logWeights), total = 0;
        theta = 0;
        for (int j = 0; j < points; j++)
        {
            double weight = Math.Exp(logWeights[j] - peak);
            theta += weight * thetas[j];
            total += weight;
        }
        theta /= total;
        return MeanLog(exceedances, theta, terms);
    }

    private static double MeanLog(ReadOnlySpan<double> exceedances, double theta, Span<double> terms)
    {
        TensorPrimitives.Multiply(exceedances, -theta, terms);
        TensorPrimitives.LogP1<double>(terms, terms);
        return TensorPrimitives.Sum<double>(terms) / terms.Length;
    }
}
