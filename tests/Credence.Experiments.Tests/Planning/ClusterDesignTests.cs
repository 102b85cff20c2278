using Credence.Testing;
using Xunit;

namespace Credence.Experiments.Tests;

public sealed class ClusterDesignTests
{
    private static readonly ClusterDesign Communities = new(1, 0.05, ClusterSizes.Equal(50));

    [Fact]
    public void PlansCountMembersAndClusters()
    {
        Plan plan = (Communities with { Method = PowerMethod.Normal }).PlanSampleSize(0.2, 0.8);
        Assert.Equal(28, plan.Clusters!.PerArm.Control);
        Assert.Equal(1400, plan.NPerArm!.Value.Control);
        Assert.Equal(2800, plan.Total);
        Oracle.CloseRelative(27.078635083504352, plan.Clusters.PerArmExact.Control, 1e-10);
        Oracle.CloseRelative(1353.9317541752175, plan.NPerArmExact.Control, 1e-10);
        Oracle.CloseRelative(3.45, plan.DesignEffect, 1e-14);
    }

    [Theory]
    [InlineData(ClusterWeighting.Members)]
    [InlineData(ClusterWeighting.Optimal)]
    [InlineData(ClusterWeighting.Clusters)]
    public void TheNeededSizeHasThePower(ClusterWeighting weighting)
    {
        foreach (ClusterSizes sizes in (ClusterSizes[])[ClusterSizes.Equal(50), ClusterSizes.Varying(40, 0.7), ClusterSizes.FromSizes([5, 90, 33, 400, 12])])
        {
            foreach (PowerMethod method in Enum.GetValues<PowerMethod>())
            {
                ClusterDesign design = new(1, 0.02, sizes) { Weighting = weighting, Method = method };
                double size = design.ClusterSize(50, 0.2, 0.8);
                Oracle.Close(0.8, (design with { Sizes = sizes.WithMean(size) }).Power(50, 0.2), 1e-6);
                Plan plan = design.PlanClusterSize(50, 0.2, 0.8);
                Assert.Equal(Math.Ceiling(size), plan.Clusters!.Size);
                Assert.True(plan.Power >= 0.8);
            }
        }
    }

    [Fact]
    public void WhereNoSizeSufficesThePlanSaysSo()
    {
        ClusterDesign design = new(1, 0.2, ClusterSizes.Equal(1000));
        Assert.True(double.IsNaN(design.ClusterSize(10, 0.2, 0.8)));
        Plan plan = design.PlanClusterSize(10, 0.2, 0.8);
        Assert.Null(plan.NPerArm);
        Assert.Null(plan.Total);
        Assert.Null(plan.WithDailyUnits(100).Days);
        Assert.InRange(plan.Power, 0.05, 0.3);
        Assert.Equal("no-cluster-size-suffices", Assert.Single(plan.Findings).Code);
        Assert.Contains("at least 80 clusters", plan.Findings[0].Remedy);
        Assert.False(double.IsNaN(design.ClusterSize(80, 0.2, 0.8)));
        Assert.True(double.IsNaN(design.ClusterSize(79, 0.2, 0.8)));
    }

    [Fact]
    public void AHundredCommunitiesOverIntraclassCorrelations()
    {
        double[] iccs = [.. Enumerable.Range(1, 20).Select(i => i / 100.0)];
        IReadOnlyList<ClusterScenario> table = Communities.OverIcc(iccs, 50, 0.2, 0.8);
        Assert.Equal(20, table.Count);
        foreach ((ClusterScenario smaller, ClusterScenario larger) in table.Zip(table.Skip(1)))
        {
            Assert.True(smaller.Power > larger.Power);
            Assert.True(smaller.MinimumEffect < larger.MinimumEffect);
            Assert.True(smaller.ClustersNeeded <= larger.ClustersNeeded);
            Assert.True(larger.ClusterSizeNeeded is null || smaller.ClusterSizeNeeded < larger.ClusterSizeNeeded);
        }
        Oracle.CloseRelative(0.9648060658376999, table[4].Power, 1e-9);
        Assert.Null(table[^1].ClusterSizeNeeded);
        Assert.NotNull(table[4].ClusterSizeNeeded);
    }

    [Fact]
    public void OptimalWeightsHaveTheSmallestVariance()
    {
        ClusterSizes sizes = ClusterSizes.FromSizes([5, 90, 33, 400, 12, 51]);
        foreach (double icc in (double[])[0, 0.01, 0.1, 0.6, 1])
        {
            double optimal = sizes.DesignEffect(icc, ClusterWeighting.Optimal);
            Assert.True(optimal <= sizes.DesignEffect(icc, ClusterWeighting.Members) * (1 + 1e-12));
            Assert.True(optimal <= sizes.DesignEffect(icc, ClusterWeighting.Clusters) * (1 + 1e-12));
        }
        Oracle.Close(1, sizes.DesignEffect(0, ClusterWeighting.Members), 1e-14);
        Oracle.CloseRelative(sizes.Mean, sizes.DesignEffect(1, ClusterWeighting.Clusters), 1e-14);
    }

    [Fact]
    public void VariationApproximatesTheSizes()
    {
        ClusterSizes sizes = ClusterSizes.FromSizes([30, 45, 60, 38, 52, 70, 25, 48]);
        ClusterSizes varying = ClusterSizes.Varying(sizes.Mean, sizes.CoefficientOfVariation);
        foreach (ClusterWeighting weighting in Enum.GetValues<ClusterWeighting>())
            Oracle.CloseRelative(sizes.DesignEffect(0.05, weighting), varying.DesignEffect(0.05, weighting), 0.01);
        Assert.Throws<ArgumentException>(() => ClusterSizes.Varying(50, 1.2).DesignEffect(0.05, ClusterWeighting.Optimal));
    }

    [Fact]
    public void BadClustersAreRefused()
    {
        Assert.Equal("icc", Assert.Throws<ArgumentOutOfRangeException>(() => new ClusterDesign(1, 1.01, ClusterSizes.Equal(5))).ParamName);
        Assert.Equal("icc", Assert.Throws<ArgumentOutOfRangeException>(() => new ClusterDesign(1, -0.01, ClusterSizes.Equal(5))).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => ClusterSizes.Equal(0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClusterSizes.Equal(double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClusterSizes.Varying(10, -1));
        Assert.Throws<ArgumentException>(() => ClusterSizes.FromSizes([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClusterSizes.FromSizes([3, 0]));
        Assert.Equal("clusters", Assert.Throws<ArgumentOutOfRangeException>(() => Communities.ClusterSize(1, 0.2, 0.8)).ParamName);
        Assert.Equal("effect", Assert.Throws<ArgumentOutOfRangeException>(() => Communities.ClusterSize(50, 0, 0.8)).ParamName);
    }
}
