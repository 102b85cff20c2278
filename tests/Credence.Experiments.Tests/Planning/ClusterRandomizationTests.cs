using Xunit;

namespace Credence.Experiments.Tests;

public sealed class ClusterRandomizationTests
{
    private static readonly string[] Arms = ["control", "treatment"];

    private static readonly Cluster[] Villages = [.. Enumerable.Range(0, 100).Select(i => new Cluster($"village {i}", 10 + i * i % 97))];

    [Fact]
    public void CompleteRandomisationHasEqualArms()
    {
        IReadOnlyList<ClusterAssignment> list = ClusterRandomization.Complete(Villages, Arms, 1);
        Assert.Equal(50, list.Count(line => line.Variant == "control"));
        Assert.Equal(100, list.Select(line => line.Name).Distinct().Count());
        Assert.All(list, line => Assert.Null(line.Block));
        Assert.InRange(ClusterRandomization.Complete(Villages[..99], Arms, 1).Count(line => line.Variant == "control"), 49, 50);
    }

    [Fact]
    public void PairsAreNeighboursInSizeAndHoldBothVariants()
    {
        IReadOnlyList<ClusterAssignment> list = ClusterRandomization.MatchedOnSize(Villages, Arms, 1);
        foreach (IGrouping<int?, ClusterAssignment> pair in list.GroupBy(line => line.Block))
            Assert.Equal(Arms, pair.Select(line => line.Variant).Order());
        Assert.Equal(50, list.Max(line => line.Block));
        Assert.Equal(list.Select(line => line.Size).OrderDescending(), list.Select(line => line.Size));
        long gap = Math.Abs(list.Sum(line => line.Variant == "control" ? line.Size : -line.Size));
        Assert.True(gap <= 97, $"the arms differ by {gap} members");
    }

    [Fact]
    public void TheListDependsOnClustersAndSeedAlone()
    {
        Cluster[] reversed = [.. Villages.Reverse()];
        Assert.Equal(ClusterRandomization.Complete(Villages, Arms, 1), ClusterRandomization.Complete(reversed, Arms, 1));
        Assert.Equal(ClusterRandomization.MatchedOnSize(Villages, Arms, 1), ClusterRandomization.MatchedOnSize(reversed, Arms, 1));
        Assert.NotEqual(ClusterRandomization.Complete(Villages, Arms, 1), ClusterRandomization.Complete(Villages, Arms, 2));
    }

    [Fact]
    public void EveryClusterIsTreatedInHalfOfTheLists()
    {
        int[] complete = new int[5], matched = new int[5];
        for (ulong seed = 0; seed < 2000; seed++)
        {
            IReadOnlyList<ClusterAssignment> a = ClusterRandomization.Complete(Villages[..5], Arms, seed), b = ClusterRandomization.MatchedOnSize(Villages[..5], Arms, seed);
            for (int i = 0; i < 5; i++)
            {
                complete[i] += a[i].Variant == "treatment" ? 1 : 0;
                matched[i] += b[i].Variant == "treatment" ? 1 : 0;
            }
        }
        // Five standard deviations of a fair coin.
        Assert.All(complete.Concat(matched), count => Assert.InRange(count, 888, 1112));
    }

    [Fact]
    public void SeveralVariantsMakeLargerBlocks()
    {
        string[] arms = ["a", "b", "c"];
        IReadOnlyList<ClusterAssignment> list = ClusterRandomization.MatchedOnSize(Villages, arms, 3);
        Assert.All(list.Where(line => line.Block <= 33).GroupBy(line => line.Block), block => Assert.Equal(arms, block.Select(line => line.Variant).Order()));
        Assert.Single(list, line => line.Block == 34);
    }

    [Fact]
    public void BadListsAreRefused()
    {
        Assert.Throws<ArgumentException>(() => ClusterRandomization.Complete([new("a", 3), new("a", 4)], Arms, 1));
        Assert.Throws<ArgumentException>(() => ClusterRandomization.Complete(Villages, ["x", "x"], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClusterRandomization.Complete(Villages, ["x"], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClusterRandomization.Complete(Villages[..1], Arms, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClusterRandomization.MatchedOnSize([new("a", 3), new("b", 0)], Arms, 1));
    }
}
