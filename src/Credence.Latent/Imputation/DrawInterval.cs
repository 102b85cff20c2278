using Credence.Statistics;

namespace Credence.Latent;

/// <summary>What the draws of a missing cell say of its value.</summary>
public static class DrawInterval
{
    /// <summary>The interval between the order statistics alpha/2 and 1 − alpha/2 of (m + 1), interpolated: it holds one more draw with probability
    /// 1 − alpha. Where the draws are too few for that, from the smallest to the largest, at the level (m − 1)/(m + 1).</summary>
    /// <param name="draws">The draws, at least one; sorted in place.</param>
    /// <param name="alpha">Error level, in (0, 1).</param>
    public static Interval Of(Span<double> draws, double alpha)
    {
        Guard.AtLeast(draws.Length, 1, nameof(draws));
        draws.Sort();
        double place = Guard.Fraction(alpha) / 2 * (draws.Length + 1) - 1;
        if (place <= 0)
            return new(draws[0], draws[^1], Math.Min(1 - alpha, (draws.Length - 1.0) / (draws.Length + 1)));
        int below = (int)place;
        double beyond = place - below;
        double lower = draws[below] + beyond * (draws[below + 1] - draws[below]), upper = draws[^(below + 1)] + beyond * (draws[^(below + 2)] - draws[^(below + 1)]);
        return new(lower, upper, 1 - alpha);
    }

    /// <summary>The continuous ranked probability score of a forecast given by draws, without the bias of their number: mean |x − y| less half the
    /// mean distance of two different draws (Gneiting and Raftery 2007; Ferro 2014).</summary>
    /// <param name="sorted">The draws, sorted, at least 2.</param>
    /// <param name="truth">The value that came true.</param>
    public static double Crps(ReadOnlySpan<double> sorted, double truth)
    {
        int m = (int)Guard.AtLeast(sorted.Length, 2, nameof(sorted));
        double error = 0, spread = 0;
        for (int i = 0; i < m; i++)
        {
            error += Math.Abs(sorted[i] - truth);
            spread += (2.0 * i - m + 1) * sorted[i];
        }
        return error / m - spread / (m * (m - 1.0));
    }
}
