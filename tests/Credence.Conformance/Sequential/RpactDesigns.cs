using System.Text.Json.Nodes;
using Credence.Experiments;
using Credence.Numerics;
using Credence.Testing;
using Xunit;

namespace Credence.Conformance.Sequential;

/// <summary>All 217 designs of rpact 3.3.4, and an independent re-integration of their error rates.</summary>
public sealed class RpactDesigns
{
    private const double BoundaryTolerance = 1e-6;
    private const double ProbabilityTolerance = 3e-7;

    // rpact searches its boundaries until alpha is right to about 1e-10, so a boundary that spends next to nothing is right only in
    // what it spends (look 2 of asOF with 10 looks is off by 1.4e-4 in z, see PreciseBoundaries), ...
    private const double SpentTolerance = 1e-9;

    // ... and its Haybittle-Peto designs miss alpha by up to 4e-8, which the power follows.
    private const double PowerPerAlpha = 15;

    private static readonly Lazy<Dictionary<string, double>> AlphaErrors = new(() =>
        Oracle.Read("group_sequential_check.json")["rpact_checked"]!.AsArray()
            .ToDictionary(node => (string)node!["label"]!, node => Oracle.Number(node!["alpha_error_final"])));

    [Fact]
    public void BoundariesAgree()
        => ForEachDesign((node, design, label) =>
        {
            double[] expected = Numbers(node["criticalValues"]!);
            Assert.Equal(expected.Length, design.Boundaries.Count);
            for (int k = 0; k < expected.Length; k++)
            {
                double error = Math.Abs(expected[k] - design.Boundaries[k]);
                Assert.True(error <= BoundaryTolerance || (double.IsInfinity(expected[k]) && design.NominalPValues[k] < 1e-15) || error * Normal.Density(expected[k]) <= SpentTolerance,
                    $"{label} boundary {k + 1}: expected {expected[k]:R}, got {design.Boundaries[k]:R}");
            }
            Close(node["alphaSpent"]!, design.CumulativeAlpha, ProbabilityTolerance, $"{label} alpha");
            double[] oneSided = [.. design.NominalPValues.Select(p => p / design.Options.Sides)];
            Close(node["stageLevelsOneSided"]!, oneSided, ProbabilityTolerance, $"{label} nominal p");
            if (node["futilityBounds"] is { } futility)
                Close(futility, design.FutilityBoundaries, BoundaryTolerance, $"{label} futility");
        });

    [Fact]
    public void OperatingCharacteristicsAgree()
        => ForEachDesign((node, design, label) =>
        {
            OperatingCharacteristics alternative = design.Alternative;
            double tolerance = ProbabilityTolerance + PowerPerAlpha * Math.Abs(AlphaErrors.Value[label]);
            Oracle.Close(Oracle.Number(node["shift"]), design.Drift * design.Drift, 1e-6, $"{label} shift");
            Oracle.Close(Oracle.Number(node["inflationFactor"]), design.InflationFactor, tolerance, $"{label} inflation");
            Close(node["power"]!, alternative.CumulativePower, tolerance, $"{label} power");
            Close(node["rejectionProbabilities"]!, alternative.UpperRejection, tolerance, $"{label} rejection");
            if (node["futilityBounds"] is not null)
                Close(node["futilityProbabilities"]!, [.. alternative.FutilityStop.SkipLast(1)], tolerance, $"{label} futility stop");
            Oracle.Close(Oracle.Number(node["asnRatioH1"]), design.InflationFactor * alternative.ExpectedInformation, tolerance, $"{label} ASN H1");
            Oracle.Close(Oracle.Number(node["asnRatioH01"]), design.InflationFactor * design.Operate(design.Drift / 2).ExpectedInformation, tolerance, $"{label} ASN H01");
            Oracle.Close(Oracle.Number(node["asnRatioH0"]), design.InflationFactor * design.Operate(0).ExpectedInformation, tolerance, $"{label} ASN H0");
        });

