namespace Credence.Bayes;

/// <summary>Formulas for the potential scale reduction and the effective sample size of chains of one length that lie one after another.</summary>
internal sealed class ChainFormulas(int chains, int length)
{
    private readonly MeanAutocovariance autocovariance = new(chains, length);
    private readonly double[] means = new double[chains];

    /// <summary>
    /// √((B/W + n − 1)/n) with B = n Var(chain means) and W the mean variance within chains (Gelman and Rubin, 1992; Vehtari et al.,
    /// 2021, equations 1 to 4). Infinite where no chain varies within itself but their means differ; NaN where nothing varies.
    /// </summary>
    public double RHat(ReadOnlySpan<double> values)
    {
        if (length < 2)
            return double.NaN;
        double within = 0;
        for (int chain = 0; chain < chains; chain++)
        {
            ReadOnlySpan<double> draws = values.Slice(chain * length, length);
            means[chain] = ChainMoments.Mean(draws);
            within += ChainMoments.SumOfSquares(draws, means[chain]) / (length - 1) / chains;
        }
        return Math.Sqrt((length * ChainMoments.Variance(means) / within + length - 1) / length);
    }

    /// <summary>
    /// S/τ with τ summed over Geyer's initial monotone sequence of pairs of autocorrelations and bounded below by 1/log₁₀ S (Geyer, 1992;
    /// Vehtari et al., 2021, section 3.2). NaN for fewer than three draws in a half chain or where nothing varies.
    /// </summary>
    public double EffectiveSampleSize(ReadOnlySpan<double> values)
    {
        if (length < 3 || IsConstant(values))
            return double.NaN;
        autocovariance.Load(values);
        for (int chain = 0; chain < chains; chain++)
            means[chain] = ChainMoments.Mean(values.Slice(chain * length, length));
        double within = autocovariance.At(0) * length / (length - 1);
        double total = within * (length - 1) / length + (chains > 1 ? ChainMoments.Variance(means) : 0);
        double size = (double)chains * length;
        return size / Math.Max(CorrelationTime(within, total), 1 / Math.Log10(size));
    }

    private double CorrelationTime(double within, double total)
    {
        double even = 1, pair = 1 + Correlation(1, within, total), smallest = double.PositiveInfinity, sum = 0;
        // Half chains of at most five draws have no second pair to judge the first by.
        if (length <= 5)
            return -1 + 2 * pair;
        int lag = 0;
        while (lag < length - 5 && pair > 0)
        {
            smallest = Math.Min(smallest, pair);
            sum += smallest;
            lag += 2;
            even = Correlation(lag, within, total);
            pair = even + Correlation(lag + 1, within, total);
        }
        return -1 + 2 * sum + Math.Max(even, 0);
    }

    private double Correlation(int lag, double within, double total) => 1 - (within - autocovariance.At(lag)) / total;

    private static bool IsConstant(ReadOnlySpan<double> values) => values.IndexOfAnyExcept(values[0]) < 0;
}
