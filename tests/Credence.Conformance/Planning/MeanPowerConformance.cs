using System.Text.Json.Nodes;
using Credence.Experiments;
using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Conformance;

/// <summary>Two means against R's power.t.test and pwr, which statsmodels and mpmath confirm.</summary>
public sealed class MeanPowerConformance
{
    public static TheoryData<int> Means => [.. Enumerable.Range(0, 10)];

    [Fact]
    public void EveryOracleCaseIsRun()
    {
        JsonNode power = Oracle.Read("power.json");
        Assert.Equal(10, power["two_means"]!.AsArray().Count);
        Assert.Equal(9, power["two_proportions"]!.AsArray().Count);
        Assert.Equal(8, power["cluster_randomised"]!.AsArray().Count);
    }

    [Theory]
    [MemberData(nameof(Means))]
    public void SampleSizesAgree(int index)
    {
        JsonNode node = Oracle.Read("power.json")["two_means"]![index]!;
        double delta = Number(node, "delta"), power = Number(node, "power");
        MeanDesign exact = Design(node, Number(node, "ratio")), normal = exact with { Method = PowerMethod.Normal };
        Oracle.CloseRelative(Number(node, "normal_n_control_with_ratio"), normal.SampleSize(delta, power), 1e-10);
        Oracle.CloseRelative(Number(node, "handout_n_per_group"), (normal with { AllocationRatio = 1 }).SampleSize(delta, power), 1e-10);
        Oracle.CloseRelative(Number(node, "exact_t_n_control"), exact.SampleSize(delta, power), 1e-6);
        if (node["power.t.test_n_strict"] is { } strict)
            Oracle.CloseRelative(Oracle.Number(strict), exact.SampleSize(delta, power), 1e-6);
        Plan plan = exact.PlanSampleSize(delta, power);
        Assert.Equal((long)Number(node, "exact_t_n_control_ceiling"), plan.NPerArm!.Value.Control);
        Oracle.Close(Number(node, "power_at_ceiling"), plan.Power, 1e-9);
    }

    [Theory]
    [MemberData(nameof(Means))]
    public void NormalPowerAgreesBesideTheFarTail(int index)
    {
        JsonNode node = Oracle.Read("power.json")["two_means"]![index]!;
        double ratio = Number(node, "ratio"), n = Number(node, "exact_t_n_control_ceiling"), treated = Math.Ceiling(n * ratio - 1e-9);
        MeanDesign design = Design(node, treated / n) with { Method = PowerMethod.Normal };
        double drift = Number(node, "delta") / Number(node, "sd") / Math.Sqrt(1 / n + 1 / treated);
        bool both = design.Alternative == Alternative.TwoSided;
        double farTail = both ? Normal.UpperTail(Normal.UpperQuantile(design.Alpha / 2) + drift) : 0;
        Oracle.Close(Number(node, "power_normal_at_ceiling") + farTail, design.Power(n, Number(node, "delta")), 1e-9);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void MinimumDetectableEffectsAgree(int index)
    {
        JsonNode node = Oracle.Read("power.json")["minimum_detectable_effect"]![index]!;
        double n = Number(node, "n1"), power = Number(node, "power");
        MeanDesign design = new(1) { Alpha = Number(node, "alpha"), Alternative = Side(node), AllocationRatio = Number(node, "n2") / n };
        Oracle.CloseRelative(Number(node, "mde_exact_t"), design.MinimumEffect(n, power), 1e-9);
        Oracle.CloseRelative(Number(node, "mde_normal"), (design with { Method = PowerMethod.Normal }).MinimumEffect(n, power), 1e-10);
        double error = Math.Sqrt(1 / n + 1 / Number(node, "n2"));
        Oracle.CloseRelative(Number(node, "mde_exact_t"),
            MinimumDetectableEffect.At(error, n + Number(node, "n2") - 2, design.Alpha, design.Alternative, power), 1e-9);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void PowerCurvesAgree(int index)
    {
        JsonNode node = Oracle.Read("power.json")["power_curve"]![index]!;
        MeanDesign design = new(1) { Alpha = Number(node, "alpha"), Alternative = Side(node) };
        double[] sizes = [.. node["n"]!.AsArray().Select(Oracle.Number)], expected = [.. node["power_exact_t"]!.AsArray().Select(Oracle.Number)];
        IReadOnlyList<PowerPoint> curve = PlanCurves.PowerBySize(design, sizes, Number(node, "d"));
        for (int i = 0; i < expected.Length; i++)
            Oracle.Close(expected[i], curve[i].Power, 1e-9, $"n = {sizes[i]}");
    }

    [Fact]
    public void TheOraclesPeersAgreeWithEachOtherWithinItsTolerances()
    {
        JsonNode worst = Oracle.Read("power_check.json")["largest_disagreement_with_power_json"]!;
        Assert.True(Number(worst, "mpmath_power") < 1e-12);
        Assert.True(Number(worst, "statsmodels_n") < 1e-8);
    }

    internal static Alternative Side(JsonNode node) => node["alternative"]!.GetValue<string>() == "two.sided" ? Alternative.TwoSided : Alternative.Greater;

    internal static double Number(JsonNode node, string name) => Oracle.Number(node[name]);

    private static MeanDesign Design(JsonNode node, double ratio)
        => new(Number(node, "sd")) { Alpha = Number(node, "alpha"), Alternative = Side(node), AllocationRatio = ratio };
}
