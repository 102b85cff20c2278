using System.Text.Json.Nodes;
using Credence.Numerics;
using Credence.Testing;
using Xunit;

namespace Credence.Conformance;

/// <summary>The power of the two-sample t test from the noncentral t distribution, against R's.</summary>
public sealed class NoncentralTPower
{
    [Fact]
    public void PowersAreThoseOfR()
    {
        foreach (JsonNode? curve in Oracle.Read("power.json")["power_curve"]!.AsArray())
        {
            double[] sizes = [.. curve!["n"]!.AsArray().Select(Oracle.Number)];
            double[] powers = [.. curve["power_exact_t"]!.AsArray().Select(Oracle.Number)];
            for (int i = 0; i < sizes.Length; i++)
                Oracle.Close(powers[i], Power(curve, sizes[i], sizes[i], Oracle.Number(curve["d"])), 1e-9, $"power at n = {sizes[i]}");
        }
    }

    [Fact]
    public void PowersAtTheSizesOfRAreTheOnesAskedFor()
    {
        foreach (JsonNode? plan in Oracle.Read("power.json")["two_means"]!.AsArray())
        {
            double effect = Oracle.Number(plan!["delta"]) / Oracle.Number(plan["sd"]), control = Oracle.Number(plan["exact_t_n_control"]);
            double ratio = Oracle.Number(plan["ratio"]), ceiling = Math.Ceiling(control);
            Oracle.Close(Oracle.Number(plan["power"]), Power(plan, control, ratio * control, effect), 1e-9, plan.ToJsonString());
            Oracle.Close(Oracle.Number(plan["power_at_ceiling"]), Power(plan, ceiling, Math.Ceiling(ceiling * ratio), effect), 1e-9, plan.ToJsonString());
        }
    }

    [Fact]
    public void PowersAtTheDetectableEffectsOfRAreTheOnesAskedFor()
    {
        foreach (JsonNode? plan in Oracle.Read("power.json")["minimum_detectable_effect"]!.AsArray())
        {
            double power = Power(plan!, Oracle.Number(plan!["n1"]), Oracle.Number(plan["n2"]), Oracle.Number(plan["mde_exact_t"]));
            Oracle.Close(Oracle.Number(plan["power"]), power, 1e-9, plan.ToJsonString());
        }
    }

    private static double Power(JsonNode plan, double first, double second, double effect)
    {
        bool twoSided = (string?)plan["alternative"] == "two.sided";
        double degrees = first + second - 2, noncentrality = effect * Math.Sqrt(first * second / (first + second));
        double critical = StudentT.UpperQuantile(Oracle.Number(plan["alpha"]) / (twoSided ? 2 : 1), degrees);
        double power = NoncentralT.UpperTail(critical, degrees, noncentrality);
        return twoSided ? power + NoncentralT.Cdf(-critical, degrees, noncentrality) : power;
    }
}
