using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Credence.Analysis;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>Writes plans as one JSON document with the same keys for every kind of plan.</summary>
/// <remarks>Numbers that are not finite are the strings <c>"NaN"</c>, <c>"Infinity"</c> and <c>"-Infinity"</c>; what is absent is <c>null</c>.</remarks>
public static class PlanJson
{
    private static readonly JsonSerializerOptions Options = new(PlanJsonContext.Default.Options)
    {
        // The document goes to a file or a pipe, never into a page: names in any script stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = PlanJsonContext.Default,
    };

    /// <summary>Writes a plan with one look at the end.</summary>
    public static string Serialize(PlanResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Write(PlanDocument.Of(result));
    }

    /// <summary>Writes a plan with several looks; what belongs to one design stands for the first.</summary>
    public static string Serialize(SequentialPlanResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Write(PlanDocument.Of(result));
    }

    /// <summary>Writes a plan by simulation; what belongs to one rule stands for the planned one.</summary>
    public static string Serialize(SimulationPlanResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return JsonSerializer.Serialize(SimulationDocument.Of(result), (JsonTypeInfo<SimulationDocument>)Options.GetTypeInfo(typeof(SimulationDocument)));
    }

    private static string Write(PlanDocument document)
        => JsonSerializer.Serialize(document, (JsonTypeInfo<PlanDocument>)Options.GetTypeInfo(typeof(PlanDocument)));
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    WriteIndented = true,
    NewLine = "\n",
    Converters =
    [
        typeof(KebabCase<Alternative>), typeof(KebabCase<Direction>), typeof(KebabCase<MetricKind>), typeof(KebabCase<Objective>),
        typeof(KebabCase<PlanUnknown>), typeof(KebabCase<Severity>),
    ])]
[JsonSerializable(typeof(PlanDocument))]
[JsonSerializable(typeof(SimulationDocument))]
internal sealed partial class PlanJsonContext : JsonSerializerContext;
