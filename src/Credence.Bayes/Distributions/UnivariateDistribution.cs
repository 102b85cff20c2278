using System.Globalization;
using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>What the distributions of one number share: their name, their text and the checks of a probability.</summary>
internal abstract class UnivariateDistribution(string name, params IReadOnlyList<double> parameters) : IDistribution
{
    public string Name => name;

    public IReadOnlyList<double> Parameters => parameters;

    public virtual bool IsDiscrete => false;

    public virtual double Lower => double.NegativeInfinity;

    public virtual double Upper => double.PositiveInfinity;

    public abstract double Mean { get; }

    public abstract double StandardDeviation { get; }

    public double LogDensity(double x) => LogDensity(x, out _);

    public abstract double LogDensity(double x, out double slope);

    public abstract double Cdf(double x);

    public abstract double UpperTail(double x);

    public abstract double Quantile(double p);

    public abstract double UpperQuantile(double p);

    public abstract double Draw(RandomStream random);

    public override string ToString() => $"{name}({string.Join(", ", parameters.Select(Text))})";

    /// <summary>A number as it is written in a prior.</summary>
    public static string Text(double value) => double.IsInfinity(value) ? value > 0 ? "inf" : "-inf" : value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The log density outside the support.</summary>
    protected static double Outside(double x, out double slope)
    {
        slope = double.IsNaN(x) ? double.NaN : 0;
        return double.IsNaN(x) ? double.NaN : double.NegativeInfinity;
    }

    /// <summary>factor · log x, which is 0 for a factor of 0 also where the log is infinite.</summary>
    protected static double TimesLog(double factor, double x) => factor == 0 ? 0 : factor * Math.Log(x);
}
