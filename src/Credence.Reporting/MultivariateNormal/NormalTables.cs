using Credence.Analysis;
using Credence.Bayes;
using Credence.Latent;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>A fitted multivariate normal in text and tables.</summary>
public static class NormalTables
{
    // A matrix of more columns is told by its largest entries; a page and the JSON have them all.
    private const int MostColumns = 16, MostPairs = 20, MostPatterns = 10, MostCells = 20, MostPriors = 9;

    /// <summary>What was found, for a terminal, a pipe and Markdown.</summary>
    public static ResultText Text(NormalFitResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        bool blocked = result.Findings.Any(finding => finding.Severity == Severity.Blocking);
        return new(result.Source, blocked ? "Not to be relied on" : result.Posterior is null ? "Maximum likelihood" : "Posterior", blocked ? Tone.Bad : Tone.Plain, Sentence(result), Build(result))
        {
            Subject = $"{TableCell.Printable(result.Source)}: {NumberFormat.Count(result.Rows)} rows{(result.ExcludedByWhere > 0 ? $", {NumberFormat.Count(result.ExcludedByWhere)} of them dropped by --where" : "")}.",
        };
    }

    /// <summary>All tables that have something to show.</summary>
    internal static IReadOnlyList<ReportTable> Build(NormalFitResult result)
    {
        List<ReportTable> tables = [Columns(result), result.Fit.Variables.Count <= MostColumns ? Correlations(result) : LargestCorrelations(result)];
        if (!result.Fit.Moments.IsComplete)
            tables.Add(Patterns(result));
        if (result.Posterior is { } posterior)
            tables.Add(Posterior(result, posterior));
        if (result.Cells is { Count: > 0 } cells)
            tables.Add(Cells(cells));
        if (result.Findings.Count > 0)
            tables.Add(AnalysisTables.Findings(result.Findings));
        return tables;
    }

    private static string Sentence(NormalFitResult result)
    {
        MultivariateNormalFit fit = result.Fit;
        PatternMoments moments = fit.Moments;
        string missing = moments.IsComplete ? "no cell is missing"
            : $"{NumberFormat.Share((double)moments.MissingCells / (moments.Count * fit.Variables.Count))} of the cells are missing, in {NumberFormat.Count(moments.Patterns.Count)} patterns of missing cells";
        int steps = fit.Iterations.Count - 1;
        string how = steps == 0 ? "" : $", {(fit.Stop == FitStop.Converged ? "converged" : "stopped")} at iteration {steps}";
        string residual = result.Posterior is null ? "" : $" SRMR of the posterior-mean correlations against those of maximum likelihood: {NumberFormat.Plain(result.Residuals.RootMeanSquare)}.";
        return $"A multivariate normal of {fit.Variables.Count} columns from {NumberFormat.Count(moments.Count)} rows; {missing}. Log likelihood {NumberFormat.Fixed(fit.LogLikelihood, 3)}{how}.{residual}";
    }

    private static ReportTable Columns(NormalFitResult result)
    {
        IReadOnlyList<Moments> available = result.Fit.Moments.Available();
        bool sampled = result.Posterior is not null;
        double z = Normal.Quantile(1 - (0.5 * result.Alpha));
        string error = sampled ? "sd" : "error";
        TableColumn[] columns =
        [
            new("Column"), Number("Observed"), Number("Missing"), Number("Mean"), Number($"{error} of the mean"), .. sampled ? Array.Empty<TableColumn>() : [Number(Words.Confidence(1 - result.Alpha))],
            Number("Standard deviation"), Number($"{error} of it"),
        ];
        List<IReadOnlyList<TableCell>> rows = [];
        for (int i = 0; i < available.Count; i++)
        {
            double mean = result.Estimates.Means.Span[i], meanError = result.Errors.Means.Span[i], sd = result.Estimates.StandardDeviations.Span[i], sdError = result.Errors.StandardDeviations.Span[i];
            NumberScale scale = new(meanError, Math.Abs(mean) + sd), spread = new(sdError, sd);
            rows.Add(
            [
                result.Fit.Variables[i], NumberFormat.Count(available[i].Count), NumberFormat.Share(1 - ((double)available[i].Count / result.Fit.Moments.Count)),
                scale.Format(mean), scale.Format(meanError), .. sampled ? Array.Empty<TableCell>() : [(TableCell)Interval(scale, mean - (z * meanError), mean + (z * meanError))],
                spread.Format(sd), spread.Format(sdError),
            ]);
        }
        return new ReportTable("Columns", columns, rows)
        {
            Note = sampled ? "Posterior means, each with its posterior standard deviation." : "Estimates by maximum likelihood (divisor n) with standard errors from the observed information.",
        };
    }

    private static ReportTable Correlations(NormalFitResult result)
    {
        IReadOnlyList<string> names = result.Fit.Variables;
        int p = names.Count;
        return new ReportTable("Correlations", [new("Column"), .. names.Take(p - 1).Select(Number)],
            [.. Enumerable.Range(1, p - 1).Select(IReadOnlyList<TableCell> (i) => [names[i], .. Enumerable.Range(0, p - 1).Select(j => new TableCell(j < i ? Correlation(result.Estimates.Correlations.Span[(i * p) + j]) : ""))])])
        {
            Note = ErrorNote(result),
        };
    }

