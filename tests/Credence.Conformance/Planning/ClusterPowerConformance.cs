using System.Text.Json.Nodes;
using Credence.Experiments;
using Credence.Numerics;
using Credence.Testing;
using Xunit;

namespace Credence.Conformance;

/// <summary>Cluster-randomised designs against formulas written out in R and a Monte-Carlo check of the design effect.</summary>
public sealed class ClusterPowerConformance
{
    public static TheoryData<int, string, ClusterWeighting> Cases
    {
        get
        {
            TheoryData<int, string, ClusterWeighting> cases = [];
            for (int i = 0; i < 8; i++)
            {
                cases.Add(i, "size_weighted", ClusterWeighting.Members);
                cases.Add(i, "optimal_weights", ClusterWeighting.Optimal);
                cases.Add(i, "cluster_means_unweighted", ClusterWeighting.Clusters);
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void DesignEffectPowerAndMinimumEffectAgree(int index, string name, ClusterWeighting weighting)
        => AssertFormula(Case(index), name, Design(Case(index), Sizes(Case(index))) with { Weighting = weighting });

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(6)]
    public void EqualSizesFormulaAgrees(int index)
        => AssertFormula(Case(index), "equal_sizes_formula", Design(Case(index), ClusterSizes.Equal(Number(Case(index), "mean_size"))));

    [Fact]
    public void MeanAndVariationOfSizesGiveTheSameAsTheSizes()
    {
        JsonNode node = Case(3);
        ClusterSizes varying = ClusterSizes.Varying(Number(node, "mean_size"), Number(node, "cv_population"));
        AssertFormula(node, "size_weighted", Design(node, varying));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void NeededClustersAndSizesAgree(int index)
    {
        JsonNode node = Case(index);
        ClusterDesign design = Design(node, ClusterSizes.Equal(Number(node, "mean_size"))) with { Method = PowerMethod.Normal };
        double delta = Number(node, "delta"), power = Number(node, "power");
        double clusters = design.SampleSize(delta, power);
        Oracle.CloseRelative(Number(node, "clusters_per_arm_needed_at_mean_size"), clusters, 1e-10);
        Oracle.CloseRelative(Number(node, "n_per_arm_with_equal_design_effect"), design.PlanSampleSize(delta, power).NPerArmExact.Control, 1e-10);
        Oracle.CloseRelative(Number(node, "n_per_arm_if_independent"), clusters * Number(node, "mean_size") / design.DesignEffect, 1e-10);
        Oracle.CloseRelative(Number(node, "members_per_cluster_needed"), design.ClusterSize((long)Number(node, "k_per_arm"), delta, power), 1e-10);
    }

    [Fact]
    public void DesignEffectAgreesWithSimulation()
    {
        JsonNode node = Oracle.Read("power.json")["cluster_monte_carlo"]![0]!;
        ClusterSizes sizes = ClusterSizes.FromSizes([.. node["sizes"]!.AsArray().Select(size => size!.GetValue<long>())]);
        double members = sizes.Mean * node["sizes"]!.AsArray().Count;
        double variance = 2 * sizes.DesignEffect(Number(node, "icc"), ClusterWeighting.Members) / members;
        Oracle.CloseRelative(Number(node, "variance_formula"), variance, 1e-10);
        Assert.InRange(variance - Number(node, "variance_simulated"), -4 * Number(node, "mc_se"), 4 * Number(node, "mc_se"));
    }

    private static void AssertFormula(JsonNode node, string name, ClusterDesign design)
    {
        JsonNode expected = node[name]!;
        double clusters = Number(node, "k_per_arm"), delta = Number(node, "delta"), power = Number(node, "power");
        double error = Number(expected, "se_difference"), farTail = Normal.UpperTail(Normal.UpperQuantile(design.Alpha / 2) + delta / error);
        ClusterDesign normal = design with { Method = PowerMethod.Normal };
        Oracle.CloseRelative(Number(expected, "design_effect"), design.DesignEffect, 1e-10);
        Oracle.CloseRelative(Number(expected, "n_effective_per_arm"), clusters * design.Sizes.Mean / design.DesignEffect, 1e-10);
        Oracle.Close(Number(expected, "power_normal") + farTail, normal.Power(clusters, delta), 1e-9);
        Oracle.Close(Number(expected, "power_t_clusters_minus_2"), design.Power(clusters, delta), 1e-9);
        Oracle.CloseRelative(Number(expected, "mde_normal"), normal.MinimumEffect(clusters, power), 1e-10);
        Oracle.CloseRelative(Number(expected, "mde_t"), design.MinimumEffect(clusters, power), 1e-9);
    }

    private static JsonNode Case(int index) => Oracle.Read("power.json")["cluster_randomised"]![index]!;

    private static ClusterSizes Sizes(JsonNode node) => ClusterSizes.FromSizes([.. node["sizes"]!.AsArray().Select(size => size!.GetValue<long>())]);

    private static ClusterDesign Design(JsonNode node, ClusterSizes sizes)
        => new(Number(node, "sd"), Number(node, "icc"), sizes) { Alpha = Number(node, "alpha") };

    private static double Number(JsonNode node, string name) => MeanPowerConformance.Number(node, name);
}
