using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Credence.Analysis;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>Writes a watched test as one JSON document: camelCase keys, kebab-case words, numbers that round-trip.</summary>
public static class MonitorJson
{
    private static readonly JsonSerializerOptions Options = new(MonitorJsonContext.Default.Options)
    {
        // The document goes to a file or a pipe, never into a page: names in any script stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = MonitorJsonContext.Default,
    };

    /// <summary>Writes <paramref name="result"/> as indented JSON.</summary>
    public static string Serialize(MonitorResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        AnalysisResult analysis = result.Analysis;
        RuleUsed rule = result.Rule;
        MonitorDocument document = new(
            analysis.Experiment, analysis.Unit, analysis.Rows, analysis.Randomised,
            new(analysis.Excluded.Where, analysis.Excluded.MissingVariant, analysis.Excluded.UnitsInSeveralVariants, result.MissingTime),
            result.Allocation, result.Metric.Name, result.Metric.Kind, result.Metric.Direction, analysis.Control, result.Treatment, rule.Method, analysis.Alpha,
            rule.Bounds, rule.Planned?.Units, rule.Planned?.Day, rule.TuneAt, rule.BurnIn, result.Looks, result.Final, analysis.Findings, analysis.Verdict);
        return JsonSerializer.Serialize(document, (JsonTypeInfo<MonitorDocument>)Options.GetTypeInfo(typeof(MonitorDocument)));
    }
}

/// <summary>The document.</summary>
internal sealed record MonitorDocument(
    string Experiment,
    string? Unit,
    long Rows,
    bool Randomised,
    MonitorExclusions Excluded,
    SequentialAllocation? SampleRatio,
    string Metric,
    MetricKind Kind,
    Direction Direction,
    string Control,
    string Variant,
    MonitorMethod Method,
    double Alpha,
    string? Bounds,
    long? PlannedUnits,
    DateOnly? PlannedDay,
    long? TuneAt,
    BurnIn BurnIn,
    IReadOnlyList<Look> Looks,
    FinalInference Final,
    IReadOnlyList<Finding> Findings,
    Verdict Verdict);

internal sealed record MonitorExclusions(long Where, long MissingVariant, long UnitsInSeveralVariants, long MissingTime);

/// <summary>Writes the time of a look as the number or text it is.</summary>
internal sealed class LookTimeConverter : JsonConverter<LookTime>
{
    public override LookTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => throw new NotSupportedException("A watched test is written, not read.");

    public override void Write(Utf8JsonWriter writer, LookTime value, JsonSerializerOptions options)
    {
        if (value.IsNumber)
            writer.WriteNumberValue(value.Position);
        else
            writer.WriteStringValue(value.Text);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    WriteIndented = true,
    NewLine = "\n",
    Converters =
    [
        typeof(LookTimeConverter), typeof(KebabCase<CrossedBoundary>), typeof(KebabCase<Decision>), typeof(KebabCase<Direction>), typeof(KebabCase<LookDecision>),
        typeof(KebabCase<MetricKind>), typeof(KebabCase<MonitorMethod>), typeof(KebabCase<Severity>),
    ])]
[JsonSerializable(typeof(MonitorDocument))]
internal sealed partial class MonitorJsonContext : JsonSerializerContext;
