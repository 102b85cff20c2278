using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Credence.Analysis;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>Writes a structural equation model as one JSON document: camelCase keys, numbers that round-trip.</summary>
public static class SemJson
{
    private static readonly JsonSerializerOptions Options = new(SemJsonContext.Default.Options)
    {
        // The document goes to a file or a pipe, never into a page: names in any script stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = SemJsonContext.Default,
    };

    /// <summary>Writes <paramref name="result"/> as indented JSON.</summary>
    public static string Serialize(StructuralResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        StructuralOptions options = result.Options;
        IdentificationReport identification = result.Identification;
        double level = result.Posterior is null ? 1 - options.Alpha : options.Sampling.HdiLevel;
        SemDocument document = new(
            options.ModelName, options.Type, options.Estimator, options.FullInformation ? "fiml" : "listwise", SemWords.Count(result),
            [.. result.Table.Groups.Where(group => group.Length > 0)], result.Fit?.Converged ?? result.HasEstimates, result.Fit?.Iterations, Known(result.Fit?.GradientNorm),
            [.. result.Estimates.Select(estimate => Parameter(estimate, level, result.Posterior is null))],
            Fit(result),
            [.. result.Effects.Select(effect => new SemEffectRow(effect.From, effect.To, effect.Group + 1, effect.Direct.Value, effect.Indirect.Value, effect.Total.Value,
                Known(effect.Direct.StandardError), Known(effect.Indirect.StandardError), Known(effect.Total.StandardError), Known(effect.StandardizedTotal)))],
            Shares(result),
            [.. result.Modifications.Select(row => new SemModificationRow(row.Parameter.Left, SemWords.Sign(row.Parameter.Operator), row.Parameter.Right, row.Parameter.Group + 1, row.Index, row.ExpectedChange, Known(row.StandardizedChange)))],
            [.. result.Residuals.Select(residual => new SemResidualRow(residual.Group + 1, residual.Variables, Rows(residual)))],
            [.. result.Invariance.Select(Step)],
            new(identification.Parameters, identification.Rank, identification.Moments, identification.DegreesOfFreedom, identification.Identified,
                [.. identification.Tradeoffs.Select(tradeoff => tradeoff.Parameters)], identification.Reasons),
            result.Posterior is { } posterior ? SemPosteriorTables.Json(posterior) : null,
            result.Findings);
        return JsonSerializer.Serialize(document, (JsonTypeInfo<SemDocument>)Options.GetTypeInfo(typeof(SemDocument)));
    }

    private static SemParameterRow Parameter(StructuralEstimate own, double level, bool tested)
    {
        SemEstimate estimate = own.Estimate;
        SemParameter? parameter = own.Parameter;
        return new(
            parameter?.Left ?? own.Name, parameter is null ? ":=" : SemWords.Sign(parameter.Operator), parameter?.Right ?? own.Expression, (parameter?.Group ?? -1) + 1,
            parameter?.Label ?? own.Name, parameter?.Free ?? false, Known(estimate.Value), Known(estimate.StandardError), tested ? Known(estimate.Z) : null, tested ? Known(estimate.PValue) : null,
            double.IsNaN(estimate.Lower) ? null : new Interval(estimate.Lower, estimate.Upper, level), Known(own.StandardizedLatent), Known(own.Standardized));
    }

    private static SemFitRow? Fit(StructuralResult result)
    {
        if (result.Posterior is not null || result.Fit?.Measures is not { } fit)
            return null;
        ComparativeFit test = fit.Comparative;
        ScaledMeasures? scaled = fit.Scaled;
        return new(
            test.ChiSquare, test.DegreesOfFreedom, Known(test.PValue), test.BaselineChiSquare, test.BaselineDegreesOfFreedom, Known(test.BaselinePValue), Known(test.Cfi), Known(test.Tli),
            Known(test.Nfi), Known(test.Rfi), Known(test.Ifi), Known(test.Rni), Known(fit.Rmsea.Value), Known(fit.Rmsea.Lower), Known(fit.Rmsea.Upper), Known(fit.Rmsea.ClosePValue),
            Known(fit.Residuals.Srmr), Known(fit.Residuals.Crmr), Known(fit.Residuals.Rmr), Known(fit.Likelihood.Aic), Known(fit.Likelihood.Bic), Known(fit.Likelihood.SampleSizeAdjustedBic),
            Known(fit.Likelihood.LogLikelihood), Known(fit.Likelihood.UnrestrictedLogLikelihood), fit.Parameters, fit.Rows,
            scaled?.Comparative.ChiSquare, scaled?.ScalingFactor, Known(scaled?.Comparative.PValue), Known(scaled?.Comparative.Cfi), Known(scaled?.Comparative.Tli),
            Known(scaled?.Rmsea.Value), Known(scaled?.Rmsea.Lower), Known(scaled?.Rmsea.Upper), Known(fit.Gfi), Known(fit.Agfi), Known(fit.Pgfi), Known(fit.Mfi), Known(fit.Ecvi),
            Known(fit.CriticalN05), Known(fit.CriticalN01));
    }

