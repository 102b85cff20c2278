using System.Globalization;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>What all report pages share: the page itself, its headline, key numbers, figures, findings, notes and command.</summary>
internal static class HtmlPage
{
    /// <summary>A page that needs nothing else: no script, no request, light, dark and print.</summary>
    public static string Write(Html title, Html main) => Html.Of($"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
        <title>{title}</title>
        <style>
        {new Html(EmbeddedText.Read("report.css"))}</style>
        </head>
        <body>
        <main>
        {main}</main>
        </body>
        </html>

        """).Markup;

    /// <summary>The answer in a few words and in a sentence, with a link to what is wrong.</summary>
    public static Html Headline(string label, Tone tone, Html icon, Html decision, string reason, IReadOnlyList<Finding> findings)
    {
        string[] serious = [.. new[] { Severity.Blocking, Severity.Warning }
            .Select(s => (Severity: s, Count: findings.Count(f => f.Severity == s))).Where(f => f.Count > 0)
            .Select(f => $"{f.Count} {(f.Severity == Severity.Blocking ? "blocking finding" : "warning")}{(f.Count > 1 ? "s" : "")}")];
        Html link = serious.Length > 0 ? Html.Of($"<p class=\"alerts\"><a href=\"#findings\">{string.Join(" and ", serious)}</a></p>\n") : Html.None;
        return Html.Of($"""
            <section class="verdict {tone.ToString().ToLowerInvariant()}" aria-label="{label}">
            {icon}
            <div>
            <p class="decision">{decision}</p>
            <p class="reason">{reason}</p>
            {link}</div>
            </section>

            """);
    }

    /// <summary>A few large numbers, each with a label above and an aside below.</summary>
    public static Html KeyNumbers(string kicker, params IReadOnlyList<(string Label, string Value, string Aside)> numbers) => Html.Of($"""
        <section aria-label="Key numbers">
        <p class="kicker">{kicker}</p>
        <dl class="numbers">
        {Html.Join(numbers.Select(n => Html.Of($"<div><dt>{n.Label}</dt><dd>{NumberFormat.Typeset(n.Value)}</dd><dd class=\"aside\">{NumberFormat.Typeset(n.Aside)}</dd></div>\n")))}</dl>
        </section>

        """);

    /// <summary>A figure; nothing where there is none.</summary>
    public static Html Figure(Drawing? drawing, string id)
        => drawing is null ? Html.None : Html.Of($"<figure class=\"scroll\">\n{new Html(SvgWriter.WriteInline(drawing, id))}</figure>\n");

    /// <summary>The findings, the gravest first.</summary>
    public static Html Findings(IReadOnlyList<Finding> findings)
    {
        Html items = Html.Join(findings.OrderByDescending(f => f.Severity).Select(f => Html.Of($"""
            <li class="{Words.Tone(f.Severity).ToString().ToLowerInvariant()}">
            <p><strong class="weight">{AnalysisTables.Severity(f.Severity)}</strong> <code>{f.Code}</code></p>
            <p>{f.Message}</p>
            <p class="remedy">{f.Remedy}</p>
            </li>

            """)));
        Html list = findings.Count > 0 ? Html.Of($"<ul class=\"findings\">\n{items}</ul>\n") : new Html("<p>None.</p>\n");
        return Html.Of($"""
            <section id="findings">
            <h2>Findings</h2>
            {list}</section>

            """);
    }

    /// <summary>The methods used, each folded.</summary>
    public static Html Notes(IReadOnlyList<Html> notes) => Html.Of($"<section class=\"methods\">\n<h2>Methods</h2>\n{Html.Join(notes)}</section>\n");

    /// <summary>The command that gives the same result again.</summary>
    public static Html Rerun(ReportContext context) => Html.Of($"""
        <section>
        <h2>Run it again</h2>
        <pre><code>{context.CommandLine}</code></pre>
        <p class="facts">Credence {context.Version} · {context.GeneratedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC</p>
        </section>

        """);
}
