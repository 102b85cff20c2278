using System.Globalization;
using System.Text.RegularExpressions;
using Credence.Analysis;
using Credence.Bayes;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>The tables of an analysis by posteriors.</summary>
internal static partial class BayesTables
{
    /// <summary>Each treatment of each metric by its posterior, with the test beside it.</summary>
    public static ReportTable Comparisons(AnalysisResult result, IReadOnlyList<MetricResult> metrics)
    {
        Comparison[] all = [.. metrics.SelectMany(metric => metric.Comparisons)];
        bool margins = all.Any(c => c.Margin is not null), rope = all.Any(c => c.Posterior?.Rope is not null);
        string interval = Words.Level(1 - result.Alpha) + " credible";
        string test = string.Join(", ", all.Select(c => c.Frequentist?.Method).OfType<string>().Distinct().Select(Short));
        TableColumn[] columns =
        [
            new("Metric"), new("Variant"), Number(Words.Effect(result)), Number(interval), Number("Lift"), Number(interval + " of the lift"),
            Number("P(better)"), Number("Expected loss"), .. margins ? [Number("Margin")] : Array.Empty<TableColumn>(), .. rope ? [Number("P(equivalent)")] : Array.Empty<TableColumn>(),
            Number($"{test}: {Words.Effect(result).ToLowerInvariant()}"), Number($"{test}: p"),
        ];
        List<IReadOnlyList<TableCell>> rows = [];
        foreach (MetricResult metric in metrics)
        {
            MetricScale scale = new(metric);
            foreach (Comparison c in metric.Comparisons)
            {
                rows.Add(
                [
                    metric.Name, c.Variant, .. AnalysisTables.EffectCells(result, metric, c, scale),
                    new TableCell(NumberFormat.Probability(c.Posterior?.ProbabilityBetter ?? double.NaN), Words.Tone(result, metric, c)),
                    Loss(metric, c.Posterior?.ExpectedLoss ?? double.NaN),
                    .. margins ? [AnalysisTables.Margin(c.Margin, scale)] : Array.Empty<TableCell>(),
                    .. rope ? [(TableCell)NumberFormat.Probability(c.Posterior?.Rope?.Probability ?? double.NaN)] : Array.Empty<TableCell>(),
                    c.Frequentist is { } plain ? Beside(metric, plain) : NumberFormat.Missing,
                    NumberFormat.PValue(c.Frequentist?.PValue ?? double.NaN),
                ]);
            }
        }
        return new ReportTable(Words.Effects(result), columns, rows) { Note = Note(result, metrics) };
    }

    /// <summary>The posterior of a metric in numbers; none where it was tested.</summary>
    public static IEnumerable<ReportTable> Posterior(MetricResult metric)
    {
        if (metric.Posterior is not { } posterior)
            yield break;
        string title = $"Posterior of {metric.Name}";
        ReportTable table = posterior.Draws is null ? Exact(posterior.Summary, title) : PosteriorTables.Of(posterior.Summary, title);
        yield return table with { Note = $"{posterior.Likelihood}; {string.Join("; ", posterior.Priors.Select(Shortened))}. {table.Note}" };
        foreach (PredictiveCheck check in new[] { posterior.PriorPredictive, posterior.PosteriorPredictive }.OfType<PredictiveCheck>())
            yield return Predictive(metric, check);
    }

    // An exact posterior has no Monte Carlo errors and no chains.
    private static ReportTable Exact(PosteriorSummary summary, string title)
    {
        IEnumerable<IReadOnlyList<TableCell>> rows = summary.Elements.Select(IReadOnlyList<TableCell> (element) =>
        {
            NumberScale scale = new(0.005 * (element.Hdi.Upper - element.Hdi.Lower), Math.Max(Math.Abs(element.Hdi.Lower), Math.Abs(element.Hdi.Upper)));
            return [element.Name, scale.Format(element.Mean), scale.Format(element.StandardDeviation), scale.Format(element.Hdi.Lower), scale.Format(element.Hdi.Upper)];
        });
        return new ReportTable(title, [new("Parameter"), .. summary.Columns.Take(4).Select(Number)], [.. rows]) { Note = string.Join(' ', PosteriorTables.Legend(summary).Take(2)).Replace("of the draws", "of the posterior", StringComparison.Ordinal) };
    }

