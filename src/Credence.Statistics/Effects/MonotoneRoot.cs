namespace Credence.Statistics;

/// <summary>Root of a monotone function between two points where its signs differ.</summary>
internal static class MonotoneRoot
{
    /// <summary>Chandrupatla's (1997) bracketing: inverse quadratic steps where they are safe, bisection elsewhere.</summary>
    /// <param name="function">Continuous, with one sign change between the ends.</param>
    /// <param name="a">One end.</param>
    /// <param name="b">The other end.</param>
    /// <param name="accuracy">Width of the bracket at which to stop, beyond the rounding of the root itself.</param>
    public static double Find(Func<double, double> function, double a, double b, double accuracy)
    {
        double fa = function(a), fb = function(b);
        if (fa == 0 || fb == 0)
            return fa == 0 ? a : b;
        double t = 0.5;
        while (true)
        {
            double x = a + t * (b - a), fx = function(x);
            double c = b, fc = fb;
            if (Math.Sign(fx) == Math.Sign(fa))
                (c, fc) = (a, fa);
            else
                (b, fb) = (a, fa);
            (a, fa) = (x, fx);
            double best = Math.Abs(fa) < Math.Abs(fb) ? a : b;
            double share = (2 * Rounding.Unit * Math.Abs(best) + accuracy / 2) / Math.Abs(b - a);
            if (share > 0.5 || fa == 0)
                return best;
            t = Math.Clamp(Step(a, fa, b, fb, c, fc), share, 1 - share);
        }
    }

    private static double Step(double a, double fa, double b, double fb, double c, double fc)
    {
        double xi = (a - b) / (c - b), phi = (fa - fb) / (fc - fb);
        bool safe = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
        return safe
            ? fa / (fb - fa) * (fc / (fb - fc)) + (c - a) / (b - a) * (fa / (fc - fa)) * (fb / (fc - fb))
            : 0.5;
    }
}
