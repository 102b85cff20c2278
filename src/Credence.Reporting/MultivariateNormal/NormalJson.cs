using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Credence.Analysis;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>Writes a fitted multivariate normal as one JSON document: camelCase keys, kebab-case words, numbers that round-trip.</summary>
public static class NormalJson
{
    private static readonly JsonSerializerOptions Options = new(NormalJsonContext.Default.Options)
    {
        // The document goes to a file or a pipe, never into a page: names in any script stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = NormalJsonContext.Default,
    };

    /// <summary>Writes <paramref name="result"/> as indented JSON.</summary>
    public static string Serialize(NormalFitResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        MultivariateNormalFit fit = result.Fit;
        IReadOnlyList<string> columns = fit.Variables;
        IReadOnlyList<Moments> available = fit.Moments.Available();
        NormalNumbers errors = result.Errors;
        NormalDocument document = new(
            result.Source, result.Rows, result.ExcludedByWhere, fit.Moments.Count, fit.Moments.EmptyRows, fit.Moments.Patterns.Count, columns,
            columns.Select((name, i) => (name, fit.Moments.Count - available[i].Count)).ToDictionary(pair => pair.name, pair => pair.Item2),
            result.Posterior is null ? NormalEstimator.Ml : NormalEstimator.Bayes, fit.LogLikelihood, fit.Iterations.Count - 1, fit.Stop == FitStop.Converged,
            ByName(columns, result.Estimates.Means), ByName(columns, result.Estimates.StandardDeviations), Rows(result.Estimates.Correlations, columns.Count),
            new(ByName(columns, errors.Means), ByName(columns, errors.StandardDeviations), Rows(errors.Correlations, columns.Count)),
            double.IsNaN(fit.LittleTest.PValue) ? null : fit.LittleTest, result.Posterior is null ? null : result.Residuals.RootMeanSquare,
            new(result.Compared, Rows(result.Residuals.Residuals, columns.Count)), Posterior(result.Posterior), result.Findings);
        return JsonSerializer.Serialize(document, (JsonTypeInfo<NormalDocument>)Options.GetTypeInfo(typeof(NormalDocument)));
    }

    private static JsonObject? Posterior(JointPosterior? posterior)
    {
        if (posterior is null)
            return null;
        JsonObject summary = PosteriorTables.Json(posterior.Draws, posterior.Summary);
        summary["priors"] = new JsonArray([.. posterior.Priors.Select(text => JsonValue.Create(text))]);
        return summary;
    }

    private static Dictionary<string, double> ByName(IReadOnlyList<string> columns, ReadOnlyMemory<double> values)
        => columns.Select((name, i) => (name, values.Span[i])).ToDictionary(pair => pair.name, pair => pair.Item2);

    private static double[][] Rows(ReadOnlyMemory<double> matrix, int order) => [.. Enumerable.Range(0, order).Select(i => matrix.Slice(i * order, order).ToArray())];
}

/// <summary>The document.</summary>
internal sealed record NormalDocument(
    string Source,
    long Rows,
    long ExcludedByWhere,
    long N,
    long EmptyRows,
    int Patterns,
    IReadOnlyList<string> Columns,
    Dictionary<string, long> Missing,
    NormalEstimator Estimator,
    double LogLikelihood,
    int Iterations,
    bool Converged,
    Dictionary<string, double> Means,
    Dictionary<string, double> StandardDeviations,
    double[][] Correlations,
    NormalErrorsDocument StandardErrors,
    LittleTest? LittleTest,
    double? Srmr,
    NormalResidualsDocument Residuals,
    JsonObject? Posterior,
    IReadOnlyList<Finding> Findings);

internal sealed record NormalErrorsDocument(Dictionary<string, double> Means, Dictionary<string, double> StandardDeviations, double[][] Correlations);

internal sealed record NormalResidualsDocument(string Of, double[][] Correlations);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    WriteIndented = true,
    NewLine = "\n",
    Converters = [typeof(KebabCase<NormalEstimator>), typeof(KebabCase<Severity>)])]
[JsonSerializable(typeof(NormalDocument))]
internal sealed partial class NormalJsonContext : JsonSerializerContext;
