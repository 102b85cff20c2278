namespace Credence.Numerics;

/// <summary>The regularised incomplete gamma functions, with relative accuracy in both tails.</summary>
public static class IncompleteGamma
{
    private const double TwoPi = 6.28318530717958647693;

    /// <summary>P(a, x), the distribution function of a gamma number of shape a &gt; 0 at x ≥ 0; NaN outside.</summary>
    public static double Lower(double a, double x) => Tails(a, x).Lower;

    /// <summary>Q(a, x) = 1 − P(a, x) without cancellation, for a &gt; 0 and x ≥ 0; NaN outside.</summary>
    public static double Upper(double a, double x) => Tails(a, x).Upper;

    /// <summary>log(xᵃ e⁻ˣ / Γ(a)), which is x times the gamma density, without cancellation at large a (Loader, 2000).</summary>
    internal static double LogPowerTerm(double a, double x)
    {
        double relative = (x - a) / a;
        double deviance = relative is > -0.9 and < 10 ? a * Elementary.Log1pRemainder(relative) : x - a - a * Math.Log(x / a);
        return 0.5 * Math.Log(a / TwoPi) - deviance - GammaFunction.StirlingError(a);
    }

    /// <summary>By the power series of DLMF 8.11.4 below the mean or ½, else by the continued fraction of DLMF 8.9.2; some √a terms at worst.</summary>
    internal static (double Lower, double Upper) Tails(double a, double x)
    {
        if (!(a > 0 && x >= 0) || double.IsInfinity(a))
            return (double.NaN, double.NaN);
        if (x == 0 || double.IsInfinity(x))
            return x == 0 ? (0, 1) : (1, 0);
        double power = Math.Exp(LogPowerTerm(a, x));
        if (x < Math.Max(a, 0.5))
        {
            double lower = power * Series(a, x) / a;
            return (lower, 1 - lower);
        }
        double upper = power * ContinuedFraction(a, x);
        return (1 - upper, upper);
    }

    /// <summary>log x where the lower (or upper) tail of the distribution, at most ½, is the given one.</summary>
    internal static double LogQuantile(double a, double tail, bool upper)
    {
        // Wilson and Hilferty's (1931) start, or the leading term of the lower tail where that fails.
        double z = Normal.UpperQuantile(tail), root = 1 - 1 / (9 * a) + (upper ? z : -z) / (3 * Math.Sqrt(a));
        double start = root > 0.1
            ? Math.Log(a) + 3 * Math.Log(root)
            : (Math.Log(upper ? 1 - tail : tail) + GammaFunction.LogGamma(a + 1)) / a;
        return QuantileSearch.Solve(logX => LogTails(a, logX), tail, upper, start);
    }

    private static QuantileSearch.LogTails LogTails(double a, double logX)
    {
        if (logX < -300)
        {
            // x may underflow; the leading term of its power series is all there is to rounding.
            double leading = Math.Min(a * logX - GammaFunction.LogGamma(a + 1), 0);
            return new QuantileSearch.LogTails(leading, Elementary.Log1mExp(leading), leading + Math.Log(a));
        }
        if (logX > 700)
            return new QuantileSearch.LogTails(0, double.NegativeInfinity, double.NegativeInfinity);
        double x = Math.Exp(logX), slope = LogPowerTerm(a, x);
        if (x < Math.Max(a, 0.5))
        {
            double lower = Math.Min(slope + Math.Log(Series(a, x) / a), 0);
            return new QuantileSearch.LogTails(lower, Elementary.Log1mExp(lower), slope);
        }
        double upper = Math.Min(slope + Math.Log(ContinuedFraction(a, x)), 0);
        return new QuantileSearch.LogTails(Elementary.Log1mExp(upper), upper, slope);
    }

    private static double Series(double a, double x)
    {
        double sum = 1, term = 1;
        for (double n = a + 1; term > 1e-17 * sum; n++)
        {
            term *= x / n;
            sum += term;
        }
        return sum;
    }

    private static double ContinuedFraction(double a, double x)
    {
        double b = x + 1 - a, c = 1e300, d = 1 / b, value = d;
        for (int n = 1; n < 10_000_000; n++)
        {
            double numerator = -n * (n - a);
            b += 2;
            d = 1 / (b + numerator * d);
            c = b + numerator / c;
            double step = c * d;
            value *= step;
            if (Math.Abs(step - 1) <= 2.3e-16)
                break;
        }
        return value;
    }
}
