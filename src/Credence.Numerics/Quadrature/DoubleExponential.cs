namespace Credence.Numerics;

/// <summary>
/// Integration by the trapezoidal rule after a substitution that makes the integrand fall off doubly exponentially (Takahasi and Mori, 1974):
/// it converges exponentially for functions that are smooth inside the interval, whatever they do at its ends.
/// </summary>
public static class DoubleExponential
{
    private const double Reach = 4;

    private const int Halvings = 9;

    /// <summary>The integral over a finite interval; the function is not evaluated at the ends.</summary>
    /// <param name="function">The function.</param>
    /// <param name="low">The lower end, finite.</param>
    /// <param name="high">The upper end, finite.</param>
    /// <param name="tolerance">The error aimed at, as a share of the integral of the absolute value.</param>
    public static double Integrate(Func<double, double> function, double low, double high, double tolerance = 1e-13)
    {
        ArgumentNullException.ThrowIfNull(function);
        double width = Guard.Finite(high) - Guard.Finite(low);
        return Refine(Term, tolerance);

        double Term(double t)
        {
            // The distance from the nearer end, as a share of the width.
            double decay = Math.Exp(-Math.PI * Math.Sinh(Math.Abs(t))), share = decay / (1 + decay);
            double x = t < 0 ? low + width * share : high - width * share;
            return x != low && x != high ? function(x) * width * Math.PI * Math.Cosh(t) * share / (1 + decay) : 0;
        }
    }

    /// <summary>The integral from a point to +∞; the function is not evaluated at the point.</summary>
    /// <param name="function">The function.</param>
    /// <param name="low">The lower end, finite.</param>
    /// <param name="scale">A distance from the lower end around which much of the integral lies, above 0.</param>
    /// <param name="tolerance">The error aimed at, as a share of the integral of the absolute value.</param>
    public static double IntegrateToInfinity(Func<double, double> function, double low, double scale, double tolerance = 1e-13)
    {
        ArgumentNullException.ThrowIfNull(function);
        Guard.Finite(low);
        Guard.Positive(scale);
        return Refine(Term, tolerance);

        double Term(double t)
        {
            double distance = scale * Math.Exp(0.5 * Math.PI * Math.Sinh(t)), x = low + distance;
            return x > low ? function(x) * distance * 0.5 * Math.PI * Math.Cosh(t) : 0;
        }
    }

    private static double Refine(Func<double, double> term, double tolerance)
    {
        double step = 0.5, sum = 0, size = 0;
        for (double t = -Reach; t <= Reach; t += step)
            Add(t);
        for (int halving = 0; halving < Halvings; halving++)
        {
            double before = sum * step;
            step *= 0.5;
            for (double t = -Reach + step; t < Reach; t += 2 * step)
                Add(t);
            // Every halving about doubles the digits, so that the change bounds the error of the sum before.
            if (Math.Abs(sum * step - before) <= tolerance * size * step)
                break;
        }
        return sum * step;

        void Add(double t)
        {
            double value = term(t);
            sum += value;
            size += Math.Abs(value);
        }
    }
}