    // Priors on the data's scale have all digits of a double, which nobody reads.
    internal static string Shortened(string prior) => LongNumber().Replace(
        prior, number => double.Parse(number.Value, CultureInfo.InvariantCulture).ToString("G5", CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\d+\.\d{5,}(E[+-]?\d+)?")]
    private static partial Regex LongNumber();

    private static ReportTable Predictive(MetricResult metric, PredictiveCheck check)
    {
        bool observed = check.Groups.Any(group => group.Statistics.Any(statistic => !double.IsNaN(statistic.PValue)));
        TableColumn[] columns = [new("Variant"), new("Of the data"), .. observed ? [Number("Observed")] : Array.Empty<TableColumn>(), Number($"{NumberFormat.Level(check.Level)} of simulated"), .. observed ? [Number("p")] : Array.Empty<TableColumn>()];
        List<IReadOnlyList<TableCell>> rows = [];
        foreach (PredictiveGroup group in check.Groups)
        {
            foreach (PredictiveStatistic statistic in group.Statistics)
            {
                double size = Math.Max(Math.Abs(statistic.Interval.Lower), Math.Abs(statistic.Interval.Upper));
                NumberScale scale = new(double.NaN, statistic.Observed != 0 && double.IsFinite(statistic.Observed) && size == 0 ? Math.Abs(statistic.Observed) : size);
                rows.Add(
                [
                    group.Group, statistic.Name,
                    .. observed ? [(TableCell)(double.IsNaN(statistic.Observed) ? NumberFormat.Missing : scale.Format(statistic.Observed))] : Array.Empty<TableCell>(),
                    $"{scale.Format(statistic.Interval.Lower)} to {scale.Format(statistic.Interval.Upper)}",
                    .. observed ? [(TableCell)NumberFormat.PValue(statistic.PValue)] : Array.Empty<TableCell>(),
                ]);
            }
        }
        string kind = check.IsPrior ? "Prior" : "Posterior";
        return new ReportTable($"{kind} predictive check of {metric.Name}", columns, rows)
        {
            Note = check.IsPrior
                ? "Data simulated from the priors alone: they should be possible, not like yours."
                : "Data simulated from the posterior: where yours lie outside, the likelihood does not describe them.",
        };
    }

    /// <summary>What the posterior says of a treatment, in plain words.</summary>
    public static string Sentence(MetricResult metric, Comparison comparison)
    {
        if (comparison.Posterior is not { } posterior)
            return "";
        MetricScale scale = new(metric);
        string better = metric.Direction == Direction.Increase ? "higher" : "lower";
        return $"The probability that {comparison.Variant} is better ({better} {metric.Name}) than {comparison.Control} is {NumberFormat.Probability(posterior.ProbabilityBetter)}. "
            + $"Expected loss of shipping {comparison.Variant}, counting 0 where it is better: {Loss(metric, posterior.ExpectedLoss)} per unit; of keeping {comparison.Control}: {Loss(metric, posterior.ExpectedLossOfControl)}."
            + (posterior.Rope is { } rope
                ? $" The probability that the effect is too small to matter (within ± {(rope.IsRelative ? NumberFormat.Level(rope.Upper) : scale.Size(rope.Upper))}) is {NumberFormat.Probability(rope.Probability)}."
                : "");
    }

    /// <summary>A loss to the digits that tell its size, however small beside the effect.</summary>
    public static string Loss(MetricResult metric, double loss) => double.IsNaN(loss) ? NumberFormat.Missing
        : loss == 0 ? "0"
        : metric.Kind == MetricKind.Proportion ? $"{NumberFormat.Plain(100 * loss)} pp"
        : NumberFormat.Plain(loss);

    private static string Note(AnalysisResult result, IReadOnlyList<MetricResult> metrics)
    {
        IEnumerable<string> sentences = metrics.SelectMany(metric => metric.Comparisons.Select(c => Sentence(metric, c))).Where(text => text.Length > 0).Take(6);
        return $"Each variant against {TableCell.Printable(Words.Control(result.Control))} by its posterior; intervals have equal tails and exclude 0 exactly where P(better) is beyond {NumberFormat.Probability(1 - (0.5 * result.Alpha))} on either side. "
            + TableCell.Printable(string.Join(" ", sentences));
    }

    // The test has digits of its own: the posterior may have none.
    private static string Beside(MetricResult metric, FrequentistStatement test)
    {
        (double factor, string unit) = metric.Kind == MetricKind.Proportion ? (100, " pp") : (1, "");
        NumberScale scale = new(factor * test.StandardError, factor * Math.Abs(test.Estimate));
        return $"{scale.Format(factor * test.Estimate)} ({scale.Format(factor * test.Interval.Lower)} to {scale.Format(factor * test.Interval.Upper)}{unit})";
    }

    private static string Short(string method) => method switch
    {
        "welch" => "Welch",
        "z" => "z",
        _ => method,
    };

    private static TableColumn Number(string name) => new(name, Alignment.Right);
}
