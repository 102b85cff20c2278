using System.Globalization;
using Credence.Statistics;

namespace Credence.Bayes;

/// <summary>The posterior of one element in numbers, with how well the draws know them.</summary>
/// <param name="Name">The full name, such as <c>mean[A]</c>.</param>
/// <param name="Mean">The posterior mean.</param>
/// <param name="StandardDeviation">The posterior standard deviation.</param>
/// <param name="Hdi">The highest-density interval, with its level.</param>
/// <param name="McseMean">The Monte Carlo standard error of the mean.</param>
/// <param name="McseSd">The Monte Carlo standard error of the standard deviation (<see cref="ChainDiagnostics.McseSd"/>).</param>
/// <param name="EssBulk">The effective sample size of the bulk.</param>
/// <param name="EssTail">The effective sample size of the tails; NaN also where the 95% quantile is the largest value, as of a rare event.</param>
/// <param name="RHat">The rank-normalised split R-hat, the larger of bulk and folded.</param>
/// <param name="IsConstant">Whether all draws are one finite number, as of an element that is fixed; its diagnostics are NaN and raise no alarm.</param>
/// <param name="Undefined">The number of draws that are NaN or infinite.</param>
public sealed record ElementSummary(
    string Name, double Mean, double StandardDeviation, Interval Hdi, double McseMean, double McseSd,
    double EssBulk, double EssTail, double RHat, bool IsConstant, int Undefined)
{
    /// <summary>The numbers in the order of <see cref="PosteriorSummary.Columns"/>.</summary>
    public IReadOnlyList<double> Values => [Mean, StandardDeviation, Hdi.Lower, Hdi.Upper, McseMean, McseSd, EssBulk, EssTail, RHat];
}

/// <summary>The posterior of every element in numbers.</summary>
/// <param name="Level">The level of the highest-density intervals, in (0, 1).</param>
/// <param name="Elements">One summary for each element, in the order of the layout.</param>
public sealed record PosteriorSummary(double Level, IReadOnlyList<ElementSummary> Elements)
{
    /// <summary>The names of the columns; those of the interval follow its level, such as <c>hdi_3%</c> and <c>hdi_97%</c> at 0.94.</summary>
    public IReadOnlyList<string> Columns { get; } =
        ["mean", "sd", $"hdi_{Percent((1 - Level) / 2)}", $"hdi_{Percent((1 + Level) / 2)}", "mcse_mean", "mcse_sd", "ess_bulk", "ess_tail", "r_hat"];

    /// <summary>The summary of an element by its full name.</summary>
    /// <exception cref="ArgumentException">There is no such element.</exception>
    public ElementSummary this[string element]
        => Elements.FirstOrDefault(summary => summary.Name == element) ?? throw new ArgumentException($"There is no element '{element}'.", nameof(element));

    /// <summary>Summarises draws.</summary>
    /// <param name="draws">The draws of all chains.</param>
    /// <param name="level">The level of the highest-density intervals, in (0, 1).</param>
    public static PosteriorSummary Of(Draws draws, double level = 0.94)
    {
        ArgumentNullException.ThrowIfNull(draws);
        Guard.Fraction(level);
        ElementSummary[] elements = new ElementSummary[draws.Parameters.Count];
        Parallel.For(0, elements.Length, () => new ElementDiagnostics(draws.Chains, draws.Count), (element, _, diagnostics) =>
        {
            elements[element] = Summarise(draws.Parameters.ElementNames[element], draws.Of(element), level, diagnostics);
            return diagnostics;
        }, _ => { });
        return new PosteriorSummary(level, elements);
    }

    private static ElementSummary Summarise(string name, ReadOnlySpan<double> values, double level, ElementDiagnostics diagnostics)
    {
        diagnostics.Load(values);
        int undefined = 0;
        foreach (double value in values)
            undefined += double.IsFinite(value) ? 0 : 1;
        double deviation = diagnostics.StandardDeviation;
        return new ElementSummary(
            name, diagnostics.Mean, deviation, SortedValues.HighestDensity(diagnostics.Sorted, level),
            deviation / Math.Sqrt(diagnostics.EssMean()), diagnostics.McseSd(), diagnostics.EssBulk(), diagnostics.EssTail(), diagnostics.RHat(),
            diagnostics.IsConstant, undefined);
    }

    private static string Percent(double share) => Math.Round(100 * share, 6).ToString("0.######", CultureInfo.InvariantCulture) + "%";
}
