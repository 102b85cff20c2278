using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Credence.Analysis;
using Credence.Experiments;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>Writes the comparison of methods for lost labels as one JSON document: camelCase keys, kebab-case words, numbers that round-trip.</summary>
public static class LatentLabelsJson
{
    private static readonly JsonSerializerOptions Options = new(LatentLabelsJsonContext.Default.Options)
    {
        // The document goes to a file or a pipe, never into a page: names in any script stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = LatentLabelsJsonContext.Default,
    };

    /// <summary>Writes <paramref name="result"/> as indented JSON.</summary>
    public static string Serialize(LatentLabelsResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        LatentLabelsDocument document = new(
            result.Rows, result.Labelled, result.Options.LabelLoss, result.Options.Seed, result.Truth,
            new(result.RidgeValues, result.Ridge.Steps.Select(Step).ToArray(), result.Ridge.Limit, result.Ridge.MeanSum, result.Ridge.VarianceSum, result.Ridge.HighestLogLikelihood),
            new(result.Customers.Control, result.Customers.Treatment, [.. result.Customers.Posteriors.Select(Customer)],
                new(FiveCustomers.Kept, result.Customers.Draws["higher"].Mean, result.Customers.Draws["higher"].McseMean)),
            [.. result.Estimates.Select(Estimate)],
            new(result.Observed.LabelInformation, result.SemiSupervised.LabelInformation, result.Masked.LabelInformation),
            new(CappedSearches.Searches, CappedSearches.Cap, result.Capped.Unfinished, result.Capped.Reversed, result.Capped.Differences),
            ArticleErrors.Of(result), result.Findings);
        return JsonSerializer.Serialize(document, (JsonTypeInfo<LatentLabelsDocument>)Options.GetTypeInfo(typeof(LatentLabelsDocument)));
    }

    private static LatentGaussianStepDocument Step(LatentGaussianStep step) => new(
        step.Iteration, step.Expectations, step.SquareExpectations, double.IsNaN(step.PosteriorVariance) ? null : step.PosteriorVariance,
        step.Parameters.Mu, step.Parameters.Nu, step.Parameters.Sigma2, step.Parameters.Tau2, step.LogLikelihood);

    private static CustomerDocument Customer(CustomerPosterior posterior)
    {
        PosteriorComparison found = posterior.Comparison;
        return new(
            posterior.Model, found.Control.Mean.Mean, found.Control.Mean.StandardDeviation, found.Treatment.Mean.Mean, found.Treatment.Mean.StandardDeviation,
            found.ProbabilityBetter, found.ProbabilityWorse);
    }

    private static EstimateDocument Estimate(ComparedEstimate estimate)
    {
        bool withheld = estimate.Verdict == ComparedVerdict.Withheld;
        return new(
            estimate.Method, LatentLabelsWords.Name(estimate.Method), estimate.Rows, estimate.Labels, withheld ? null : estimate.Estimate, withheld ? null : estimate.Error, estimate.Interval, estimate.Verdict,
            LatentLabelsWords.Can(estimate.Method), LatentLabelsWords.Cannot(estimate.Method));
    }
}

/// <summary>The document.</summary>
internal sealed record LatentLabelsDocument(
    long Rows,
    long Labelled,
    double LabelLoss,
    ulong Seed,
    IReadOnlyDictionary<string, double> Truth,
    LatentGaussianDocument LatentGaussian,
    FiveCustomersDocument FiveCustomers,
    IReadOnlyList<EstimateDocument> Methods,
    LabelInformationDocument LabelInformation,
    CappedSearchesDocument CappedSearches,
    IReadOnlyList<ArticleError> Errors,
    IReadOnlyList<Finding> Findings);

internal sealed record LatentGaussianDocument(
    IReadOnlyList<double> Values, IReadOnlyList<LatentGaussianStepDocument> Steps, LatentGaussian Limit, double MeanSum, double VarianceSum, double HighestLogLikelihood);

internal sealed record LatentGaussianStepDocument(
    int Iteration, IReadOnlyList<double> Expectations, IReadOnlyList<double> SquareExpectations, double? PosteriorVariance,
    double Mu, double Nu, double Sigma2, double Tau2, double LogLikelihood);

internal sealed record FiveCustomersDocument(
    IReadOnlyList<double> Control, IReadOnlyList<double> Treatment, IReadOnlyList<CustomerDocument> Models, CustomerDrawsDocument Draws);

internal sealed record CustomerDocument(
    CustomerModel Model, double ControlMean, double ControlSd, double TreatmentMean, double TreatmentSd, double ProbabilityBetter, double ProbabilityWorse);

internal sealed record CustomerDrawsDocument(int Count, double ProbabilityBetter, double MonteCarloError);

internal sealed record EstimateDocument(
    LatentLabelsMethod Method, string Name, long Rows, long Labels, double? Difference, double? Error, Interval Interval, ComparedVerdict Verdict, string CanSay, string CannotSay);

internal sealed record LabelInformationDocument(double Observed, double SemiSupervised, double Masked);

internal sealed record CappedSearchesDocument(int Searches, int Cap, int Unfinished, double Reversed, IReadOnlyList<double> Differences);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    WriteIndented = true,
    NewLine = "\n",
    Converters = [typeof(KebabCase<Severity>), typeof(KebabCase<LatentLabelsMethod>), typeof(KebabCase<ComparedVerdict>), typeof(KebabCase<CustomerModel>)])]
[JsonSerializable(typeof(LatentLabelsDocument))]
internal sealed partial class LatentLabelsJsonContext : JsonSerializerContext;
