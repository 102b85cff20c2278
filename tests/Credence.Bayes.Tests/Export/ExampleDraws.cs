using Credence.Numerics;

namespace Credence.Bayes.Tests;

/// <summary>Draws with everything that is awkward to export: labels that differ under one name, a matrix, odd names, numbers that are not finite.</summary>
internal static class ExampleDraws
{
    public const int Chains = 3;
    public const int Count = 20;

    private static readonly ParameterDimension Variants = new("variant", ["A", "B", "größer"]);
    private static readonly ParameterDimension Variables = new("variable", ["x1", "x2"]);

    public static readonly ParameterLayout Layout = new(
        new Parameter("tau"),
        new Parameter("mean", Variants),
        new Parameter("difference", new ParameterDimension("variant", ["B", "größer"])),
        new Parameter("correlation", Variables, Variables),
        new Parameter("effect", ParameterDimension.Numbered("row", 2), ParameterDimension.Numbered("column", 3)),
        new Parameter("JS~SWB"));

    public static Draws Posterior { get; } = Of(Layout, Chains, Count, 1, new([.. Enumerable.Range(0, Chains).Select(Record)], 10));

    /// <summary>The same with finite values only.</summary>
    public static Draws Finite { get; } = Of(Layout, Chains, Count, 1, Posterior.Sampler, finite: true);

    public static InferenceData All { get; } = new(Posterior)
    {
        Prior = Of(Layout, 1, 30, 2),
        PosteriorPredictive = Of(new(new Parameter("outcome", ParameterDimension.Numbered("unit", 5))), Chains, Count, 3),
        PriorPredictive = Of(new(new Parameter("outcome", ParameterDimension.Numbered("unit", 5))), 1, 30, 4),
        LogLikelihood = Of(new(new Parameter("outcome", ParameterDimension.Numbered("unit", 5))), Chains, Count, 5),
        Observed = new(new(new Parameter("outcome", ParameterDimension.Numbered("unit", 5))), new double[] { 1, 2.5, double.NaN, 4, -1e300 }),
        CreatedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
    };

    public static Draws Of(ParameterLayout layout, int chains, int count, ulong seed, SamplerRecord? sampler = null, bool finite = false)
    {
        RandomStream random = new(seed, "example");
        double[] values = [.. Enumerable.Range(0, layout.Count * chains * count).Select(_ => random.NextNormal())];
        if (!finite)
            (values[0], values[1], values[2]) = (double.NaN, double.PositiveInfinity, double.NegativeInfinity);
        values[3] = 1.0 / 3 * 1e-200;
        return new(layout, chains, count, values) { Sampler = sampler };
    }

    private static ChainRecord Record(int chain)
    {
        RandomStream random = new(7, "record", (ulong)chain);
        double[] Numbers() => [.. Enumerable.Range(0, Count).Select(_ => random.NextDouble())];
        return new()
        {
            Positions = new double[Count * 2],
            LogDensity = Numbers(),
            AcceptanceRate = Numbers(),
            StepSize = [.. Enumerable.Repeat(0.1 + (0.2 * chain), Count)],
            TreeDepth = [.. Enumerable.Range(0, Count).Select(i => 3 + (i % 8))],
            Leapfrogs = [.. Enumerable.Range(0, Count).Select(i => (1 << (3 + (i % 8))) - 1)],
            Diverging = [.. Enumerable.Range(0, Count).Select(i => i % 9 == chain)],
            Energy = Numbers(),
            MaximumEnergyError = Numbers(),
            Divergences = [.. Enumerable.Range(0, Count).Where(i => i % 9 == chain).Select(i => new Divergence(i, false, [0, 0], [1, 1], "energy"))],
            InverseMetric = [0.5, 1.0 / 3],
            Adaptation = MetricAdaptation.Fisher,
            Warmup = 100,
            WarmupLeapfrogs = 700,
            WarmupTime = TimeSpan.FromSeconds(0.25),
            SamplingTime = TimeSpan.FromSeconds(0.5),
        };
    }
}
