using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>A probability distribution of one number, as priors and likelihoods are made of.</summary>
/// <remarks>Instances are immutable. <see cref="object.ToString"/> gives the text a user would write, such as <c>normal(0, 10)</c>.</remarks>
public interface IDistribution
{
    /// <summary>The name of the family, such as <c>normal</c>.</summary>
    string Name { get; }

    /// <summary>The parameters in the order in which they are written.</summary>
    IReadOnlyList<double> Parameters { get; }

    /// <summary>Whether only whole numbers have probability.</summary>
    bool IsDiscrete { get; }

    /// <summary>The lower end of the support; may be −∞.</summary>
    double Lower { get; }

    /// <summary>The upper end of the support; may be +∞.</summary>
    double Upper { get; }

    /// <summary>The mean; infinite or NaN where there is none.</summary>
    double Mean { get; }

    /// <summary>The standard deviation; infinite or NaN where there is none.</summary>
    double StandardDeviation { get; }

    /// <summary>The log density (of a discrete distribution the log probability) with all constants; −∞ outside the support.</summary>
    double LogDensity(double x);

    /// <summary>The log density and its derivative with respect to x.</summary>
    /// <param name="x">Where.</param>
    /// <param name="slope">The derivative; 0 outside the support and NaN for a discrete distribution.</param>
    double LogDensity(double x, out double slope);

    /// <summary>P(X ≤ x).</summary>
    double Cdf(double x);

    /// <summary>P(X &gt; x), without cancellation.</summary>
    double UpperTail(double x);

    /// <summary>The smallest x with P(X ≤ x) ≥ p; NaN for p outside [0, 1].</summary>
    double Quantile(double p);

    /// <summary>The smallest x with P(X &gt; x) ≤ p, exact also where 1 − p would round to 1; NaN for p outside [0, 1].</summary>
    double UpperQuantile(double p);

    /// <summary>A random draw.</summary>
    double Draw(RandomStream random);
}
