using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>The exact test of one proportion, with the interval of Clopper and Pearson (1934).</summary>
/// <param name="Estimate">Successes over trials.</param>
/// <param name="PValue">p-value; two-sided the sum of the probabilities that are at most that of the successes observed.</param>
/// <param name="Interval">Exact interval, from the tails; two-sided it may part from the p-value by a table.</param>
public sealed record ExactBinomial(double Estimate, double PValue, Interval Interval)
{
    /// <summary>Tests a number of successes.</summary>
    /// <param name="successes">Successes, from 0 to the trials.</param>
    /// <param name="trials">Trials.</param>
    /// <param name="probability">Probability of success under the null hypothesis, in [0, 1].</param>
    /// <param name="options">Level and alternative.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static ExactBinomial Test(long successes, long trials, double probability, EffectOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Guard.AtLeast(successes, 0);
        Guard.AtLeast(trials, successes);
        Guard.Probability(probability);
        double tail = options.Alternative == Alternative.TwoSided ? options.Alpha / 2 : options.Alpha;
        double lower = successes == 0 ? 0 : BetaDistribution.Quantile(tail, successes, trials - successes + 1.0);
        double upper = successes == trials ? 1 : BetaDistribution.UpperQuantile(tail, successes + 1.0, trials - successes);
        Interval interval = Coherence.OneSided(lower, upper, options);
        return new(
            (double)successes / trials,
            PValueOf(successes, trials, probability, options.Alternative),
            interval with { Lower = Math.Max(0, interval.Lower), Upper = Math.Min(1, interval.Upper) });
    }

    private static double PValueOf(long successes, long trials, double probability, Alternative alternative) => alternative switch
    {
        Alternative.Greater => Upper(successes, trials, probability),
        Alternative.Less => Upper(trials - successes, trials, 1 - probability),
        _ => TwoSided(successes, trials, probability),
    };

    // P(X ≥ x).
    private static double Upper(long x, long trials, double probability)
        => x <= 0 ? 1 : x > trials ? 0 : IncompleteBeta.Regularized(x, trials - x + 1.0, probability);

    // The tail of the observed number, and on the other side of the mean the numbers that are no more likely.
    private static double TwoSided(long x, long trials, double probability)
    {
        const double Slack = 1e-7;
        double mean = trials * probability, limit = LogProbability(x) + Slack;
        if (trials == 0 || x == mean)
            return 1;
        bool isAbove = x > mean;
        double tail = isAbove ? Upper(x, trials, probability) : Upper(trials - x, trials, 1 - probability);
        long near = isAbove ? (long)Math.Floor(mean) : (long)Math.Ceiling(mean), far = isAbove ? -1 : trials + 1;
        while (Math.Abs(near - far) > 1)
        {
            long middle = far + (near - far) / 2;
            if (LogProbability(middle) <= limit)
                far = middle;
            else
                near = middle;
        }
        if (LogProbability(near) <= limit)
            far = near;
        double other = isAbove ? Upper(trials - far, trials, 1 - probability) : Upper(far, trials, probability);
        return Math.Min(1, tail + other);

        double LogProbability(long k)
        {
            double log = -GammaFunction.LogBeta(k + 1.0, trials - k + 1.0) - Math.Log(trials + 1.0);
            return log + (k == 0 ? 0 : k * Math.Log(probability)) + (k == trials ? 0 : (trials - k) * Elementary.Log1p(-probability));
        }
    }
}
