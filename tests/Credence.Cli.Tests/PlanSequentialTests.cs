using System.Text.Json;
using Xunit;

namespace Credence.Cli.Tests;

public sealed class PlanSequentialTests
{
    [Theory]
    [InlineData("obrien-fleming", 4.048591, 2.862786, 2.337455, 2.024295)]
    [InlineData("pocock", 2.361298, 2.361298, 2.361298, 2.361298)]
    public async Task FourLooksHaveTheKnownBoundaries(string bounds, params double[] expected)
    {
        JsonElement json = await PlanTests.Json("sequential", "--looks", "4", "--bounds", bounds);
        Assert.Equal(expected, json.GetProperty("looks").EnumerateArray().Select(look => Math.Round(look.GetProperty("z").GetDouble(), 6)));
        Assert.Equal(bounds, Assert.Single(json.GetProperty("designs").EnumerateArray()).GetProperty("bounds").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("nPerArm").ValueKind);
    }

    [Fact]
    public async Task SeveralBoundsAreComparedInTheOrderGiven()
    {
        JsonElement json = await PlanTests.Json("sequential", "--information", "0.25,0.5,0.75,1", "--bounds", "obrien-fleming", "pocock", "--sd", "1", "--mde", "0.2");
        JsonElement[] designs = [.. json.GetProperty("designs").EnumerateArray()];
        Assert.Equal(["obrien-fleming", "pocock"], designs.Select(design => design.GetProperty("bounds").GetString()));
        double fixedSize = 2 * Math.Pow((1.959963984540054 + 0.8416212335729143) / 0.2, 2);
        foreach (JsonElement design in designs)
        {
            double inflation = design.GetProperty("inflation").GetDouble();
            Assert.Equal(fixedSize * inflation, design.GetProperty("nPerArmExact").GetProperty("control").GetDouble(), 1e-6);
            Assert.True(design.GetProperty("expectedInformation").GetProperty("alternative").GetDouble() < design.GetProperty("expectedInformation").GetProperty("null").GetDouble());
        }
        Assert.True(JsonElement.DeepEquals(json.GetProperty("looks"), designs[0].GetProperty("looks")));
        string[] names = ["information", "z", "nominalP", "cumulativeAlpha", "futilityZ", "powerToHere"];
        Assert.All(json.GetProperty("looks").EnumerateArray(), look => Assert.All(names, name => look.GetProperty(name)));
    }

    [Theory]
    [InlineData("--sd", "1", "--mde", "0.2")]
    [InlineData("--sd", "1", "--mde", "-0.2", "--sided", "1")]
    [InlineData("--baseline", "0.1", "--relative-mde", "0.2", "--ratio", "2")]
    [InlineData("--sd", "1", "--mde", "0.2", "--futility", "hwang-shih-decani(-2)", "--sided", "1", "--power", "0.9")]
    public async Task SizeEffectAndPowerAgree(params string[] metric)
    {
        string[] looks = ["sequential", "--looks", "3", "--bounds", "ld-obrien-fleming"];
        JsonElement sized = await PlanTests.Json([.. looks, .. metric]);
        long n = sized.GetProperty("nPerArm").GetProperty("control").GetInt64();
        string[] known = [.. metric.TakeWhile(word => word != "--power")];
        JsonElement powered = await PlanTests.Json([.. looks, .. known, "--n", $"{n}"]);
        Assert.Equal("power", powered.GetProperty("unknown").GetString());
        Assert.Equal(sized.GetProperty("power").GetDouble(), powered.GetProperty("power").GetDouble(), 0.002);
        Assert.True(powered.GetProperty("power").GetDouble() >= sized.GetProperty("power").GetDouble());
        string[] open = [.. metric.Where((word, i) => !word.EndsWith("mde", StringComparison.Ordinal) && (i == 0 || !metric[i - 1].EndsWith("mde", StringComparison.Ordinal)))];
        JsonElement found = await PlanTests.Json([.. looks, .. open, "--n", $"{n}"]);
        double planned = Math.Abs(sized.GetProperty("minimumEffect").GetDouble());
        Assert.Equal(planned, found.GetProperty("minimumEffect").GetDouble(), 0.002 * planned);
    }

    [Fact]
    public async Task AFutilityBoundStandsAtEveryLookButTheLast()
    {
        JsonElement json = await PlanTests.Json("sequential", "--looks", "3", "--sided", "1", "--futility", "obrien-fleming");
        JsonElement[] looks = [.. json.GetProperty("looks").EnumerateArray()];
        Assert.Equal([JsonValueKind.Number, JsonValueKind.Number, JsonValueKind.Null], looks.Select(look => look.GetProperty("futilityZ").ValueKind));
        Assert.Equal(0.8, looks[^1].GetProperty("powerToHere").GetDouble(), 1e-9);
    }

    [Fact]
    public async Task FewEventsAtTheFirstLookAreRemarked()
    {
        JsonElement json = await PlanTests.Json("sequential", "--looks", "20", "--baseline", "0.01", "--relative-mde", "2");
        Assert.Contains(json.GetProperty("findings").EnumerateArray(), finding => finding.GetProperty("code").GetString() == "few-expected-events");
    }
}
