using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Experiments.Tests;

public sealed class ClusterCorrelationTests
{
    [Fact]
    public void AnalysisOfVarianceGivesTheCorrelation()
    {
        // Clusters (1, 3), (4, 8) and (6, 8) about a mean of 5: mean squares 31/2 between with 2 degrees, 12/3 within; (15.5 − 4)/(15.5 + 4).
        ClusterCorrelation actual = ClusterCorrelation.Of(ClusterMoments.FromRows(["y"], [1, 1, 2, 2, 3, 3], [1, 3, 4, 8, 6, 8]));
        Oracle.CloseRelative((14.0 - 4) / (14 + 4), actual.Intraclass, 1e-14);
        Assert.Equal(2, actual.MeanSize);
        Assert.Equal(0, actual.SizeVariation);
        Oracle.CloseRelative(1 + actual.Intraclass, actual.DesignEffect, 1e-14);
    }

    [Fact]
    public void ThePlantedCorrelationIsFoundWhateverTheEffect()
    {
        RandomStream random = new(1, "icc");
        ClusterMoments control = ClusteredData.Draw(random, 0, 2000, 5, 0.2).Moments(), treatment = ClusteredData.Draw(random, 5000, 2000, 9, 0.2, effect: 40).Moments();
        ClusterCorrelation actual = ClusterCorrelation.Of(control, treatment);
        Assert.Equal(0.2, actual.Intraclass, 0.02);
        Assert.Equal(7, actual.MeanSize, 0.2);
        Assert.Equal(4000, actual.Clusters);
    }

    [Fact]
    public void EqualClusterMeansGiveTheLowestCorrelation()
        => Oracle.CloseRelative(-0.5, ClusterCorrelation.Of(ClusterMoments.FromRows(["y"], [1, 1, 1, 2, 2, 2], [1, 2, 3, 1, 2, 3])).Intraclass, 1e-14);

    [Fact]
    public void WithoutTwoRowsInAClusterNothingIsKnown()
    {
        Assert.Equal(double.NaN, ClusterCorrelation.Of(ClusterMoments.FromRows(["y"], [1, 2, 3], [1, 2, 4])).Intraclass);
        Assert.Equal(double.NaN, ClusterCorrelation.Of(ClusterMoments.FromRows(["y"], [1, 1, 1], [1, 2, 4])).Intraclass);
        Assert.Equal(double.NaN, ClusterCorrelation.Of(ClusterMoments.FromRows(["y"], [1, 1, 2, 2], [1, 1, 1, 1])).Intraclass);
    }
}
