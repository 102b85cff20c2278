using Credence.Statistics;
using Xunit;

namespace Credence.Bayes.Tests;

public sealed class CheckpointTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public CheckpointTests() => File.Delete(file);

    private SamplingOptions Options => new() { Chains = 2, Warmup = 150, Draws = 200, Seed = 11, Checkpoint = file };

    public void Dispose() => File.Delete(file);

    [Theory]
    [InlineData(50)]
    [InlineData(800)]
    [InlineData(1100)]
    public void AnInterruptedAndResumedRunGivesTheDrawsOfAnUnbrokenOne(int evaluations)
    {
        Draws unbroken = NutsSampler.Sample(FunctionModel.Correlated(0.8), Options with { Checkpoint = null });
        using CancellationTokenSource source = new();
        int left = evaluations;
        FunctionModel.Density inner = Density(0.8);
        FunctionModel interrupted = new(2, (position, gradient) =>
        {
            if (Interlocked.Decrement(ref left) == 0)
                source.Cancel();
            return inner(position, gradient);
        });
        try
        {
            NutsSampler.Sample(interrupted, Options, cancellation: source.Token);
        }
        catch (OperationCanceledException)
        {
            // Stopped in warm-up: the file then holds nothing to go on from.
        }
        AssertSame(unbroken, NutsSampler.Sample(FunctionModel.Correlated(0.8), Options));
    }

    [Fact]
    public void AFinishedRunIsExtendedByTheDrawsALongerOneWouldHaveMade()
    {
        Draws longer = NutsSampler.Sample(FunctionModel.Correlated(0.8), Options with { Checkpoint = null, Draws = 300 });
        NutsSampler.Sample(FunctionModel.Correlated(0.8), Options);
        AssertSame(longer, NutsSampler.Sample(FunctionModel.Correlated(0.8), Options with { Draws = 300 }));
    }

    [Fact]
    public void ACheckpointOfOtherDataOrOptionsIsRefused()
    {
        NutsSampler.Sample(FunctionModel.Correlated(0.8), Options);
        Assert.Contains("data", Assert.Throws<InputException>(() => NutsSampler.Sample(FunctionModel.Correlated(0.7), Options)).Message, StringComparison.Ordinal);
        Assert.Contains("seed", Assert.Throws<InputException>(() => NutsSampler.Sample(FunctionModel.Correlated(0.8), Options with { Seed = 1 })).Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => NutsSampler.Sample(FunctionModel.Correlated(0.8), Options with { Draws = 100 }));
    }

    [Fact]
    public void ATruncatedCheckpointIsRefused()
    {
        NutsSampler.Sample(FunctionModel.Correlated(0.8), Options);
        byte[] bytes = File.ReadAllBytes(file);
        foreach (int length in new[] { 0, 10, bytes.Length / 2, bytes.Length - 1 })
        {
            File.WriteAllBytes(file, bytes[..length]);
            Assert.Contains(file, Assert.Throws<InputException>(() => NutsSampler.Sample(FunctionModel.Correlated(0.8), Options)).Message, StringComparison.Ordinal);
        }
    }

    private static FunctionModel.Density Density(double correlation)
    {
        ILogDensity bound = FunctionModel.Correlated(correlation).Bind();
        return bound.Evaluate;
    }

    private static void AssertSame(Draws expected, Draws actual)
    {
        Assert.Equal(expected.Chains, actual.Chains);
        for (int i = 0; i < expected.Parameters.Count; i++)
            Assert.Equal(expected.Of(i), actual.Of(i));
        for (int c = 0; c < expected.Chains; c++)
        {
            Assert.Equal(expected.Sampler!.Chains[c].Energy, actual.Sampler!.Chains[c].Energy);
            Assert.Equal(expected.Sampler.Chains[c].Leapfrogs, actual.Sampler.Chains[c].Leapfrogs);
        }
    }
}
