using System.Numerics.Tensors;
using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>
/// All diagnostics of one scalar quantity at a time. The draws are sorted once, and ranks, quantiles, folded ranks and intervals
/// all come from that order; the buffers serve any number of quantities with the same chains and draws.
/// </summary>
/// <remarks>Chains are split in halves, without the middle draw of an odd number (Gelman et al., 2013, section 11.4).</remarks>
internal sealed class ElementDiagnostics
{
    private readonly int chains, draws, half;
    private readonly int[] splitPlace, order, places;
    private readonly double[] values, sorted, keys, scores, split;
    private readonly ChainFormulas formulas;
    private readonly NormalScores normalScores;

    public ElementDiagnostics(int chains, int draws)
    {
        (this.chains, this.draws, half) = (chains, draws, draws / 2);
        int all = chains * draws, kept = 2 * chains * half;
        (values, sorted, order, splitPlace) = (new double[all], new double[all], new int[all], new int[all]);
        (keys, places, scores, split) = (new double[all], new int[all], new double[kept], new double[kept]);
        for (int i = 0; i < all; i++)
        {
            int chain = i / draws, draw = i % draws;
            splitPlace[i] = draw < half ? 2 * chain * half + draw
                : draw >= draws - half ? (2 * chain + 1) * half + draw - (draws - half)
                : -1;
        }
        formulas = new ChainFormulas(2 * chains, half);
        normalScores = new NormalScores(kept);
    }

    /// <summary>The draws in increasing order; empty where one is NaN.</summary>
    public ReadOnlySpan<double> Sorted => HasNaN ? [] : sorted;

    /// <summary>Whether a draw is NaN.</summary>
    public bool HasNaN { get; private set; }

    /// <summary>Whether all draws are one and the same finite number.</summary>
    public bool IsConstant { get; private set; }

    /// <summary>The mean.</summary>
    public double Mean { get; private set; }

    /// <summary>The standard deviation with n − 1 in the denominator.</summary>
    public double StandardDeviation { get; private set; }

    /// <summary>Takes the draws of all chains, one chain after another.</summary>
    public void Load(ReadOnlySpan<double> element)
    {
        Guard.SameLength(element.Length, values.Length);
        element.CopyTo(values);
        Mean = ChainMoments.Mean(values);
        HasNaN = TensorPrimitives.IsNaNAny<double>(values);
        StandardDeviation = values.Length < 2 ? double.NaN : Math.Sqrt(ChainMoments.SumOfSquares(values, Mean) / (values.Length - 1));
        Judgeable = false;
        IsConstant = false;
        if (HasNaN || values.Length == 0)
            return;
        values.CopyTo(sorted, 0);
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(sorted, order);
        bool finite = double.IsFinite(sorted[0]) && double.IsFinite(sorted[^1]);
        IsConstant = finite && sorted[0] == sorted[^1];
        Judgeable = finite && !IsConstant && draws >= 4;
        if (Judgeable)
            WriteBulkScores();
    }

    /// <summary>Whether draws are finite, vary, and are at least four in each chain; without that all diagnostics are NaN.</summary>
    private bool Judgeable { get; set; }

    /// <summary>The larger of the rank-normalised split R-hat and that of the folded draws.</summary>
    public double RHat()
    {
        if (!Judgeable)
            return double.NaN;
        double bulk = formulas.RHat(scores);
        WriteFoldedScores();
        double folded = formulas.RHat(split);
        // All draws equally far from the median carry no information on spread.
        return double.IsNaN(folded) ? bulk : Math.Max(bulk, folded);
    }

    /// <summary>The split R-hat of the draws as they are.</summary>
    public double SplitRHat() => Judgeable ? formulas.RHat(Split(values)) : double.NaN;

    /// <summary>The effective sample size of the rank-normalised draws.</summary>
    public double EssBulk() => Judgeable ? formulas.EffectiveSampleSize(scores) : double.NaN;

    /// <summary>The smaller of the effective sample sizes of the 5% and the 95% quantile.</summary>
    public double EssTail() => Math.Min(EssQuantile(0.05), EssQuantile(0.95));

