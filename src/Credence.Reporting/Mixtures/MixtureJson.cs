using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Credence.Analysis;
using Credence.Experiments;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>Writes a mixture as one JSON document: camelCase keys, kebab-case words, numbers that round-trip.</summary>
/// <remarks>Numbers that are not finite are the strings <c>"NaN"</c>, <c>"Infinity"</c> and <c>"-Infinity"</c>; what is absent is <c>null</c>.</remarks>
public static class MixtureJson
{
    private static readonly JsonSerializerOptions Options = new(MixtureJsonContext.Default.Options)
    {
        // The document goes to a file or a pipe, never into a page: names in any script stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = MixtureJsonContext.Default,
    };

    /// <summary>Writes <paramref name="result"/> as indented JSON.</summary>
    public static string Serialize(MixtureResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return JsonSerializer.Serialize(MixtureDocument.Of(result), (JsonTypeInfo<MixtureDocument>)Options.GetTypeInfo(typeof(MixtureDocument)));
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    WriteIndented = true,
    NewLine = "\n",
    Converters = [typeof(KebabCase<Severity>), typeof(KebabCase<Decision>), typeof(KebabCase<TiltDirection>)])]
[JsonSerializable(typeof(MixtureDocument))]
internal sealed partial class MixtureJsonContext : JsonSerializerContext;
