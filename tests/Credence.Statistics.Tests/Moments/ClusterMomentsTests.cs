using Xunit;

namespace Credence.Statistics.Tests;

public sealed class ClusterMomentsTests
{
    [Fact]
    public void ClustersAddUpToTheMomentsOfTheirRows()
    {
        double[] rows = [1e9 + 1, 2, 1e9 + 4, 3, 1e9 - 2, 5, 1e9 + 8, 7, 1e9, 1];
        ClusterMoments clusters = ClusterMoments.FromRows(["y", "x"], [7, 3, 7, 12, 3], rows);
        Assert.Equal([3, 7, 12], clusters.Keys);
        Assert.Equal([2L, 2, 1], clusters.Counts);
        CrossMoments expected = CrossMoments.FromRows(["y", "x"], rows), actual = clusters.Pooled();
        Assert.Equal(expected.Count, actual.Count);
        Assert.Equal(expected.Means[0], actual.Means[0], 1e-6);
        for (int i = 0; i < 3; i++)
            Assert.Equal(expected.CoProducts[i], actual.CoProducts[i], 1e-9);
        Assert.Equal((1e9 + 1) + (1e9 - 2) - 2 * clusters.Centres[0], clusters.Sums(1)[0], 1e-6);
    }

    [Fact]
    public void ClustersWithoutRowsAreLeftOut()
    {
        ClusterMomentsBuilder builder = new(["y"], [0]);
        builder.Add(1, 2, [3], [5]);
        builder.Add(2, 0, [0], [0]);
        Assert.Equal([1], builder.ToClusterMoments().Keys);
        Assert.Equal(0, new ClusterMomentsBuilder(["y"], [0]).ToClusterMoments().Clusters);
        Assert.Equal(0, ClusterMoments.FromRows(["y"], [], []).Pooled().Count);
    }

    [Fact]
    public void KeysMustAscendAndTheSameKeyAddsToItsCluster()
    {
        ClusterMomentsBuilder builder = new(["y"], [0]);
        builder.Add(5, 1, [3], [9]);
        builder.Add(5, 2, [1], [7]);
        ClusterMoments clusters = builder.ToClusterMoments();
        Assert.Equal((1, 3L, 4.0, 16.0), (clusters.Clusters, clusters.Counts[0], clusters.Sums(0)[0], clusters.Products(0)[0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.Add(4, 1, [3], [9]));
        Assert.Throws<ArgumentException>(() => builder.Add(6, 1, [3, 4], [9]));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.Add(6, -1, [3], [9]));
    }
}
