namespace Credence.Numerics;

/// <summary>Lambert's W, the inverse of w eʷ, on its two real branches, to a few units in the last place.</summary>
public static class LambertW
{
    // e in two parts, so that e x + 1 does not cancel near the branch point −1/e.
    private const double EulerHigh = 2.718281828459045;
    private const double EulerLow = 1.4456468917292502e-16;

    // The series of W in p = ±√(2 (e x + 1)) around the branch point (Corless et al., 1996, equation 4.22), highest power first.
    private static readonly double[] BranchPointSeries =
    [
        -5776369.0 / 1515591000, 226287557.0 / 37623398400, -1963.0 / 204120, 680863.0 / 43545600, -221.0 / 8505,
        769.0 / 17280, -43.0 / 540, 11.0 / 72, -1.0 / 3, 1, -1,
    ];

    /// <summary>The branch with W ≥ −1, for x ≥ −1/e; NaN below.</summary>
    public static double Principal(double x)
    {
        if (x == 0 || double.IsPositiveInfinity(x))
            return x;
        double p = BranchPointDistance(x);
        if (!(p > 0.05))
            return Elementary.Polynomial(BranchPointSeries, p);
        double guess;
        if (x < 0.5)
            guess = p < 1 ? -1 + p * (1 - p / 3 + 11 * p * p / 72) : x / (1 + x);
        else
            guess = x < 3 ? 0.5671 * Math.Sqrt(x) : Math.Log(x) - Math.Log(Math.Log(x));
        return Refine(x, guess);
    }

    /// <summary>The branch with W ≤ −1, for −1/e ≤ x &lt; 0; −∞ at 0, NaN elsewhere.</summary>
    public static double Lower(double x)
    {
        if (x >= 0)
            return x == 0 ? double.NegativeInfinity : double.NaN;
        double p = -BranchPointDistance(x);
        if (!(p < -0.05))
            return Elementary.Polynomial(BranchPointSeries, p);
        double log = Math.Log(-x);
        return Refine(x, x < -0.2 ? -1 + p * (1 - p / 3 + 11 * p * p / 72) : log - Math.Log(-log));
    }

    private static double BranchPointDistance(double x)
    {
        double square = 2 * (Math.FusedMultiplyAdd(EulerHigh, x, 1) + EulerLow * x);
        // The double nearest to −1/e lies a rounding error outside.
        return square is < 0 and > -1e-15 ? 0 : Math.Sqrt(square);
    }

    /// <summary>The fourth-order iteration of Fritsch, Shafer and Crowley (1973).</summary>
    private static double Refine(double x, double w)
    {
        for (int i = 0; i < 10; i++)
        {
            double z = Math.Abs(x) is > 1e-300 and < 1e300 ? Math.Log(x / w) - w : Math.Log(Math.Abs(x)) - Math.Log(Math.Abs(w)) - w;
            double next = 1 + w, q = 2 * next * (next + 2 * z / 3);
            double relative = z / next * (q - z) / (q - 2 * z);
            w += w * relative;
            if (Math.Abs(relative) < 1e-5)
                break;
        }
        return w;
    }
}