    [Fact]
    public void SampleSizesAgree()
    {
        JsonArray sizes = Oracle.Read("group_sequential.json")["sampleSizes"]!.AsArray();
        Assert.Equal(4, sizes.Count);
        foreach (JsonNode node in sizes.Select(node => node!))
        {
            double Number(string name) => Oracle.Number(node[name]);
            GroupSequentialDesign design = GroupSequentialDesign.Create(new GroupSequentialOptions
            {
                InformationTimes = InformationTimes.Equal((int)Number("k")),
                Bounds = Family((string)node["type"]!, node),
                Alpha = Number("alpha"),
                Sides = (int)Number("sided"),
                Power = 1 - Number("beta"),
            });
            SequentialSampleSize size = (string)node["endpoint"]! == "means"
                ? SequentialSampleSize.ForMeans(design, Number("sd"), Number("effect"), Number("ratio"))
                : SequentialSampleSize.ForProportions(design, Number("pi2"), Number("pi1"), Number("ratio"));
            Oracle.Close(Number("maxNumberOfSubjects"), size.Control + size.Treatment, ProbabilityTolerance, "maximum");
            Oracle.Close(Number("maxNumberOfSubjects1"), size.Treatment, ProbabilityTolerance, "treatment");
            Oracle.Close(Number("maxNumberOfSubjects2"), size.Control, ProbabilityTolerance, "control");
            Oracle.Close(Number("nFixed"), size.Fixed, 1e-10, "fixed");
            Oracle.Close(Number("expectedNumberOfSubjectsH1"), size.ExpectedAlternative, ProbabilityTolerance, "expected H1");
            Oracle.Close(Number("expectedNumberOfSubjectsH0"), size.ExpectedNull, ProbabilityTolerance, "expected H0");
            Close(node["numberOfSubjects"]!, size.AtLooks, ProbabilityTolerance, "at looks");
        }
    }

    private static void ForEachDesign(Action<JsonNode, GroupSequentialDesign, string> check)
    {
        JsonArray designs = Oracle.Read("group_sequential.json")["designs"]!.AsArray();
        Assert.Equal(217, designs.Count);
        foreach (JsonNode node in designs.Select(node => node!))
            check(node, GroupSequentialDesign.Create(Options(node)), (string)node["label"]!);
    }

    private static GroupSequentialOptions Options(JsonNode node)
    {
        JsonNode arguments = node["arguments"]!;
        double[] times = Numbers(node["informationRates"]!);
        string type = (string)arguments["typeOfDesign"]!;
        return new GroupSequentialOptions
        {
            InformationTimes = times,
            Bounds = type switch
            {
                "asUser" => new SpendingBoundary(new TableSpending(times, Numbers(arguments["userAlphaSpending"]!)), TwoSidedTotal: true),
                "WToptimum" => new WangTsiatisBoundary(Oracle.Number(node["deltaWT"])),
                _ => Family(type, arguments),
            },
            Alpha = Oracle.Number(node["alpha"]),
            Sides = (int)node["sided"]!,
            Power = 1 - Oracle.Number(node["beta"]),
            Futility = Futility(arguments),
            BindingFutility = (bool?)arguments["bindingFutility"] ?? false,
        };
    }

    private static BoundaryFamily Family(string type, JsonNode arguments) => type switch
    {
        "OF" => BoundaryFamily.OBrienFleming,
        "P" => BoundaryFamily.Pocock,
        "HP" => new HaybittlePetoBoundary((double)arguments["constantBoundsHP"]!),
        "WT" => new WangTsiatisBoundary((double)arguments["deltaWT"]!),
        "asOF" => new SpendingBoundary(SpendingFunction.OBrienFleming),
        "asP" => new SpendingBoundary(SpendingFunction.Pocock),
        "asKD" => new SpendingBoundary(new KimDeMetsSpending((double)arguments["gammaA"]!)),
        "asHSD" => new SpendingBoundary(new HwangShihDeCaniSpending((double)arguments["gammaA"]!)),
        _ => throw new InvalidOperationException(type),
    };

    private static FutilityRule? Futility(JsonNode arguments) => (string?)arguments["typeBetaSpending"] switch
    {
        "bsOF" => new BetaSpending(SpendingFunction.OBrienFleming),
        "bsP" => new BetaSpending(SpendingFunction.Pocock),
        "bsKD" => new BetaSpending(new KimDeMetsSpending((double)arguments["gammaB"]!)),
        "bsHSD" => new BetaSpending(new HwangShihDeCaniSpending((double)arguments["gammaB"]!)),
        _ => arguments["futilityBounds"] is { } bounds ? new FixedFutility(Numbers(bounds)) : null,
    };

    private static double[] Numbers(JsonNode node) => [.. node.AsArray().Select(Oracle.Number)];

    private static void Close(JsonNode expected, IReadOnlyList<double> actual, double tolerance, string what)
    {
        double[] values = Numbers(expected);
        Assert.Equal(values.Length, actual.Count);
        for (int k = 0; k < values.Length; k++)
            Oracle.Close(values[k], actual[k], tolerance, $"{what} {k + 1}");
    }
}
