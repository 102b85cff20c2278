using System.Text.Json.Nodes;
using Credence.Analysis;
using Credence.Experiments;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>The JSON document of a mixture.</summary>
internal sealed record MixtureDocument(
    string Source,
    string Value,
    string? Label,
    long InputRows,
    MixtureExclusions Excluded,
    long Rows,
    long Labelled,
    IReadOnlyList<MixtureComponentDocument> Components,
    double LogLikelihood,
    IReadOnlyList<double> LogLikelihoods,
    double Bic,
    double Aic,
    double Icl,
    int Iterations,
    bool Converged,
    string StopReason,
    IReadOnlyList<double> Maxima,
    DifferenceDocument? Difference,
    DifferenceDocument? StandardDeviationDifference,
    DifferenceDocument? CompleteCase,
    IReadOnlyList<ComponentDifference> Differences,
    OneComponentComparison OneComponent,
    double LabelInformation,
    double Separation,
    double Condition,
    double? ErrorRate,
    double? ErrorRateStandardError,
    DifferenceProfile? Profile,
    MixtureBootstrapDocument? Bootstrap,
    SensitivityDocument? Sensitivity,
    string Inference,
    JsonObject? Posterior,
    IReadOnlyList<Finding> Findings,
    Verdict Verdict)
{
    public static MixtureDocument Of(MixtureResult result)
    {
        MixtureFit fit = result.Fit;
        return new(
            result.Question.Source.ToString(), result.Question.Value.Name, result.Question.Label, result.InputRows, new(result.ExcludedByWhere, result.Missing, result.Invalid), fit.Data.Rows, fit.Data.Labelled,
            [.. fit.Components.Select((component, j) => Component(result, component, j))],
            fit.LogLikelihood, fit.LogLikelihoods, fit.Bic, fit.Aic, fit.Icl, fit.Iterations, fit.Converged, fit.StopReason, fit.Maxima,
            result.Withheld ? null : DifferenceDocument.Of(result.Differences[0]), result.Withheld || fit.DeviationDifference is not { } spread ? null : DifferenceDocument.Of(spread),
            result.CompleteCases[0] is { } complete ? DifferenceDocument.Of(complete) : null,
            [.. result.CompleteCases.Select((alone, j) => new ComponentDifference(
                result.Names[j + 1], result.Withheld ? null : DifferenceDocument.Of(result.Differences[j]), alone is null ? null : DifferenceDocument.Of(alone),
                result.Withheld || fit.DeviationDifference is null ? null : DifferenceDocument.Of(fit.Contrast(0, j + 1, new() { Alpha = result.Question.Fit.Alpha }, ofDeviations: true))))],
            result.OneComponent, fit.LabelInformation, fit.Separation, fit.Condition, fit.ErrorRate, fit.ErrorRateError, fit.Profile,
            result.Bootstrap is { } bootstrap ? MixtureBootstrapDocument.Of(bootstrap) : null, result.Sensitivity is { } sensitivity ? SensitivityDocument.Of(result, sensitivity) : null,
            result.Posterior is null ? "em" : "bayes", PosteriorOf(result.Posterior), result.Findings, result.Verdict);
    }

    private static JsonObject? PosteriorOf(JointPosterior? posterior)
    {
        if (posterior is null)
            return null;
        JsonObject summary = PosteriorTables.Json(posterior.Draws, posterior.Summary);
        summary["priors"] = new JsonArray([.. posterior.Priors.Select(text => JsonValue.Create(text))]);
        return summary;
    }

    private static MixtureComponentDocument Component(MixtureResult result, FittedComponent component, int place) => new(
        result.Names[place], result.Fit.Data.MomentsOf(place).Count, component.Mean, component.StandardDeviation, component.Share, result.Fit.MissingRates?[place],
        new(component.MeanError, component.StandardDeviationError, component.ShareError));
}

internal sealed record MixtureExclusions(long Where, long MissingOutcome, long InvalidOutcome);

internal sealed record MixtureComponentDocument(
    string Label, long Labelled, double Mean, double StandardDeviation, double Share, double? MissingRate, ComponentErrors StandardErrors);

internal sealed record ComponentErrors(double Mean, double StandardDeviation, double Share);

/// <summary>A difference with its test.</summary>
internal sealed record DifferenceDocument(
    string Method, double Estimate, double StandardError, double? DegreesOfFreedom, double? Statistic, Interval Interval, double? PValue)
{
    public static DifferenceDocument Of(Effect effect) => new(
        effect.Method, effect.Estimate, effect.StandardError, effect.DegreesOfFreedom, OrNull(effect.Statistic), effect.Interval, OrNull(effect.PValue));

    private static double? OrNull(double value) => double.IsNaN(value) ? null : value;
}

internal sealed record ComponentDifference(string Label, DifferenceDocument? Difference, DifferenceDocument? CompleteCase, DifferenceDocument? StandardDeviationDifference);

internal sealed record MixtureBootstrapDocument(
    int Replicates, int Collapsed, double StandardError, Interval Interval, double StandardDeviationStandardError, Interval StandardDeviationInterval)
{
    public static MixtureBootstrapDocument Of(MixtureBootstrap bootstrap) => new(
        bootstrap.Differences.Count + bootstrap.Collapsed, bootstrap.Collapsed, bootstrap.StandardError, bootstrap.Interval, bootstrap.DeviationStandardError, bootstrap.DeviationInterval);
}

internal sealed record SensitivityDocument(TiltDirection Direction, IReadOnlyList<TiltedDocument> Fits, double? TippingBelow, double? TippingAbove)
{
    public static SensitivityDocument Of(MixtureResult result, LabelLossSensitivity sensitivity) => new(
        result.Question.Tilted,
        [.. sensitivity.Fits.Select(fit => new TiltedDocument(fit.Tilt, DifferenceDocument.Of(fit.Difference), fit.Components, fit.MissingRates, fit.LogLikelihood, fit.AtBoundary))],
        sensitivity.TippingBelow, sensitivity.TippingAbove);
}

internal sealed record TiltedDocument(double Tilt, DifferenceDocument Difference, IReadOnlyList<MixtureComponent> Components, IReadOnlyList<double> MissingRates, double LogLikelihood, bool Boundary);
