using System.Globalization;
using System.Text;
using Credence.Analysis;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>Writes a fitted multivariate normal as one HTML page that needs nothing else, its figures, and its table of missing cells.</summary>
public static class NormalReport
{
    // A bell.
    private const string Bell = "M10 34C17 34 18 14 24 14S31 34 38 34";

    /// <summary>The page.</summary>
    /// <param name="result">The fitted normal.</param>
    /// <param name="context">How the report was made.</param>
    public static string Write(NormalFitResult result, ReportContext context)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(context);
        ResultText text = NormalTables.Text(result);
        PatternMoments moments = result.Fit.Moments;
        Html key = HtmlPage.KeyNumbers(
            result.Posterior is null ? "By maximum likelihood" : "By its posterior",
            ("Rows", NumberFormat.Count(moments.Count), $"of {NumberFormat.Count(result.Rows)}"),
            ("Columns", NumberFormat.Count(result.Fit.Variables.Count), $"{NumberFormat.Count(moments.CompleteRows)} rows have all"),
            ("Missing", NumberFormat.Share((double)moments.MissingCells / (moments.Count * result.Fit.Variables.Count)), $"of the cells, {NumberFormat.Count(moments.Patterns.Count)} patterns"),
            result.Posterior is null
                ? ("Log likelihood", NumberFormat.Fixed(result.Fit.LogLikelihood, 2), $"{result.Fit.Iterations.Count - 1} iterations")
                : ("SRMR", NumberFormat.Plain(result.Residuals.RootMeanSquare), "against maximum likelihood"));
        Html figures = Html.Join(Figures(result).Select(figure => Html.Of($"<section>\n<h2>{figure.Drawing.Title}</h2>\n{HtmlPage.Figure(figure.Drawing, figure.Name)}</section>\n")));
        Html tables = Html.Join(text.Tables.Where(table => table.Title != "Findings").Select(table => Html.Of($"<section>\n<h2>{table.Title}</h2>\n{HtmlTables.Write(table)}</section>\n")));
        string[] notes = ["multivariate-normal", .. moments.IsComplete ? Array.Empty<string>() : ["missing-cells"], .. result.Posterior is null ? Array.Empty<string>() : ["normal-posterior"]];
        return HtmlPage.Write(
            Html.Of($"{text.Headline} · {text.Title}"),
            Html.Of($"""
                <header>
                <h1>{text.Title}</h1>
                <p class="facts">{text.Subject}</p>
                </header>
                {HtmlPage.Headline("Multivariate normal", text.Tone, VerdictIcon.Circled(Bell), Html.Of($"{text.Headline}"), text.Sentence, result.Findings)}{key}{figures}{tables}{HtmlPage.Findings(result.Findings)}{HtmlPage.Notes(MethodNotes.Of(notes))}{HtmlPage.Rerun(context)}
                """));
    }

    /// <summary>Writes the figures as PNG (two dots per CSS pixel) and SVG, and gives the paths of the files.</summary>
    /// <exception cref="InputException">The folder cannot be written to.</exception>
    public static Task<IReadOnlyList<string>> WriteFiguresAsync(NormalFitResult result, string folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return FigureFiles.WriteAsync(Figures(result), folder, cancellation);
    }

    /// <summary>Refuses a file for missing cells whose ending says no form.</summary>
    /// <exception cref="InputException">The ending is neither .csv nor .tsv.</exception>
    public static void CheckCells(string path)
    {
        if (Path.GetExtension(path).ToUpperInvariant() is not (".CSV" or ".TSV"))
            throw new InputException(path, "its ending does not say how to write missing cells", "end it in .csv or .tsv");
    }

    /// <summary>Writes every missing cell: row, column, mean, sd, lower, upper.</summary>
    /// <exception cref="InputException">The file cannot be written, or its ending is neither .csv nor .tsv.</exception>
    public static Task WriteCellsAsync(IReadOnlyList<PredictedCell> cells, string path, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(cells);
        CheckCells(path);
        char separator = Path.GetExtension(path).Equals(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : ',';
        StringBuilder text = new($"row{separator}column{separator}mean{separator}sd{separator}lower{separator}upper\n");
        foreach (PredictedCell cell in cells)
        {
            text.Append(cell.Row.ToString(CultureInfo.InvariantCulture)).Append(separator).Append(Quoted(cell.Column, separator));
            foreach (double value in (ReadOnlySpan<double>)[cell.Mean, cell.StandardDeviation, cell.Interval.Lower, cell.Interval.Upper])
                text.Append(separator).Append(value.ToString("R", CultureInfo.InvariantCulture));
            text.Append('\n');
        }
        return AtomicFile.WriteAsync(path, text.ToString(), cancellation);
    }

    private static string Quoted(string name, char separator)
        => name.AsSpan().IndexOfAny([separator, '"', '\n', '\r']) < 0 ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static IEnumerable<(string Name, Drawing Drawing)> Figures(NormalFitResult result)
    {
        IReadOnlyList<string> names = result.Fit.Variables;
        int p = names.Count;
        yield return ("correlations", HeatmapFigure.Of(
            $"Correlations, and their residuals against {(result.Posterior is null ? "pairwise ones" : "maximum likelihood")}", $"Two heatmaps of {p} columns: correlations, and residual correlations ({result.Compared}).",
            Panel("Correlations", result.Estimates.Correlations) with { Limit = 1 },
            // What is printed as 0 has no colour: of complete rows only rounding is left.
            Panel("Residuals", result.Residuals.Residuals.ToArray().Select(value => Math.Abs(value) < 0.0005 ? 0 : value).ToArray()) with { Decimals = 3 }));
        if (result.Posterior is not { } posterior)
            yield break;
        string[] elements =
        [
            .. from i in Enumerable.Range(0, p) from j in Enumerable.Range(i + 1, p - i - 1) select $"correlation[{names[i]},{names[j]}]",
            .. names.Select(name => $"mean[{name}]"), .. names.Select(name => $"sd[{name}]"),
        ];
        foreach ((string name, Drawing drawing) in PosteriorFigures.Of(posterior.Draws, posterior.Summary, new() { Elements = elements }))
            yield return (name, drawing);

        HeatmapPanel Panel(string caption, ReadOnlyMemory<double> matrix)
            => new(caption, names, names, (row, column) => matrix.Span[(row * p) + column]) { LowerTriangle = true };
    }
}
