using Credence.Testing;
using Xunit;

namespace Credence.Bayes.Tests;

public sealed class SimulationBasedCalibrationTests
{
    private static readonly CalibrationOptions Options = new()
    {
        Simulations = Simulations.Count(100),
        Sampling = new SamplingOptions { Chains = 1, Warmup = 200, Draws = 300 },
        Seed = 3,
    };

    [Fact]
    public void ARightModelLiesInsideItsBands()
    {
        Calibration calibration = Calibrate(data => new NormalMean(data));
        Assert.Equal(["mean", "fixed", "log likelihood"], calibration.Quantities.Select(quantity => quantity.Name));
        Assert.True(calibration.Inside, calibration.Worst.ToString());
        Assert.All(calibration.Quantities, quantity => Assert.InRange(quantity.PValue, 0.01 / 3, 1));
        Assert.All(calibration.Quantities[0].Ranks, rank => Assert.InRange(rank, 0, 99));
    }

    [Fact]
    public void AWrongPriorIsFound()
    {
        Calibration calibration = Calibrate(data => new NormalMean(data, priorSd: 0.2));
        Assert.False(calibration.Inside);
        Assert.True(calibration.Quantities[0] is { Inside: false, PValue: < 1e-3 }, calibration.Quantities[0].ToString());
    }

    [Fact]
    public void APosteriorThatIgnoresTheDataIsFoundByTheLikelihoodAlone()
    {
        Calibration calibration = Calibrate(data => new NormalMean(data, likelihoodPower: 0));
        Assert.True(calibration.Quantities[0].Inside);
        Assert.Equal("log likelihood", calibration.Worst.Name);
        Assert.False(calibration.Worst.Inside);
    }

    [Fact]
    public void RanksAreTheSameWhateverTheNumberOfThreads()
    {
        CalibrationOptions few = Options with { Simulations = 12 };
        IEnumerable<int> Ranks(int threads) => Calibrate(data => new NormalMean(data), few with { Threads = threads }).Quantities.SelectMany(quantity => quantity.Ranks);
        Assert.Equal(Ranks(1), Ranks(2));
    }

    [Fact]
    public void SimulationsWithTooFewEffectiveDrawsAreSampledLonger()
        => Assert.Equal(12, Calibrate(data => new NormalMean(data), Options with { Simulations = 12, Sampling = Options.Sampling with { Draws = 50 } }).Extended);

    private static Calibration Calibrate(Func<double[], NormalMean> model, CalibrationOptions? options = null)
        => SimulationBasedCalibration.Run((random, _) =>
        {
            (double mean, double[] data) = NormalMean.Draw(random);
            return new SimulationBasedCalibration.Simulation(model(data), [mean, 3]);
        }, options ?? Options);
}
