using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>What a test of a known standard error can find.</summary>
/// <remarks>Both are properties of the design: neither looks at the observed effect, whose own power is only another way to write its
/// p-value (Hoenig and Heisey 2001).</remarks>
public static class MinimumDetectableEffect
{
    /// <summary>The effect, as a size above 0, that a test finds with <paramref name="power"/>.</summary>
    /// <param name="standardError">Standard error of the estimate.</param>
    /// <param name="degreesOfFreedom">Degrees of freedom of the t test; null for z.</param>
    /// <param name="alpha">Error level, in (0, 1).</param>
    /// <param name="alternative">Side of the test.</param>
    /// <param name="power">Power wanted, in (0, 1).</param>
    /// <returns>0 where the power is not above alpha, which a test has without any effect; NaN where the standard error or the degrees of
    /// freedom are not above 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Alpha or power is outside its range.</exception>
    public static double At(double standardError, double? degreesOfFreedom, double alpha, Alternative alternative, double power)
    {
        Guard.Fraction(alpha);
        Guard.Fraction(power);
        if (!IsUsable(standardError, degreesOfFreedom))
            return double.NaN;
        bool both = alternative == Alternative.TwoSided;
        return power <= alpha
            ? 0
            : standardError * DifferencePower.RequiredDrift(degreesOfFreedom ?? double.PositiveInfinity, both ? alpha / 2 : alpha, both, power);
    }

    /// <summary>Power of a test to find an effect that was stated beforehand.</summary>
    /// <param name="effect">The effect of the design, treatment minus control.</param>
    /// <param name="standardError">Standard error of the estimate.</param>
    /// <param name="degreesOfFreedom">Degrees of freedom of the t test; null for z.</param>
    /// <param name="alpha">Error level, in (0, 1).</param>
    /// <param name="alternative">Side of the test.</param>
    /// <returns>NaN where the standard error or the degrees of freedom are not above 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Alpha is outside its range, or the effect is not finite.</exception>
    public static double PowerAt(double effect, double standardError, double? degreesOfFreedom, double alpha, Alternative alternative)
    {
        Guard.Finite(effect);
        Guard.Fraction(alpha);
        if (!IsUsable(standardError, degreesOfFreedom))
            return double.NaN;
        bool both = alternative == Alternative.TwoSided;
        double drift = (alternative == Alternative.Less ? -effect : effect) / standardError;
        return DifferencePower.OfTest(drift, degreesOfFreedom ?? double.PositiveInfinity, both ? alpha / 2 : alpha, both);
    }

    private static bool IsUsable(double standardError, double? degreesOfFreedom)
        => standardError > 0 && double.IsFinite(standardError) && degreesOfFreedom is null or > 0;
}
