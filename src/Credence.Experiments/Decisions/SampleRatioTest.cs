using System.Globalization;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>Check that units arrived in the planned proportions: Pearson's chi-square test of the allocation.</summary>
public static class SampleRatioTest
{
    /// <summary>Tests the observed units against the planned shares.</summary>
    /// <param name="variants">Names of the variants.</param>
    /// <param name="observed">Units per variant, in the same order.</param>
    /// <param name="shares">Planned shares or weights, not negative, in the same order; scaled to sum to 1.</param>
    /// <param name="alpha">Level of the check, in (0, 1).</param>
    /// <returns>A variant whose planned share is 0 has no expectation and no degree of freedom; units in it are a certain mismatch
    /// (infinite statistic, p-value 0). Without units, or with one variant only, there is nothing to test: the p-value is NaN.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count or share is negative, no share is positive, or alpha is out of its
    /// range.</exception>
    public static SampleRatio Test(
        IReadOnlyList<string> variants, ReadOnlySpan<long> observed, ReadOnlySpan<double> shares, double alpha = 0.001)
    {
        ArgumentNullException.ThrowIfNull(variants);
        Guard.SameLength(observed.Length, variants.Count);
        Guard.SameLength(shares.Length, variants.Count);
        Guard.Fraction(alpha);
        double total = 0, weight = 0;
        for (int i = 0; i < shares.Length; i++)
        {
            total += Guard.AtLeast(observed[i], 0);
            weight += Guard.NotNegative(shares[i], nameof(shares));
        }
        Guard.Positive(weight, nameof(shares));
        OrderedDictionary<string, long> counts = [];
        OrderedDictionary<string, double> expected = [];
        double chiSquare = 0;
        int positive = 0;
        for (int i = 0; i < shares.Length; i++)
        {
            double share = shares[i] / weight, mean = total * share;
            counts.Add(variants[i], observed[i]);
            expected.Add(variants[i], share);
            if (share > 0)
                positive++;
            if (observed[i] != mean)
                chiSquare += (observed[i] - mean) * ((observed[i] - mean) / mean);
        }
        double p = PValue(chiSquare, positive - 1, total);
        return new(counts, expected, chiSquare, positive - 1, p, p < alpha);
    }

    /// <summary>The blocking finding <c>sample-ratio-mismatch</c>; null where the allocation is as planned.</summary>
    public static Finding? Finding(SampleRatio result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (!result.Mismatch)
            return null;
        CultureInfo culture = CultureInfo.InvariantCulture;
        double total = result.Observed.Values.Sum();
        IEnumerable<string> arms = result.Observed.Select(arm => string.Create(
            culture, $"{arm.Value:N0} in {arm.Key} ({arm.Value / total:0.0##%}; planned {result.Expected[arm.Key]:0.0##%})"));
        string split = string.Join(", ", arms);
        return new(
            "sample-ratio-mismatch",
            Severity.Blocking,
            string.Create(culture, $"The {(result.Cluster is { } cluster ? $"clusters of {cluster}" : "units")} did not arrive in the planned proportions: {split}; {PValueText.WithLetter(result.PValue)}."),
            "Find the cause (assignment, redirects, bots, lost logs) before reading any effect; "
            + "state the planned shares if they were others.");
    }

    private static double PValue(double chiSquare, int degreesOfFreedom, double total)
    {
        if (double.IsPositiveInfinity(chiSquare))
            return 0;
        return total == 0 || degreesOfFreedom == 0 ? double.NaN : IncompleteGamma.Upper(degreesOfFreedom / 2.0, chiSquare / 2);
    }
}
