using Credence.Analysis;
using Credence.Latent;

namespace Credence.Reporting;

/// <summary>Tables of how a construct is measured.</summary>
internal static class ConstructTables
{
    /// <summary>The indicators, and the tests of equal measurement; nothing for other metrics.</summary>
    public static IEnumerable<ReportTable> Of(MetricResult metric)
    {
        if (metric.Construct is not { } construct)
            yield break;
        if (construct.Indicators.Count > 0)
            yield return Indicators(metric, construct);
        if (construct.Invariance.Count > 0)
            yield return Invariance(metric, construct);
    }

    private static ReportTable Indicators(MetricResult metric, ConstructSummary construct) => new(
        $"{metric.Name}: indicators",
        [new("Indicator"), Number("Loading"), Number("Standard error"), Number("Standardised"), Number("Explained")],
        [.. construct.Indicators.Select(IReadOnlyList<TableCell> (indicator) =>
        [
            indicator.Name, NumberFormat.Plain(indicator.Loading), NumberFormat.Plain(indicator.StandardError), NumberFormat.Fixed(indicator.StandardizedLoading, 3),
            NumberFormat.Share(indicator.Reliability),
        ])])
    {
        Note = "Loading: what an indicator rises by where the construct rises by one standard deviation of the control. Explained: share of its variance in the control that is the construct's.",
    };

    private static ReportTable Invariance(MetricResult metric, ConstructSummary construct) => new(
        $"{metric.Name}: is it measured alike in all variants?",
        [
            new("Equal in all variants"), Number("Chi-square"), Number("df"), Number("p"), Number("CFI"), Number("RMSEA"), Number("SRMR"), Number("Change"), Number("df of it"), Number("p of it"),
            Number("Loss of CFI"),
        ],
        [.. construct.Invariance.Select(IReadOnlyList<TableCell> (step) =>
        [
            What(step.Name), NumberFormat.Plain(step.ChiSquare), NumberFormat.Count(step.DegreesOfFreedom), NumberFormat.PValue(step.PValue), Index(step.Cfi), Index(step.Rmsea), Index(step.Srmr),
            .. Change(step.Change),
        ])])
    {
        Note = "Effects rest on the last model. Equal measurement is doubted where the change has p below 0.01 and the CFI loses more than 0.01.",
    };

    private static TableCell[] Change(MeasurementChange? change) => change is null
        ? [.. Enumerable.Repeat(new TableCell("", Tone.Muted), 4)]
        : [NumberFormat.Plain(change.ChiSquare), NumberFormat.Count(change.DegreesOfFreedom), NumberFormat.PValue(change.PValue), Index(change.Cfi)];

    private static string What(string step) => step switch
    {
        "configural" => "nothing (configural)",
        "metric" => "loadings (metric)",
        _ => "intercepts too (scalar)",
    };

    private static string Index(double value) => double.IsNaN(value) ? NumberFormat.Missing : NumberFormat.Fixed(value, 3);

    private static TableColumn Number(string name) => new(name, Alignment.Right);
}
