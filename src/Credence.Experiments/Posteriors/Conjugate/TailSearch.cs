using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>Solves for a quantile by Newton's method on the log of the smaller tail, safeguarded by bisection.</summary>
internal static class TailSearch
{
    /// <summary>The position whose lower (or upper) tail, at most ½, is the given one.</summary>
    /// <param name="distribution">Both tails and the density at a position.</param>
    /// <param name="tail">The tail; NaN outside [0, ½].</param>
    /// <param name="upper">Whether it is the upper tail.</param>
    /// <param name="centre">About where the median lies.</param>
    /// <param name="spread">About the standard deviation.</param>
    /// <param name="low">The lower end of the support.</param>
    /// <param name="high">The upper end of the support.</param>
    public static double Solve(Func<double, ArmComparison> distribution, double tail, bool upper, double centre, double spread, double low, double high)
    {
        if (!(tail is >= 0 and <= 0.5) || double.IsNaN(centre))
            return double.NaN;
        if (tail == 0)
            return upper ? high : low;
        double target = Math.Log(tail), position = centre + (upper ? 1 : -1) * spread * Normal.UpperQuantile(tail), reach = spread;
        for (int i = 0; i < 300; i++)
        {
            if (!(position > low && position < high))
                (position, reach) = (Between(low, high, position, reach), 2 * reach);
            ArmComparison here = distribution(position);
            double actual = upper ? here.Upper : here.Lower, excess = Math.Log(actual) - target;
            if (double.IsNaN(excess))
                return double.NaN;
            if (excess > 0 == upper)
                low = position;
            else
                high = position;
            double before = position;
            position += (upper ? excess : -excess) * actual / here.Density;
            // The next error is about the square of this one.
            if (Math.Abs(excess) <= 1e-8 || position == before || Math.Abs(high - low) <= 1e-15 * Math.Abs(before))
                break;
        }
        return position;
    }

    private static double Between(double low, double high, double position, double reach)
    {
        if (double.IsFinite(low) && double.IsFinite(high))
            return low + 0.5 * (high - low);
        if (double.IsFinite(low))
            return low + reach;
        return double.IsFinite(high) ? high - reach : double.IsFinite(position) ? position : 0;
    }
}
