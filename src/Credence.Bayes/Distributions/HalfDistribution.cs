using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>The absolute value of a number that is symmetric around 0: half-normal, half-Student-t and half-Cauchy.</summary>
/// <param name="name">The name of the family.</param>
/// <param name="parameters">The parameters as they are written.</param>
/// <param name="whole">The symmetric distribution around 0.</param>
/// <param name="scale">Its scale.</param>
/// <param name="mean">The mean of the absolute value.</param>
internal sealed class HalfDistribution(string name, IReadOnlyList<double> parameters, SymmetricDistribution whole, double scale, double mean)
    : UnivariateDistribution(name, parameters)
{
    // Closer to 0, relative to the scale, Simpson's rule gives P(X ≤ x) to rounding, where a difference of tails would cancel.
    private const double Near = 1e-3;

    public override double Lower => 0;

    public override double Mean => mean;

    public override double StandardDeviation => double.IsFinite(mean)
        ? Math.Sqrt(whole.StandardDeviation * whole.StandardDeviation - mean * mean)
        : double.NaN;

    /// <summary>The half-normal distribution.</summary>
    public static HalfDistribution OfNormal(double scale)
        => new("half-normal", [scale], new NormalDistribution(0, scale), scale, scale * Math.Sqrt(2 / Math.PI));

    /// <summary>The half-Student-t distribution, or under another name the half-Cauchy.</summary>
    public static HalfDistribution OfStudentT(string name, IReadOnlyList<double> parameters, double degreesOfFreedom, double scale)
    {
        double logBeta = GammaFunction.LogBeta(0.5 * degreesOfFreedom, 0.5);
        double mean = degreesOfFreedom > 1 ? 2 * scale * Math.Sqrt(degreesOfFreedom) * Math.Exp(-logBeta) / (degreesOfFreedom - 1) : double.PositiveInfinity;
        return new(name, parameters, new StudentTDistribution(name, parameters, degreesOfFreedom, 0, scale), scale, mean);
    }

    public override double LogDensity(double x, out double slope)
        => x >= 0 ? whole.LogDensity(x, out slope) + 0.69314718055994530942 : Outside(x, out slope);

    public override double Cdf(double x)
    {
        if (x <= 0)
            return 0;
        return x < Near * scale ? Simpson(x) : 1 - UpperTail(x);
    }

    public override double UpperTail(double x) => x <= 0 ? 1 : 2 * whole.UpperTail(x);

    public override double Quantile(double p)
    {
        if (!(p is >= 0 and <= 1))
            return double.NaN;
        double density = Math.Exp(LogDensity(0)), linear = p / density;
        if (!(linear < 0.5 * Near * scale))
            return whole.UpperQuantile(0.5 * (1 - p));
        // The density is flat at 0: its curvature enters twice over, so that one Newton step is enough.
        return linear - (Simpson(linear) - p) / density;
    }

    public override double UpperQuantile(double p) => p > 0.5 ? Quantile(1 - p) : whole.UpperQuantile(0.5 * p);

    public override double Draw(RandomStream random) => Math.Abs(whole.Draw(random));

    private double Simpson(double x) => x / 6 * (Math.Exp(LogDensity(0)) + 4 * Math.Exp(LogDensity(0.5 * x)) + Math.Exp(LogDensity(x)));
}
