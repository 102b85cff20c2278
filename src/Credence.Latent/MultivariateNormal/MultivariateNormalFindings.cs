using System.Globalization;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>What is odd about rows with missing cells and the normal fitted to them.</summary>
internal static class MultivariateNormalFindings
{
    private const double SmallShare = 1e-4;
    private const int Named = 5;

    public static IReadOnlyList<Finding> Of(
        PatternMoments moments, IReadOnlyList<(int First, int Second)> apart, ReadOnlySpan<double> covariance, FitStop stop, bool errorsKnown)
    {
        List<Finding> findings = [];
        if (moments.EmptyRows > 0)
        {
            findings.Add(new(
                "rows-all-missing", Severity.Note, Text($"{moments.EmptyRows} of {moments.EmptyRows + moments.Count} rows have none of the columns; they say nothing and are left out."),
                "Look whether these rows belong to the data."));
        }
        if (apart.Count > 0)
            findings.Add(Apart(moments, apart));
        if (NearSingular(moments.Variables, covariance) is { } singular)
            findings.Add(singular);
        if (stop != FitStop.Converged && apart.Count == 0)
        {
            findings.Add(new(
                "fit-not-converged", Severity.Blocking,
                stop == FitStop.Stalled ? "The log likelihood rises no further although its gradient is not 0." : "The search used up its iterations before the gradient was 0.",
                "Give more rows or fewer columns; the data hardly identify the covariances."));
        }
        if (!errorsKnown)
        {
            bool many = PatternInformation.Parameters(moments.Variables.Count) > MultivariateNormalOptions.MostParameters;
            findings.Add(new(
                "standard-errors-unknown", Severity.Warning,
                many ? Text($"With {moments.Variables.Count} columns the information matrix is too large to be formed.") : "The observed information is not positive definite, so there are no standard errors.",
                many ? "Take fewer columns where standard errors are needed." : "Give more rows or fewer columns."));
        }
        return findings;
    }

    private static Finding Apart(PatternMoments moments, IReadOnlyList<(int First, int Second)> apart)
    {
        string pairs = string.Join("; ", apart.Take(Named).Select(pair => $"{moments.Variables[pair.First]} and {moments.Variables[pair.Second]}"));
        string more = apart.Count > Named ? Text($" and {apart.Count - Named} more pairs") : "";
        return new(
            "never-observed-together", Severity.Blocking, $"No row has both of {pairs}{more}: the data do not identify how they go together.",
            "Collect rows that have both, leave one of them out, or take a Bayesian estimate and know that the prior decides.");
    }

    // The variable of which the others leave the least, as a share of its variance.
    private static Finding? NearSingular(IReadOnlyList<string> variables, ReadOnlySpan<double> covariance)
    {
        int p = variables.Count;
        double[] inverse = new double[p * p], factor = new double[p * p];
        if (!Cholesky.TryFactor(covariance, p, factor, out _))
            return null;
        Cholesky.Inverse(factor, p, inverse);
        double least = 1;
        int place = 0;
        for (int i = 0; i < p; i++)
        {
            double share = 1 / (inverse[(i * p) + i] * covariance[(i * p) + i]);
            (least, place) = share < least ? (share, i) : (least, place);
        }
        return least >= SmallShare ? null : new(
            "near-singular-covariance", Severity.Warning, Text($"The other columns leave only a share of {least:0.0e0} of the variance of {variables[place]}: the covariance matrix is nearly singular."),
            $"Leave {variables[place]} out, or find which column repeats it.");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
