using System.Text.Json.Nodes;
using Credence.Experiments;
using Credence.Testing;
using Xunit;

namespace Credence.Conformance.Sequential;

/// <summary>Boundaries and error rates integrated independently with 160 Gauss-Legendre nodes.</summary>
public sealed class PreciseBoundaries
{
    private const double Tolerance = 1e-10;

    [Fact]
    public void BoundariesAgree()
    {
        JsonArray cases = Oracle.Read("group_sequential_check.json")["high_precision_boundaries"]!.AsArray();
        Assert.Equal(5, cases.Count);
        foreach (JsonNode node in cases.Select(node => node!))
        {
            int looks = (int)node["K"]!;
            IReadOnlyList<double> Bounds(string family) => GroupSequentialDesign.Create(new GroupSequentialOptions
            {
                InformationTimes = InformationTimes.Equal(looks),
                Alpha = (double)node["alpha_two_sided"]!,
                Bounds = BoundaryFamily.Parse(family),
            }).Boundaries;
            Close(node["obrien_fleming"]!, Bounds("obrien-fleming"), $"O'Brien-Fleming {looks}");
            Oracle.Close((double)node["pocock"]!, Bounds("pocock")[^1], Tolerance, $"Pocock {looks}");
            Oracle.Close((double)node["haybittle_peto_last_with_interim_3"]!, Bounds("haybittle-peto")[^1], Tolerance, $"Haybittle-Peto {looks}");
            foreach ((string shape, JsonNode? values) in node["wang_tsiatis"]!.AsObject())
                Close(values!, Bounds($"wang-tsiatis({shape})"), $"Wang-Tsiatis {shape} {looks}");
            foreach ((string name, JsonNode? values) in node["spending"]!.AsObject())
                Close(values!["boundaries"]!, Bounds(Spending(name)), $"{name} {looks}");
        }
    }

    [Fact]
    public void FourLookConstantsAreThePublishedOnes()
    {
        double[] obrienFleming = [4.048591, 2.862786, 2.337455, 2.024295];
        IReadOnlyList<double> actual = GroupSequentialDesign.Create(new GroupSequentialOptions
        {
            InformationTimes = InformationTimes.Equal(4),
            Bounds = BoundaryFamily.OBrienFleming,
        }).Boundaries;
        for (int k = 0; k < 4; k++)
            Assert.Equal(obrienFleming[k], actual[k], 6);
        Assert.All(
            GroupSequentialDesign.Create(new GroupSequentialOptions { InformationTimes = InformationTimes.Equal(4), Bounds = BoundaryFamily.Pocock }).Boundaries,
            z => Assert.Equal(2.361298, z, 6));
    }

    private static string Spending(string name) => name switch
    {
        "LDOF_half_tails_4(1-Phi(z_{a/4}/sqrt t))" => "ld-obrien-fleming",
        "LDOF_total_2(1-Phi(z_{a/2}/sqrt t))" => "ld-obrien-fleming-total",
        "LDPocock_half_tails_a*ln(1+(e-1)t)" => "ld-pocock",
        "KimDeMets_rho1" => "kim-demets(1)",
        "KimDeMets_rho2" => "kim-demets(2)",
        "KimDeMets_rho3" => "kim-demets(3)",
        "HwangShihDeCani_-4" => "hwang-shih-decani(-4)",
        _ => throw new InvalidOperationException(name),
    };

    private static void Close(JsonNode expected, IReadOnlyList<double> actual, string what)
    {
        double[] values = [.. expected.AsArray().Select(Oracle.Number)];
        Assert.Equal(values.Length, actual.Count);
        for (int k = 0; k < values.Length; k++)
            Oracle.Close(values[k], actual[k], Tolerance, $"{what}, look {k + 1}");
    }
}
