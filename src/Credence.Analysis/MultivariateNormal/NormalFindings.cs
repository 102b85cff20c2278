using System.Globalization;
using Credence.Bayes;
using Credence.Data;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What a careful reader would remark about a fitted multivariate normal.</summary>
internal static class NormalFindings
{
    private const double SmallP = 0.01, LargeError = 0.5;
    private const int FewRows = 5, Named = 5;

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
            yield return finding.Code == NormalFitResult.NeverTogether ? Apart(options, finding) : finding;
        }
        foreach (Finding? few in (Finding?[])[FewTogether(options, fit), FewForColumns(options, fit)])
        {
            if (few is not null)
                yield return few;
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

    // A posterior exists all the same; from maximum likelihood nothing can be said of a cell whose place with the others is unknown.
    private static Finding Apart(NormalFitOptions options, Finding finding)
    {
        if (options.Estimator == NormalEstimator.Bayes)
            return finding with { Severity = Severity.Warning, Remedy = "Take what is said of these pairs for the prior's word, or collect rows that have both." };
        string[] asked = [.. options.Cells ? (string[])["--cells"] : [], .. options.Imputed is null ? Array.Empty<string>() : ["--impute"]];
        return asked.Length == 0 ? finding : finding with { Message = $"{finding.Message} Missing cells cannot be told from it: {string.Join(" and ", asked)} wrote nothing." };
    }

    // Near −1 and 1 a standard error is small however few the rows, so that their number counts by itself.
    private static Finding? FewTogether(NormalFitOptions options, MultivariateNormalFit fit)
    {
        int p = fit.Variables.Count;
        long[] rows = fit.Moments.RowsTogether();
        string[] pairs =
        [
            .. from i in Enumerable.Range(0, p)
               from j in Enumerable.Range(i + 1, p - i - 1)
               let count = rows[(i * p) + j]
               where count > 0 && (count < FewRows || fit.StandardErrors.Correlations.Span[(i * p) + j] > LargeError)
               orderby count
               select Invariant($"{fit.Variables[i]} and {fit.Variables[j]} ({count:N0} row{(count == 1 ? "" : "s")})"),
        ];
        if (pairs.Length == 0)
            return null;
        string more = pairs.Length > Named ? Invariant($"; and {pairs.Length - Named:N0} more pairs") : "";
        return new(
            "few-rows-together", Severity.Warning,
            $"Too few rows have both of {string.Join("; ", pairs.Take(Named))}{more}: their correlation is hardly known{(options.Estimator == NormalEstimator.Ml ? ", and its standard error need not show it" : "")}.",
            options.Estimator == NormalEstimator.Bayes ? "Take what is said of these pairs mostly for the prior's word, or collect rows that have both." : "Collect rows that have both, leave one of them out, or add --estimator bayes.");
    }

    // A posterior knows how uncertain a variance is; a normal interval about a maximum does not.
    private static Finding? FewForColumns(NormalFitOptions options, MultivariateNormalFit fit)
    {
        int p = fit.Variables.Count;
        (long count, string column) = fit.Moments.Available().Select((moments, i) => (moments.Count, fit.Variables[i])).MinBy(column => column.Count);
        return options.Estimator == NormalEstimator.Bayes || count >= 5 * p ? null : new(
            "few-rows-for-columns", Severity.Warning,
            Invariant($"Column {column} has {count:N0} values, fewer than 5 for each of {p} columns: standard errors (divisor n) and normal intervals are too narrow."),
            "Give more rows or fewer columns, or add --estimator bayes.");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