    private static ReportTable LargestCorrelations(NormalFitResult result)
    {
        IReadOnlyList<string> names = result.Fit.Variables;
        int p = names.Count;
        double At(ReadOnlyMemory<double> matrix, (int I, int J) pair) => matrix.Span[(pair.I * p) + pair.J];
        IEnumerable<(int I, int J)> pairs = Enumerable.Range(1, p - 1).SelectMany(i => Enumerable.Range(0, i).Select(j => (i, j)))
            .Where(pair => !double.IsNaN(At(result.Estimates.Correlations, pair))).OrderByDescending(pair => Math.Abs(At(result.Estimates.Correlations, pair))).Take(MostPairs);
        return new ReportTable("Largest correlations", [new("Column"), new("with"), Number("Correlation"), Number(result.Posterior is null ? "error" : "sd")],
            [.. pairs.Select(IReadOnlyList<TableCell> (pair) => [names[pair.J], names[pair.I], Correlation(At(result.Estimates.Correlations, pair)), Correlation(At(result.Errors.Correlations, pair))])])
        {
            Note = $"The {MostPairs} largest of {NumberFormat.Count(p * (p - 1) / 2)}; JSON has them all.",
        };
    }

    private static string ErrorNote(NormalFitResult result)
    {
        int p = result.Fit.Variables.Count;
        double[] errors = [.. Enumerable.Range(0, p * p).Where(i => i / p > i % p).Select(i => result.Errors.Correlations.Span[i]).Where(double.IsFinite)];
        string what = result.Posterior is null ? "standard errors" : "posterior standard deviations";
        string known = errors.Length == 0 ? $"Their {what} are not known." : $"Their {what} lie between {Correlation(errors.Min())} and {Correlation(errors.Max())}; JSON has each.";
        double largest = result.Residuals.Residuals.ToArray().Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(double.NaN).Max();
        return $"{known} Residual correlations ({result.Compared}) are at most {Correlation(largest)} in size.";
    }

    private static ReportTable Patterns(NormalFitResult result)
    {
        PatternMoments moments = result.Fit.Moments;
        IReadOnlyList<string> names = result.Fit.Variables;
        List<IReadOnlyList<TableCell>> rows =
        [
            .. moments.Patterns.OrderByDescending(pattern => pattern.Count).Take(MostPatterns)
                .Select(IReadOnlyList<TableCell> (pattern) => [Missing(names, pattern), NumberFormat.Count(pattern.Count), NumberFormat.Share((double)pattern.Count / moments.Count)]),
        ];
        LittleTest test = result.Fit.LittleTest;
        string more = moments.Patterns.Count > MostPatterns ? $"The most frequent of {NumberFormat.Count(moments.Patterns.Count)} patterns. " : "";
        string little = double.IsNaN(test.PValue) ? "" : $"Little's test of missing completely at random: chi-square {NumberFormat.Fixed(test.Statistic, 1)} on {NumberFormat.Count(test.DegreesOfFreedom)} degrees of freedom, {NumberFormat.PEquals(test.PValue)}; a large p proves nothing.";
        return new ReportTable("Patterns", [new("Missing"), Number("Rows"), Number("Share")], rows) { Note = more.Length + little.Length > 0 ? more + little : null };
    }

    private static string Missing(IReadOnlyList<string> names, MissingnessPattern pattern)
    {
        HashSet<int> observed = [.. pattern.Observed.ToArray()];
        string[] missing = [.. names.Where((_, i) => !observed.Contains(i))];
        return missing.Length == 0 ? "nothing" : missing.Length <= 6 ? string.Join(", ", missing) : $"{string.Join(", ", missing.Take(5))} and {missing.Length - 5} more";
    }

    // Each correlation once, those that cannot vary not at all.
    private static ReportTable Posterior(NormalFitResult result, JointPosterior posterior)
    {
        int p = result.Fit.Variables.Count;
        ElementSummary[] shown = [.. posterior.Summary.Elements.Where((_, i) => i < 2 * p || ((i - (2 * p)) / p) < (i - (2 * p)) % p)];
        ReportTable table = PosteriorTables.Of(posterior.Summary with { Elements = shown });
        string more = posterior.Priors.Count > MostPriors ? $"; and {posterior.Priors.Count - MostPriors} more, which JSON has" : "";
        // The prior of the correlations comes last, and is told first.
        IEnumerable<string> priors = posterior.Priors.Reverse().Take(1).Concat(posterior.Priors).Distinct().Take(MostPriors);
        return table with { Note = $"{string.Join("; ", priors.Select(BayesTables.Shortened))}{more}. {table.Note}" };
    }

    private static ReportTable Cells(IReadOnlyList<PredictedCell> cells)
        => new("Missing cells", [Number("Row"), new("Column"), Number("Mean"), Number("sd"), Number($"{NumberFormat.Level(cells[0].Interval.Level)} interval")],
            [.. cells.Take(MostCells).Select(IReadOnlyList<TableCell> (cell) =>
            {
                NumberScale scale = new(0.1 * cell.StandardDeviation, Math.Abs(cell.Mean) + cell.StandardDeviation);
                return [NumberFormat.Count(cell.Row), cell.Column, scale.Format(cell.Mean), scale.Format(cell.StandardDeviation), Interval(scale, cell.Interval.Lower, cell.Interval.Upper)];
            })])
        {
            Note = cells.Count > MostCells ? $"The first {MostCells} of {NumberFormat.Count(cells.Count)}; the file has them all." : null,
        };

    private static string Interval(NumberScale scale, double lower, double upper) => $"{scale.Format(lower)} to {scale.Format(upper)}";

    private static string Correlation(double value) => double.IsNaN(value) ? NumberFormat.Missing : NumberFormat.Fixed(value, 3);

    private static TableColumn Number(string name) => new(TableCell.Printable(name), Alignment.Right);
}
