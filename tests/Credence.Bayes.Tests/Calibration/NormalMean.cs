using Credence.Numerics;

namespace Credence.Bayes.Tests;

/// <summary>The mean of normal values of standard deviation 1 under a standard normal prior, or wrong versions of that model.</summary>
internal sealed class NormalMean(double[] data, double priorSd = 1, double likelihoodPower = 1) : IModel, IPointwiseLikelihood, IPriorSampler, ISimulator
{
    public ParameterLayout Parameters { get; } = new(new Parameter("mean"), new Parameter("fixed"));

    public int Observations => data.Length;

    public ReadOnlySpan<double> Weights => default;

    public IReadOnlyList<string> Groups => ["y"];

    /// <summary>A mean from the standard normal prior, and ten values.</summary>
    public static (double Mean, double[] Data) Draw(RandomStream random)
    {
        double mean = random.NextNormal();
        return (mean, [.. Enumerable.Range(0, 10).Select(_ => mean + random.NextNormal())]);
    }

    public ILogDensity Bind() => new Density(data, priorSd, likelihoodPower);

    public void Constrain(ReadOnlySpan<double> position, Span<double> values) => (values[0], values[1]) = (position[0], 3);

    public string CoordinateName(int coordinate) => "mean";

    public void LogLikelihood(ReadOnlySpan<double> values, Span<double> pointwise)
    {
        for (int i = 0; i < data.Length; i++)
            pointwise[i] = Normal.LogDensity(data[i] - values[0]);
    }

    public void SamplePrior(RandomStream random, Span<double> values) => (values[0], values[1]) = (random.NextNormal(), 3);

    public WeightedValues? Observed(int group)
    {
        double[] distinct = [.. data.Distinct().Order()];
        return new WeightedValues(distinct, distinct.Select(value => (double)data.Count(other => other == value)).ToArray());
    }

    public void Simulate(ReadOnlySpan<double> values, int group, RandomStream random, Span<double> replicate)
    {
        for (int i = 0; i < replicate.Length; i++)
            replicate[i] = values[0] + random.NextNormal();
    }

    /// <summary>Exact posterior draws of the right model.</summary>
    public Draws Posterior(int chains, int count, ulong seed = 1)
    {
        RandomStream random = new(seed, "posterior");
        double mean = data.Sum() / (data.Length + 1), sd = 1 / Math.Sqrt(data.Length + 1);
        double[] values = new double[2 * chains * count];
        for (int i = 0; i < chains * count; i++)
            (values[i], values[chains * count + i]) = (mean + sd * random.NextNormal(), 3);
        return new Draws(Parameters, chains, count, values);
    }

    private sealed class Density(double[] data, double priorSd, double likelihoodPower) : ILogDensity
    {
        private readonly double sum = data.Sum();

        public int Dimension => 1;

        public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient)
        {
            double mean = position[0], precision = 1 / (priorSd * priorSd);
            gradient[0] = -mean * precision + likelihoodPower * (sum - data.Length * mean);
            return -0.5 * mean * mean * precision + likelihoodPower * (sum * mean - 0.5 * data.Length * mean * mean);
        }
    }
}
