using System.Text.Json.Nodes;
using Credence.Testing;
using Xunit;

namespace Credence.Bayes.Tests;

public sealed class InferenceJsonTests
{
    private static readonly JsonNode Written = Write(ExampleDraws.All);

    [Fact]
    public void ValuesStandByChainDrawAndPosition()
    {
        Draws draws = ExampleDraws.Posterior;
        JsonNode effect = Written["posterior"]!["effect"]!;
        for (int row = 0; row < 2; row++)
        {
            for (int column = 0; column < 3; column++)
                Assert.Equal(draws.Of(draws.Parameters.Offset("effect") + (3 * row) + column, 2)[11], (double)effect[2]![11]![row]![column]!);
        }
        Assert.Equal(double.NaN, Oracle.Number(Written["posterior"]!["tau"]![0]![0]));
        Assert.Equal("-Infinity", (string?)Written["posterior"]!["tau"]![0]![2]);
        Assert.True((bool)Written["sample_stats"]!["diverging"]![1]![10]!);
    }

    [Fact]
    public void CoordinatesAndDimensionsAreNamed()
    {
        Assert.Equal("[\"A\",\"B\",\"größer\"]", Text(Written["coords"]!["variant"]!));
        Assert.Equal("[1,2,3]", Text(Written["coords"]!["column"]!));
        Assert.Equal("[\"row\",\"column\"]", Text(Written["dims"]!["effect"]!));
        Assert.Null(Written["dims"]!["tau"]);
    }

    [Fact]
    public void AVariableWhoseDimensionsDifferBetweenGroupsHasNone()
    {
        ParameterLayout Groups(int size) => new(new Parameter("y", ParameterDimension.Numbered("unit", size)));
        JsonNode json = Write(new(ExampleDraws.Of(Groups(2), 1, 4, 1)) { PosteriorPredictive = ExampleDraws.Of(Groups(3), 1, 4, 1) });
        Assert.Null(json["dims"]!["y"]);
        Assert.Equal("[1,2]", Text(json["coords"]!["unit"]!));
        Assert.Equal("[1,2,3]", Text(json["coords"]!["y_unit"]!));
    }

    private static string Text(JsonNode node) => node.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static JsonNode Write(InferenceData data)
    {
        using MemoryStream stream = new();
        InferenceJson.Write(data, stream);
        return JsonNode.Parse(stream.ToArray())!;
    }
}