    /// <summary>The effective sample size of the mean.</summary>
    public double EssMean() => Judgeable ? formulas.EffectiveSampleSize(Split(values)) : double.NaN;

    /// <summary>The effective sample size of the standard deviation: that of the absolute deviations from the mean.</summary>
    public double EssSd()
    {
        if (!Judgeable)
            return double.NaN;
        TensorPrimitives.Subtract(values, Mean, keys);
        TensorPrimitives.Abs(keys, keys);
        return formulas.EffectiveSampleSize(Split(keys));
    }

    /// <summary>The effective sample size of the indicator of draws up to a quantile; NaN where all draws are.</summary>
    public double EssQuantile(double probability)
    {
        if (!Judgeable)
            return double.NaN;
        double quantile = SortedValues.Quantile(sorted, probability);
        for (int i = 0; i < keys.Length; i++)
            keys[i] = values[i] <= quantile ? 1 : 0;
        return formulas.EffectiveSampleSize(Split(keys));
    }

    /// <summary>The Monte Carlo standard error of the standard deviation, by the delta method from that of the variance.</summary>
    public double McseSd()
    {
        if (!Judgeable)
            return double.NaN;
        TensorPrimitives.Subtract(values, Mean, keys);
        TensorPrimitives.Multiply(keys, keys, keys);
        double second = TensorPrimitives.Sum<double>(keys) / keys.Length;
        double sumOfFourth = TensorPrimitives.SumOfSquares<double>(keys);
        double variance = (sumOfFourth / keys.Length - second * second) / formulas.EffectiveSampleSize(Split(keys));
        return Math.Sqrt(variance / second / 4);
    }

    /// <summary>The Monte Carlo standard error of a quantile: half the gap of the order statistics that bound it with probability 68.3%.</summary>
    public double McseQuantile(double probability)
    {
        double ess = EssQuantile(probability);
        if (double.IsNaN(ess))
            return double.NaN;
        double a = ess * probability + 1, b = ess * (1 - probability) + 1;
        double lower = BetaDistribution.Quantile(0.1586553, a, b), upper = BetaDistribution.Quantile(0.8413447, a, b);
        int from = Math.Max((int)Math.Floor(lower * sorted.Length), 1), to = Math.Min((int)Math.Ceiling(upper * sorted.Length), sorted.Length);
        return (sorted[to - 1] - sorted[from - 1]) / 2;
    }

    private void WriteBulkScores()
    {
        int count = 0;
        for (int i = 0; i < order.Length; i++)
            count = Keep(count, sorted[i], order[i]);
        normalScores.Write(keys.AsSpan(0, count), places.AsSpan(0, count), scores);
    }

    /// <summary>Scores of |x − median|, whose order is merged from both sides of the median.</summary>
    private void WriteFoldedScores()
    {
        int size = sorted.Length, above = size / 2, below = above - 1, count = 0;
        double median = size % 2 == 1 ? sorted[above] : 0.5 * sorted[above - 1] + 0.5 * sorted[above];
        while (below >= 0 || above < size)
        {
            double low = below >= 0 ? Math.Abs(sorted[below] - median) : double.PositiveInfinity;
            double high = above < size ? Math.Abs(sorted[above] - median) : double.PositiveInfinity;
            bool fromBelow = below >= 0 && (low < high || above == size);
            count = fromBelow ? Keep(count, low, order[below--]) : Keep(count, high, order[above++]);
        }
        normalScores.Write(keys.AsSpan(0, count), places.AsSpan(0, count), split);
    }

    /// <summary>Notes a value and its place among the split chains, unless it is the middle draw of an odd number.</summary>
    private int Keep(int count, double value, int index)
    {
        int place = splitPlace[index];
        if (place < 0)
            return count;
        (keys[count], places[count]) = (value, place);
        return count + 1;
    }

    private double[] Split(double[] all)
    {
        for (int chain = 0; chain < chains; chain++)
        {
            ReadOnlySpan<double> from = all.AsSpan(chain * draws, draws);
            from[..half].CopyTo(split.AsSpan(2 * chain * half));
            from[(draws - half)..].CopyTo(split.AsSpan((2 * chain + 1) * half));
        }
        return split;
    }
}
