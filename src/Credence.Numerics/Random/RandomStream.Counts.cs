namespace Credence.Numerics;

public sealed partial class RandomStream
{
    private const double LargestPoissonMean = 1e15;

    /// <summary>A Poisson number with the given mean in [0, 1e15] (inversion below 10, else PTRS of Hörmann, 1993).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The mean is outside [0, 1e15].</exception>
    public long NextPoisson(double mean)
    {
        if (!(mean is >= 0 and <= LargestPoissonMean))
            throw new ArgumentOutOfRangeException(nameof(mean), mean, "The mean must be in [0, 1e15].");
        return mean < 10 ? PoissonByInversion(mean) : PoissonByRejection(mean);
    }

    /// <summary>A binomial number of successes among the trials (inversion for a mean below 10, else BTRS of Hörmann, 1993).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Trials are outside [0, 1e15] or the probability is outside [0, 1].</exception>
    public long NextBinomial(long trials, double probability)
    {
        if (trials is < 0 or > 1_000_000_000_000_000)
            throw new ArgumentOutOfRangeException(nameof(trials), trials, "The number of trials must be in [0, 1e15].");
        Guard.Probability(probability);
        double rarer = Math.Min(probability, 1 - probability);
        long count = trials * rarer < 10 ? BinomialByInversion(trials, rarer) : BinomialByRejection(trials, rarer);
        return probability <= 0.5 ? count : trials - count;
    }

    private long PoissonByInversion(double mean)
    {
        double u = NextDouble(), term = ReproducibleMath.Exp(-mean);
        long k = 0;
        // Far in the tail the terms fall below the spacing of u; the loop ends where they no longer count.
        for (; u > term && k < 200; k++)
        {
            u -= term;
            term *= mean / (k + 1);
        }
        return k;
    }

    private long PoissonByRejection(double mean)
    {
        double root = Math.Sqrt(mean), b = 0.931 + 2.53 * root, a = -0.059 + 0.02483 * b;
        double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4), quick = 0.9277 - 3.6224 / (b - 2);
        while (true)
        {
            double u = NextDouble() - 0.5, v = NextDouble(), us = 0.5 - Math.Abs(u);
            double k = Math.Floor((2 * a / us + b) * u + mean + 0.43);
            if (us >= 0.07 && v <= quick)
                return (long)k;
            if (k < 0 || (us < 0.013 && v > us))
                continue;
            if (ReproducibleMath.Log(v * inverseAlpha / (a / (us * us) + b)) <= LogPoissonProbability(k, mean))
                return (long)k;
        }
    }

    private static double LogPoissonProbability(double k, double mean) => k == 0
        ? -mean
        : k * ReproducibleMath.Log1p((mean - k) / k) + (k - mean)
            - 0.5 * ReproducibleMath.Log(2 * Math.PI * k) - ReproducibleMath.StirlingError(k);

    private long BinomialByInversion(long trials, double probability)
    {
        double odds = probability / (1 - probability), u = NextDouble();
        double term = ReproducibleMath.Exp(trials * ReproducibleMath.Log1p(-probability));
        long k = 0;
        for (; u > term && k < Math.Min(trials, 200); k++)
        {
            u -= term;
            term *= odds * (trials - k) / (k + 1);
        }
        return k;
    }

    private long BinomialByRejection(long trials, double probability)
    {
        double deviation = Math.Sqrt(trials * probability * (1 - probability));
        double b = 1.15 + 2.53 * deviation, a = -0.0873 + 0.0248 * b + 0.01 * probability, centre = trials * probability + 0.5;
        double quick = 0.92 - 4.2 / b, alpha = (2.83 + 5.1 / b) * deviation;
        double mode = Math.Floor((trials + 1) * probability), modeTerm = LogBinomialProbability(mode, trials, probability);
        while (true)
        {
            double u = NextDouble() - 0.5, v = NextDouble(), us = 0.5 - Math.Abs(u);
            double k = Math.Floor((2 * a / us + b) * u + centre);
            if (us >= 0.07 && v <= quick)
                return (long)k;
            if (k < 0 || k > trials)
                continue;
            if (ReproducibleMath.Log(v * alpha / (a / (us * us) + b)) <= LogBinomialProbability(k, trials, probability) - modeTerm)
                return (long)k;
        }
    }

    /// <summary>The log probability of k in Loader's (2000) saddle-point form, where nothing cancels.</summary>
    private static double LogBinomialProbability(double k, double trials, double probability)
    {
        if (k == 0)
            return trials * ReproducibleMath.Log1p(-probability);
        double rest = trials - k;
        if (rest == 0)
            return trials * ReproducibleMath.Log(probability);
        double shift = trials * probability - k;
        return k * ReproducibleMath.Log1p(shift / k) + rest * ReproducibleMath.Log1p(-shift / rest)
            + 0.5 * ReproducibleMath.Log(trials / (2 * Math.PI * k * rest))
            + ReproducibleMath.StirlingError(trials) - ReproducibleMath.StirlingError(k) - ReproducibleMath.StirlingError(rest);
    }
}
