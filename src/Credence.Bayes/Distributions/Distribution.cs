namespace Credence.Bayes;

/// <summary>The distributions of one number. Parameters out of range throw <see cref="ArgumentOutOfRangeException"/>.</summary>
public static class Distribution
{
    /// <summary>The normal distribution.</summary>
    /// <param name="mean">The mean, finite.</param>
    /// <param name="sd">The standard deviation, above 0.</param>
    public static IDistribution Normal(double mean, double sd) => new NormalDistribution(Guard.Finite(mean), Guard.Positive(sd));

    /// <summary>The absolute value of a normal number with mean 0.</summary>
    /// <param name="scale">The standard deviation of the normal number, above 0.</param>
    public static IDistribution HalfNormal(double scale) => HalfDistribution.OfNormal(Guard.Positive(scale));

    /// <summary>Student's t distribution.</summary>
    /// <param name="df">The degrees of freedom, above 0.</param>
    /// <param name="location">The median, finite.</param>
    /// <param name="scale">The scale, above 0.</param>
    public static IDistribution StudentT(double df, double location, double scale)
        => new StudentTDistribution("student-t", [df, location, scale], Guard.Positive(df), Guard.Finite(location), Guard.Positive(scale));

    /// <summary>The absolute value of a Student t number with location 0.</summary>
    /// <param name="df">The degrees of freedom, above 0.</param>
    /// <param name="scale">The scale, above 0.</param>
    public static IDistribution HalfStudentT(double df, double scale)
        => HalfDistribution.OfStudentT("half-student-t", [df, scale], Guard.Positive(df), Guard.Positive(scale));

    /// <summary>The Cauchy distribution, which has no mean.</summary>
    /// <param name="location">The median, finite.</param>
    /// <param name="scale">Half the interquartile range, above 0.</param>
    public static IDistribution Cauchy(double location, double scale)
        => new StudentTDistribution("cauchy", [location, scale], 1, Guard.Finite(location), Guard.Positive(scale));

    /// <summary>The absolute value of a Cauchy number with location 0.</summary>
    /// <param name="scale">The median, above 0.</param>
    public static IDistribution HalfCauchy(double scale) => HalfDistribution.OfStudentT("half-cauchy", [scale], 1, Guard.Positive(scale));

    /// <summary>The distribution of a number whose log is normal.</summary>
    /// <param name="meanLog">The mean of the log, finite.</param>
    /// <param name="sdLog">The standard deviation of the log, above 0.</param>
    public static IDistribution LogNormal(double meanLog, double sdLog) => new LogNormalDistribution(Guard.Finite(meanLog), Guard.Positive(sdLog));

    /// <summary>The exponential distribution, of mean 1 / rate.</summary>
    /// <param name="rate">The rate, above 0.</param>
    public static IDistribution Exponential(double rate) => new ExponentialDistribution(Guard.Positive(rate));

    /// <summary>The gamma distribution, of mean shape / rate.</summary>
    /// <param name="shape">The shape, above 0.</param>
    /// <param name="rate">The rate, above 0.</param>
    public static IDistribution Gamma(double shape, double rate) => new GammaVariable("gamma", [shape, rate], Guard.Positive(shape), Guard.Positive(rate));

    /// <summary>The chi-squared distribution: gamma of shape df/2 and rate ½.</summary>
    /// <param name="df">The degrees of freedom, above 0.</param>
    public static IDistribution ChiSquared(double df) => new GammaVariable("chi-squared", [df], 0.5 * Guard.Positive(df), 0.5);

    /// <summary>The inverse gamma distribution, of mean scale / (shape − 1) for shapes above 1.</summary>
    /// <param name="shape">The shape, above 0.</param>
    /// <param name="scale">The scale, above 0.</param>
    public static IDistribution InverseGamma(double shape, double scale) => new InverseGammaDistribution(Guard.Positive(shape), Guard.Positive(scale));

    /// <summary>The beta distribution, of mean a / (a + b).</summary>
    /// <param name="a">The first shape, above 0.</param>
    /// <param name="b">The second shape, above 0.</param>
    public static IDistribution Beta(double a, double b) => new BetaVariable(Guard.Positive(a), Guard.Positive(b));

