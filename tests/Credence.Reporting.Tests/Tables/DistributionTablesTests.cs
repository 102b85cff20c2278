using Credence.Analysis;
using Credence.Experiments;
using Credence.Statistics;
using Xunit;

namespace Credence.Reporting.Tests;

public sealed class DistributionTablesTests
{
    private static readonly Moments Control = new(100, 10, 9900), Treatment = new(100, 12, 14_000);

    [Fact]
    public void SpreadShareAndCapsAreShown()
    {
        ReportTable[] tables = [.. DistributionTables.Of(Described(), Described().Metrics)];
        Assert.Equal(["Share and value", "Capped values", "Spread and shape"], tables.Select(table => table.Title));
        Assert.All(tables, table => Assert.All(table.Rows, row => Assert.Equal(table.Columns.Count, row.Count)));
        Assert.Contains("not: the treatment may change which units these are", tables[0].Note, StringComparison.Ordinal);
        Assert.Equal(["2.00%", "1.00%"], tables[1].Rows.Select(row => row[4].Text));
        Assert.Contains("hold for normal values only", tables[2].Note, StringComparison.Ordinal);
    }

    [Fact]
    public void JsonHasThemToo()
    {
        string json = AnalysisJson.Serialize(Described());
        foreach (string key in new[] { "\"cohenD\"", "\"hedgesG\"", "\"method\": \"normal\"", "\"fromShare\"", "\"threshold\": 55" })
            Assert.Contains(key, json, StringComparison.Ordinal);
    }

    [Fact]
    public void ThePageSaysWhichStatementDecides()
    {
        AnalysisResult result = SampleResults.AbSales();
        AnalysisResult ranks = result with
        {
            Metrics = [.. result.Metrics.Select(metric => metric with { Comparisons = [.. metric.Comparisons.Select(c => c with { Method = "mann-whitney", Statistic = 12_345.5 })] })],
        };
        string page = HtmlReport.Write(ranks, [], new("credence analyze", "1", DateTimeOffset.UnixEpoch));
        Assert.Contains("the test decides", page, StringComparison.Ordinal);
        Assert.Contains("U = 12,345.5", page, StringComparison.Ordinal);
        Assert.Contains("Hodges and Lehmann", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Fieller", page, StringComparison.Ordinal);
    }

    private static AnalysisResult Described()
    {
        AnalysisResult result = SampleResults.AbSales();
        MetricResult metric = result.Metrics[0];
        string[] names = [.. metric.Variants.Keys];
        return result with
        {
            Metrics =
            [
                metric with
                {
                    Comparisons = [.. metric.Comparisons.Select(c => c with { EffectSize = StandardizedDifference.Of(Control, Treatment, 0.05), Spread = new(SpreadRatio.OfNormal(Control, Treatment, 0.05), null, null) })],
                    Winsorization = new(0.99, 55, SampleResults.Map((names[0], 0.02), (names[1], 0.01))),
                    ZeroInflated = SampleResults.Map((names[1], ZeroInflatedSplit.Of(Control, 40, Treatment, 50, new()))),
                },
            ],
        };
    }
}
