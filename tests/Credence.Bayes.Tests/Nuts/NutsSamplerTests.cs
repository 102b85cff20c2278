using Credence.Statistics;
using Xunit;

namespace Credence.Bayes.Tests;

public sealed class NutsSamplerTests
{
    public static TheoryData<MetricAdaptation> Adaptations => [.. Enum.GetValues<MetricAdaptation>()];

    [Theory]
    [MemberData(nameof(Adaptations))]
    public void MomentsOfIndependentNormalsAreRecoveredUnderEveryAdaptation(MetricAdaptation adaptation)
    {
        Draws draws = NutsSampler.Sample(FunctionModel.Normals(6), new SamplingOptions { Metric = adaptation, Seed = 3 });
        for (int i = 0; i < 6; i++)
        {
            double sd = Math.Pow(10, (i % 3) - 1);
            (double mean, double variance) = Moments(draws.Of(i));
            // 4,000 nearly independent draws: four standard errors.
            Assert.InRange(mean, i - (0.07 * sd), i + (0.07 * sd));
            Assert.InRange(Math.Sqrt(variance), 0.94 * sd, 1.06 * sd);
        }
        Assert.Equal(0, draws.Sampler!.Divergences);
    }

    [Theory]
    [MemberData(nameof(Adaptations))]
    public void AStrongCorrelationIsRecoveredUnderEveryAdaptation(MetricAdaptation adaptation)
    {
        Draws draws = NutsSampler.Sample(FunctionModel.Correlated(0.99), new SamplingOptions { Metric = adaptation, Seed = 5 });
        (double meanX, double varianceX) = Moments(draws.Of(0));
        (double meanY, double varianceY) = Moments(draws.Of(1));
        double covariance = 0;
        for (int i = 0; i < draws.Of(0).Length; i++)
            covariance += (draws.Of(0)[i] - meanX) * (draws.Of(1)[i] - meanY) / (draws.Of(0).Length - 1);
        Assert.InRange(covariance / Math.Sqrt(varianceX * varianceY), 0.988, 0.992);
        Assert.InRange(varianceX, 0.85, 1.15);
    }

    [Fact]
    public void AutomaticAdaptationTakesTheLowRankMetricWhereItPays()
    {
        Draws plain = NutsSampler.Sample(FunctionModel.Normals(6));
        Draws correlated = NutsSampler.Sample(FunctionModel.Correlated(0.999));
        Assert.DoesNotContain(plain.Sampler!.Chains, chain => chain.Adaptation == MetricAdaptation.LowRank);
        Assert.All(correlated.Sampler!.Chains, chain => Assert.Equal(MetricAdaptation.LowRank, chain.Adaptation));
        Assert.True(correlated.Sampler.Chains.Average(chain => chain.Leapfrogs.Average()) < 8);
    }

    [Theory]
    [InlineData(MetricAdaptation.Automatic)]
    [InlineData(MetricAdaptation.LowRank)]
    public void DrawsAreTheSameBitsOnOneAndManyThreads(MetricAdaptation adaptation)
    {
        SamplingOptions options = new() { Chains = 3, Warmup = 200, Draws = 100, Seed = 8, Metric = adaptation };
        Draws one = NutsSampler.Sample(FunctionModel.Correlated(0.9), options with { Threads = 1 });
        Draws many = NutsSampler.Sample(FunctionModel.Correlated(0.9), options with { Threads = 3 });
        Assert.Equal(one.Of(0), many.Of(0));
        Assert.Equal(one.Of(1), many.Of(1));
        Assert.False(one.Of(0, 0).SequenceEqual(one.Of(0, 1)));
    }

    [Fact]
    public void ALeapfrogStepAllocatesNothing()
    {
        FunctionModel model = FunctionModel.Normals(12);
        Trajectory trajectory = new(model.Bind(), 10, 1000);
        Credence.Numerics.RandomStream random = new(1, "test");
        trajectory.MoveTo(new double[12]);
        trajectory.Next(0.05, random);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int leapfrogs = 0;
        for (int i = 0; i < 100; i++)
            leapfrogs += trajectory.Next(0.05, random).Leapfrogs;
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(leapfrogs > 100);
    }

    [Fact]
    public void EnergyErrorOfTheIntegratorFallsWithTheSquareOfTheStep()
    {
        double[] errors = [.. new[] { 0.02, 0.01 }.Select(step =>
        {
            Trajectory trajectory = new(FunctionModel.Correlated(0.5).Bind(), 10, 1000);
            trajectory.MoveTo([0.7, -1.1]);
            return Math.Abs(trajectory.Next(step, new Credence.Numerics.RandomStream(4, "test")).MaximumEnergyError);
        })];
        Assert.InRange(errors[0] / errors[1], 3, 5);
    }

