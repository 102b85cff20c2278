using System.Text.Json.Nodes;
using Credence.Experiments;
using Credence.Testing;
using Xunit;

namespace Credence.Conformance;

/// <summary>Two proportions against R's power.prop.test, pwr's arcsine method and sums of binomials.</summary>
public sealed class ProportionPowerConformance
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, 9)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void ClosedFormsAgree(int index)
    {
        JsonNode node = Case(index);
        double effect = Number(node, "p1") - Number(node, "p0"), power = Number(node, "power");
        ProportionDesign design = Design(node);
        Oracle.CloseRelative(Number(node, "fleiss_n_control"), design.SampleSize(effect, power), 1e-10);
        Oracle.CloseRelative(Number(node, "handout_n_per_group"), (design with { AllocationRatio = 1 }).SampleSize(effect, power), 1e-10);
        Oracle.CloseRelative(Number(node, "fleiss_continuity_n_control"), (design with { Method = ProportionMethod.Continuity }).SampleSize(effect, power), 1e-10);
        Oracle.CloseRelative(Number(node, "arcsine_n_closed_form"), (design with { Method = ProportionMethod.Arcsine }).SampleSize(effect, power), 1e-10);
        if (node["power.prop.test_n"] is { } n)
            Oracle.CloseRelative(Oracle.Number(n), design.SampleSize(effect, power), 1e-10);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void TheUnpooledFormulaIsThatOfTwoMeans(int index)
    {
        JsonNode node = Case(index);
        double p0 = Number(node, "p0"), p1 = Number(node, "p1");
        MeanDesign design = new(Math.Sqrt(p0 * (1 - p0)))
        {
            TreatmentStandardDeviation = Math.Sqrt(p1 * (1 - p1)),
            Method = PowerMethod.Normal,
            Alpha = Number(node, "alpha"),
            AllocationRatio = Number(node, "ratio"),
            Alternative = MeanPowerConformance.Side(node),
        };
        Oracle.CloseRelative(Number(node, "unpooled_n_control"), design.SampleSize(p1 - p0, Number(node, "power")), 1e-10);
    }

    [Fact]
    public void ExactPowerAndErrorLevelAgree()
    {
        int compared = 0;
        foreach (JsonNode? node in Oracle.Read("power.json")["two_proportions"]!.AsArray())
        {
            if (node!["exact_power_of_pooled_z_at_fleiss_n"] is not { } expected)
                continue;
            double p0 = Number(node, "p0"), p1 = Number(node, "p1"), n = Number(node, "fleiss_n_control");
            long control = (long)Math.Ceiling(n), treatment = (long)Math.Ceiling(n * Number(node, "ratio"));
            Oracle.CloseRelative(Oracle.Number(expected), PooledZTest.RejectionProbability(control, treatment, p0, p1, Number(node, "alpha")), 1e-10);
            Oracle.CloseRelative(Number(node, "exact_type1_of_pooled_z_at_p0"), PooledZTest.RejectionProbability(control, treatment, p0, p0, Number(node, "alpha")), 1e-10);
            compared++;
        }
        Assert.Equal(2, compared);
    }

    private static JsonNode Case(int index) => Oracle.Read("power.json")["two_proportions"]![index]!;

    private static double Number(JsonNode node, string name) => MeanPowerConformance.Number(node, name);

    private static ProportionDesign Design(JsonNode node) => new(Number(node, "p0"))
    {
        Alpha = Number(node, "alpha"),
        AllocationRatio = Number(node, "ratio"),
        Alternative = MeanPowerConformance.Side(node),
    };
}
