using Credence.Numerics;

namespace Credence.Latent;

/// <summary>Fit indices from statistics.</summary>
internal static class FitIndices
{
    private const double CloseFit = 0.05, PoorFit = 0.08;

    /// <summary>The test and its comparison with the independence model.</summary>
    public static ComparativeFit Compare(double chiSquare, int df, double baseline, int baselineDf)
    {
        double excess = Math.Max(chiSquare - df, 0), most = Math.Max(excess, Math.Max(baseline - baselineDf, 0));
        double ratio = chiSquare / df, baselineRatio = baseline / baselineDf;
        bool saturated = df == 0;
        double nfi = (baseline - chiSquare) / baseline;
        return new ComparativeFit(
            chiSquare, df, saturated ? double.NaN : ChiSquared.UpperTail(chiSquare, df),
            baseline, baselineDf, baselineDf == 0 ? double.NaN : ChiSquared.UpperTail(baseline, baselineDf),
            Cfi: most > 0 ? 1 - (excess / most) : 1,
            Tli: saturated ? 1 : (baselineRatio - ratio) / (baselineRatio - 1),
            Nfi: nfi,
            Pnfi: (double)df / baselineDf * nfi,
            Rfi: saturated ? 1 : (baselineRatio - ratio) / baselineRatio,
            Ifi: (baseline - chiSquare) / (baseline - df),
            Rni: 1 - ((chiSquare - df) / (baseline - baselineDf)));
    }

    /// <summary>The error of approximation, its interval and tests.</summary>
    /// <param name="excess">The statistic less what is expected of it under an exact model.</param>
    /// <param name="df">The degrees of freedom of the model.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="groups">The number of groups.</param>
    /// <param name="statistic">The noncentral chi-square variable of the interval.</param>
    /// <param name="statisticDf">Its degrees of freedom.</param>
    /// <param name="factor">What its noncentrality is multiplied by to become n · df · rmsea² / groups.</param>
    public static Rmsea Rmsea(double excess, double df, long rows, int groups, double statistic, double statisticDf, double factor)
    {
        if (!(df > 0))
            return new Rmsea(0, 0, 0, double.NaN, double.NaN);
        double unit = rows * df / groups;
        return new Rmsea(
            Math.Sqrt(Math.Max(excess, 0) / unit), Limit(0.95), Limit(0.05),
            NoncentralChiSquared.UpperTail(statistic, statisticDf, unit * CloseFit * CloseFit / factor),
            NoncentralChiSquared.Cdf(statistic, statisticDf, unit * PoorFit * PoorFit / factor));

        double Limit(double probability) => Math.Sqrt(Math.Max(factor * Noncentrality(statistic, statisticDf, probability), 0) / unit);
    }

    /// <summary>The measure of a plain statistic.</summary>
    public static Rmsea Rmsea(double chiSquare, int df, long rows, int groups) => Rmsea(chiSquare - df, df, rows, groups, chiSquare, df, 1);

    /// <summary>McDonald's measure.</summary>
    public static double Mfi(double chiSquare, int df, long rows) => Math.Exp(-0.5 * (chiSquare - df) / rows);

    /// <summary>Expected cross-validation.</summary>
    public static double Ecvi(double chiSquare, int parameters, long rows) => (chiSquare + (2.0 * parameters)) / rows;

    /// <summary>Hoelter's critical n.</summary>
    public static double CriticalN(double chiSquare, int df, long rows, double alpha)
        => df == 0 || chiSquare < 1e-8 ? double.NaN : (ChiSquared.UpperQuantile(alpha, df) / (chiSquare / rows)) + 1;

    // The noncentrality at which the distribution function at the statistic is a probability; 0 where even a central variable has less.
    private static double Noncentrality(double statistic, double df, double probability)
    {
        if (!(statistic > 0) || !double.IsFinite(statistic) || ChiSquared.Cdf(statistic, df) <= probability)
            return 0;
        // The normal approximation of the variable, whose mean is df + λ and variance 2 (df + 2 λ), brackets the root closely.
        double z = Normal.Quantile(probability), shift = statistic - df + (2 * z * z);
        double near = Math.Max(shift - (z * Math.Sqrt(Math.Max((4 * z * z) + (4 * statistic) - (2 * df), 0))), 0);
        double low = Math.Max(near - (0.2 * (near + statistic)), 0), high = near + (0.2 * (near + statistic));
        while (low > 0 && NoncentralChiSquared.Cdf(statistic, df, low) < probability)
            low = Math.Max(low - statistic, 0);
        while (NoncentralChiSquared.Cdf(statistic, df, high) > probability)
            high *= 2;
        return Brent.FindRoot(value => NoncentralChiSquared.Cdf(statistic, df, value) - probability, low, high, 1e-10 * statistic).Position;
    }
}
