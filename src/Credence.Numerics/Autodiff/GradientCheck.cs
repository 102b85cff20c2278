using System.Globalization;

namespace Credence.Numerics;

/// <summary>A function of many variables that also gives its gradient.</summary>
/// <param name="position">Where it is evaluated.</param>
/// <param name="gradient">Receives the gradient; of the same length.</param>
/// <returns>The value.</returns>
public delegate double GradientFunction(ReadOnlySpan<double> position, Span<double> gradient);

/// <summary>Compares a gradient with finite differences.</summary>
/// <param name="LargestError">The largest |analytic − numeric| / max(1, |analytic|, |numeric|); NaN where either is NaN.</param>
/// <param name="Coordinate">Where the error is largest, counted from 0.</param>
/// <param name="Analytic">The derivative the function gives there.</param>
/// <param name="Numeric">The derivative by finite differences there.</param>
public sealed record GradientCheck(double LargestError, int Coordinate, double Analytic, double Numeric)
{
    private const int Rows = 8;
    private const double Shrink = 1.6;

    /// <summary>
    /// Checks every partial derivative at a position by central differences whose step shrinks from row to row, extrapolated to a step of 0
    /// (Richardson's extrapolation in Ridders' tableau, 1982).
    /// </summary>
    /// <param name="function">The function; it must be defined in a neighbourhood of the position.</param>
    /// <param name="position">The position.</param>
    /// <param name="step">The largest step, relative to max(1, |coordinate|); above 0.</param>
    public static GradientCheck Run(GradientFunction function, ReadOnlySpan<double> position, double step = 0.02)
    {
        ArgumentNullException.ThrowIfNull(function);
        Guard.Positive(step);
        double[] analytic = new double[position.Length], moved = position.ToArray(), ignored = new double[position.Length];
        function(position, analytic);
        GradientCheck worst = new(0, 0, double.NaN, double.NaN);
        for (int i = 0; i < position.Length; i++)
        {
            double numeric = Derivative(Along(function, moved, ignored, i), position[i], step * Math.Max(1, Math.Abs(position[i])));
            moved[i] = position[i];
            double error = Math.Abs(analytic[i] - numeric) / Math.Max(1, Math.Max(Math.Abs(analytic[i]), Math.Abs(numeric)));
            if (i == 0 || error > worst.LargestError || double.IsNaN(error))
                worst = new GradientCheck(error, i, analytic[i], numeric);
            if (double.IsNaN(error))
                break;
        }
        return worst;
    }

    /// <summary>The check in words.</summary>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"largest relative error {LargestError:E2} at coordinate {Coordinate}: analytic {Analytic:R}, numeric {Numeric:R}");

    private static Func<double, double> Along(GradientFunction function, double[] moved, double[] ignored, int coordinate) => x =>
    {
        moved[coordinate] = x;
        return function(moved, ignored);
    };

    private static double Derivative(Func<double, double> function, double x, double step)
    {
        Span<double> previous = stackalloc double[Rows], current = stackalloc double[Rows];
        double best = double.NaN, bestError = double.PositiveInfinity;
        for (int row = 0; row < Rows; row++, step /= Shrink)
        {
            double above = x + step, below = x - step, factor = Shrink * Shrink;
            current[0] = (function(above) - function(below)) / (above - below);
            for (int order = 1; order <= row; order++, factor *= Shrink * Shrink)
            {
                current[order] = (current[order - 1] * factor - previous[order - 1]) / (factor - 1);
                double error = Math.Max(Math.Abs(current[order] - current[order - 1]), Math.Abs(current[order] - previous[order - 1]));
                if (error < bestError)
                    (best, bestError) = (current[order], error);
            }
            current.CopyTo(previous);
        }
        return best;
    }
}
