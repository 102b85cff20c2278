using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>The difference of means in units of the pooled standard deviation.</summary>
/// <param name="CohenD">Cohen's d (1969): the difference over the pooled standard deviation.</param>
/// <param name="HedgesG">Hedges' g (1981): d without its bias for normal values with equal variances.</param>
/// <param name="Interval">Two-sided interval of the true standardised difference, exact for normal values with equal variances.</param>
public sealed record StandardizedDifference(double CohenD, double HedgesG, Interval Interval)
{
    // Beyond, the noncentral t is its normal limit to the accuracy with which it is computed.
    private const double LargestNoncentrality = 37;

    /// <summary>The standardised difference, from moments.</summary>
    /// <param name="control">Moments of the control.</param>
    /// <param name="treatment">Moments of the treatment.</param>
    /// <param name="alpha">1 less the level of the interval, in (0, 1).</param>
    /// <returns>NaN where there is no pooled standard deviation above 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Alpha is out of its range.</exception>
    public static StandardizedDifference Of(Moments control, Moments treatment, double alpha)
    {
        Guard.Fraction(alpha);
        MeanComparison student = MeanDifference.Student(control, treatment);
        if (!student.IsTestable)
            return new(double.NaN, double.NaN, new(double.NegativeInfinity, double.PositiveInfinity, 1 - alpha));
        double degrees = student.DegreesOfFreedom!.Value;
        double scale = Math.Sqrt(1.0 / control.Count + 1.0 / treatment.Count);
        double t = student.Difference / student.StandardError, d = t * scale;
        double lower = Noncentrality(t, degrees, alpha / 2), upper = -Noncentrality(-t, degrees, alpha / 2);
        return new(d, d * Correction(degrees), new(lower * scale, upper * scale, 1 - alpha));
    }

    // Γ(m/2) / (√(m/2) Γ((m − 1)/2)), Hedges (1981), equation 6e.
    private static double Correction(double degrees) => degrees < 2
        ? 0
        : Math.Exp(GammaFunction.LogGamma(degrees / 2) - GammaFunction.LogGamma((degrees - 1) / 2)) / Math.Sqrt(degrees / 2);

    // The noncentrality at which t or more has the given probability.
    private static double Noncentrality(double t, double degrees, double tail)
    {
        if (Math.Abs(t) > LargestNoncentrality)
            return t - Normal.UpperQuantile(tail) * Math.Sqrt(1 + t * t / (2 * degrees));
        double reach = Normal.UpperQuantile(tail) * Math.Sqrt(1 + t * t / (2 * degrees)) + 1, low = t - reach, high = t + reach;
        while (Excess(low) > 0)
            low -= reach;
        while (Excess(high) < 0)
            high += reach;
        return Brent.FindRoot(Excess, low, high, 1e-12).Position;

        double Excess(double noncentrality) => NoncentralT.UpperTail(t, degrees, noncentrality) - tail;
    }
}