    // By variable; with several groups by group, then by variable.
    private static JsonObject Shares(StructuralResult result)
    {
        JsonObject Of(int group) => new(result.RSquared.Where(row => row.Group == group)
            .Select(row => KeyValuePair.Create<string, JsonNode?>(row.Variable, double.IsNaN(row.Share) ? null : JsonValue.Create(row.Share))));
        return result.Table.Groups.Count == 1 ? Of(0) : new(result.Table.Groups.Select((name, group) => KeyValuePair.Create<string, JsonNode?>(name, Of(group))));
    }

    private static double[][] Rows(CorrelationResidual residual)
        => [.. Enumerable.Range(0, residual.Variables.Count).Select(row => residual.Values.Skip(row * residual.Variables.Count).Take(residual.Variables.Count).ToArray())];

    private static SemInvarianceRow Step(InvarianceStep step)
    {
        FitMeasures? fit = step.Fit.Measures;
        return new(
            step.Name, fit?.Comparative.ChiSquare, fit?.Comparative.DegreesOfFreedom, Known(fit?.Comparative.Cfi), Known(fit?.Rmsea.Value), Known(fit?.Likelihood.Aic), Known(fit?.Likelihood.Bic),
            Known(step.Test?.ChiSquare), step.Test?.DegreesOfFreedom, Known(step.Test?.PValue));
    }

    private static double? Known(double? value) => value is { } number && !double.IsNaN(number) ? number : null;
}

/// <summary>The document.</summary>
internal sealed record SemDocument(
    string Model,
    SemModelType Type,
    StructuralEstimator Estimator,
    string Missing,
    long Rows,
    IReadOnlyList<string> Groups,
    bool Converged,
    int? Iterations,
    double? GradientNorm,
    IReadOnlyList<SemParameterRow> Parameters,
    SemFitRow? Fit,
    IReadOnlyList<SemEffectRow> Effects,
    JsonObject RSquared,
    IReadOnlyList<SemModificationRow> ModificationIndices,
    IReadOnlyList<SemResidualRow> ResidualCorrelations,
    IReadOnlyList<SemInvarianceRow> Invariance,
    SemIdentificationRow Identification,
    JsonObject? Posterior,
    IReadOnlyList<Finding> Findings);

internal sealed record SemParameterRow(
    string Lhs, string Op, string Rhs, int Group, string Label, bool Free, double? Estimate, double? StandardError, double? Z, double? PValue, Interval? Interval, double? StdLv, double? StdAll);

internal sealed record SemFitRow(
    double ChiSquare, int Df, double? PValue, double BaselineChiSquare, int BaselineDf, double? BaselinePValue, double? Cfi, double? Tli, double? Nfi, double? Rfi, double? Ifi, double? Rni,
    double? Rmsea, double? RmseaLower, double? RmseaUpper, double? RmseaClosePValue, double? Srmr, double? Crmr, double? Rmr, double? Aic, double? Bic, double? AdjustedBic,
    double? LogLikelihood, double? UnrestrictedLogLikelihood, int Parameters, long Rows, double? ScaledChiSquare, double? ScalingFactor, double? ScaledPValue, double? ScaledCfi, double? ScaledTli,
    double? ScaledRmsea, double? ScaledRmseaLower, double? ScaledRmseaUpper, double? Gfi, double? Agfi, double? Pgfi, double? Mfi, double? Ecvi, double? CriticalN05, double? CriticalN01);

internal sealed record SemEffectRow(
    string From, string To, int Group, double Direct, double Indirect, double Total, double? DirectStandardError, double? IndirectStandardError, double? TotalStandardError, double? StandardizedTotal);

internal sealed record SemModificationRow(string Lhs, string Op, string Rhs, int Group, double Index, double ExpectedChange, double? StandardizedChange);

internal sealed record SemResidualRow(int Group, IReadOnlyList<string> Variables, IReadOnlyList<IReadOnlyList<double>> Values);

internal sealed record SemInvarianceRow(
    string Step, double? ChiSquare, int? Df, double? Cfi, double? Rmsea, double? Aic, double? Bic, double? ChiSquareDifference, int? DfDifference, double? PValue);

internal sealed record SemIdentificationRow(
    int Parameters, int Rank, int Moments, int DegreesOfFreedom, bool Identified, IReadOnlyList<IReadOnlyList<string>> Tradeoffs, IReadOnlyList<string> Reasons);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    WriteIndented = true,
    NewLine = "\n",
    Converters = [typeof(KebabCase<SemModelType>), typeof(KebabCase<Severity>), typeof(KebabCase<StructuralEstimator>)])]
[JsonSerializable(typeof(SemDocument))]
internal sealed partial class SemJsonContext : JsonSerializerContext;
