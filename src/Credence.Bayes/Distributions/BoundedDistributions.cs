using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>The beta distribution.</summary>
internal sealed class BetaVariable(double a, double b) : UnivariateDistribution("beta", a, b)
{
    private readonly double share = a / (a + b), rest = b / (a + b);

    // log density at the mean.
    private readonly double constant = BetaDistribution.LogDensity(a / (a + b), a, b);

    public override double Lower => 0;

    public override double Upper => 1;

    public override double Mean => share;

    public override double StandardDeviation => Math.Sqrt(share * rest / (a + b + 1));

    public override double LogDensity(double x, out double slope)
    {
        if (!(x is >= 0 and <= 1))
            return Outside(x, out slope);
        slope = (a == 1 ? 0 : (a - 1) / x) - (b == 1 ? 0 : (b - 1) / (1 - x));
        // Relative to the mean, so that large shapes do not cancel.
        return constant + TimesLog(a - 1, x / share) + TimesLog(b - 1, (1 - x) / rest);
    }

    public override double Cdf(double x) => x <= 0 ? 0 : x >= 1 ? 1 : IncompleteBeta.Regularized(a, b, x);

    public override double UpperTail(double x) => x <= 0 ? 1 : x >= 1 ? 0 : IncompleteBeta.Complement(a, b, x);

    public override double Quantile(double p) => BetaDistribution.Quantile(p, a, b);

    public override double UpperQuantile(double p) => BetaDistribution.UpperQuantile(p, a, b);

    public override double Draw(RandomStream random) => random.NextBeta(a, b);
}

/// <summary>The uniform distribution.</summary>
internal sealed class UniformDistribution(double lower, double upper) : UnivariateDistribution("uniform", lower, upper)
{
    private readonly double logDensity = -Math.Log(upper - lower);

    public override double Lower => lower;

    public override double Upper => upper;

    public override double Mean => lower + 0.5 * (upper - lower);

    public override double StandardDeviation => (upper - lower) / Math.Sqrt(12);

    public override double LogDensity(double x, out double slope)
    {
        if (!(x >= lower && x <= upper))
            return Outside(x, out slope);
        slope = 0;
        return logDensity;
    }

    public override double Cdf(double x) => Math.Clamp((x - lower) / (upper - lower), 0, 1);

    public override double UpperTail(double x) => Math.Clamp((upper - x) / (upper - lower), 0, 1);

    public override double Quantile(double p) => p is >= 0 and <= 1 ? lower + p * (upper - lower) : double.NaN;

    public override double UpperQuantile(double p) => p is >= 0 and <= 1 ? upper - p * (upper - lower) : double.NaN;

    public override double Draw(RandomStream random) => Quantile(random.NextDouble());
}

/// <summary>A continuous distribution restricted to an interval.</summary>
internal sealed class TruncatedDistribution : UnivariateDistribution
{
    private readonly IDistribution whole;
    private readonly double lower, upper, below, above, mass, logMass;
    private readonly bool mirrored;

    /// <summary>Restricts a distribution to an interval that holds some of its probability.</summary>
    public TruncatedDistribution(IDistribution whole, double lower, double upper)
        : base("truncated", [.. whole.Parameters, lower, upper])
    {
        (this.whole, this.lower, this.upper) = (whole, Math.Max(lower, whole.Lower), Math.Min(upper, whole.Upper));
        // Whatever lies above the median is measured by upper tails, which do not round to 1.
        mirrored = whole.Cdf(this.lower) > 0.5;
        below = mirrored ? whole.UpperTail(this.lower) : whole.Cdf(this.lower);
        above = mirrored ? whole.UpperTail(this.upper) : whole.Cdf(this.upper);
        mass = Math.Abs(above - below);
        logMass = Math.Log(mass);
        Mean = Moment(whole.Mean, x => x, Math.Sign);
        StandardDeviation = double.IsFinite(Mean) ? Math.Sqrt(Moment(whole.StandardDeviation, x => (x - Mean) * (x - Mean), _ => 1)) : double.NaN;
    }

    public override double Lower => lower;

    public override double Upper => upper;

    public override double Mean { get; }

    public override double StandardDeviation { get; }

    public override double LogDensity(double x, out double slope)
        => x >= lower && x <= upper ? whole.LogDensity(x, out slope) - logMass : Outside(x, out slope);

    public override double Cdf(double x)
    {
        x = Math.Clamp(x, lower, upper);
        return Math.Clamp((mirrored ? below - whole.UpperTail(x) : whole.Cdf(x) - below) / mass, 0, 1);
    }

    public override double UpperTail(double x)
    {
        x = Math.Clamp(x, lower, upper);
        return Math.Clamp((mirrored ? whole.UpperTail(x) - above : above - whole.Cdf(x)) / mass, 0, 1);
    }

    public override double Quantile(double p) => p is >= 0 and <= 1 ? Inverse(below + p * (above - below)) : double.NaN;

    public override double UpperQuantile(double p) => p is >= 0 and <= 1 ? Inverse(above - p * (above - below)) : double.NaN;

    public override double Draw(RandomStream random) => Quantile(random.NextDouble());

    public override string ToString() => $"truncated({whole}, {Text(Parameters[^2])}, {Text(Parameters[^1])})";

    private double Inverse(double tail) => Math.Clamp(mirrored ? whole.UpperQuantile(tail) : whole.Quantile(tail), lower, upper);

    /// <summary>The mean of a function of X; infinite, with the function's sign at the open end, where the whole distribution has no finite such moment.</summary>
    private double Moment(double ofWhole, Func<double, double> function, Func<double, int> sign)
    {
        if (double.IsFinite(lower) && double.IsFinite(upper))
            return DoubleExponential.Integrate(x => function(x) * Math.Exp(LogDensity(x)), lower, upper);
        (double end, double direction) = double.IsFinite(lower) ? (lower, 1) : (upper, -1);
        if (!double.IsFinite(ofWhole))
            return sign(direction) * double.PositiveInfinity;
        double scale = Math.Abs(Quantile(0.5) - end);
        return DoubleExponential.IntegrateToInfinity(d => function(end + direction * d) * Math.Exp(LogDensity(end + direction * d)), 0, scale);
    }
}