    /// <summary>The uniform distribution on an interval.</summary>
    /// <param name="lower">The lower end, finite.</param>
    /// <param name="upper">The upper end, finite and above the lower.</param>
    public static IDistribution Uniform(double lower, double upper)
    {
        Guard.Finite(lower);
        Guard.Finite(upper);
        Guard.Positive(upper - lower);
        return new UniformDistribution(lower, upper);
    }

    /// <summary>The logistic distribution.</summary>
    /// <param name="location">The mean, finite.</param>
    /// <param name="scale">The scale, above 0; the standard deviation is π/√3 of it.</param>
    public static IDistribution Logistic(double location, double scale) => new LogisticDistribution(Guard.Finite(location), Guard.Positive(scale));

    /// <summary>The Laplace (double exponential) distribution.</summary>
    /// <param name="location">The mean, finite.</param>
    /// <param name="scale">The mean distance from the location, above 0.</param>
    public static IDistribution Laplace(double location, double scale) => new LaplaceDistribution(Guard.Finite(location), Guard.Positive(scale));

    /// <summary>The Bernoulli distribution: 1 with the given probability, else 0.</summary>
    /// <param name="probability">The probability of 1, in [0, 1].</param>
    public static IDistribution Bernoulli(double probability) => new BinomialDistribution("bernoulli", [probability], 1, Guard.Probability(probability));

    /// <summary>The binomial distribution: successes among independent trials.</summary>
    /// <param name="trials">The number of trials, in [0, 1e15].</param>
    /// <param name="probability">The probability of success of each, in [0, 1].</param>
    public static IDistribution Binomial(long trials, double probability)
        => new BinomialDistribution("binomial", [trials, probability], Guard.AtLeast(trials, 0), Guard.Probability(probability));

    /// <summary>The Poisson distribution.</summary>
    /// <param name="mean">The mean, at least 0.</param>
    public static IDistribution Poisson(double mean) => new PoissonDistribution(Guard.NotNegative(mean));

    /// <summary>The negative binomial distribution, of variance mean + mean² / dispersion.</summary>
    /// <param name="mean">The mean, above 0.</param>
    /// <param name="dispersion">The dispersion, above 0; the larger, the closer to Poisson.</param>
    public static IDistribution NegativeBinomial(double mean, double dispersion)
        => new NegativeBinomialDistribution(Guard.Positive(mean), Guard.Positive(dispersion));

    /// <summary>A continuous distribution restricted to an interval; the distribution itself where its support lies inside.</summary>
    /// <param name="distribution">The distribution to restrict.</param>
    /// <param name="lower">The lower end; may be −∞.</param>
    /// <param name="upper">The upper end; may be +∞.</param>
    /// <exception cref="ArgumentException">The distribution is discrete, or has no probability inside the interval.</exception>
    public static IDistribution Truncated(IDistribution distribution, double lower, double upper)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        if (distribution.Lower >= lower && distribution.Upper <= upper)
            return distribution;
        if (distribution.IsDiscrete)
            throw new ArgumentException($"{distribution} is discrete and cannot be restricted to an interval.", nameof(distribution));
        if (!(distribution.Probability(lower, upper) > 0))
            throw new ArgumentException($"{distribution} has no probability between {UnivariateDistribution.Text(lower)} and {UnivariateDistribution.Text(upper)}.", nameof(distribution));
        return new TruncatedDistribution(distribution, lower, upper);
    }

    /// <summary>The transform from unconstrained coordinates to the inside of the support.</summary>
    /// <param name="distribution">A continuous distribution.</param>
    /// <param name="count">The number of values, at least 1.</param>
    /// <exception cref="ArgumentException">The distribution is discrete.</exception>
    public static ITransform Unconstrained(this IDistribution distribution, int count = 1)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        if (distribution.IsDiscrete)
            throw new ArgumentException($"{distribution} is discrete; it has no unconstrained coordinates.", nameof(distribution));
        return (double.IsFinite(distribution.Lower), double.IsFinite(distribution.Upper)) switch
        {
            (true, true) => Transform.Interval(distribution.Lower, distribution.Upper, count),
            (true, false) => Transform.Above(distribution.Lower, count),
            (false, true) => Transform.Below(distribution.Upper, count),
            _ => Transform.Identity(count),
        };
    }
}
