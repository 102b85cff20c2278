using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Credence.Analysis;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>Writes an analysis as one JSON document: camelCase keys, kebab-case words, numbers that round-trip.</summary>
/// <remarks>Numbers that are not finite are the strings <c>"NaN"</c>, <c>"Infinity"</c> and <c>"-Infinity"</c>; what is absent is <c>null</c>.</remarks>
public static class AnalysisJson
{
    private static readonly JsonSerializerOptions Options = new(AnalysisJsonContext.Default.Options)
    {
        // The document goes to a file or a pipe, never into a page: names in any script stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = AnalysisJsonContext.Default.WithAddedModifier(AddAbsent),
    };

    /// <summary>Writes <paramref name="result"/> as indented JSON, variants in the order of the result.</summary>
    public static string Serialize(AnalysisResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return JsonSerializer.Serialize(result, (JsonTypeInfo<AnalysisResult>)Options.GetTypeInfo(typeof(AnalysisResult)));
    }

    // Readers may rely on all keys whatever the analysis was; what it has nothing to say under is null.
    private static void AddAbsent(JsonTypeInfo type)
    {
        if (type.Type == typeof(Comparison))
        {
            AdjustmentJson.AddTo(type);
            PosteriorJson.AddTo(type);
        }
        else if (type.Type == typeof(MetricResult))
        {
            PosteriorJson.AddSummaryTo(type);
        }
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
        typeof(KebabCase<Alternative>), typeof(KebabCase<Correction>), typeof(KebabCase<AssumptionStatus>), typeof(KebabCase<Decision>), typeof(KebabCase<Direction>), typeof(KebabCase<MetricKind>),
        typeof(KebabCase<MetricRole>), typeof(KebabCase<ProportionInterval>), typeof(KebabCase<RelativeMethod>),
        typeof(KebabCase<RelativeSet>), typeof(KebabCase<Severity>), typeof(KebabCase<SpreadInterval>),
    ])]
[JsonSerializable(typeof(AnalysisResult))]
[JsonSerializable(typeof(JsonNode))]
internal sealed partial class AnalysisJsonContext : JsonSerializerContext;

/// <summary>Writes the words of an enumeration as <c>roll-back</c>, <c>two-sided</c>.</summary>
internal sealed class KebabCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
