using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>Fisher's exact test (1934) of two proportions, with the odds ratio.</summary>
/// <remarks>Given the total number of successes, the test holds its level at any size; it is conservative where tables are few.</remarks>
/// <param name="Effect">The difference in proportions. Its interval and relative set are score intervals (Mee 1984, Koopman 1984) in which no
/// effect is judged by the exact test itself: where the test keeps it, they reach there. Where the test rejects and the score interval
/// holds 0 nevertheless, the test decides.</param>
/// <param name="OddsRatio">Conditional maximum-likelihood estimate of the odds ratio.</param>
/// <param name="OddsRatioInterval">Its exact interval, from the tails of the test; two-sided it may part from the p-value, which sums the
/// tables that are no more likely than the one observed.</param>
public sealed record FisherExact(Effect Effect, double OddsRatio, Interval OddsRatioInterval)
{
    /// <summary>Name of the method.</summary>
    public const string Method = "fisher";

    /// <summary>Tests two proportions.</summary>
    /// <param name="controlSuccesses">Successes of the control, from 0 to its units.</param>
    /// <param name="controlUnits">Units of the control.</param>
    /// <param name="treatmentSuccesses">Successes of the treatment, from 0 to its units.</param>
    /// <param name="treatmentUnits">Units of the treatment.</param>
    /// <param name="options">Level and alternative.</param>
    /// <returns>Statistic: the odds ratio. An empty arm leaves no test.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative or above its units, or alpha is out of its range.</exception>
    public static FisherExact Compare(
        long controlSuccesses, long controlUnits, long treatmentSuccesses, long treatmentUnits, EffectOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Effect score = ProportionDifference.Compare(controlSuccesses, controlUnits, treatmentSuccesses, treatmentUnits, options);
        if (controlUnits == 0 || treatmentUnits == 0)
            return new(score with { Method = Method }, double.NaN, Coherence.OneSided(0, double.PositiveInfinity, options));
        Table table = new(controlSuccesses + treatmentSuccesses, treatmentUnits, controlUnits, treatmentSuccesses);
        double p = table.PValue(options.Alternative), odds = table.OddsRatio();
        bool rejects = p < options.Alpha;
        Effect effect = score with
        {
            Method = Method,
            Statistic = odds,
            PValue = p,
            Interval = AtZero(score.Interval, rejects),
            Relative = score.Relative.Interval is { } lift ? score.Relative with { Interval = AtZero(lift, rejects) } : score.Relative,
        };
        double tail = options.Alternative == Alternative.TwoSided ? options.Alpha / 2 : options.Alpha;
        Interval limits = Coherence.OneSided(table.LowerOdds(tail), table.UpperOdds(tail), options);
        return new(effect, odds, limits with { Lower = Math.Max(0, limits.Lower) });
    }

    private static Interval AtZero(Interval interval, bool rejects)
    {
        if (rejects || interval.Contains(0))
            return interval;
        return interval.Lower > 0 ? interval with { Lower = 0 } : interval with { Upper = 0 };
    }

    /// <summary>A table given its margins.</summary>
    private sealed record Table(long Successes, long Treatment, long Control, long Observed)
    {
        private long Lowest => Math.Max(0, Successes - Control);

        private long Highest => Math.Min(Successes, Treatment);

        public double PValue(Alternative alternative) => alternative switch
        {
            Alternative.Greater => At(0).Upper(Observed),
            Alternative.Less => At(0).Lower(Observed),
            _ => At(0).AtMost(Observed),
        };

        public double OddsRatio()
        {
            if (Lowest == Highest)
                return double.NaN;
            return Observed == Lowest ? 0 : Observed == Highest ? double.PositiveInfinity : Solve(log => At(log).Mean - Observed);
        }

        public double LowerOdds(double tail) => Observed == Lowest ? 0 : Solve(log => At(log).Upper(Observed) - tail);

        public double UpperOdds(double tail) => Observed == Highest ? double.PositiveInfinity : Solve(log => tail - At(log).Lower(Observed));

        private HypergeometricWeights At(double logOdds) => new(Successes, Treatment, Control, Math.Exp(logOdds), Observed);

        // A rising function of the log odds ratio.
        private static double Solve(Func<double, double> function)
        {
            double low = -1, high = 1;
            while (function(low) > 0 && low > -600)
                low *= 2;
            while (function(high) < 0 && high < 600)
                high *= 2;
            return Math.Exp(Brent.FindRoot(function, low, high, 1e-14).Position);
        }
    }
}
