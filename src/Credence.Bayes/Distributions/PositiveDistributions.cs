using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>The log-normal distribution: its log is normal.</summary>
internal sealed class LogNormalDistribution(double meanLog, double sdLog) : UnivariateDistribution("log-normal", meanLog, sdLog)
{
    private readonly double constant = Normal.LogDensity(0) - Math.Log(sdLog);

    public override double Lower => 0;

    public override double Mean => Math.Exp(meanLog + 0.5 * sdLog * sdLog);

    public override double StandardDeviation => Mean * Math.Sqrt(Elementary.Expm1(sdLog * sdLog));

    public override double LogDensity(double x, out double slope)
    {
        if (!(x > 0 && double.IsFinite(x)))
            return Outside(x, out slope);
        double log = Math.Log(x), z = (log - meanLog) / sdLog;
        slope = -(1 + z / sdLog) / x;
        return constant - log - 0.5 * z * z;
    }

    public override double Cdf(double x) => x <= 0 ? 0 : Normal.Cdf((Math.Log(x) - meanLog) / sdLog);

    public override double UpperTail(double x) => x <= 0 ? 1 : Normal.UpperTail((Math.Log(x) - meanLog) / sdLog);

    public override double Quantile(double p) => Math.Exp(meanLog + sdLog * Normal.Quantile(p));

    public override double UpperQuantile(double p) => Math.Exp(meanLog + sdLog * Normal.UpperQuantile(p));

    public override double Draw(RandomStream random) => Math.Exp(meanLog + sdLog * random.NextNormal());
}

/// <summary>The exponential distribution.</summary>
internal sealed class ExponentialDistribution(double rate) : UnivariateDistribution("exponential", rate)
{
    private readonly double logRate = Math.Log(rate);

    public override double Lower => 0;

    public override double Mean => 1 / rate;

    public override double StandardDeviation => 1 / rate;

    public override double LogDensity(double x, out double slope)
    {
        if (!(x >= 0))
            return Outside(x, out slope);
        slope = -rate;
        return logRate - rate * x;
    }

    public override double Cdf(double x) => x <= 0 ? 0 : -Elementary.Expm1(-rate * x);

    public override double UpperTail(double x) => x <= 0 ? 1 : Math.Exp(-rate * x);

    public override double Quantile(double p) => p is >= 0 and <= 1 ? -Elementary.Log1p(-p) / rate : double.NaN;

    public override double UpperQuantile(double p) => p is >= 0 and <= 1 ? -Math.Log(p) / rate : double.NaN;

    public override double Draw(RandomStream random) => random.NextExponential() / rate;
}

/// <summary>The gamma distribution by shape and rate, the chi-squared distribution among them.</summary>
internal sealed class GammaVariable(string name, IReadOnlyList<double> parameters, double shape, double rate) : UnivariateDistribution(name, parameters)
{
    // log density at the mean a/b.
    private readonly double constant = GammaDistribution.LogDensity(shape, shape) + Math.Log(rate);

    public override double Lower => 0;

    public override double Mean => shape / rate;

    public override double StandardDeviation => Math.Sqrt(shape) / rate;

    public override double LogDensity(double x, out double slope)
    {
        if (!(x >= 0 && double.IsFinite(x)))
            return Outside(x, out slope);
        slope = (shape == 1 ? 0 : (shape - 1) / x) - rate;
        // Relative to the mean, so that large shapes do not cancel.
        double u = x / shape * rate;
        return constant + TimesLog(shape - 1, u) - shape * (u - 1);
    }

    public override double Cdf(double x) => x <= 0 ? 0 : IncompleteGamma.Lower(shape, rate * x);

    public override double UpperTail(double x) => x <= 0 ? 1 : IncompleteGamma.Upper(shape, rate * x);

    public override double Quantile(double p) => GammaDistribution.Quantile(p, shape) / rate;

    public override double UpperQuantile(double p) => GammaDistribution.UpperQuantile(p, shape) / rate;

    public override double Draw(RandomStream random) => random.NextGamma(shape) / rate;
}

/// <summary>The inverse gamma distribution: the scale over a gamma number of rate 1.</summary>
internal sealed class InverseGammaDistribution(double shape, double scale) : UnivariateDistribution("inverse-gamma", shape, scale)
{
    // log density at b/a.
    private readonly double constant = GammaDistribution.LogDensity(shape, shape) + 2 * Math.Log(shape) - Math.Log(scale);

    public override double Lower => 0;

    public override double Mean => shape > 1 ? scale / (shape - 1) : double.PositiveInfinity;

    public override double StandardDeviation => shape switch
    {
        > 2 => scale / ((shape - 1) * Math.Sqrt(shape - 2)),
        > 1 => double.PositiveInfinity,
        _ => double.NaN,
    };

    public override double LogDensity(double x, out double slope)
    {
        if (!(x > 0 && double.IsFinite(x)))
            return Outside(x, out slope);
        double inverse = scale / x;
        slope = (inverse - (shape + 1)) / x;
        double v = inverse / shape;
        return double.IsInfinity(v) ? double.NegativeInfinity : constant + TimesLog(shape + 1, v) - shape * (v - 1);
    }

    public override double Cdf(double x) => x <= 0 ? 0 : IncompleteGamma.Upper(shape, scale / x);

    public override double UpperTail(double x) => x <= 0 ? 1 : IncompleteGamma.Lower(shape, scale / x);

    public override double Quantile(double p) => scale / GammaDistribution.UpperQuantile(p, shape);

    public override double UpperQuantile(double p) => scale / GammaDistribution.Quantile(p, shape);

    public override double Draw(RandomStream random) => scale / random.NextGamma(shape);
}
