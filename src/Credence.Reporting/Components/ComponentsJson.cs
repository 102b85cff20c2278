using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Credence.Analysis;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>Writes principal components as one JSON document: camelCase keys, kebab-case words, numbers that round-trip.</summary>
public static class ComponentsJson
{
    private static readonly JsonSerializerOptions Options = new(ComponentsJsonContext.Default.Options)
    {
        // The document goes to a file or a pipe, never into a page: names in any script stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = ComponentsJsonContext.Default,
    };

    /// <summary>Writes <paramref name="result"/> as indented JSON.</summary>
    public static string Serialize(ComponentsResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        PrincipalComponents found = result.Decomposition;
        int[] numbers = [.. Enumerable.Range(0, found.Columns)];
        ComponentsDocument document = new(
            result.Source, result.Rows, found.Rows, new(result.ExcludedByWhere, result.Incomplete), result.Columns, found.Standardized,
            ByName(found.Means), ByName(found.StandardDeviations),
            [.. numbers.Select(i => new ComponentDocument(found.Eigenvalues[i], found.Share(i), found.CumulativeShare(i + 1), result.Parallel[i]))],
            result.Columns.Select((name, column) => (name, numbers.Select(i => found.Loading(column, i)).ToArray())).ToDictionary(pair => pair.name, pair => pair.Item2),
            [.. numbers.Select(i => new ReconstructionDocument(i + 1, found.ReconstructionRmse(i + 1), found.ReconstructionError(i + 1)))],
            result.Retained, result.Replicates, result.Seed, result.Findings);
        return JsonSerializer.Serialize(document, (JsonTypeInfo<ComponentsDocument>)Options.GetTypeInfo(typeof(ComponentsDocument)));

        Dictionary<string, double> ByName(IReadOnlyList<double> values) => result.Columns.Zip(values).ToDictionary(pair => pair.First, pair => pair.Second);
    }
}

/// <summary>The document.</summary>
internal sealed record ComponentsDocument(
    string Source,
    long Rows,
    int N,
    ComponentsExclusions Excluded,
    IReadOnlyList<string> Columns,
    bool Standardized,
    Dictionary<string, double> Means,
    Dictionary<string, double> StandardDeviations,
    IReadOnlyList<ComponentDocument> Components,
    Dictionary<string, double[]> Loadings,
    IReadOnlyList<ReconstructionDocument> Reconstruction,
    int Retained,
    int Replicates,
    ulong Seed,
    IReadOnlyList<Finding> Findings);

internal sealed record ComponentsExclusions(long Where, long Incomplete);

internal sealed record ComponentDocument(double Eigenvalue, double Share, double CumulativeShare, double Parallel);

internal sealed record ReconstructionDocument(int Rank, double Rmse, double RelativeError);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    WriteIndented = true,
    NewLine = "\n",
    Converters = [typeof(KebabCase<Severity>)])]
[JsonSerializable(typeof(ComponentsDocument))]
internal sealed partial class ComponentsJsonContext : JsonSerializerContext;
