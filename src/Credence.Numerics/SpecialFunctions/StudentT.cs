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

    /// <summary>
    /// Newton's method for log P against log t, nearly linear in either tail and safeguarded by bisection; the start inverts the
    /// approximation of Wallace (1959).
    /// </summary>
    private static double PositiveQuantile(double p, double degreesOfFreedom)
    {
        bool useTail = p < 0.25;
        double target = Math.Log(useTail ? 2 * p : 1 - 2 * p);
        double z = Normal.UpperQuantile(p) * (8 * degreesOfFreedom + 3) / (8 * degreesOfFreedom + 1);
        double exponent = z * z / degreesOfFreedom;
        double logT = 0.5 * (Math.Log(degreesOfFreedom) + (exponent > 30 ? exponent : Math.Log(Elementary.Expm1(exponent))));
        // The quantile of a probability that a double can hold lies in this bracket, or overflows.
        double low = -60, high = 720;
        for (int i = 0; i < 100; i++)
        {
            logT = logT > low && logT < high ? logT : 0.5 * (low + high);
            (double logOutside, double logInside, double logSlope) = LogTwoSided(logT, degreesOfFreedom);
            double step = useTail
                ? (logOutside - target) * Math.Exp(logOutside - logSlope)
                : (target - logInside) * Math.Exp(logInside - logSlope);
            if (step > 0)
                low = logT;
            else
                high = logT;
            logT += step;
            if (Math.Abs(step) <= 1e-10)
                break;
        }
        return Math.Exp(logT);
    }

    private static (double Outside, double Inside) TwoSided(double t, double degreesOfFreedom)
    {
        double distance = Math.Abs(t);
        if (!(degreesOfFreedom > 0) || double.IsNaN(t))
            return (double.NaN, double.NaN);
        if (distance >= HugeT)
        {
            double logOutside = double.IsInfinity(t) ? double.NegativeInfinity : LogTwoSided(Math.Log(distance), degreesOfFreedom).LogOutside;
            return (Math.Exp(logOutside), -Elementary.Expm1(logOutside));
        }
        double square = distance * distance, sum = degreesOfFreedom + square;
        return IncompleteBeta.Tails(0.5 * degreesOfFreedom, 0.5, degreesOfFreedom / sum, square / sum);
    }

    /// <summary>The logs of P(|T| &gt; t), P(|T| ≤ t) and of the derivative of the latter by log t, for t given by its log.</summary>
    private static (double LogOutside, double LogInside, double LogSlope) LogTwoSided(double logT, double degreesOfFreedom)
    {
        const double logTwo = 0.69314718055994530942;
        double a = 0.5 * degreesOfFreedom, logRatio = 2 * logT - Math.Log(degreesOfFreedom);
        if (logRatio > 50)
        {
            // df / (df + t²) may underflow; the leading term of its power series is all there is to rounding.
            double logPower = -a * logRatio - GammaFunction.LogBeta(a, 0.5), logTail = Math.Min(logPower - Math.Log(a), 0);
            return (logTail, Elementary.Log1mExp(logTail), logTwo + logPower);
        }
        double x = 1 / (1 + Math.Exp(logRatio)), y = 1 / (1 + Math.Exp(-logRatio));
        double term = IncompleteBeta.LogPowerTerm(a, 0.5, x, y);
        if (x < (a + 1) / (a + 2.5))
        {
            double logTail = Math.Min(term + Math.Log(IncompleteBeta.ContinuedFraction(a, 0.5, x, y)), 0);
            return (logTail, Elementary.Log1mExp(logTail), logTwo + term);
        }
        double logBody = Math.Min(term + Math.Log(IncompleteBeta.ContinuedFraction(0.5, a, y, x)), 0);
        return (Elementary.Log1mExp(logBody), logBody, logTwo + term);
    }
}
