using System.Globalization;
using Credence.Analysis;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>How structural equation models are put into words.</summary>
internal static class SemWords
{
    /// <summary>The operator as the syntax writes it.</summary>
    public static string Sign(SemOperator operation) => operation switch
    {
        SemOperator.Loading => "=~",
        SemOperator.Regression => "~",
        SemOperator.Covariance => "~~",
        _ => "~1",
    };

    /// <summary>The parameter as the syntax writes it.</summary>
    public static string Name(SemParameter parameter) => parameter.Operator == SemOperator.Intercept ? $"{parameter.Left} ~ 1" : $"{parameter.Left} {Sign(parameter.Operator)} {parameter.Right}";

    public static string Estimator(StructuralOptions options) => options.Estimator switch
    {
        StructuralEstimator.Mlr => "robust maximum likelihood",
        StructuralEstimator.Gls => "generalized least squares",
        StructuralEstimator.Uls => "unweighted least squares",
        StructuralEstimator.Bayes => "posterior by sampling",
        _ => "maximum likelihood",
    } + (options.FullInformation ? " with full information" : "");

    /// <summary>What the result is, in a few words.</summary>
    public static string Headline(StructuralResult result) => result switch
    {
        { Identification.Identified: false } => "Not identified",
        { HasEstimates: false } => "No estimates",
        _ when result.Findings.Any(finding => finding.Severity == Severity.Blocking) => "Do not rely on this",
        { Posterior: not null } => "Sampled",
        _ => "Estimated",
    };

    public static Tone Tone(StructuralResult result)
        => result.Findings.Any(finding => finding.Severity == Severity.Blocking) ? Reporting.Tone.Bad
            : result.Findings.Any(finding => finding.Severity == Severity.Warning) ? Reporting.Tone.Warning : Reporting.Tone.Plain;

    /// <summary>The result in a sentence.</summary>
    public static string Sentence(StructuralResult result)
    {
        if (result.Findings.FirstOrDefault(finding => finding.Severity == Severity.Blocking) is { } blocking)
            return blocking.Message.EndsWith('.') ? Capital(blocking.Message) : Capital(blocking.Message) + ".";
        string parameters = Text($"{result.Identification.Parameters:N0} parameters from {Counted(Count(result), "row")}");
        string found = Capital($"{Estimator(result.Options)}: {parameters}");
        if (result.Fit?.Measures is not { } fit || result.Posterior is not null)
            return found + Posterior(result) + ".";
        ComparativeFit test = fit.Scaled?.Comparative ?? fit.Comparative;
        Rmsea rmsea = fit.Scaled?.Rmsea ?? fit.Rmsea;
        string chi = test.DegreesOfFreedom == 0
            ? "no degrees of freedom are left to test it"
            : Text($"χ²({test.DegreesOfFreedom}) = {test.ChiSquare:0.0}{ExactFit(test.PValue, result.Options.Alpha)}; CFI {Fixed(test.Cfi)}, RMSEA {Fixed(rmsea.Value)}, SRMR {Fixed(fit.Residuals.Srmr)}");
        return $"{found}; {chi}.";
    }

    /// <summary>Whether the test of exact fit rejects the model.</summary>
    public static bool IsRejected(StructuralResult result)
        => result is { Posterior: null, Fit.Measures: { } fit } && (fit.Scaled?.Comparative ?? fit.Comparative).PValue < result.Options.Alpha;

    private static string ExactFit(double p, double alpha)
        => double.IsNaN(p) ? "" : $"; the test of exact fit {(p < alpha ? "rejects" : "does not reject")} the model ({NumberFormat.PEquals(p)})";

    /// <summary>The number of rows behind the result.</summary>
    public static long Count(StructuralResult result) => result.Fit?.Measures?.Rows ?? result.Posterior?.Rows ?? (result.Rows - result.ExcludedByWhere - result.WithoutGroup);

    public static string Counted(long count, string what) => $"{NumberFormat.Count(count)} {what}{(count == 1 ? "" : "s")}";

    public static string Fixed(double value, int decimals = 3) => double.IsNaN(value) ? NumberFormat.Missing : NumberFormat.Fixed(value, decimals);

    public static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>The name of a group for a heading; empty with one group.</summary>
    public static string Group(ParameterTable table, int group) => table.Groups.Count > 1 ? table.Groups[group] : "";

    /// <summary>A heading with its group, where there are several.</summary>
    public static string Heading(string title, ParameterTable table, int group) => table.Groups.Count > 1 ? $"{title}: {table.Groups[group]}" : title;

    private static string Posterior(StructuralResult result)
        => result.Posterior is { } posterior ? Text($", {posterior.Draws.Chains} chains of {posterior.Draws.Count:N0} draws") : "";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
