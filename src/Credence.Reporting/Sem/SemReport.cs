using Credence.Analysis;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>Writes a structural equation model as one HTML page that needs nothing else.</summary>
public static class SemReport
{
    /// <summary>The page, the answer first.</summary>
    /// <param name="result">The result.</param>
    /// <param name="context">How the report was made.</param>
    public static string Write(StructuralResult result, ReportContext context)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(context);
        string icon = result.Findings.Any(finding => finding.Severity == Severity.Blocking) ? "M15 15 33 33M33 15 15 33" : SemWords.IsRejected(result) ? "M14 24 34 24" : "M13 25 21 33 36 16";
        Html headline = HtmlPage.Headline("Result", SemWords.Tone(result), VerdictIcon.Circled(icon), Html.Of($"{SemWords.Headline(result)}"), SemWords.Sentence(result), result.Findings);
        return HtmlPage.Write(
            Html.Of($"{result.Title} · {SemWords.Headline(result)}"),
            Html.Of($"{Header(result)}{headline}{KeyNumbers(result)}{Diagrams(result)}{Fit(result)}{Posterior(result)}{Tables("Estimates", SemTables.Estimates(result))}{Effects(result)}{Residuals(result)}{HtmlPage.Findings(result.Findings)}{Model(result)}{HtmlPage.Notes(MethodNotes.Of(Keys(result)))}{HtmlPage.Rerun(context)}"));
    }

    private static Html Header(StructuralResult result) => Html.Of($"""
        <header>
        <h1>{result.Title}</h1>
        <p class="facts">{SemWords.Counted(SemWords.Count(result), "row")} · {SemWords.Counted(result.Table.Observed.Count, "observed variable")} · {SemWords.Counted(result.Table.Latent.Count, "latent variable")} · {SemWords.Estimator(result.Options)}</p>
        </header>

        """);

    private static Html KeyNumbers(StructuralResult result)
    {
        if (result.Posterior is { } posterior)
            return HtmlPage.KeyNumbers("Posterior", SemPosteriorTables.KeyNumbers(posterior));
        if (result.Fit?.Measures is not { } fit)
            return Html.None;
        Latent.ComparativeFit test = fit.Scaled?.Comparative ?? fit.Comparative;
        Latent.Rmsea rmsea = fit.Scaled?.Rmsea ?? fit.Rmsea;
        return HtmlPage.KeyNumbers(
            "How well the model fits",
            ("χ²", SemWords.Fixed(test.ChiSquare, 1), $"{NumberFormat.Count(test.DegreesOfFreedom)} degrees of freedom, {NumberFormat.PEquals(test.PValue)}"),
            ("CFI", SemWords.Fixed(test.Cfi), $"TLI {SemWords.Fixed(test.Tli)}"),
            ("RMSEA", SemWords.Fixed(rmsea.Value), $"{SemWords.Fixed(rmsea.Lower)} to {SemWords.Fixed(rmsea.Upper)}, 90% interval"),
            ("SRMR", SemWords.Fixed(fit.Residuals.Srmr), "mean size of residual correlations"));
    }

    private static Html Diagrams(StructuralResult result)
        => Html.Of($"<section>\n<h2>Path diagram</h2>\n{Html.Join(Enumerable.Range(0, result.Table.Groups.Count).Select(group => Diagram(result, group)))}</section>\n");

    private static Html Diagram(StructuralResult result, int group)
    {
        Html name = result.Table.Groups.Count > 1 ? Html.Of($"<h3>{result.Table.Groups[group]}</h3>\n") : Html.None;
        Html plain = HtmlPage.Figure(SemFigures.Diagram(result, group, standardized: false), $"path-{group + 1}");
        Html standardized = result.HasEstimates ? Html.Of($"<details>\n<summary>Standardized</summary>\n{HtmlPage.Figure(SemFigures.Diagram(result, group, standardized: true), $"path-standardized-{group + 1}")}</details>\n") : Html.None;
        return Html.Of($"{name}{plain}{standardized}");
    }

    private static Html Fit(StructuralResult result) => Tables("Fit", new[] { SemTables.FitMeasures(result), SemTables.Ladder(result), SemTables.RSquared(result) }.OfType<ReportTable>());

    private static Html Posterior(StructuralResult result)
    {
        if (result.Posterior is not { } posterior)
            return Html.None;
        Html figures = Html.Join(PosteriorFigures.Of(posterior.Draws, posterior.Summary, new()).Where(figure => figure.Name is "forest" or "trace" or "energy")
            .Select(figure => HtmlPage.Figure(figure.Drawing, figure.Name)));
        Html prior = SemPosteriorTables.PriorCorrelations(result) is { } correlations ? Titled(correlations) : Html.None;
        return Html.Of($"<section>\n<h2>Posterior</h2>\n{figures}{Titled(PosteriorTables.Of(posterior.Summary), "Posterior")}{Titled(SemPosteriorTables.Checks(posterior))}{prior}{Titled(SemPosteriorTables.Priors(posterior))}</section>\n");
    }

    private static Html Effects(StructuralResult result) => result.Effects.Count == 0 ? Html.None
        : Html.Of($"<section>\n<h2>Effects</h2>\n{Html.Join(Enumerable.Range(0, result.Table.Groups.Count).Select(group => HtmlPage.Figure(SemFigures.Effects(result, group), $"effects-{group + 1}")))}{HtmlTables.Write(SemTables.Effects(result), 2)}</section>\n");

    private static Html Residuals(StructuralResult result)
    {
        Html figures = Html.Join(result.Residuals.Select(residual => HtmlPage.Figure(SemFigures.Residuals(result, residual), $"residuals-{residual.Group + 1}")));
        Html modifications = SemTables.Modifications(result) is { Rows.Count: > 0 } table ? Titled(table) : Html.None;
        return result.Residuals.Count == 0 ? modifications : Html.Of($"<section>\n<h2>Where the model misses</h2>\n{figures}{modifications}</section>\n");
    }

    private static Html Model(StructuralResult result)
        => Html.Of($"<section>\n<h2>Model</h2>\n<pre><code>{result.Options.Model.Trim()}</code></pre>\n{HtmlTables.Write(SemTables.Model(result))}</section>\n");

    private static Html Tables(string title, IEnumerable<ReportTable> tables)
    {
        ReportTable[] full = [.. tables.Where(table => table.Rows.Count > 0)];
        return full.Length == 0 ? Html.None : Html.Of($"<section>\n<h2>{title}</h2>\n{Html.Join(full.Select(table => Titled(table, title)))}</section>\n");
    }

    // A table under a heading of the same words needs no other.
    private static Html Titled(ReportTable table, string section = "")
        => Html.Of($"{(table.Title == section ? Html.None : Html.Of($"<h3>{table.Title}</h3>\n"))}{HtmlTables.Write(table)}");

    private static IEnumerable<string> Keys(StructuralResult result)
    {
        yield return "sem-identification";
        yield return result.Options.Estimator switch
        {
            StructuralEstimator.Bayes => "sem-posterior",
            StructuralEstimator.Gls or StructuralEstimator.Uls => "sem-least-squares",
            _ => "sem-likelihood",
        };
        if (result.Options.Estimator == StructuralEstimator.Mlr)
            yield return "sem-robust";
        if (result.Options.FullInformation)
            yield return "sem-full-information";
        if (result.Options.Bootstrap > 0)
            yield return "sem-bootstrap";
        if (result.Fit?.Measures is not null && result.Posterior is null)
            yield return "sem-fit";
        if (result.Invariance.Count > 0)
            yield return "sem-invariance";
        if (result.Effects.Count > 0)
            yield return "sem-effects";
        if (result.Modifications.Count > 0)
            yield return "sem-modification";
    }
}
