using Credence.Analysis;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>Writes a watched test as one HTML page that needs nothing else, and its figure as files.</summary>
public static class MonitorReport
{
    /// <summary>The page, verdict first.</summary>
    /// <param name="result">The watched test.</param>
    /// <param name="context">How the report was made.</param>
    public static string Write(MonitorResult result, ReportContext context)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(context);
        AnalysisResult analysis = result.Analysis;
        Html headline = HtmlPage.Headline("Verdict", Words.Tone(analysis), VerdictIcon.Of(analysis), Html.Of($"{MonitorTables.Headline(result)}"), analysis.Verdict.Reason, analysis.Findings);
        return HtmlPage.Write(
            Html.Of($"{MonitorTables.Headline(result)} · {analysis.Experiment}"),
            Html.Of($"{Header(result)}{headline}{KeyNumbers(result)}{Course(result)}{Checks(result)}{HtmlPage.Notes(MethodNotes.Of(Keys(result)))}{HtmlPage.Rerun(context)}"));
    }

    /// <summary>Writes the figure as SVG and PNG and gives the paths of the files.</summary>
    /// <param name="result">The watched test.</param>
    /// <param name="folder">Where to write; made if it is not there.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="InputException">The folder cannot be written to.</exception>
    public static async Task<IReadOnlyList<string>> WriteFiguresAsync(MonitorResult result, string folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return MonitorFigure.Of(result) is { } drawing ? await FigureFiles.WriteAsync([("monitor", drawing)], folder, cancellation).ConfigureAwait(false) : [];
    }

    private static Html Header(MonitorResult result)
    {
        AnalysisResult analysis = result.Analysis;
        Html question = analysis.Question is { } asked ? Html.Of($"<p class=\"question\">{asked}</p>\n") : Html.None;
        string looks = result.Looks.Count == 1 ? "1 look" : $"{NumberFormat.Count(result.Looks.Count)} looks";
        return Html.Of($"""
            <header>
            <h1>{analysis.Experiment}</h1>
            {question}<p class="facts">{NumberFormat.Count(analysis.Rows)} rows · {looks}, {result.Looks[0].Time.Text} to {result.Looks[^1].Time.Text} · {MonitorTables.Method(result.Rule.Method)} · control: {analysis.Control}</p>
            </header>

            """);
    }

    private static Html KeyNumbers(MonitorResult result)
    {
        Comparison c = result.Metric.Comparisons[0];
        Look last = result.Looks[^1];
        MetricScale scale = MonitorTables.Scale(result);
        string boundary = double.IsFinite(last.Boundary) ? $"boundary {NumberFormat.Fixed(last.Boundary, 2)}" : "no boundary yet";
        return HtmlPage.KeyNumbers(
            $"{result.Metric.Name}: {c.Variant} against {c.Control}",
            ("Lift", scale.Lift(c.Relative.Estimate), scale.Lift(c.Relative)),
            (Words.Effect(result.Analysis), scale.Difference(c.Estimate), scale.Difference(c.Interval)),
            ("p-value of all looks", NumberFormat.PValue(c.PValue), $"z = {NumberFormat.Fixed(last.Z, 2)}, {boundary}"),
            ("Units", NumberFormat.Count(last.Count[c.Variant]), $"against {NumberFormat.Count(last.Count[c.Control])}"));
    }

    private static Html Course(MonitorResult result) => Html.Of($"""
        <section>
        <h2>Look by look</h2>
        {HtmlPage.Figure(MonitorFigure.Of(result), "course")}{HtmlTables.Write(MonitorTables.Looks(result))}</section>
        <section>
        <h2>All looks together</h2>
        {HtmlTables.Write(MonitorTables.Final(result))}</section>
        <section>
        <h2>{result.Metric.Name}</h2>
        <p class="facts">{Words.Kind(result.Metric.Kind)} · {Words.Better(result.Metric.Direction)}</p>
        {HtmlTables.Write(AnalysisTables.Levels([result.Metric]).WithoutFirstColumn())}</section>

        """);

    private static Html Checks(MonitorResult result)
    {
        Html ratio = result.Allocation is { } check ? Html.Of($"<section>\n<h2>Sample ratio</h2>\n{HtmlTables.Write(MonitorTables.Allocation(check))}</section>\n") : Html.None;
        ReportTable leftOut = MonitorTables.LeftOut(result);
        Html rest = leftOut.Rows.Count > 0 ? HtmlTables.Write(leftOut) : Html.Of($"<p>Nothing: all {NumberFormat.Count(result.Analysis.Rows)} rows were used.</p>\n");
        return Html.Of($"""
            {ratio}{HtmlPage.Findings(result.Analysis.Findings)}<section>
            <h2>Left out</h2>
            {rest}</section>

            """);
    }

    private static IEnumerable<string> Keys(MonitorResult result)
    {
        yield return result.Rule.Method switch
        {
            MonitorMethod.GroupSequential => "group-sequential",
            MonitorMethod.ConfidenceSequence => "confidence-sequence",
            _ => "msprt",
        };
        if (result.Rule.Method != MonitorMethod.GroupSequential && result.Rule.Planned is not null)
            yield return "planned-end";
        yield return "fixed-interval";
        yield return "fieller";
        if (result.Allocation is not null)
            yield return "sequential-allocation";
    }
}
