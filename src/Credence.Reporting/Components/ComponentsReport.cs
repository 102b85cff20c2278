using Credence.Analysis;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>Writes principal components as one HTML page that needs nothing else, and their figures as files.</summary>
public static class ComponentsReport
{
    // A ring of arrows apart: directions.
    private const string Arrows = "M24 38V11M24 11 18 18M24 11 30 18M24 38H38M38 38 32 33M38 38 32 43";

    /// <summary>The page.</summary>
    public static string Write(ComponentsResult result, ReportContext context)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(context);
        ResultText text = ComponentsTables.Text(result);
        PrincipalComponents found = result.Decomposition;
        Html key = HtmlPage.KeyNumbers(
            found.Standardized ? "Of correlations" : "Of covariances",
            ("Complete rows", NumberFormat.Count(found.Rows), $"of {NumberFormat.Count(result.Rows)}"),
            ("Columns", NumberFormat.Count(found.Columns), found.Standardized ? "standardised" : "centred"),
            ("Beyond chance", NumberFormat.Count(result.Retained), "by parallel analysis"),
            ("First component", NumberFormat.Share(found.Share(0)), "of the variance"));
        Html figures = Html.Join(ComponentsFigures.Of(result).Select(figure => Html.Of($"<section>\n<h2>{figure.Drawing.Title}</h2>\n{HtmlPage.Figure(figure.Drawing, figure.Name)}</section>\n")));
        Html tables = Html.Join(text.Tables.Where(table => table.Title != "Findings").Select(table => Html.Of($"<section>\n<h2>{table.Title}</h2>\n{HtmlTables.Write(table)}</section>\n")));
        return HtmlPage.Write(
            Html.Of($"{text.Headline} · {text.Title}"),
            Html.Of($"""
                <header>
                <h1>{text.Title}</h1>
                <p class="facts">{text.Subject}</p>
                </header>
                {HtmlPage.Headline("Components", text.Tone, VerdictIcon.Circled(Arrows), Html.Of($"{text.Headline}"), text.Sentence, result.Findings)}{key}{figures}{tables}{HtmlPage.Findings(result.Findings)}{HtmlPage.Notes(MethodNotes.Of(["principal-components", "parallel-analysis"]))}{HtmlPage.Rerun(context)}
                """));
    }

    /// <summary>Writes the figures as PNG (two dots per CSS pixel) and SVG, and gives the paths of the files.</summary>
    /// <exception cref="InputException">The folder cannot be written to.</exception>
    public static Task<IReadOnlyList<string>> WriteFiguresAsync(ComponentsResult result, string folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return FigureFiles.WriteAsync(ComponentsFigures.Of(result), folder, cancellation);
    }
}
