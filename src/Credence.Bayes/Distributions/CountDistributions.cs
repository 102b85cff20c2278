using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>A distribution of counts.</summary>
internal abstract class CountDistribution(string name, IReadOnlyList<double> parameters) : UnivariateDistribution(name, parameters)
{
    public override bool IsDiscrete => true;

    public override double Lower => 0;

    public sealed override double LogDensity(double x, out double slope)
    {
        slope = double.NaN;
        if (double.IsNaN(x))
            return double.NaN;
        return x >= 0 && x <= Upper && double.IsInteger(x) ? LogProbability(x) : double.NegativeInfinity;
    }

    public sealed override double Cdf(double x) => x < 0 ? 0 : x >= Upper ? 1 : CountCdf(Math.Floor(x));

    public sealed override double UpperTail(double x) => x < 0 ? 1 : x >= Upper ? 0 : CountUpperTail(Math.Floor(x));

    public sealed override double Quantile(double p)
    {
        if (!(p is >= 0 and <= 1))
            return double.NaN;
        return p == 1 ? Upper : Search(k => Cdf(k) >= p, Normal.Quantile(p));
    }

    public sealed override double UpperQuantile(double p)
    {
        if (!(p is >= 0 and <= 1))
            return double.NaN;
        return p == 0 ? Upper : Search(k => UpperTail(k) <= p, Normal.UpperQuantile(p));
    }

    protected abstract double LogProbability(double k);

    protected abstract double CountCdf(double k);

    protected abstract double CountUpperTail(double k);

    /// <summary>The smallest count that reaches, sought around the normal approximation.</summary>
    private double Search(Func<double, bool> reaches, double z)
    {
        double step = Math.Max(1, Math.Ceiling(0.1 * StandardDeviation));
        double high = Math.Clamp(Math.Floor(Mean + (double.IsFinite(z) ? z : 0) * StandardDeviation), 0, Upper), low = high - step;
        for (; high < Upper && !reaches(high); step *= 2)
            (low, high) = (high, Math.Min(high + step, Upper));
        for (; low >= 0 && reaches(low); step *= 2)
            (low, high) = (low - step, low);
        low = Math.Max(low, -1);
        while (high - low > 1)
        {
            double middle = Math.Floor(low + 0.5 * (high - low));
            if (reaches(middle))
                high = middle;
            else
                low = middle;
        }
        return high;
    }
}

/// <summary>The binomial distribution, or under another name the Bernoulli.</summary>
internal sealed class BinomialDistribution(string name, IReadOnlyList<double> parameters, long trials, double probability) : CountDistribution(name, parameters)
{
    public override double Upper => trials;

    public override double Mean => trials * probability;

    public override double StandardDeviation => Math.Sqrt(trials * probability * (1 - probability));

    public override double Draw(RandomStream random) => random.NextBinomial(trials, probability);

    // A binomial probability is a beta density over the number of possible counts.
    protected override double LogProbability(double k) => probability is 0 or 1
        ? k == trials * probability ? 0 : double.NegativeInfinity
        : BetaDistribution.LogDensity(probability, k + 1, trials - k + 1) - Math.Log(trials + 1.0);

    protected override double CountCdf(double k) => IncompleteBeta.Complement(k + 1, trials - k, probability);

    protected override double CountUpperTail(double k) => IncompleteBeta.Regularized(k + 1, trials - k, probability);
}

/// <summary>The Poisson distribution.</summary>
internal sealed class PoissonDistribution(double mean) : CountDistribution("poisson", [mean])
{
    public override double Mean => mean;

    public override double StandardDeviation => Math.Sqrt(mean);

    public override double Draw(RandomStream random) => random.NextPoisson(mean);

    // A Poisson probability is a gamma density of its mean.
    protected override double LogProbability(double k) => mean == 0
        ? k == 0 ? 0 : double.NegativeInfinity
        : GammaDistribution.LogDensity(mean, k + 1);

    protected override double CountCdf(double k) => IncompleteGamma.Upper(k + 1, mean);

    protected override double CountUpperTail(double k) => IncompleteGamma.Lower(k + 1, mean);
}

/// <summary>The negative binomial distribution by mean μ and dispersion φ: variance μ + μ²/φ.</summary>
internal sealed class NegativeBinomialDistribution(double mean, double dispersion) : CountDistribution("negative-binomial", [mean, dispersion])
{
    private readonly double success = dispersion / (dispersion + mean), failure = mean / (dispersion + mean);

    public override double Mean => mean;

    public override double StandardDeviation => Math.Sqrt(mean * (1 + mean / dispersion));

    public override double Draw(RandomStream random) => random.NextPoisson(random.NextGamma(dispersion, mean / dispersion));

    // A beta density of the success probability, seen from whichever of it and the failure probability is the smaller.
    protected override double LogProbability(double k) => Math.Log(success / (dispersion + k)) + (success < failure
        ? BetaDistribution.LogDensity(success, dispersion, k + 1)
        : BetaDistribution.LogDensity(failure, k + 1, dispersion));

    protected override double CountCdf(double k) => success < failure
        ? IncompleteBeta.Regularized(dispersion, k + 1, success)
        : IncompleteBeta.Complement(k + 1, dispersion, failure);

    protected override double CountUpperTail(double k) => success < failure
        ? IncompleteBeta.Complement(dispersion, k + 1, success)
        : IncompleteBeta.Regularized(k + 1, dispersion, failure);
}
