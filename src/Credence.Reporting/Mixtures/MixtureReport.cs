using Credence.Analysis;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>Writes a mixture as one HTML page that needs nothing else, and its figures as files.</summary>
public static class MixtureReport
{
    /// <summary>The page, verdict first.</summary>
    /// <param name="result">The mixture.</param>
    /// <param name="context">How the report was made.</param>
    public static string Write(MixtureResult result, ReportContext context)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(context);
        ResultText text = MixtureTables.Text(result);
        Html icon = VerdictIcon.Of(MixtureTables.IsOfExperiment(result), result.Verdict.Decision);
        (string Name, Drawing Drawing)[] drawn = [.. MixtureFigures.Of(result)];
        Html figures = Html.Join(drawn.Where(figure => !MetricPosteriorFigures.IsOfChains(figure.Name)).Select(figure => Html.Of($"<section>\n<h2>{figure.Drawing.Title}</h2>\n{HtmlPage.Figure(figure.Drawing, figure.Name)}</section>\n")));
        Html tables = Html.Join(text.Tables.Where(table => table.Title != "Findings").Select(table => Html.Of($"<section>\n<h2>{table.Title}</h2>\n{HtmlTables.Write(table)}</section>\n")));
        return HtmlPage.Write(
            Html.Of($"{text.Headline} · {text.Title}"),
            Html.Of($"""
                <header>
                <h1>{text.Title}</h1>
                <p class="facts">{text.Subject!}</p>
                </header>
                {HtmlPage.Headline("Verdict", text.Tone, icon, Html.Of($"{text.Headline}"), text.Sentence, result.Findings)}{KeyNumbers(result)}{figures}{tables}{Chains(result, drawn)}{HtmlPage.Findings(result.Findings)}{HtmlPage.Notes(MethodNotes.Of(Keys(result)))}{HtmlPage.Rerun(context)}
                """));
    }

    /// <summary>Writes the figures as PNG (two dots per CSS pixel) and SVG, and gives the paths of the files.</summary>
    /// <param name="result">The mixture.</param>
    /// <param name="folder">Where to write; made if it is not there.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="InputException">The folder cannot be written to.</exception>
    public static Task<IReadOnlyList<string>> WriteFiguresAsync(MixtureResult result, string folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return FigureFiles.WriteAsync(MixtureFigures.Of(result), folder, cancellation);
    }

    private static Html KeyNumbers(MixtureResult result)
    {
        MixtureFit fit = result.Fit;
        string kicker = $"{result.Question.Value.Name}: {result.Names[1]} against {result.Names[0]}";
        (string, string, string) difference = ("Difference", "withheld", "see the profile likelihood");
        if (!result.Withheld)
        {
            IReadOnlyList<TableCell> row = MixtureTables.Row("", result.Differences[0]);
            difference = ("Difference", row[1].Text, row[3].Text);
        }
        return HtmlPage.KeyNumbers(
            kicker, difference,
            ("Labelled rows", NumberFormat.Count(fit.Data.Labelled), $"of {NumberFormat.Count(fit.Data.Rows)}"),
            ("Label information", NumberFormat.Share(fit.LabelInformation), "of that with all labels"),
            ("Separation", NumberFormat.Fixed(fit.Separation, 2), "pooled standard deviations"));
    }

    // A reader wants these only in doubt.
    private static Html Chains(MixtureResult result, IEnumerable<(string Name, Drawing Drawing)> drawn)
    {
        if (result.Posterior is not { } posterior)
            return Html.None;
        Html figures = Html.Join(drawn.Where(figure => MetricPosteriorFigures.IsOfChains(figure.Name)).Select(figure => HtmlPage.Figure(figure.Drawing, figure.Name)));
        return Html.Of($"""
            <section>
            <h2>The model, and how the chains ran</h2>
            <details>
            <summary>The model, and how the chains ran</summary>
            {HtmlPage.Figure(ModelDiagram.Of(posterior.Graph, result.Question.Value.Name), "model")}{figures}</details>
            </section>

            """);
    }

    private static IEnumerable<string> Keys(MixtureResult result)
    {
        yield return "mixture";
        yield return "label-information";
        if (result.Fit.Profile is not null)
            yield return "profile-likelihood";
        if (result.Posterior is not null)
            yield return "mixture-posterior";
        if (result.Bootstrap is not null || result.OneComponent.Test?.Replicates is not null)
            yield return "mixture-bootstrap";
        if (result.Sensitivity is not null)
            yield return "label-loss";
        if (result.CompleteCases.Any(effect => effect is not null))
            yield return "welch";
        if (result.Named > 0)
            yield return result.Question.Randomised ? "verdict" : "observational";
    }
}
