namespace Credence.Numerics;

/// <summary>A root of a function of one variable, and why the search for it stopped.</summary>
/// <param name="Position">The best position found; NaN unless the bracket held a root.</param>
/// <param name="Value">The function there.</param>
/// <param name="Evaluations">How often the function was evaluated.</param>
/// <param name="Reason">Why the search stopped.</param>
public readonly record struct Root(double Position, double Value, int Evaluations, StopReason Reason)
{
    /// <summary>Whether the position is within the tolerance of a root.</summary>
    public bool Converged => Reason == StopReason.Converged;
}

/// <summary>Brent's method (1973, chapter 4) for a root in a bracket: inverse quadratic interpolation, safeguarded by bisection.</summary>
public static class Brent
{
    private const double Epsilon = 2.220446049250313e-16;

    /// <summary>Finds the root between two positions where the function has opposite signs (or is 0).</summary>
    /// <param name="function">The function.</param>
    /// <param name="low">One end of the bracket.</param>
    /// <param name="high">The other end.</param>
    /// <param name="tolerance">The absolute error allowed beyond a few units in the last place of the root.</param>
    /// <param name="maximumEvaluations">The most evaluations of the function, at least 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">An end is not finite, the tolerance is negative or the limit is below 2.</exception>
    public static Root FindRoot(
        Func<double, double> function, double low, double high, double tolerance = 0, int maximumEvaluations = 200)
    {
        ArgumentNullException.ThrowIfNull(function);
        Guard.Finite(low);
        Guard.Finite(high);
        Guard.NotNegative(tolerance);
        Guard.AtLeast(maximumEvaluations, 2);
        double previous = low, previousValue = function(low), best = high, bestValue = function(high);
        if (double.IsNaN(previousValue) || double.IsNaN(bestValue))
            return new Root(double.NaN, double.NaN, 2, StopReason.NotANumber);
        if (previousValue == 0)
            return new Root(previous, 0, 2, StopReason.Converged);
        if (bestValue != 0 && Math.Sign(previousValue) == Math.Sign(bestValue))
            return new Root(double.NaN, double.NaN, 2, StopReason.NoSignChange);
        return Iterate(function, new Bracket(previous, previousValue, best, bestValue), tolerance, maximumEvaluations);
    }

    private static Root Iterate(Func<double, double> function, Bracket bracket, double tolerance, int maximumEvaluations)
    {
        for (int evaluations = 2; ; evaluations++)
        {
            bracket.Arrange();
            double allowed = 2 * Epsilon * Math.Abs(bracket.Best) + 0.5 * tolerance;
            double half = 0.5 * (bracket.Opposite - bracket.Best);
            if (Math.Abs(half) <= allowed || bracket.BestValue == 0 || bracket.Best + half == bracket.Best)
                return new Root(bracket.Best, bracket.BestValue, evaluations, StopReason.Converged);
            if (evaluations >= maximumEvaluations)
                return new Root(bracket.Best, bracket.BestValue, evaluations, StopReason.EvaluationLimit);
            double next = bracket.Next(half, allowed), value = function(next);
            if (double.IsNaN(value))
                return new Root(bracket.Best, bracket.BestValue, evaluations + 1, StopReason.NotANumber);
            bracket.Move(next, value);
        }
    }

    /// <summary>The root lies between <see cref="Best"/> and <see cref="Opposite"/>.</summary>
    private struct Bracket(double previous, double previousValue, double best, double bestValue)
    {
        private double previous = previous, previousValue = previousValue, oppositeValue = previousValue;
        private double step = best - previous, stepBefore = best - previous;

        public double Best { get; private set; } = best;

        public double BestValue { get; private set; } = bestValue;

        public double Opposite { get; private set; } = previous;

        public void Arrange()
        {
            if (Math.Sign(BestValue) == Math.Sign(oppositeValue))
            {
                (Opposite, oppositeValue) = (previous, previousValue);
                step = stepBefore = Best - previous;
            }
            if (Math.Abs(oppositeValue) < Math.Abs(BestValue))
            {
                (previous, previousValue) = (Best, BestValue);
                (Best, BestValue, Opposite, oppositeValue) = (Opposite, oppositeValue, Best, BestValue);
            }
        }

        public double Next(double half, double allowed)
        {
            double interpolated = Interpolate(half);
            bool accepted = Math.Abs(stepBefore) >= allowed && Math.Abs(previousValue) > Math.Abs(BestValue)
                && 2 * Math.Abs(interpolated) < Math.Min(3 * Math.Abs(half) - allowed, Math.Abs(stepBefore))
                && Math.Sign(interpolated) == Math.Sign(half);
            (stepBefore, step) = accepted ? (step, interpolated) : (half, half);
            return Math.Abs(step) > allowed ? Best + step : Best + Math.CopySign(Math.Max(allowed, double.Epsilon), half);
        }

        public void Move(double position, double value)
        {
            (previous, previousValue) = (Best, BestValue);
            (Best, BestValue) = (position, value);
        }

        /// <summary>The step of the secant, or of the inverse parabola where three positions differ.</summary>
        private readonly double Interpolate(double half)
        {
            double s = BestValue / previousValue;
            if (previous == Opposite)
                return 2 * half * s / (s - 1);
            double q = previousValue / oppositeValue, r = BestValue / oppositeValue;
            return s * (2 * half * q * (q - r) - (Best - previous) * (r - 1)) / -((q - 1) * (r - 1) * (s - 1));
        }
    }
}
