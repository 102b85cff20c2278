using Credence.Analysis;
using Credence.Experiments;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>Writes an imputation as one HTML page that needs nothing else, and its figures as files.</summary>
public static class ImputeReport
{
    /// <summary>The page, the answer first.</summary>
    /// <param name="result">The imputation.</param>
    /// <param name="context">How the report was made.</param>
    public static string Write(ImputeResult result, ReportContext context)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(context);
        Html headline = HtmlPage.Headline(
            result.Comparison is null ? "Result" : "Verdict", ImputeTables.HeadlineTone(result), Icon(result), Html.Of($"{ImputeTables.Headline(result)}"), ImputeTables.Sentence(result), result.Findings);
        return HtmlPage.Write(
            Html.Of($"{ImputeTables.Headline(result)} · {result.Source}"),
            Html.Of($"{Header(result)}{headline}{KeyNumbers(result)}{Compared(result)}{Missing(result)}{Scores(result)}{Means(result)}{Cells(result)}{HtmlPage.Findings(result.Findings)}{HtmlPage.Notes(MethodNotes.Of(Keys(result)))}{HtmlPage.Rerun(context)}"));
    }

    /// <summary>Writes the figures as SVG and PNG and gives the paths of the files.</summary>
    /// <param name="result">The imputation.</param>
    /// <param name="folder">Where to write; made if it is not there.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="InputException">The folder cannot be written to.</exception>
    public static async Task<IReadOnlyList<string>> WriteFiguresAsync(ImputeResult result, string folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return await FigureFiles.WriteAsync(Figures(result), folder, cancellation).ConfigureAwait(false);
    }

    private static IEnumerable<(string Name, Drawing Drawing)> Figures(ImputeResult result)
    {
        (string, Drawing?)[] all =
        [
            ("missing-pattern", MissingPatternFigure.Of(result)), ("imputed-values", ImputedValuesFigure.Of(result)),
            ("chains", result.Imputations.Trace is { } trace ? ChainTraceFigure.Of(trace) : null),
            ("tipping-point", result.Comparison is { } comparison ? TippingPointFigure.Of(comparison) : null),
        ];
        foreach ((string name, Drawing? drawing) in all)
        {
            if (drawing is not null)
                yield return (name, drawing);
        }
    }

    private static Html Header(ImputeResult result) => Html.Of($"""
        <header>
        <h1>{result.Source}</h1>
        <p class="facts">{ImputeTables.Filled(result)}</p>
        </header>

        """);

    private static Html KeyNumbers(ImputeResult result)
    {
        if (result.Comparison is not { } c)
            return Html.None;
        NumberScale scale = new(c.Pooled.StandardError, c.Pooled.Estimate);
        string Range(Interval interval) => $"{scale.Signed(interval.Lower)} to {scale.Signed(interval.Upper)}";
        string tipping = c.Sensitivity.TippingPoint is { } point ? NumberFormat.Plain(point) : "none";
        return HtmlPage.KeyNumbers(
            $"{c.Metric}: {c.Variant} against {c.Control}",
            ("Difference", scale.Signed(c.Pooled.Estimate), Range(c.Interval)),
            ("p-value", NumberFormat.PValue(c.Pooled.PValue), $"complete rows: {scale.Signed(c.CompleteCase.Estimate)}, {NumberFormat.PEquals(c.CompleteCase.PValue)}"),
            ("Missing information", NumberFormat.Share(c.Pooled.MissingInformation), $"{NumberFormat.Degrees(c.Pooled.DegreesOfFreedom)} degrees of freedom"),
            ("Tipping point", tipping, $"{ImputeTables.Whose(c, c.Sensitivity.Shift)}, 1 SD = {NumberFormat.Plain(c.Sensitivity.StandardDeviation)}"));
    }

    private static Html Compared(ImputeResult result) => result.Comparison is not { } c ? Html.None : Html.Of($"""
        <section>
        <h2>The comparison</h2>
        {HtmlTables.Write(ImputeTables.Comparison(c))}</section>
        <section>
        <h2>If missing values are not as imputed</h2>
        {HtmlPage.Figure(TippingPointFigure.Of(c), "tipping")}{HtmlTables.Write(ImputeTables.Sensitivity(c))}{HtmlTables.Write(ImputeTables.Tipping(c))}</section>

        """);

    private static Html Missing(ImputeResult result)
    {
        Html arms = result.Comparison is { MissingnessByArm.Count: > 0 } c ? Html.Of($"<h3>By arm</h3>\n{HtmlTables.Write(ImputeTables.ByArm(c))}") : Html.None;
        return Html.Of($"""
            <section>
            <h2>What is missing</h2>
            {HtmlPage.Figure(MissingPatternFigure.Of(result), "pattern")}{HtmlTables.Write(ImputeTables.Columns(result))}{arms}</section>

            """);
    }

    private static Html Scores(ImputeResult result) => result.HeldOut is not { } heldOut ? Html.None : Html.Of($"""
        <section>
        <h2>How well hidden cells are brought back</h2>
        {HtmlTables.Write(ImputeTables.Score(result, heldOut))}</section>

        """);

    private static Html Means(ImputeResult result) => result.Pooled.Count == 0 ? Html.None : Html.Of($"""
        <section>
        <h2>Means over all data sets</h2>
        {HtmlTables.Write(ImputeTables.Pooled(result))}</section>

        """);

    private static Html Cells(ImputeResult result)
    {
        Html chains = result.Imputations.Trace is { Columns.Count: > 0 } trace
            ? Html.Of($"<section>\n<h2>Chains</h2>\n{HtmlPage.Figure(ChainTraceFigure.Of(trace), "chains")}{HtmlTables.Write(ImputeTables.Convergence(trace, result))}</section>\n") : Html.None;
        Html cells = ImputeTables.Cells(result) is { Rows.Count: > 0 } table ? HtmlTables.Write(table) : new("<p>No cell was missing.</p>\n");
        return Html.Of($"""
            <section>
            <h2>Imputed values</h2>
            {HtmlPage.Figure(ImputedValuesFigure.Of(result), "values")}{cells}</section>
            {chains}
            """);
    }

    private static Html Icon(ImputeResult result) => VerdictIcon.Circled(result.Comparison?.Verdict.Decision switch
    {
        Decision.Ship => "M13 25 21 33 36 16",
        Decision.RollBack => "M15 21H28A6 6 0 0 1 28 33H18M21 14 14 21 21 28",
        Decision.Invalid => "M15 15 33 33M33 15 15 33",
        Decision.Inconclusive => "M13 20C18 14 21 14 24 20S30 26 35 20M13 30C18 24 21 24 24 30S30 36 35 30",
        _ => "M13 13H23V23H13ZM25 13H35V23H25ZM13 25H23V35H13ZM27 30H33M30 27V33",
    });

    private static IEnumerable<string> Keys(ImputeResult result)
    {
        yield return result.Method switch
        {
            ImputationMethod.Normal => "impute-normal",
            ImputationMethod.Pmm => "impute-pmm",
            _ => "impute-chained",
        };
        yield return "impute-pooling";
        if (result.HeldOut is not null)
            yield return "impute-score";
        if (result.Comparison is not null)
        {
            yield return "impute-sensitivity";
            yield return "welch";
        }
    }
}
