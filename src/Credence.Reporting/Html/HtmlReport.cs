using System.Globalization;
using Credence.Analysis;
using Credence.Data;

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
        return HtmlPage.Write(
            Html.Of($"{Words.Decision(result)} · {result.Experiment}"),
            Html.Of($"{Header(result)}{Verdict(result)}{KeyNumbers(result)}{Overview(result)}{metrics}{Checks(result)}{HtmlPage.Notes(MethodNotes.Of(result))}{HtmlPage.Rerun(context)}"));
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
        Html variant = result.Verdict.Variant is { } name ? Html.Of($" <span class=\"variant\">variant {name}</span>") : Html.None;
        return HtmlPage.Headline("Verdict", Words.Tone(result), VerdictIcon.Of(result), Html.Of($"{Words.Decision(result)}{variant}"), result.Verdict.Reason, result.Findings);
    }

    private static Html KeyNumbers(AnalysisResult result)
    {
        if (result.Metrics is not [{ Comparisons.Count: > 0 } primary, ..])
            return Html.None;
        Comparison c = primary.Comparisons.FirstOrDefault(c => c.Variant == result.Verdict.Variant) ?? primary.Comparisons[0];
        MetricScale scale = new(primary);
        string Count(string variant) => primary.Variants.TryGetValue(variant, out VariantSummary? level) ? NumberFormat.Count(level.Count) : NumberFormat.Missing;
        return HtmlPage.KeyNumbers(
            $"{primary.Name}: {c.Variant} against {c.Control}",
            ("Lift", scale.Lift(c.Relative.Estimate), scale.Lift(c.Relative)),
            (Words.Effect(result), scale.Difference(c.Estimate), scale.Difference(c.Interval)),
            c.Posterior is { } posterior ? ("P(better)", NumberFormat.Probability(posterior.ProbabilityBetter), $"expected loss {BayesTables.Loss(primary, posterior.ExpectedLoss)}")
                : ("p-value", NumberFormat.PValue(c.PValue), Words.Test(primary.Kind, c) + (c.AdjustedPValue.Equals(c.PValue) ? "" : $", corrected {NumberFormat.PValue(c.AdjustedPValue)}")),
            ("Units", Count(c.Variant), $"against {Count(c.Control)}"));
    }

    private static Html Overview(AnalysisResult result)
    {
        Html figure = HtmlPage.Figure(ForestFigure.OfMetrics(result), "overview");
        Html table = result.Metrics.Count > 1 ? HtmlTables.Write(AnalysisTables.Comparisons(result, result.Metrics), 2) : Html.None;
        Html rule = result.Verdict.Steps.Count > 0 ? Html.Of($"<section>\n<h2>How the verdict came about</h2>\n{HtmlTables.Write(DecisionTables.Rule(result), headings: 0)}</section>\n") : Html.None;
        return Html.Of($"""
            <section>
            <h2>{Words.Effects(result)}</h2>
            {figure}{table}</section>
            {rule}
            """);
    }

    private static Html MetricSection(AnalysisResult result, MetricResult metric, Histogram? histogram, int place)
    {
        Html levels = HtmlPage.Figure(LevelsFigure.Of(result, metric), $"levels-{place}");
        Html distribution = histogram is null ? Html.None : HtmlPage.Figure(DistributionFigure.Of(metric, histogram), $"distribution-{place}");
        Html effects = metric.Comparisons.Count > 0 ? HtmlTables.Write(AnalysisTables.Comparisons(result, [metric], detailed: true).WithoutFirstColumn()) : Html.None;
        Html replicates = Html.Join(metric.Comparisons.Select((c, i) => HtmlPage.Figure(ReplicatesFigure.Of(metric, c), $"replicates-{place}-{i}")));
        Html adjustment = AdjustmentTables.Has([metric]) ? HtmlTables.Write(AdjustmentTables.Of(result, [metric]).WithoutFirstColumn()) : Html.None;
        Html breakdowns = Html.Join(metric.Breakdowns.Select((b, i) => Html.Of(
            $"<h3>By {b.By}</h3>\n{HtmlPage.Figure(ForestFigure.OfSegments(result, metric, b), $"by-{place}-{i}")}{HtmlTables.Write(AnalysisTables.Segments(result, metric, b), 2)}")));
        Html strata = Html.Join(metric.Comparisons.Where(c => c.Stratification is not null).Select((c, i) => Html.Of(
            $"<h3>{c.Variant} by stratum</h3>\n{HtmlPage.Figure(ForestFigure.OfSegments(result, metric, StrataTables.AsBreakdown(c)), $"strata-{place}-{i}")}{HtmlTables.Write(StrataTables.Strata(result, metric, c))}")));
        Html clusters = metric.Comparisons.Any(c => c.Clusters is not null) ? Html.Of($"<h3>Clusters</h3>\n{HtmlTables.Write(StrataTables.Clusters(metric))}") : Html.None;
        Html construct = Html.Join(ConstructTables.Of(metric).Select(table => Html.Of($"<h3>{table.Title}</h3>\n{HtmlTables.Write(table)}")));
        Html development = metric.Development is { } times
            ? Html.Of($"<h3>By time since exposure</h3>\n{HtmlPage.Figure(ForestFigure.OfSegments(result, metric, CheckTables.AsBreakdown(times)), $"since-{place}")}{HtmlTables.Write(CheckTables.Development(result, metric, times), 2)}")
            : Html.None;
        Html posterior = PosteriorSection(metric, place);
        string direction = result.Randomised ? $" · {Words.Better(metric.Direction)}" : "";
        Html expression = metric.Expression == metric.Name ? Html.None : Html.Of($" · <code>{metric.Expression}</code>");
        return Html.Of($"""
            <section>
            <h2>{metric.Name}</h2>
            <p class="facts">{Words.Role(metric.Role)} · {Words.Kind(metric)}{expression}{direction}</p>
            {levels}{HtmlTables.Write(AnalysisTables.Levels([metric]).WithoutFirstColumn())}{Titled("How the values are spread", distribution)}{Titled(result.Randomised ? "Absolute and relative effect" : "Absolute and relative difference", effects)}{posterior}{Titled("What the adjustment did", adjustment)}{Titled("Resampling", replicates)}{strata}{clusters}{construct}{Described(result, metric)}{breakdowns}{development}</section>

            """);
    }

    private static Html PosteriorSection(MetricResult metric, int place)
    {
        if (metric.Posterior is null)
            return Html.None;
        Html sentences = Html.Join(metric.Comparisons.Select(c => Html.Of($"<p>{BayesTables.Sentence(metric, c)}</p>\n")));
        (string Name, Drawing Drawing)[] all = [.. MetricPosteriorFigures.Of(metric)];
        Html figures = Figures(all.Where(figure => !MetricPosteriorFigures.IsOfChains(figure.Name)));
        Html chains = Figures(all.Where(figure => MetricPosteriorFigures.IsOfChains(figure.Name)));
        if (metric.Posterior.Graph is { } graph)
            chains = Html.Of($"{HtmlPage.Figure(ModelDiagram.Of(graph, metric.Name), $"model-{place}")}{chains}");
        Html how = chains == Html.None ? Html.None : Html.Of($"<details>\n<summary>The model, and how the chains ran</summary>\n{chains}</details>\n");
        Html tables = Html.Join(BayesTables.Posterior(metric).Select(table => HtmlTables.Write(table)));
        return Html.Of($"<h3>What the posterior says</h3>\n{sentences}{figures}<h3>The posterior in numbers</h3>\n{tables}{how}");

        Html Figures(IEnumerable<(string Name, Drawing Drawing)> figures)
            => Html.Join(figures.Select((figure, i) => figure.Name.EndsWith("predictive", StringComparison.Ordinal)
                ? Html.Of($"<h4>{figure.Drawing.Title}</h4>\n{HtmlPage.Figure(figure.Drawing, string.Create(CultureInfo.InvariantCulture, $"{figure.Name}-{place}-{i}"))}")
                : HtmlPage.Figure(figure.Drawing, string.Create(CultureInfo.InvariantCulture, $"{figure.Name}-{place}-{i}"))));
    }

    private static Html Described(AnalysisResult result, MetricResult metric) => Html.Join(
        DistributionTables.Of(result, [metric]).Select(table => Html.Of($"<h3>{table.Title}</h3>\n{HtmlTables.Write(table.WithoutFirstColumn())}")));

    private static Html Checks(AnalysisResult result)
    {
        Html assumptions = result.Assumptions.Count == 0 ? Html.None
            : Html.Of($"<section>\n<h2>Assumptions</h2>\n{HtmlTables.Write(CheckTables.Assumptions(result))}</section>\n");
        Html certificate = result.Certificate is null ? Html.None
            : Html.Of($"<section>\n<h2>Certificate</h2>\n{HtmlTables.Write(CheckTables.Certificate(result, result.Certificate))}</section>\n");
        Html balance = result.Balance is null ? Html.None
            : Html.Of($"<section>\n<h2>Balance before the experiment</h2>\n{HtmlTables.Write(CheckTables.Balance(result.Balance))}</section>\n");
        Html ratio = result.SampleRatio is { } check
            ? Html.Of($"<section>\n<h2>Sample ratio</h2>\n{HtmlTables.Write(AnalysisTables.SampleRatio(check))}</section>\n") : Html.None;
        ReportTable leftOut = AnalysisTables.LeftOut(result);
        Html rest = leftOut.Rows.Count > 0 ? HtmlTables.Write(leftOut) : Html.Of($"<p>Nothing: all {NumberFormat.Count(result.Rows)} rows were used.</p>\n");
        return Html.Of($"""
            {certificate}{assumptions}{balance}{ratio}{HtmlPage.Findings(result.Findings)}<section>
            <h2>Left out</h2>
            {rest}</section>

            """);
    }

    private static Html Titled(string title, Html content) => content == Html.None ? Html.None : Html.Of($"<h3>{title}</h3>\n{content}");
}
