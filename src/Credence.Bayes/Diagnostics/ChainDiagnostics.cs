namespace Credence.Bayes;

/// <summary>
/// Diagnostics of one scalar quantity from its draws, one array of equal length per chain (Vehtari, Gelman, Simpson, Carpenter and
/// Bürkner, 2021). All are NaN where a draw is NaN or infinite, where nothing varies, or for fewer than four draws in a chain.
/// </summary>
/// <remarks>The values agree with version 1.4.0 of the R package posterior, whose rules for ties, halves and truncation are the same.</remarks>
public static class ChainDiagnostics
{
    /// <summary>The potential scale reduction: the larger of rank-normalised split R-hat for location and, of folded draws, for spread (equation 14 and section 4).</summary>
    /// <returns>About 1 where chains agree; infinite where each chain stands still at its own value.</returns>
    public static double RHat(double[][] chains) => Load(chains).RHat();

    /// <summary>The split R-hat of the draws as they are (Gelman et al., 2013, equation 11.4).</summary>
    public static double SplitRHat(double[][] chains) => Load(chains).SplitRHat();

    /// <summary>The effective sample size of the bulk: of rank-normalised draws (section 4.1). NaN for fewer than six draws in a chain.</summary>
    public static double EssBulk(double[][] chains) => Load(chains).EssBulk();

    /// <summary>The effective sample size of the tails: the smaller of those of the 5% and the 95% quantile (section 4.3).</summary>
    public static double EssTail(double[][] chains) => Load(chains).EssTail();

    /// <summary>The effective sample size of the mean.</summary>
    public static double EssMean(double[][] chains) => Load(chains).EssMean();

    /// <summary>The effective sample size of the standard deviation: that of absolute deviations from the mean.</summary>
    public static double EssSd(double[][] chains) => Load(chains).EssSd();

    /// <summary>The effective sample size of a quantile: that of the indicator of draws up to it (section 4.3). NaN where the quantile is the largest draw.</summary>
    /// <param name="chains">The draws of each chain.</param>
    /// <param name="probability">The probability of the quantile, in (0, 1).</param>
    public static double EssQuantile(double[][] chains, double probability) => Load(chains).EssQuantile(Guard.Fraction(probability));

    /// <summary>The Monte Carlo standard error of the mean: sd/√<see cref="EssMean"/>.</summary>
    public static double McseMean(double[][] chains)
    {
        ElementDiagnostics element = Load(chains);
        return element.StandardDeviation / Math.Sqrt(element.EssMean());
    }

    /// <summary>
    /// The Monte Carlo standard error of the standard deviation, √((E c⁴ − (E c²)²)/ESS(c²)/(4 E c²)) with c the centred draws:
    /// the delta method without an assumption of normality.
    /// </summary>
    public static double McseSd(double[][] chains) => Load(chains).McseSd();

    /// <summary>The Monte Carlo standard error of a quantile, from the beta distribution of its order statistics at its effective sample size (section 4.4).</summary>
    /// <param name="chains">The draws of each chain.</param>
    /// <param name="probability">The probability of the quantile, in (0, 1).</param>
    public static double McseQuantile(double[][] chains, double probability) => Load(chains).McseQuantile(Guard.Fraction(probability));

    /// <summary>The autocorrelation of one chain at lags 0 to the given one, with n in the denominator at every lag.</summary>
    /// <param name="chain">The draws.</param>
    /// <param name="maximumLag">The largest lag, in [0, n − 1].</param>
    /// <returns>One value per lag; NaN where nothing varies.</returns>
    public static double[] Autocorrelation(ReadOnlySpan<double> chain, int maximumLag)
    {
        if (maximumLag < 0 || maximumLag >= chain.Length)
            throw new ArgumentOutOfRangeException(nameof(maximumLag), maximumLag, "The largest lag must be in [0, n − 1].");
        MeanAutocovariance autocovariance = new(1, chain.Length);
        autocovariance.Load(chain);
        double variance = autocovariance.At(0);
        double[] correlation = new double[maximumLag + 1];
        for (int lag = 0; lag <= maximumLag; lag++)
            correlation[lag] = autocovariance.At(lag) / variance;
        return correlation;
    }

    /// <summary>
    /// The energy Bayesian fraction of missing information of a chain, Σ(Eₜ − Eₜ₋₁)²/Σ(Eₜ − Ē)² (Betancourt, 2016, equation 10): below 0.3 the
    /// momentum refreshments explore the energies too slowly.
    /// </summary>
    /// <returns>NaN for fewer than two draws or energies that do not vary.</returns>
    public static double Ebfmi(ReadOnlySpan<double> energy)
    {
        if (energy.Length < 2)
            return double.NaN;
        double steps = 0;
        for (int i = 1; i < energy.Length; i++)
            steps += (energy[i] - energy[i - 1]) * (energy[i] - energy[i - 1]);
        return steps / ChainMoments.SumOfSquares(energy, ChainMoments.Mean(energy));
    }

    private static ElementDiagnostics Load(double[][] chains)
    {
        ArgumentNullException.ThrowIfNull(chains);
        Guard.AtLeast(chains.Length, 1);
        int draws = chains[0].Length;
        double[] values = new double[chains.Length * draws];
        for (int chain = 0; chain < chains.Length; chain++)
        {
            Guard.SameLength(chains[chain].Length, draws);
            chains[chain].CopyTo(values, chain * draws);
        }
        ElementDiagnostics element = new(chains.Length, draws);
        element.Load(values);
        return element;
    }
}
