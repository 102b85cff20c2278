using System.Globalization;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What to know about the covariates of an adjustment.</summary>
internal static class AdjustmentFindings
{
    // Below this many units per covariate in an arm, robust variances are too small and slopes fit noise.
    private const int UnitsPerCovariate = 10;

    /// <summary>Covariates that were left out or imputed, and arms too small for as many as there are.</summary>
    /// <param name="metric">Name of the metric.</param>
    /// <param name="arms">Its moments by variant.</param>
    /// <param name="constant">Columns left out as they do not vary.</param>
    /// <param name="dependent">Columns left out as others determine them.</param>
    /// <param name="used">Number of columns used.</param>
    public static IEnumerable<Finding> Of(
        string metric, IReadOnlyDictionary<string, MetricMoments> arms, IReadOnlyList<string> constant, IReadOnlyList<string> dependent, int used)
    {
        MetricMoments any = arms.Values.First();
        string[] names = [.. any.Covariates.Select(covariate => covariate.Name)];
        if (names.Intersect(constant).ToArray() is { Length: > 0 } still)
        {
            yield return new("constant-covariate", Severity.Warning,
                $"{List(still)} {Verb(still, "does", "do")} not vary among the units of {metric} and cannot explain it; {Verb(still, "it is", "they are")} left out.",
                "Check the column and the condition; name a covariate that differs between units.");
        }
        if (names.Intersect(dependent).ToArray() is { Length: > 0 } determined)
        {
            yield return new("dependent-covariate", Severity.Warning,
                $"{List(determined)} {Verb(determined, "is", "are")} determined by the covariates before {Verb(determined, "it", "them")}, in some variant at least; {Verb(determined, "it is", "they are")} left out of the adjustment of {metric}.",
                "Name covariates that say something of their own, and fewer of them where variants are small.");
        }
        for (int i = 0; i < any.Covariates.Count; i++)
        {
            long gaps = arms.Values.Sum(arm => arm.Covariates[i].Gaps);
            if (gaps > 0)
            {
                yield return new("missing-rows-of-units", Severity.Warning,
                    Invariant($"{gaps:N0} rows of units of {metric} have no value of the covariate {any.Covariates[i].Name} where other rows of the unit have one; they add nothing to its sum."),
                    "The comparison stays valid where rows are missing alike in all variants, but the covariate explains less: fill the rows, or give one value per unit.");
            }
            if (!any.Covariates[i].Imputed)
                continue;
            long missing = arms.Values.Sum(arm => arm.Covariates[i].Missing), units = arms.Values.Sum(arm => arm.Moments.Count);
            string each = string.Join(", ", arms.Select(arm => Invariant($"{arm.Value.Covariates[i].Missing:N0} in \"{arm.Key}\"")));
            yield return new("imputed-covariate", Severity.Note,
                Invariant($"{missing:N0} of {units:N0} units of {metric} have no {any.Covariates[i].Name} ({each}); the mean of the others ({any.Covariates[i].Fill:G6}) stands in its place, and an indicator of the gap is a further covariate."),
                "None is needed where units without a past, such as new users, are missing alike in all variants.");
        }
        (string variant, long smallest) = arms.Select(arm => (arm.Key, arm.Value.Moments.Count)).MinBy(arm => arm.Count);
        if (used > 0 && smallest < UnitsPerCovariate * used)
        {
            yield return new("few-units-per-covariate", Severity.Warning,
                Invariant($"Variant \"{variant}\" has {smallest:N0} units of {metric} for {used:N0} covariates; the interval may be too narrow."),
                Invariant($"Keep the covariates that explain most: at least {UnitsPerCovariate} units of each variant for each of them."));
        }
    }

    /// <summary>Units whose outcome the fit follows exactly, so that the variance is unknown.</summary>
    public static Finding Unusable(MetricSpec metric, string variant, long units) => new(
        "unit-determines-its-fit", metric.Role == MetricRole.Secondary ? Severity.Warning : Severity.Blocking,
        Invariant($"{units:N0} units of {metric.Name} in variant \"{variant}\" are alone with the value of a covariate, so that the fit follows them exactly and their error is unknown."),
        "Leave out the covariate that singles them out, or use --robust hc0.");

    private static string List(string[] names) => string.Join(", ", names);

    private static string Verb(string[] names, string one, string several) => names.Length == 1 ? one : several;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
