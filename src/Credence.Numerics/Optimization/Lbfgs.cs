namespace Credence.Numerics;

/// <summary>A function of several variables that returns its value and fills its gradient.</summary>
public delegate double DifferentiableFunction(ReadOnlySpan<double> position, Span<double> gradient);

/// <summary>How long L-BFGS searches and what it remembers.</summary>
public sealed record LbfgsOptions
{
    /// <summary>The number of past steps from which curvature is known, at least 1.</summary>
    public int History { get; init; } = 6;

    /// <summary>The most iterations, at least 1.</summary>
    public int MaximumIterations { get; init; } = 1000;

    /// <summary>Stops when the largest component of the gradient, times max(1, |position|) over max(1, |value|), is this small.</summary>
    public double GradientTolerance { get; init; } = 1e-8;

    /// <summary>Stops when an iteration lowers the value by less than this share of it.</summary>
    public double RelativeTolerance { get; init; } = 1e-14;
}

/// <summary>A minimum of a function of several variables, and why the search for it stopped.</summary>
/// <param name="Position">The best position found.</param>
/// <param name="Value">The function there.</param>
/// <param name="Gradient">The gradient there.</param>
/// <param name="Iterations">The number of iterations.</param>
/// <param name="Evaluations">How often the function was evaluated.</param>
/// <param name="Reason">Why the search stopped.</param>
public sealed record Minimum(double[] Position, double Value, double[] Gradient, int Iterations, int Evaluations, StopReason Reason);

/// <summary>The limited-memory quasi-Newton method of Nocedal with a line search for the strong Wolfe conditions.</summary>
/// <remarks>Nocedal and Wright (2006), <i>Numerical Optimization</i>, algorithms 7.4, 7.5, 3.5 and 3.6.</remarks>
public static class Lbfgs
{
    private const double SufficientDecrease = 1e-4, Curvature = 0.9;
    private const int MostTrials = 40;

