using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>A distribution of location + scale · z, symmetric in z.</summary>
internal abstract class SymmetricDistribution(string name, IReadOnlyList<double> parameters, double location, double scale) : UnivariateDistribution(name, parameters)
{
    protected double Location => location;

    protected double Scale => scale;

    public override double Mean => location;

    public override double Cdf(double x) => StandardUpperTail((location - x) / scale);

    public override double UpperTail(double x) => StandardUpperTail((x - location) / scale);

    public override double Quantile(double p) => location - scale * StandardUpperQuantile(p);

    public override double UpperQuantile(double p) => location + scale * StandardUpperQuantile(p);

    /// <summary>P(Z &gt; z) of the standard distribution.</summary>
    protected abstract double StandardUpperTail(double z);

    /// <summary>The z with P(Z &gt; z) = p.</summary>
    protected abstract double StandardUpperQuantile(double p);
}

/// <summary>The normal distribution.</summary>
internal sealed class NormalDistribution(double mean, double sd) : SymmetricDistribution("normal", [mean, sd], mean, sd)
{
    private readonly double constant = Normal.LogDensity(0) - Math.Log(sd);

    public override double StandardDeviation => Scale;

    public override double LogDensity(double x, out double slope)
    {
        double z = (x - Location) / Scale;
        slope = -z / Scale;
        return constant - 0.5 * z * z;
    }

    public override double Draw(RandomStream random) => Location + Scale * random.NextNormal();

    protected override double StandardUpperTail(double z) => Normal.UpperTail(z);

    protected override double StandardUpperQuantile(double p) => Normal.UpperQuantile(p);
}

/// <summary>Student's t distribution, the Cauchy distribution among them.</summary>
internal sealed class StudentTDistribution(string name, IReadOnlyList<double> parameters, double degreesOfFreedom, double location, double scale)
    : SymmetricDistribution(name, parameters, location, scale)
{
    // Beyond, the square would overflow.
    private const double Far = 1e150;

    private readonly double constant = -GammaFunction.LogBeta(0.5 * degreesOfFreedom, 0.5) - 0.5 * Math.Log(degreesOfFreedom) - Math.Log(scale);

    public override double Mean => degreesOfFreedom > 1 ? Location : double.NaN;

    public override double StandardDeviation => degreesOfFreedom switch
    {
        > 2 => Scale * Math.Sqrt(degreesOfFreedom / (degreesOfFreedom - 2)),
        > 1 => double.PositiveInfinity,
        _ => double.NaN,
    };

    public override double LogDensity(double x, out double slope)
    {
        double z = (x - Location) / Scale, distance = Math.Abs(z), power = 0.5 * (degreesOfFreedom + 1);
        slope = -2 * power / (Scale * (degreesOfFreedom / z + z));
        double logs = distance < Far ? Elementary.Log1p(z * z / degreesOfFreedom) : 2 * Math.Log(distance) - Math.Log(degreesOfFreedom);
        return constant - power * logs;
    }

    public override double Draw(RandomStream random)
    {
        double z = random.NextNormal();
        return Location + Scale * z / Math.Sqrt(random.NextGamma(0.5 * degreesOfFreedom) / (0.5 * degreesOfFreedom));
    }

    protected override double StandardUpperTail(double z) => StudentT.UpperTail(z, degreesOfFreedom);

    protected override double StandardUpperQuantile(double p) => StudentT.UpperQuantile(p, degreesOfFreedom);
}

/// <summary>The logistic distribution.</summary>
internal sealed class LogisticDistribution(double location, double scale) : SymmetricDistribution("logistic", [location, scale], location, scale)
{
    private readonly double logScale = Math.Log(scale);

    public override double StandardDeviation => Scale * Math.PI / Math.Sqrt(3);

    public override double LogDensity(double x, out double slope)
    {
        double z = (x - Location) / Scale, distance = Math.Abs(z);
        slope = -Math.Tanh(0.5 * z) / Scale;
        return -distance - 2 * Elementary.Log1p(Math.Exp(-distance)) - logScale;
    }

    public override double Draw(RandomStream random) => Quantile(random.NextDouble());

    protected override double StandardUpperTail(double z) => 1 / (1 + Math.Exp(z));

    protected override double StandardUpperQuantile(double p) => p is >= 0 and <= 1 ? Elementary.Log1p(-p) - Math.Log(p) : double.NaN;
}

/// <summary>The Laplace (double exponential) distribution.</summary>
internal sealed class LaplaceDistribution(double location, double scale) : SymmetricDistribution("laplace", [location, scale], location, scale)
{
    private readonly double constant = -Math.Log(2 * scale);

    public override double StandardDeviation => Scale * Math.Sqrt(2);

    public override double LogDensity(double x, out double slope)
    {
        double z = (x - Location) / Scale;
        slope = double.IsNaN(z) ? z : -Math.Sign(z) / Scale;
        return constant - Math.Abs(z);
    }

    public override double Draw(RandomStream random) => Quantile(random.NextDouble());

    protected override double StandardUpperTail(double z) => z > 0 ? 0.5 * Math.Exp(-z) : 1 - 0.5 * Math.Exp(z);

    protected override double StandardUpperQuantile(double p) => p switch
    {
        >= 0 and <= 0.5 => -Math.Log(2 * p),
        > 0.5 and <= 1 => Math.Log(2 * (1 - p)),
        _ => double.NaN,
    };
}
