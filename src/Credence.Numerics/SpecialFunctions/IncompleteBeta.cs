namespace Credence.Numerics;

/// <summary>The regularised incomplete beta function and its complement, with relative accuracy in both tails.</summary>
public static class IncompleteBeta
{
    private const double TwoPi = 6.28318530717958647693;

    /// <summary>I_x(a, b) for positive a and b and x in [0, 1]; NaN outside.</summary>
    public static double Regularized(double a, double b, double x) => Tails(a, b, x, 1 - x).Lower;

    /// <summary>1 − I_x(a, b) without cancellation, for positive a and b and x in [0, 1]; NaN outside.</summary>
    public static double Complement(double a, double b, double x) => Tails(a, b, x, 1 - x).Upper;

    /// <summary>
    /// I_x(a, b) and its complement, given x and y = 1 − x, of which the smaller should be exact. By the continued
    /// fraction of DiDonato and Morris (1992, algorithm 708).
    /// </summary>
    internal static (double Lower, double Upper) Tails(double a, double b, double x, double y)
    {
        if (!(a > 0 && b > 0 && x >= 0 && y >= 0) || double.IsInfinity(a) || double.IsInfinity(b))
            return (double.NaN, double.NaN);
        if (x == 0 || y == 0)
            return x == 0 ? (0, 1) : (1, 0);
        double power = Math.Exp(LogPowerTerm(a, b, x, y));
        if (x * (a + b) < a)
        {
            double lower = power * ContinuedFraction(a, b, x, y);
            return (lower, 1 - lower);
        }
        double upper = power * ContinuedFraction(b, a, y, x);
        return (1 - upper, upper);
    }

    /// <summary>log(x / (1 − x)) where the lower (or upper) tail of the distribution, at most ½, is the given one.</summary>
    internal static double LogitQuantile(double a, double b, double tail, bool upper, double start)
        => QuantileSearch.Solve(logit => LogTails(a, b, logit), tail, upper, start);

    /// <summary>The logs of I_x(a, b), of its complement and of its derivative by logit x, given logit x.</summary>
    internal static QuantileSearch.LogTails LogTails(double a, double b, double logit)
    {
        if (logit > 0)
        {
            QuantileSearch.LogTails mirrored = LogTails(b, a, -logit);
            return new QuantileSearch.LogTails(mirrored.Upper, mirrored.Lower, mirrored.Slope);
        }
        if (logit < -300)
        {
            // x may underflow; the leading term of its power series is all there is to rounding.
            double power = a * logit - GammaFunction.LogBeta(a, b), lower = Math.Min(power - Math.Log(a), 0);
            return new QuantileSearch.LogTails(lower, Elementary.Log1mExp(lower), power);
        }
        double odds = Math.Exp(logit), x = odds / (1 + odds), y = 1 / (1 + odds), slope = LogPowerTerm(a, b, x, y);
        if (x * (a + b) < a)
        {
            double lower = Math.Min(slope + Math.Log(ContinuedFraction(a, b, x, y)), 0);
            return new QuantileSearch.LogTails(lower, Elementary.Log1mExp(lower), slope);
        }
        double upper = Math.Min(slope + Math.Log(ContinuedFraction(b, a, y, x)), 0);
        return new QuantileSearch.LogTails(Elementary.Log1mExp(upper), upper, slope);
    }

    /// <summary>log(xᵃ yᵇ / B(a, b)), as a saddle-point expansion around the mean so that nothing cancels at large a and b (Loader, 2000).</summary>
    internal static double LogPowerTerm(double a, double b, double x, double y)
    {
        double sum = a + b;
        double excess = Excess(a, b, x, y);
        double exponent = -Deviance(a, x, excess, sum) - Deviance(b, y, -excess, sum)
            + GammaFunction.StirlingError(sum) - GammaFunction.StirlingError(a) - GammaFunction.StirlingError(b);
        double small = Math.Min(a, b), large = Math.Max(a, b);
        return exponent + 0.5 * Math.Log(small / (TwoPi * (1 + small / large)));
    }

    /// <summary>a · (e − log(1 + e)) where 1 + e = x (a + b) / a.</summary>
    private static double Deviance(double a, double x, double excess, double sum)
    {
        double relative = excess / a;
        return relative is > -0.9 and < 10 ? a * Elementary.Log1pRemainder(relative) : excess - a * Math.Log(x * (sum / a));
    }

    /// <summary>(a + b) x − a, from whichever of x and y = 1 − x is the smaller and so the more exact.</summary>
    private static double Excess(double a, double b, double x, double y)
        => x <= y ? Math.FusedMultiplyAdd(a + b, x, -a) : Math.FusedMultiplyAdd(-(a + b), y, b);

    /// <summary>I_x(a, b) B(a, b) / (xᵃ yᵇ), by the modified Lentz method.</summary>
    internal static double ContinuedFraction(double a, double b, double x, double y)
    {
        double shortfall = 1 - Excess(a, b, x, y);
        double denominator = a * shortfall / (a + 1), c = 1e300, d = 1 / denominator, value = d;
        for (int n = 1; n < 10_000_000; n++)
        {
            double odd = a + 2 * n - 1, share = n * (b - n) * x / odd;
            double numerator = (a + n - 1) * x / odd * (a + b + n - 1) * share;
            denominator = n + share + (a + n) / (odd + 2) * (shortfall + n * (1 + y));
            d = 1 / (denominator + numerator * d);
            c = denominator + numerator / c;
            double step = c * d;
            value *= step;
            if (Math.Abs(step - 1) <= 2.3e-16)
                break;
        }
        return value;
    }
}
