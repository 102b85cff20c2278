using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Credence.Analysis;
using Credence.Experiments;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>Writes an imputation as one JSON document: camelCase keys, kebab-case words, numbers that round-trip.</summary>
public static class ImputeJson
{
    private static readonly JsonSerializerOptions Options = new(ImputeJsonContext.Default.Options)
    {
        // The document goes to a file or a pipe, never into a page: names in any script stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = ImputeJsonContext.Default,
    };

    /// <summary>Writes <paramref name="result"/> as indented JSON; of the cells the first ones, of the patterns the commonest.</summary>
    public static string Serialize(ImputeResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        ImputeDocument document = new(
            result.Source, result.N, new(result.ExcludedByWhere, result.MissingVariant), result.Columns, result.Method, result.Imputations.Count, result.Iterations, result.Donors,
            result.Alpha, result.HeldOut is { } heldOut ? new(heldOut.Numbers, heldOut.Texts, heldOut.Rows) : null, result.HeldOut?.Scores ?? [], result.Pooled,
            result.Columns.Sum(column => column.Missing), [.. result.Cells().Take(ImputeTables.CellsShown)], [.. result.Patterns.Take(ImputeTables.PatternsShown)],
            result.Imputations.Trace is { } trace ? [.. trace.Columns.Select(column => new ColumnConvergence(column.Column, column.MeanRHat, column.DeviationRHat))] : null,
            result.Comparison is { } comparison ? Compared(comparison) : null, result.Comparison?.Sensitivity, result.Comparison?.MissingnessByArm, result.Findings, result.Comparison?.Verdict);
        return JsonSerializer.Serialize(document, (JsonTypeInfo<ImputeDocument>)Options.GetTypeInfo(typeof(ImputeDocument)));
    }

    private static ComparisonDocument Compared(ImputeComparison c) => new(
        c.Metric, c.Control, c.Variant, c.Direction, c.Arms, c.Pooled.Estimate, c.Pooled.StandardError, c.Pooled.DegreesOfFreedom, c.Interval, c.Pooled.PValue,
        c.Pooled.MissingInformation, c.Pooled.VarianceIncrease, c.Pooled.Lambda,
        new(c.CompleteCase.Estimate, c.CompleteCase.StandardError, c.CompleteCase.DegreesOfFreedom, c.CompleteCase.Interval, c.CompleteCase.PValue));
}

/// <summary>The document.</summary>
internal sealed record ImputeDocument(
    string Source,
    long N,
    ImputeExclusions Excluded,
    IReadOnlyList<ColumnMissingness> Columns,
    ImputationMethod Method,
    int Imputations,
    int? Iterations,
    int? Donors,
    double Alpha,
    HeldOutCount? HeldOut,
    IReadOnlyList<HeldOutScore> Score,
    IReadOnlyList<PooledMean> Pooled,
    long MissingCells,
    IReadOnlyList<ImputedCell> Cells,
    IReadOnlyList<MissingPattern> Patterns,
    IReadOnlyList<ColumnConvergence>? Convergence,
    ComparisonDocument? Comparison,
    SensitivityResult? Sensitivity,
    IReadOnlyList<MissingnessByArm>? MissingnessByArm,
    IReadOnlyList<Finding> Findings,
    Verdict? Verdict);

internal sealed record ImputeExclusions(long Where, long MissingVariant);

internal sealed record HeldOutCount(long Numbers, long Texts, long Rows);

internal sealed record ColumnConvergence(string Column, double MeanRHat, double SdRHat);

internal sealed record ComparisonDocument(
    string Metric, string Control, string Variant, Direction Direction, IReadOnlyList<ComparedArm> Arms, double Estimate, double StandardError, double DegreesOfFreedom,
    Interval Interval, double PValue, double Fmi, double Riv, double Lambda, CompleteCaseDocument CompleteCase);

internal sealed record CompleteCaseDocument(double Estimate, double StandardError, double? DegreesOfFreedom, Interval Interval, double PValue);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    WriteIndented = true,
    NewLine = "\n",
    Converters =
    [
        typeof(KebabCase<Decision>), typeof(KebabCase<Direction>), typeof(KebabCase<ImputationMethod>), typeof(KebabCase<ImputedKind>), typeof(KebabCase<Severity>), typeof(KebabCase<ShiftedArm>),
    ])]
[JsonSerializable(typeof(ImputeDocument))]
internal sealed partial class ImputeJsonContext : JsonSerializerContext;
