using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>How spread and shape of a treatment differ from those of the control.</summary>
/// <param name="Ratio">Standard deviation of the treatment over that of the control.</param>
/// <param name="BrownForsythe">Test of equal spread; null where values were not read.</param>
/// <param name="KolmogorovSmirnov">Test of equal distributions; null where values were not read.</param>
public sealed record SpreadComparison(SpreadRatio Ratio, BrownForsythe? BrownForsythe, KolmogorovSmirnov? KolmogorovSmirnov)
{
    /// <summary>From moments alone, by normal theory.</summary>
    internal static SpreadComparison Of(Moments control, Moments treatment, double alpha)
        => new(SpreadRatio.OfNormal(control, treatment, alpha), null, null);

    /// <summary>From the values.</summary>
    internal static SpreadComparison Of(RankedArms arms, double alpha)
        => new(SpreadRatio.Robust(arms, alpha), Experiments.BrownForsythe.Test(arms), Experiments.KolmogorovSmirnov.Test(arms));
}

/// <summary>An odds ratio with its exact interval.</summary>
/// <param name="Estimate">Conditional maximum-likelihood estimate.</param>
/// <param name="Interval">Exact interval.</param>
public sealed record OddsRatio(double Estimate, Interval Interval);

/// <summary>Large values set to one threshold that all variants share.</summary>
/// <param name="Quantile">Which quantile of all units the threshold is.</param>
/// <param name="Threshold">The threshold, in the metric's units (of a ratio's numerator).</param>
/// <param name="Capped">Share of the units that were above it, by variant.</param>
public sealed record Winsorization(double Quantile, double Threshold, IReadOnlyDictionary<string, double> Capped);
