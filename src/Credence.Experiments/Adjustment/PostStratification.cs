using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>Post-stratification: the effect within each stratum, weighted by the share of the stratum.</summary>
/// <remarks>
/// <para>With weights w_s, means m and variances v of the means, the levels are Σ w_s m_s with variance Σ w_s² v_s, exact given how many
/// units each variant has in each stratum (Miratrix, Sekhon and Yu 2013); a ratio's levels are Σ w_s ȳ_s / Σ w_s x̄_s with the variance of
/// y − R x in each stratum (Cochran 1977, section 6.11). The effect is that on the mix of strata in the experiment. A blocked experiment is
/// analysed in the same way.</para>
/// <para>A stratum in which a variant has fewer than two units is thin: thin strata are merged into one, and that into the smallest of the
/// others as long as it is itself thin. No unit is dropped, and the weights sum to 1.</para>
/// </remarks>
public static class PostStratification
{
    /// <summary>Compares two variants over strata.</summary>
    /// <param name="strata">The strata; those without units are left out.</param>
    /// <param name="normal">Whether the reference is normal, as for large strata; else t with Satterthwaite's degrees of freedom over all
    /// strata and variants, which for a single stratum is Welch's test.</param>
    /// <exception cref="ArgumentException">The strata differ in their columns, or there are more than two columns.</exception>
    public static PostStratified Compare(IReadOnlyList<Stratum> strata, bool normal)
    {
        ArgumentNullException.ThrowIfNull(strata);
        Stratum[] used = [.. strata.Where(stratum => stratum.Control.Count + stratum.Treatment.Count > 0)];
        if (used.Length == 0)
            throw new ArgumentException("There is no stratum with units.", nameof(strata));
        Stratum[] thin = [.. used.Where(stratum => stratum.IsThin)];
        (Stratum Stratum, string?[] Names)[] merged = Merge(used, thin);
        double units = merged.Sum(cell => (double)cell.Stratum.Units);
        (double Weight, Stratum Stratum)[] weighted = [.. merged.Select(cell => (cell.Stratum.Units / units, cell.Stratum))];
        MeanComparison comparison = Compare(weighted, normal);
        Stratum whole = used.Aggregate((a, b) => a.Merge(b));
        return new(
            comparison,
            [.. merged.Select(cell => Effect(cell.Stratum, cell.Names, cell.Stratum.Units / units, normal))],
            thin,
            [.. thin.Where(stratum => stratum.LacksVariant)],
            comparison.Estimated.Variance / Compare([(1, whole)], normal).Estimated.Variance);
    }

    private static (Stratum, string?[])[] Merge(Stratum[] strata, Stratum[] thin)
    {
        List<(Stratum Stratum, string?[] Names)> kept = [.. strata.Except(thin).Select(stratum => (stratum, (string?[])[stratum.Name]))];
        if (thin.Length == 0)
            return [.. kept];
        (Stratum Stratum, string?[] Names) rest = (thin.Aggregate((a, b) => a.Merge(b)), [.. thin.Select(stratum => stratum.Name)]);
        while (rest.Stratum.IsThin && kept.Count > 0)
        {
            (Stratum Stratum, string?[] Names) smallest = kept.MinBy(cell => cell.Stratum.Units);
            kept.Remove(smallest);
            rest = (smallest.Stratum.Merge(rest.Stratum), [.. smallest.Names, .. rest.Names]);
        }
        return [.. kept, rest];
    }

    private static StratumEffect Effect(Stratum stratum, string?[] names, double weight, bool normal)
        => new(names, stratum.Control.Count, stratum.Treatment.Count, weight, Compare([(1, stratum)], normal));

    private static MeanComparison Compare((double Weight, Stratum Stratum)[] strata, bool normal)
    {
        WeightedLevel control = WeightedLevel.Of(strata.Select(cell => (cell.Weight, cell.Stratum.Control)));
        WeightedLevel treatment = WeightedLevel.Of(strata.Select(cell => (cell.Weight, cell.Stratum.Treatment)));
        double variance = control.Mean.Variance + treatment.Mean.Variance;
        double degreesOfFreedom = variance * variance / (control.Fourth + treatment.Fourth);
        return new(normal ? "z" : "welch", control.Mean, treatment.Mean, normal ? null : degreesOfFreedom);
    }

    // Fourth: the sum over strata of (w² v)²/(n − 1), the denominator of Satterthwaite's formula.
    private readonly record struct WeightedLevel(ArmMean Mean, double Fourth)
    {
        public static WeightedLevel Of(IEnumerable<(double Weight, CrossMoments Moments)> cells)
        {
            double numerator = 0, denominator = 0;
            foreach ((double weight, CrossMoments moments) in cells)
            {
                numerator += weight * moments.Means[0];
                denominator += weight * (moments.Columns.Count == 2 ? moments.Means[1] : 1);
            }
            double mean = denominator == 0 ? double.NaN : numerator / denominator, variance = 0, fourth = 0;
            foreach ((double weight, CrossMoments moments) in cells)
            {
                double part = weight * weight * VarianceOfMean(moments, mean) / denominator / denominator;
                variance += part;
                fourth += part * part / (moments.Count - 1);
            }
            return new(new(mean, variance), fourth);
        }

        private static double VarianceOfMean(CrossMoments moments, double ratio)
        {
            Moments first = moments.Of(0);
            if (moments.Columns.Count == 1 || moments.Count < 2)
                return first.Variance / moments.Count;
            Moments second = moments.Of(1);
            double squares = first.SumSquaredDeviations + ratio * (ratio * second.SumSquaredDeviations - 2 * moments.CoProducts[1]);
            return Math.Max(0, squares) / (moments.Count - 1) / moments.Count;
        }
    }
}