    /// <summary>Minimises a function from a starting position.</summary>
    /// <param name="function">The function; +∞ outside its domain.</param>
    /// <param name="start">The starting position, where the function is finite.</param>
    /// <param name="options">When to stop; null for the defaults.</param>
    /// <param name="visit">Told each iterate with its gradient, the start included.</param>
    /// <param name="cancellation">Stops the search with <see cref="OperationCanceledException"/>.</param>
    public static Minimum Minimize(
        DifferentiableFunction function, ReadOnlySpan<double> start, LbfgsOptions? options = null, Action<double[], double[], double>? visit = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        options ??= new LbfgsOptions();
        Guard.AtLeast(options.History, 1);
        Guard.AtLeast(options.MaximumIterations, 1);
        Search search = new(function, start);
        StopReason reason = StopReason.EvaluationLimit;
        int iteration = 0;
        if (!double.IsFinite(search.Value))
            return new Minimum(search.Position, search.Value, search.Gradient, 0, search.Evaluations, StopReason.NotANumber);
        visit?.Invoke(search.Position, search.Gradient, search.Value);
        CurvatureHistory history = new(search.Position.Length, options.History);
        for (; iteration < options.MaximumIterations; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Largest(search.Gradient) * Math.Max(1, Largest(search.Position)) <= options.GradientTolerance * Math.Max(1, Math.Abs(search.Value)))
            {
                reason = StopReason.Converged;
                break;
            }
            double before = search.Value;
            if (!search.Advance(history))
            {
                // No step lowers the value: rounding has won, unless curvature from elsewhere misled the direction.
                if (history.Count == 0)
                {
                    reason = StopReason.Converged;
                    break;
                }
                history.Clear();
                continue;
            }
            visit?.Invoke(search.Position, search.Gradient, search.Value);
            if (before - search.Value <= options.RelativeTolerance * Math.Max(1, Math.Abs(search.Value)))
            {
                reason = StopReason.Converged;
                iteration++;
                break;
            }
        }
        return new Minimum(search.Position, search.Value, search.Gradient, iteration, search.Evaluations, reason);
    }

    private static double Largest(double[] values)
    {
        double largest = 0;
        foreach (double value in values)
            largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }

    private static double Dot(double[] x, double[] y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
            sum += x[i] * y[i];
        return sum;
    }

    // Steps s and gradient changes y of the last iterations, newest last.
    private sealed class CurvatureHistory(int dimension, int capacity)
    {
        private readonly List<(double[] Step, double[] Change, double Product)> pairs = [];

        public int Count => pairs.Count;

        public void Clear() => pairs.Clear();

        public void Add(double[] step, double[] change)
        {
            double product = Dot(step, change);
            if (!(product > 1e-12 * Dot(change, change)))
                return;
            if (pairs.Count == capacity)
                pairs.RemoveAt(0);
            pairs.Add((step, change, product));
        }

        // −H g by the two-loop recursion.
        public double[] Direction(double[] gradient)
        {
            double[] direction = new double[dimension], alpha = new double[pairs.Count];
            for (int i = 0; i < dimension; i++)
                direction[i] = -gradient[i];
            for (int k = pairs.Count - 1; k >= 0; k--)
            {
                alpha[k] = Dot(pairs[k].Step, direction) / pairs[k].Product;
                for (int i = 0; i < dimension; i++)
                    direction[i] -= alpha[k] * pairs[k].Change[i];
            }
            double scale = pairs.Count == 0 ? 1 / Math.Max(1, Math.Sqrt(Dot(gradient, gradient))) : pairs[^1].Product / Dot(pairs[^1].Change, pairs[^1].Change);
            for (int i = 0; i < dimension; i++)
                direction[i] *= scale;
            for (int k = 0; k < pairs.Count; k++)
            {
                double beta = alpha[k] - (Dot(pairs[k].Change, direction) / pairs[k].Product);
                for (int i = 0; i < dimension; i++)
                    direction[i] += beta * pairs[k].Step[i];
            }
            return direction;
        }
    }

    private sealed class Search
    {
        private readonly DifferentiableFunction function;

        public Search(DifferentiableFunction function, ReadOnlySpan<double> start)
        {
            this.function = function;
            Position = start.ToArray();
            Gradient = new double[start.Length];
            Value = Evaluate(Position, Gradient);
        }

        public double[] Position { get; private set; }

        public double[] Gradient { get; private set; }

        public double Value { get; private set; }

        public int Evaluations { get; private set; }

        // One step along the quasi-Newton direction; false where none lowers the value.
        public bool Advance(CurvatureHistory history)
        {
            double[] direction = history.Direction(Gradient);
            double slope = Dot(direction, Gradient);
            if (!(slope < 0))
                return false;
            double low = 0, lowValue = Value, lowSlope = slope, high = double.PositiveInfinity, length = 1;
            double[] position = new double[direction.Length], gradient = new double[direction.Length];
            double[]? best = null, bestGradient = null;
            double bestValue = Value;
            for (int trial = 0; trial < MostTrials; trial++)
            {
                for (int i = 0; i < position.Length; i++)
                    position[i] = Position[i] + (length * direction[i]);
                double value = Evaluate(position, gradient), trialSlope = Dot(direction, gradient);
                if (value < bestValue && double.IsFinite(trialSlope))
                    (best, bestGradient, bestValue) = ([.. position], [.. gradient], value);
                if (!(value <= Value + (SufficientDecrease * length * slope)) || value >= lowValue || !double.IsFinite(trialSlope))
                {
                    high = length;
                }
                else if (Math.Abs(trialSlope) <= -Curvature * slope)
                {
                    break;
                }
                else if (trialSlope > 0)
                {
                    high = length;
                }
                else
                {
                    (low, lowValue, lowSlope) = (length, value, trialSlope);
                }
                length = double.IsInfinity(high) ? 2 * length : Inside(low, high, lowSlope, length, value, lowValue);
                if (double.IsFinite(high) && Math.Abs(high - low) <= 1e-16 * high)
                    break;
            }
            if (best is null)
                return false;
            double[] step = new double[position.Length], change = new double[position.Length];
            for (int i = 0; i < step.Length; i++)
                (step[i], change[i]) = (best[i] - Position[i], bestGradient![i] - Gradient[i]);
            history.Add(step, change);
            (Position, Gradient, Value) = (best, bestGradient!, bestValue);
            return true;
        }

        // The minimum of the parabola through the low end and the last trial, kept away from the ends of the bracket.
        private static double Inside(double low, double high, double lowSlope, double length, double value, double lowValue)
        {
            double width = high - low, distance = length - low;
            double parabola = low - (0.5 * lowSlope * distance * distance / (value - lowValue - (lowSlope * distance)));
            return parabola > low + (0.1 * width) && parabola < high - (0.1 * width) ? parabola : low + (0.5 * width);
        }

        private double Evaluate(double[] position, double[] gradient)
        {
            Evaluations++;
            double value = function(position, gradient);
            return double.IsNaN(value) ? double.PositiveInfinity : value;
        }
    }
}
