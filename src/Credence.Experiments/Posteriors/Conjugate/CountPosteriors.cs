using Credence.Bayes;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>The beta posterior of a probability of success; without data, its prior.</summary>
/// <param name="A">The first shape: successes and those the prior is worth, above 0.</param>
/// <param name="B">The second shape: failures and those the prior is worth, above 0.</param>
public sealed record BetaPosterior(double A, double B) : ArmPosterior
{
    /// <summary>The first shape.</summary>
    public double A { get; } = Guard.Positive(A);

    /// <summary>The second shape.</summary>
    public double B { get; } = Guard.Positive(B);

    /// <inheritdoc/>
    public override IDistribution Mean => Distribution.Beta(A, B);

    /// <summary>The prior that a user states: beta(a, b) or uniform(0, 1).</summary>
    /// <exception cref="InputException">It is another distribution.</exception>
    public static BetaPosterior FromPrior(IDistribution prior)
    {
        ArgumentNullException.ThrowIfNull(prior);
        return (prior.Name, prior.Parameters) switch
        {
            ("beta", [double a, double b]) => new(a, b),
            ("uniform", [0, 1]) => new(1, 1),
            _ => throw new InputException($"prior {prior}", "is not conjugate to successes and failures", "state beta(a, b) or uniform(0, 1)"),
        };
    }

    /// <summary>The posterior after further trials.</summary>
    /// <param name="successes">The number of successes, in [0, trials].</param>
    /// <param name="trials">The number of trials, at least 0.</param>
    public BetaPosterior After(long successes, long trials)
    {
        Guard.AtLeast(successes, 0);
        Guard.AtLeast(trials, successes);
        return new(A + successes, B + (trials - successes));
    }

    /// <summary>The posterior after further values that are all 0 or 1.</summary>
    /// <exception cref="ArgumentException">The moments are not those of values 0 and 1.</exception>
    public BetaPosterior After(Moments values)
    {
        if (values.Count == 0)
            return this;
        double successes = Math.Round(values.Mean * values.Count), expected = successes * (1 - successes / values.Count);
        bool binary = successes >= 0 && successes <= values.Count && Math.Abs(values.Mean * values.Count - successes) <= 1e-9 * values.Count
            && Math.Abs(values.SumSquaredDeviations - expected) <= 1e-6 * Math.Max(1, expected);
        return binary ? After((long)successes, values.Count) : throw new ArgumentException("The moments are not those of values 0 and 1.", nameof(values));
    }

    internal override PosteriorDensity ToDensity() => new BetaDensity(A, B);
}

/// <summary>The gamma posterior of a Poisson rate; without data, its prior.</summary>
/// <param name="Shape">The shape: the count and what the prior is worth, above 0.</param>
/// <param name="Rate">The rate: the exposure and what the prior is worth, above 0.</param>
public sealed record GammaPosterior(double Shape, double Rate) : ArmPosterior
{
    /// <summary>The shape.</summary>
    public double Shape { get; } = Guard.Positive(Shape);

    /// <summary>The rate.</summary>
    public double Rate { get; } = Guard.Positive(Rate);

    /// <inheritdoc/>
    public override IDistribution Mean => Distribution.Gamma(Shape, Rate);

    /// <summary>The distribution of the count of a new unit of exposure 1: negative binomial.</summary>
    public IDistribution Predictive => Distribution.NegativeBinomial(Shape / Rate, Shape);

    /// <summary>The prior that a user states: gamma(shape, rate), exponential(rate) or chi-squared(df).</summary>
    /// <exception cref="InputException">It is another distribution.</exception>
    public static GammaPosterior FromPrior(IDistribution prior)
    {
        ArgumentNullException.ThrowIfNull(prior);
        return (prior.Name, prior.Parameters) switch
        {
            ("gamma", [double shape, double rate]) => new(shape, rate),
            ("exponential", [double rate]) => new(1, rate),
            ("chi-squared", [double degrees]) => new(0.5 * degrees, 0.5),
            _ => throw new InputException($"prior {prior}", "is not conjugate to counts", "state gamma(shape, rate)"),
        };
    }

    /// <summary>The posterior after further counts.</summary>
    /// <param name="count">The total count, at least 0.</param>
    /// <param name="exposure">The exposure over which it was counted, such as the number of units, at least 0.</param>
    public GammaPosterior After(double count, double exposure) => new(Shape + Guard.NotNegative(count), Rate + Guard.NotNegative(exposure));

    /// <summary>The posterior after the counts of further units, of exposure 1 each.</summary>
    public GammaPosterior After(Moments counts) => counts.Count == 0 ? this : After(counts.Mean * counts.Count, counts.Count);

    internal override PosteriorDensity ToDensity() => new GammaDensity(Shape, Rate);
}
