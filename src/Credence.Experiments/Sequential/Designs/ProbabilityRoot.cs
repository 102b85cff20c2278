using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>Solves p(x) = target for a monotone probability that is nearly a normal tail in x, on the probit scale, within a bracket.</summary>
internal static class ProbabilityRoot
{
    private const int MaximumSteps = 200;

    /// <summary>Finds x by the secant method.</summary>
    /// <param name="probability">A monotone function with values in [0, 1].</param>
    /// <param name="target">A probability in (0, 1) that the function takes.</param>
    /// <param name="start">A first guess.</param>
    /// <param name="slope">A first guess of the slope of Φ⁻¹(1 − p(x)): positive where p falls, negative where it rises.</param>
    /// <returns>x to about 1e-13 relative.</returns>
    public static double Solve(Func<double, double> probability, double target, double start, double slope)
    {
        double goal = Normal.UpperQuantile(target), sign = Math.Sign(slope);
        double low = double.NegativeInfinity, high = double.PositiveInfinity;
        double x = start, previous = double.NaN, previousGap = double.NaN, stride = 1;
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
            // A probability of 0 or 1 says on which side the root is, not how far off.
            if (secant * sign > 0 && double.IsFinite(secant) && Math.Abs(gap) < 20 && Math.Abs(previousGap) < 20)
                slope = secant;
            double next = x - Math.Clamp(gap / slope, -stride, stride), size = Math.Max(1, Math.Abs(x));
            stride *= 2;
            // The error left is about the product of the last two steps, less where the probit is nearly straight.
            bool close = Math.Abs(gap) < 1e-3 && Math.Abs((next - x) * (x - previous)) <= 1e-13 * size * size;
            if (close || Math.Abs(next - x) <= 1e-9 * size)
                return next;
            if (!(next > low && next < high))
                next = 0.5 * (Math.Max(low, x - 16) + Math.Min(high, x + 16));
            (previous, previousGap, x) = (x, gap, next);
        }
        return x;
    }

    /// <summary>Finds x by Newton's method, for a probability whose slope is known.</summary>
    /// <param name="probability">A monotone function and its slope.</param>
    /// <param name="target">A probability in (0, 1) that the function takes.</param>
    /// <param name="start">A first guess within the bracket.</param>
    /// <param name="rises">Whether the function rises.</param>
    /// <param name="low">x is not below it; −∞ where nothing is known.</param>
    /// <param name="high">x is not above it; +∞ where nothing is known.</param>
    /// <param name="width">How far x must move for the function to change its shape.</param>
    public static double Newton(
        Func<double, (double Value, double Slope)> probability, double target, double start, bool rises, double low, double high, double width)
    {
        double goal = Normal.UpperQuantile(target), x = start, stride = 4 * width;
        for (int step = 0; step < MaximumSteps; step++, stride *= 2)
        {
            (double value, double slope) = probability(x);
            bool back = value > target == rises;
            (low, high) = back ? (low, x) : (x, high);
            double z = Normal.UpperQuantile(value), move = (z - goal) * Normal.Density(z) / slope;
            // Far out in a tail, slopes say little.
            if (!(Math.Abs(move) <= stride))
                move = back ? -stride : stride;
            double next = x + move;
            // Newton squares the error, so what is left after such a step is below rounding.
            if (Math.Abs(move) <= 1e-7 * width || next == x)
                return next;
            x = next >= low && next <= high ? next : 0.5 * (low + high);
        }
        return x;
    }
}
