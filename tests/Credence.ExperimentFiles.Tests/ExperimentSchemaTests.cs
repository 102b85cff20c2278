using System.Text.Json.Nodes;
using Credence.Testing;
using Xunit;

namespace Credence.ExperimentFiles.Tests;

public sealed class ExperimentSchemaTests
{
    private static readonly JsonObject Schema = JsonNode.Parse(ExperimentSchema.Text)!.AsObject();

    private static JsonObject Properties(string? definition) => (definition is null ? Schema : Schema["$defs"]![definition]!)["properties"]!.AsObject();

    private static IEnumerable<string> Options(JsonNode? property) => property!["enum"]!.AsArray().Where(option => option is not null).Select(option => option!.GetValue<string>());

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlScalar { IsNull: true } => null,
        YamlScalar { Number: double number } => JsonValue.Create(number),
        YamlScalar { Flag: bool flag } => JsonValue.Create(flag),
        YamlScalar scalar => JsonValue.Create(scalar.Text),
        YamlSequence list => new JsonArray([.. list.Items.Select(ToJson)]),
        YamlMapping mapping => new JsonObject(mapping.Entries.Select(entry => KeyValuePair.Create(entry.Key.Text, ToJson(entry.Value)))),
        _ => throw new NotSupportedException(),
    };

    private static IReadOnlyList<string> Problems(string yaml)
    {
        ErrorList errors = new("test.yaml");
        YamlMapping root = YamlTree.Parse(yaml, errors)!;
        Assert.True(errors.IsEmpty);
        return new JsonSchemaChecker(Schema).Problems(ToJson(root));
    }

    [Fact]
    public void TheEmbeddedSchemaIsThePublishedFile()
        => Assert.Equal(File.ReadAllText(Repository.Folder("src", "Credence.ExperimentFiles", "experiment.schema.json")), ExperimentSchema.Text);

    [Fact]
    public void SchemaAndReaderKnowTheSameKeys()
    {
        Dictionary<string, IReadOnlyList<string>> objects = new()
        {
            ["source"] = Keys.Source,
            ["variant"] = Keys.Variant,
            ["targeting"] = Keys.Targeting,
            ["metric"] = Keys.Metric,
            ["covariate"] = Keys.Covariate,
            ["design"] = Keys.Design,
        };
        Assert.Equal(Keys.Experiment, Properties(null).Select(property => property.Key));
        Assert.All(objects, entry => Assert.Equal(entry.Value, Properties(entry.Key).Select(property => property.Key)));
        IEnumerable<string> defined = Schema["$defs"]!.AsObject().Where(definition => definition.Value!["properties"] is not null).Select(definition => definition.Key);
        Assert.Equal(objects.Keys.Order(), defined.Order());
    }

    [Fact]
    public void SchemaAndReaderKnowTheSameWords()
    {
        Assert.Equal(Words.Of<DeclaredInference>(), Options(Properties(null)["inference"]));
        Assert.Equal(Words.Of<DeclaredCorrection>(), Options(Properties(null)["correction"]));
        Assert.Equal(Words.Of<MetricType>(), Options(Properties("metric")["type"]));
        Assert.Equal(Words.Of<EventAggregate>(), Options(Properties("metric")["aggregate"]));
        Assert.Equal(Words.Of<DeclaredRole>(), Options(Properties("metric")["role"]));
        Assert.Equal(Words.Of<DeclaredDirection>(), Options(Properties("metric")["direction"]));
        Assert.Equal(StoppingBounds.Pattern, Properties("design")["bounds"]!["pattern"]!.GetValue<string>());
    }

    [Fact]
    public void EveryKeyOfTheSchemaIsReadWithoutBeingUnknown()
    {
        string everything = string.Concat(Keys.Experiment.Select(key => $"{key}: x\n"));
        Assert.DoesNotContain("unknown key", Sample.Errors(everything), StringComparison.Ordinal);
    }

    [Fact]
    public void SamplesFitTheSchema() => Assert.All(Sample.Names, name => Assert.Empty(Problems(Sample.Text(name))));

    [Theory]
    [InlineData("variants: { a: 0.5, b: 0.5 }", ": required")]
    [InlineData("experiment: e\nvariants: { a: 0.5 }", "/variants: oneOf")]
    [InlineData("experiment: e\nvariants: { a: 1.5, b: 0.5 }", "/variants: oneOf")]
    [InlineData("experiment: e\nvariants: { a: 0.5, b: 0.5 }\nmetrcs: {}", ": additionalProperties")]
    [InlineData("experiment: e\nvariants: { a: 0.5, b: 0.5 }\ntraffic: 2", "/traffic: maximum")]
    [InlineData("experiment: e\nvariants: { a: 0.5, b: 0.5 }\ndesign: { looks: 1.5 }", "/design: oneOf")]
    [InlineData("experiment: e\nvariants: { a: 0.5, b: 0.5 }\nmetrics: { m: { type: mean, valeu: x } }", "/metrics/m: additionalProperties")]
    [InlineData("experiment: e\nvariants: { a: 0.5, b: 0.5 }\nmetrics: { m: { type: count, event: x, window: 7w } }", "/metrics/m/window: pattern")]
    public void WhatTheSchemaRefusesTheReaderRefusesToo(string yaml, string problem)
    {
        Assert.Contains(problem, Problems(yaml));
        Assert.NotEqual("", Sample.Errors(yaml));
    }
}
