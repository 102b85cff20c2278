namespace Credence.Numerics;

/// <summary>Fisher's F distribution for any positive degrees of freedom, with relative accuracy in both tails.</summary>
public static class FisherF
{
    /// <summary>P(F ≤ f); 0 below 0, NaN for degrees of freedom that are not finite numbers above 0.</summary>
    public static double Cdf(double f, double numeratorDegrees, double denominatorDegrees)
        => Tails(f, numeratorDegrees, denominatorDegrees).Lower;

    /// <summary>P(F &gt; f); 1 below 0, NaN for degrees of freedom that are not finite numbers above 0.</summary>
    public static double UpperTail(double f, double numeratorDegrees, double denominatorDegrees)
        => Tails(f, numeratorDegrees, denominatorDegrees).Upper;

    /// <summary>The f with P(F ≤ f) = p; NaN for p outside [0, 1].</summary>
    public static double Quantile(double p, double numeratorDegrees, double denominatorDegrees)
        => denominatorDegrees / numeratorDegrees * Math.Exp(BetaDistribution.LogitQuantile(p, 0.5 * numeratorDegrees, 0.5 * denominatorDegrees));

    /// <summary>The f with P(F &gt; f) = p, exact also where 1 − p would round to 1; NaN for p outside [0, 1].</summary>
    public static double UpperQuantile(double p, double numeratorDegrees, double denominatorDegrees)
        => denominatorDegrees / numeratorDegrees * Math.Exp(-BetaDistribution.LogitQuantile(p, 0.5 * denominatorDegrees, 0.5 * numeratorDegrees));

    private static (double Lower, double Upper) Tails(double f, double numeratorDegrees, double denominatorDegrees)
    {
        double odds = f <= 0 ? 0 : f / denominatorDegrees * numeratorDegrees;
        (double x, double y) = double.IsPositiveInfinity(odds) ? (1, 0) : (odds / (1 + odds), 1 / (1 + odds));
        return IncompleteBeta.Tails(0.5 * numeratorDegrees, 0.5 * denominatorDegrees, x, y);
    }
}
