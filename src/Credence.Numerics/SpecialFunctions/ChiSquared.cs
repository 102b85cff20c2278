namespace Credence.Numerics;

/// <summary>The chi-squared distribution for any positive degrees of freedom, with relative accuracy in both tails.</summary>
public static class ChiSquared
{
    /// <summary>P(X ≤ x); 0 below 0, NaN for degrees of freedom that are not above 0.</summary>
    public static double Cdf(double x, double degreesOfFreedom) => IncompleteGamma.Lower(0.5 * degreesOfFreedom, x < 0 ? 0 : 0.5 * x);

    /// <summary>P(X &gt; x); 1 below 0, NaN for degrees of freedom that are not above 0.</summary>
    public static double UpperTail(double x, double degreesOfFreedom) => IncompleteGamma.Upper(0.5 * degreesOfFreedom, x < 0 ? 0 : 0.5 * x);

    /// <summary>The x with P(X ≤ x) = p; NaN for p outside [0, 1].</summary>
    public static double Quantile(double p, double degreesOfFreedom) => 2 * GammaDistribution.Quantile(p, 0.5 * degreesOfFreedom);

    /// <summary>The x with P(X &gt; x) = p, exact also where 1 − p would round to 1; NaN for p outside [0, 1].</summary>
    public static double UpperQuantile(double p, double degreesOfFreedom) => 2 * GammaDistribution.UpperQuantile(p, 0.5 * degreesOfFreedom);
}
