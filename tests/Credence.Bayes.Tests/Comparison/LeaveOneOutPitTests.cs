using Credence.Numerics;
using Credence.Testing;
using Xunit;

namespace Credence.Bayes.Tests;

public sealed class LeaveOneOutPitTests
{
    private static readonly double[] Data = Values(300);

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(0.6, false)]
    public void TransformsAreUniformWhereThePredictionHasTheRightSpread(double sd, bool inside)
    {
        LeaveOneOutPit pit = Transform(Data, sd);
        Assert.Equal(inside, pit.Inside);
        Assert.Equal(inside, pit.PValue > 0.05);
        Assert.Equal(300, pit.Values.Count);
    }

    [Fact]
    public void TransformsAreThoseOfTheExactPredictionWithoutTheObservation()
    {
        double[] data = Values(12);
        LeaveOneOutPit pit = Transform(data, 1, draws: 20_000);
        double[] exact = [.. data.Select(y => Normal.Cdf((y - (data.Sum() - y) / 12) / Math.Sqrt(1 + 1.0 / 12))).Order()];
        Assert.All(exact.Zip(pit.Values), pair => Oracle.Close(pair.First, pair.Second, 0.02));
    }

    [Fact]
    public void TiesOfCountsAreBrokenEvenly()
    {
        // 200 observations of a fair coin in two groups, predicted as a fair coin: transforms are uniform, where plain ones would be ½ and 1.
        RandomStream random = new(4, "coin");
        double[] replicate = [.. Enumerable.Range(0, 4000).Select(_ => (double)random.NextInteger(2))];
        LogLikelihood logLikelihood = new(2, 4, 1000, [.. Enumerable.Range(0, 8000).Select(_ => Math.Log(0.5))], [100.0, 100.0]);
        LeaveOneOutPit pit = LeaveOneOutPit.Of(logLikelihood, [0, 1], [replicate, replicate]);
        Assert.Equal(200, pit.Values.Count);
        Assert.True(pit.Inside);
        Assert.Equal(200, pit.Values.Distinct().Count());
    }

    private static double[] Values(int size)
    {
        double[] data = new double[size];
        new RandomStream(9, "pit").FillNormal(data);
        return data;
    }

    private static LeaveOneOutPit Transform(double[] data, double sd, int draws = 1000)
    {
        NormalMean model = new(data);
        Draws posterior = model.Posterior(4, draws / 4);
        RandomStream random = new(2, "replicates");
        double[][] replicates = [.. data.Select(_ => posterior.Of(0).ToArray().Select(mean => mean + sd * random.NextNormal()).ToArray())];
        return LeaveOneOutPit.Of(LogLikelihood.Of(model, posterior), data, replicates);
    }
}
