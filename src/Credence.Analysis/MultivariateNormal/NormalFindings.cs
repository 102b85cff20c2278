using System.Globalization;
using Credence.Bayes;
using Credence.Data;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What a careful reader would remark about a fitted multivariate normal.</summary>
internal static class NormalFindings
{
    private const double SmallP = 0.01;

    public static IEnumerable<Finding> Of(NormalFitOptions options, DataTable table, MultivariateNormalFit fit)
    {
        string[] invalid = [.. table.Numbers.Where(column => column.Invalid > 0).Select(column => Invariant($"{column.Name} ({column.Invalid:N0})"))];
        if (invalid.Length > 0)
        {
            yield return new(
                "invalid-cells", Severity.Warning, $"Cells are NaN or infinite and count as missing: {string.Join(", ", invalid)}.",
                "Look for a logarithm or quotient of 0 where the file was made.");
        }
        foreach (Finding finding in fit.Findings)
        {
            // A posterior exists all the same.
            bool prior = options.Estimator == NormalEstimator.Bayes && finding.Code == "never-observed-together";
            yield return prior ? finding with { Severity = Severity.Warning, Remedy = "Take what is said of these pairs for the prior's word, or collect rows that have both." } : finding;
        }
        if (fit.LittleTest.PValue < SmallP)
        {
            yield return new(
                "missing-not-completely-at-random", Severity.Note,
                Invariant($"Little's test rejects that cells are missing completely at random ({PValueText.WithLetter(fit.LittleTest.PValue)}): complete rows alone, or column means, would mislead."),
                "The estimates hold where the observed cells explain what is missing; ask whether they do, since no test can tell.");
        }
        if (options.Imputed is not null && options.Imputations > 1 && options.Estimator == NormalEstimator.Ml)
        {
            yield return new(
                "imputed-at-the-estimate", Severity.Warning, "All completed data sets are drawn as if the maximum likelihood estimate were the truth, so that what is pooled from them looks too certain.",
                "Add --estimator bayes, or use credence impute, which let the parameters vary from one data set to the next.");
        }
    }

    public static Finding Interrupted(Draws draws) => new(
        "sampling-interrupted", Severity.Warning, Invariant($"Sampling was stopped; {draws.Chains} chains of {draws.Count} draws are used."),
        "Run it again to the end, or take the wider Monte Carlo errors into account.");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
