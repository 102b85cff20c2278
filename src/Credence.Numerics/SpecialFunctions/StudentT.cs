namespace Credence.Numerics;

/// <summary>
/// Student's t distribution for any positive, also fractional, degrees of freedom; infinite degrees of freedom mean the normal distribution.
/// Tails keep their relative accuracy down to the smallest positive numbers.
/// </summary>
public static class StudentT
{
    // Beyond, the normal distribution differs by less than a rounding error at every t whose tail is not 0.
    private const double NormalDegrees = 1e20;

    // Beyond, t² might overflow.
    private const double HugeT = 1e150;

    /// <summary>The density at t.</summary>
    public static double Density(double t, double degreesOfFreedom)
    {
        if (!(degreesOfFreedom > 0) || double.IsNaN(t))
            return double.NaN;
        if (degreesOfFreedom > NormalDegrees)
            return Normal.Density(t);
        double a = 0.5 * degreesOfFreedom, distance = Math.Abs(t);
        double logScale = distance < HugeT
            ? Elementary.Log1p(distance * distance / degreesOfFreedom)
            : 2 * Math.Log(distance) - Math.Log(degreesOfFreedom);
        return Math.Exp(-GammaFunction.LogBeta(a, 0.5) - (a + 0.5) * logScale) / Math.Sqrt(degreesOfFreedom);
    }

    /// <summary>P(T ≤ t); NaN for degrees of freedom that are not above 0.</summary>
    public static double Cdf(double t, double degreesOfFreedom) => UpperTail(-t, degreesOfFreedom);

    /// <summary>P(T &gt; t); NaN for degrees of freedom that are not above 0.</summary>
    public static double UpperTail(double t, double degreesOfFreedom)
    {
        if (degreesOfFreedom > NormalDegrees)
            return Normal.UpperTail(t);
        (double outside, double inside) = TwoSided(t, degreesOfFreedom);
        return t < 0 ? 0.5 + 0.5 * inside : 0.5 * outside;
    }

    /// <summary>P(|T| ≥ |t|), the two-sided p-value of t.</summary>
    public static double TwoSidedPValue(double t, double degreesOfFreedom)
        => degreesOfFreedom > NormalDegrees ? 2 * Normal.UpperTail(Math.Abs(t)) : TwoSided(t, degreesOfFreedom).Outside;

    /// <summary>The t with P(T ≤ t) = p; infinite where it exceeds the largest double, NaN for p outside [0, 1].</summary>
    public static double Quantile(double p, double degreesOfFreedom)
        => p <= 0.5 ? -UpperQuantile(p, degreesOfFreedom) : UpperQuantile(1 - p, degreesOfFreedom);

    /// <summary>The t with P(T &gt; t) = p, exact also where 1 − p would round to 1; NaN for p outside [0, 1].</summary>
    public static double UpperQuantile(double p, double degreesOfFreedom)
    {
        if (!(degreesOfFreedom > 0) || !(p is >= 0 and <= 1))
            return double.NaN;
        if (degreesOfFreedom > NormalDegrees)
            return Normal.UpperQuantile(p);
        if (p > 0.5)
            return -UpperQuantile(1 - p, degreesOfFreedom);
        return p == 0 ? double.PositiveInfinity : p == 0.5 ? 0 : PositiveQuantile(p, degreesOfFreedom);
    }

    /// <summary>t² / (df + t²) is a beta number; the start inverts the approximation of Wallace (1959).</summary>
    private static double PositiveQuantile(double p, double degreesOfFreedom)
    {
        double z = Normal.UpperQuantile(p) * (8 * degreesOfFreedom + 3) / (8 * degreesOfFreedom + 1);
        double exponent = z * z / degreesOfFreedom, start = exponent > 30 ? exponent : Math.Log(Elementary.Expm1(exponent));
        bool useTail = p < 0.25;
        double logit = IncompleteBeta.LogitQuantile(0.5, 0.5 * degreesOfFreedom, useTail ? 2 * p : 1 - 2 * p, useTail, start);
        return Math.Exp(0.5 * (logit + Math.Log(degreesOfFreedom)));
    }

    private static (double Outside, double Inside) TwoSided(double t, double degreesOfFreedom)
    {
        double distance = Math.Abs(t);
        if (!(degreesOfFreedom > 0) || double.IsNaN(t))
            return (double.NaN, double.NaN);
        if (distance >= HugeT)
        {
            if (double.IsInfinity(distance))
                return (0, 1);
            double logit = 2 * Math.Log(distance) - Math.Log(degreesOfFreedom);
            QuantileSearch.LogTails logs = IncompleteBeta.LogTails(0.5, 0.5 * degreesOfFreedom, logit);
            return (Math.Exp(logs.Upper), Math.Exp(logs.Lower));
        }
        double square = distance * distance, sum = degreesOfFreedom + square;
        return IncompleteBeta.Tails(0.5 * degreesOfFreedom, 0.5, degreesOfFreedom / sum, square / sum);
    }
}
