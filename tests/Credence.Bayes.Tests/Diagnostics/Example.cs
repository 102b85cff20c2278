using Credence.Numerics;

namespace Credence.Bayes.Tests;

/// <summary>Made-up draws of one element <c>x</c>, or of several.</summary>
internal static class Example
{
    public static Draws Draws(int chains, int count, Func<int, int, double> value, SamplerRecord? sampler = null)
    {
        double[] values = new double[chains * count];
        for (int i = 0; i < values.Length; i++)
            values[i] = value(i / count, i % count);
        return new Draws(new ParameterLayout(new Parameter("x")), chains, count, values) { Sampler = sampler };
    }

    public static Draws Normal(int chains, int count, int elements = 1, SamplerRecord? sampler = null)
    {
        double[] values = new double[elements * chains * count];
        new RandomStream(3, "example").FillNormal(values);
        Parameter parameter = elements == 1 ? new Parameter("x") : new Parameter("x", ParameterDimension.Numbered("element", elements));
        return new Draws(new ParameterLayout(parameter), chains, count, values) { Sampler = sampler };
    }

    public static SamplerRecord Sampler(int chains, int count, Func<int, RandomStream, double>? logDensity = null, Func<int, ChainRecord, ChainRecord>? change = null)
    {
        ChainRecord[] records = new ChainRecord[chains];
        for (int chain = 0; chain < chains; chain++)
        {
            RandomStream random = new(4, "record", (ulong)chain);
            int number = chain;
            ChainRecord record = new()
            {
                Positions = new double[count],
                LogDensity = [.. Enumerable.Range(0, count).Select(_ => logDensity?.Invoke(number, random) ?? -random.NextExponential())],
                AcceptanceRate = new double[count],
                StepSize = new double[count],
                TreeDepth = [.. Enumerable.Repeat(3, count)],
                Leapfrogs = [.. Enumerable.Repeat(7, count)],
                Diverging = new bool[count],
                Energy = [.. Enumerable.Range(0, count).Select(_ => random.NextNormal())],
                MaximumEnergyError = new double[count],
                Divergences = [],
                InverseMetric = [1],
                Adaptation = MetricAdaptation.Variance,
                Warmup = 100,
                WarmupLeapfrogs = 700,
                WarmupTime = TimeSpan.Zero,
                SamplingTime = TimeSpan.Zero,
            };
            records[chain] = change?.Invoke(chain, record) ?? record;
        }
        return new SamplerRecord(records, 10);
    }
}
