using Credence.Numerics;

namespace Credence.Latent;

/// <summary>The test of a model against a larger one that it is a special case of.</summary>
/// <param name="ChiSquare">The difference of the statistics, scaled where rows need not be normal.</param>
/// <param name="DegreesOfFreedom">The difference of the degrees of freedom.</param>
/// <param name="PValue">The p-value; NaN where there is no difference of degrees of freedom or the scaling factor is not positive.</param>
/// <param name="ScalingFactor">What the plain difference was divided by; 1 without scaling.</param>
public sealed record LikelihoodRatioTest(double ChiSquare, int DegreesOfFreedom, double PValue, double ScalingFactor);

/// <summary>Compares nested models.</summary>
public static class LikelihoodRatio
{
    /// <summary>Tests two nested models; the one with fewer degrees of freedom is taken as the larger. Robust fits are compared by the scaling factors of both models
    /// (Satorra and Bentler, 2001, <i>Psychometrika</i> 66).</summary>
    /// <param name="first">A fit.</param>
    /// <param name="second">Another fit to the same data.</param>
    /// <exception cref="ArgumentException">A fit has no measures, or the numbers of rows or observed variables differ.</exception>
    public static LikelihoodRatioTest Test(SemFit first, SemFit second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Measures is not { } one || second.Measures is not { } other)
            throw new ArgumentException("Both models must have converged.", nameof(first));
        if (one.Rows != other.Rows || !first.Table.Observed.Order(StringComparer.Ordinal).SequenceEqual(second.Table.Observed.Order(StringComparer.Ordinal)))
            throw new ArgumentException("The models must be fitted to the same rows and variables.", nameof(second));
        (SemFit large, SemFit small) = one.Comparative.DegreesOfFreedom <= other.Comparative.DegreesOfFreedom ? (first, second) : (second, first);
        ComparativeFit larger = large.Measures!.Comparative, smaller = small.Measures!.Comparative;
        int df = smaller.DegreesOfFreedom - larger.DegreesOfFreedom;
        double difference = smaller.ChiSquare - larger.ChiSquare, factor = 1;
        if (large.Measures.Scaled is { } largeScaled && small.Measures.Scaled is { } smallScaled && df > 0)
        {
            factor = ((smallScaled.ScalingFactor * smaller.DegreesOfFreedom) - Weighted(largeScaled.ScalingFactor, larger.DegreesOfFreedom)) / df;
        }
        if (df == 0 || !(factor > 0))
            return new LikelihoodRatioTest(df == 0 ? difference : double.NaN, df, double.NaN, factor);
        return new LikelihoodRatioTest(difference / factor, df, ChiSquared.UpperTail(difference / factor, df), factor);
    }

    private static double Weighted(double factor, int df) => df == 0 ? 0 : factor * df;
}
