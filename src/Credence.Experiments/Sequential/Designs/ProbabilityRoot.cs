using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>Solves p(x) = target for a monotone probability that is nearly a normal tail in x: a bracketed secant on the probit scale.</summary>
internal static class ProbabilityRoot
{
    private const int MaximumSteps = 200;

    /// <summary>Finds x.</summary>
    /// <param name="probability">A monotone function with values in [0, 1].</param>
    /// <param name="target">A probability in (0, 1) that the function takes.</param>
    /// <param name="start">A first guess.</param>
    /// <param name="slope">A first guess of the slope of Φ⁻¹(1 − p(x)): positive where p falls, negative where it rises.</param>
    /// <returns>x to about 1e-13 relative.</returns>
    public static double Solve(Func<double, double> probability, double target, double start, double slope)
    {
        double goal = Normal.UpperQuantile(target), sign = Math.Sign(slope);
        double low = double.NegativeInfinity, high = double.PositiveInfinity;
        double x = start, previous = double.NaN, previousGap = double.NaN;
        for (int step = 0; step < MaximumSteps; step++)
        {
            double gap = Math.Clamp(Normal.UpperQuantile(Math.Clamp(probability(x), 0, 1)), -40, 40) - goal;
            if (gap == 0)
                return x;
            if (gap * sign > 0)
                high = x;
            else
                low = x;
            double secant = (gap - previousGap) / (x - previous);
            if (secant * sign > 0 && double.IsFinite(secant))
                slope = secant;
            double next = x - Math.Clamp(gap / slope, -8, 8);
            // The secant's error is about the product of the last two, so the step after one of 1e-9 is below rounding.
            if (Math.Abs(next - x) <= 1e-9 * Math.Max(1, Math.Abs(x)))
                return next;
            if (!(next > low && next < high))
                next = 0.5 * (Math.Max(low, x - 16) + Math.Min(high, x + 16));
            (previous, previousGap, x) = (x, gap, next);
        }
        return x;
    }
}