    [Fact]
    public void ADensityOutsideItsSupportIsReportedAsADivergenceWithItsPlace()
    {
        // A half-normal without a transform: steps below 0 leave the support.
        FunctionModel model = new(1, static (q, gradient) =>
        {
            gradient[0] = -q[0];
            return q[0] < 0 ? double.NegativeInfinity : -0.5 * q[0] * q[0];
        });
        SamplerRecord record = NutsSampler.Sample(model, new SamplingOptions { Chains = 1, Seed = 2 }).Sampler!;
        Assert.True(record.Divergences > 0);
        Assert.All(record.Chains[0].Divergences, divergence => Assert.True(divergence.Start[0] >= 0 && divergence.End[0] < 0));
    }

    [Fact]
    public void AnImpossibleStartNamesTheParameter()
    {
        FunctionModel model = new(2, static (q, gradient) =>
        {
            gradient.Clear();
            return q[1] != 0 ? double.NaN : -(q[0] * q[0]);
        });
        string message = Assert.Throws<InputException>(() => NutsSampler.Sample(model)).Message;
        Assert.Contains("x[2]", message, StringComparison.Ordinal);
        Assert.Contains("not a number", message, StringComparison.Ordinal);
    }

    [Fact]
    public void AGradientThatIsNotANumberNamesTheParameter()
    {
        FunctionModel model = new(3, static (q, gradient) =>
        {
            gradient.Clear();
            gradient[2] = double.NaN;
            return 0;
        });
        Assert.Contains("x[3]", Assert.Throws<InputException>(() => NutsSampler.Sample(model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnImproperPosteriorIsRefused()
    {
        FunctionModel flat = new(1, static (q, gradient) =>
        {
            gradient.Clear();
            return 0;
        });
        Assert.Contains("improper", Assert.Throws<InputException>(() => NutsSampler.Sample(flat)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OptionsOutOfRangeAreRefused()
    {
        FunctionModel model = FunctionModel.Normals(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => NutsSampler.Sample(model, new SamplingOptions { Chains = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => NutsSampler.Sample(model, new SamplingOptions { Draws = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => NutsSampler.Sample(model, new SamplingOptions { TargetAccept = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => NutsSampler.Sample(model, new SamplingOptions { MaximumDepth = 0 }));
        Assert.Throws<ArgumentException>(() => NutsSampler.Sample(model, new SamplingOptions { InitialPositions = [[0.0]] }));
    }

    [Fact]
    public void CancellationKeepsTheDrawsThatAreFinished()
    {
        using CancellationTokenSource source = new();
        int evaluations = 0;
        FunctionModel model = new(2, (q, gradient) =>
        {
            if (++evaluations == 20_000)
                source.Cancel();
            gradient[0] = -q[0];
            gradient[1] = -q[1];
            return -0.5 * ((q[0] * q[0]) + (q[1] * q[1]));
        });
        SamplingOptions options = new() { Chains = 2, Warmup = 100, Draws = 100_000, Threads = 1 };
        Draws draws = NutsSampler.Sample(model, options, cancellation: source.Token);
        Assert.True(draws.Sampler!.Interrupted);
        Assert.Equal(1, draws.Chains);
        Assert.InRange(draws.Count, 1000, 20_000);
        Assert.Throws<OperationCanceledException>(() => NutsSampler.Sample(model, options, cancellation: source.Token));
    }

    [Fact]
    public void ProgressReachesTheEndOfEveryChain()
    {
        List<SamplingProgress> reports = [];
        NutsSampler.Sample(FunctionModel.Normals(2), new SamplingOptions { Chains = 2, Warmup = 50, Draws = 60, Threads = 1 }, new Listener(reports.Add));
        Assert.Equal([0, 1], reports.Where(report => report.Iteration == report.Iterations).Select(report => report.Chain).Distinct());
        Assert.All(reports, report => Assert.Equal(110, report.Iterations));
    }

    private static (double Mean, double Variance) Moments(ReadOnlySpan<double> x)
    {
        double mean = 0, sum = 0;
        foreach (double value in x)
            mean += value / x.Length;
        foreach (double value in x)
            sum += (value - mean) * (value - mean);
        return (mean, sum / (x.Length - 1));
    }

    private sealed class Listener(Action<SamplingProgress> action) : IProgress<SamplingProgress>
    {
        public void Report(SamplingProgress value) => action(value);
    }
}
