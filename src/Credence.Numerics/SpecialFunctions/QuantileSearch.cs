namespace Credence.Numerics;

/// <summary>
/// Solves log P = log p for a quantile by Newton's method, safeguarded by bisection, on a scale where either log tail is nearly linear.
/// </summary>
internal static class QuantileSearch
{
    /// <summary>The logs of both tails and of the density on the scale of the search.</summary>
    public readonly record struct LogTails(double Lower, double Upper, double Slope);

    /// <summary>The position where the lower (or upper) tail, at most ½, is the given one.</summary>
    public static double Solve(Func<double, LogTails> distribution, double tail, bool upper, double start)
    {
        double target = Math.Log(tail), position = start, low = -1e5, high = 1e5;
        for (int i = 0; i < 200; i++)
        {
            position = position > low && position < high ? position : 0.5 * (low + high);
            LogTails logs = distribution(position);
            double logTail = upper ? logs.Upper : logs.Lower;
            double excess = upper ? logTail - target : target - logTail;
            if (excess > 0)
                low = position;
            else
                high = position;
            position += excess * Math.Exp(logTail - logs.Slope);
            // The log tails are concave with bounded relative curvature, so the next error would be the square of this one.
            if (Math.Abs(excess) <= 1e-8)
                break;
        }
        return position;
    }
}
