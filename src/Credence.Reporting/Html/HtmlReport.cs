using System.Globalization;
using Credence.Analysis;
using Credence.Data;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>Writes an analysis as one HTML page that needs nothing else: no script, no request, light, dark and print.</summary>
public static class HtmlReport
{
    /// <summary>The page, verdict first.</summary>
    /// <param name="result">The analysis.</param>
    /// <param name="histograms">Histograms of its metrics, found by name; may be empty.</param>
    /// <param name="context">How the report was made.</param>
    public static string Write(AnalysisResult result, IReadOnlyList<Histogram> histograms, ReportContext context)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(histograms);
        ArgumentNullException.ThrowIfNull(context);
        Html metrics = Html.Join(result.Metrics.Select((metric, i) => MetricSection(result, metric, histograms.FirstOrDefault(h => h.Name == metric.Name), i)));
        Html page = Html.Of($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>{Words.Decision(result)} · {result.Experiment}</title>
            <style>
            {new Html(EmbeddedText.Read("report.css"))}</style>
            </head>
            <body>
            <main>
            {Header(result)}{Verdict(result)}{KeyNumbers(result)}{Overview(result)}{metrics}{Checks(result)}{Notes(result)}{Rerun(context)}</main>
            </body>
            </html>

            """);
        return page.Markup;
    }

    private static Html Header(AnalysisResult result)
    {
        Html question = result.Question is { } asked ? Html.Of($"<p class=\"question\">{asked}</p>\n") : Html.None;
        string unit = result.Unit is { } column ? $"unit {column}" : "each row a unit";
        string kind = result.Randomised ? "randomised" : "observational data";
        return Html.Of($"""
            <header>
            <h1>{result.Experiment}</h1>
            {question}<p class="facts">{NumberFormat.Count(result.Rows)} rows · {unit} · control: {result.Control} · {kind}</p>
            </header>

            """);
    }

    private static Html Verdict(AnalysisResult result)
    {
        string tone = Words.Tone(result).ToString().ToLowerInvariant();
        Html variant = result.Verdict.Variant is { } name ? Html.Of($" <span class=\"variant\">variant {name}</span>") : Html.None;
        string[] serious = [.. new[] { Severity.Blocking, Severity.Warning }
            .Select(s => (Severity: s, Count: result.Findings.Count(f => f.Severity == s))).Where(f => f.Count > 0)
            .Select(f => $"{f.Count} {(f.Severity == Severity.Blocking ? "blocking finding" : "warning")}{(f.Count > 1 ? "s" : "")}")];
        Html link = serious.Length > 0 ? Html.Of($"<p class=\"alerts\"><a href=\"#findings\">{string.Join(" and ", serious)}</a></p>\n") : Html.None;
        return Html.Of($"""
            <section class="verdict {tone}" aria-label="Verdict">
            {VerdictIcon.Of(result)}
            <div>
            <p class="decision">{Words.Decision(result)}{variant}</p>
            <p class="reason">{result.Verdict.Reason}</p>
            {link}</div>
            </section>

            """);
    }

    private static Html KeyNumbers(AnalysisResult result)
    {
        if (result.Metrics is not [{ Comparisons.Count: > 0 } primary, ..])
            return Html.None;
        Comparison c = primary.Comparisons.FirstOrDefault(c => c.Variant == result.Verdict.Variant) ?? primary.Comparisons[0];
        MetricScale scale = new(primary);
        string Count(string variant) => primary.Variants.TryGetValue(variant, out VariantSummary? level) ? NumberFormat.Count(level.Count) : NumberFormat.Missing;
        Html Number(string label, string value, string aside) => Html.Of($"<div><dt>{label}</dt><dd>{NumberFormat.Typeset(value)}</dd><dd class=\"aside\">{NumberFormat.Typeset(aside)}</dd></div>\n");
        return Html.Of($"""
            <section aria-label="Key numbers">
            <p class="kicker">{primary.Name}: {c.Variant} against {c.Control}</p>
            <dl class="numbers">
            {Number("Lift", scale.Lift(c.Relative.Estimate), scale.Lift(c.Relative))}{Number(Words.Effect(result), scale.Difference(c.Estimate), scale.Difference(c.Interval))}{Number("p-value", NumberFormat.PValue(c.PValue), Words.Test(primary.Kind, c.Method))}{Number("Units", Count(c.Variant), $"against {Count(c.Control)}")}</dl>
            </section>

            """);
    }

    private static Html Overview(AnalysisResult result)
    {
        Html figure = Figure(ForestFigure.OfMetrics(result), "overview");
        Html table = result.Metrics.Count > 1 ? HtmlTables.Write(AnalysisTables.Comparisons(result, result.Metrics), 2) : Html.None;
        return Html.Of($"""
            <section>
            <h2>{Words.Effects(result)}</h2>
            {figure}{table}</section>

            """);
    }

    private static Html MetricSection(AnalysisResult result, MetricResult metric, Histogram? histogram, int place)
    {
        Html levels = Figure(LevelsFigure.Of(result, metric), $"levels-{place}");
        Html distribution = histogram is null ? Html.None : Figure(DistributionFigure.Of(metric, histogram), $"distribution-{place}");
        Html effects = metric.Comparisons.Count > 0 ? HtmlTables.Write(AnalysisTables.Comparisons(result, [metric], detailed: true).WithoutFirstColumn()) : Html.None;
        Html breakdowns = Html.Join(metric.Breakdowns.Select((b, i) => Html.Of(
            $"<h3>By {b.By}</h3>\n{Figure(ForestFigure.OfSegments(result, metric, b), $"by-{place}-{i}")}{HtmlTables.Write(AnalysisTables.Segments(result, metric, b), 2)}")));
        string direction = result.Randomised ? $" · {Words.Better(metric.Direction)}" : "";
        Html expression = metric.Expression == metric.Name ? Html.None : Html.Of($" · <code>{metric.Expression}</code>");
        return Html.Of($"""
            <section>
            <h2>{metric.Name}</h2>
            <p class="facts">{Words.Role(metric.Role)} · {Words.Kind(metric.Kind)}{expression}{direction}</p>
            {levels}{HtmlTables.Write(AnalysisTables.Levels([metric]).WithoutFirstColumn())}{Titled("How the values are spread", distribution)}{Titled(result.Randomised ? "Absolute and relative effect" : "Absolute and relative difference", effects)}{breakdowns}</section>

            """);
    }

    private static Html Checks(AnalysisResult result)
    {
        Html ratio = result.SampleRatio is { } check
            ? Html.Of($"<section>\n<h2>Sample ratio</h2>\n{HtmlTables.Write(AnalysisTables.SampleRatio(check))}</section>\n") : Html.None;
        Html findings = Html.Join(result.Findings.OrderByDescending(f => f.Severity).Select(f => Html.Of($"""
            <li class="{Words.Tone(f.Severity).ToString().ToLowerInvariant()}">
            <p><strong class="weight">{AnalysisTables.Severity(f.Severity)}</strong> <code>{f.Code}</code></p>
            <p>{f.Message}</p>
            <p class="remedy">{f.Remedy}</p>
            </li>

            """)));
        Html list = result.Findings.Count > 0 ? Html.Of($"<ul class=\"findings\">\n{findings}</ul>\n") : new Html("<p>None.</p>\n");
        ReportTable leftOut = AnalysisTables.LeftOut(result);
        Html rest = leftOut.Rows.Count > 0 ? HtmlTables.Write(leftOut) : Html.Of($"<p>Nothing: all {NumberFormat.Count(result.Rows)} rows were used.</p>\n");
        return Html.Of($"""
            {ratio}<section id="findings">
            <h2>Findings</h2>
            {list}</section>
            <section>
            <h2>Left out</h2>
            {rest}</section>

            """);
    }

    private static Html Notes(AnalysisResult result) => Html.Of($"<section class=\"methods\">\n<h2>Methods</h2>\n{Html.Join(MethodNotes.Of(result))}</section>\n");

    private static Html Rerun(ReportContext context) => Html.Of($"""
        <section>
        <h2>Run it again</h2>
        <pre><code>{context.CommandLine}</code></pre>
        <p class="facts">Credence {context.Version} · {context.GeneratedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC</p>
        </section>

        """);

    private static Html Titled(string title, Html content) => content == Html.None ? Html.None : Html.Of($"<h3>{title}</h3>\n{content}");

    private static Html Figure(Drawing? drawing, string id)
        => drawing is null ? Html.None : Html.Of($"<figure class=\"scroll\">\n{new Html(SvgWriter.WriteInline(drawing, id))}</figure>\n");
}
