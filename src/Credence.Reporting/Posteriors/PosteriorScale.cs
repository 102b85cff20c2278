using Credence.Bayes;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>How the numbers of one element are written in figures: with two digits of its spread, and none that its Monte Carlo error makes noise.</summary>
internal sealed class PosteriorScale
{
    private readonly NumberScale scale;

    /// <summary>Chooses the digits of elements that are read together.</summary>
    public PosteriorScale(params IEnumerable<ElementSummary> elements)
    {
        ElementSummary[] all = [.. elements];
        double error = all.Select(e => Math.Max(10 * e.McseMean, e.StandardDeviation / 2)).Where(e => e > 0).DefaultIfEmpty(double.NaN).Min();
        scale = new(error, all.Select(e => Math.Abs(e.Mean)).Where(double.IsFinite).DefaultIfEmpty(0).Max());
    }

    public string Of(double value) => NumberFormat.Typeset(scale.Format(value));

    public string Of(Interval interval) => double.IsNaN(interval.Lower) ? NumberFormat.Missing : $"{Of(interval.Lower)} to {Of(interval.Upper)}";
}
