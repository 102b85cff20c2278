using Credence.Analysis;
using Credence.Testing;
using Xunit;

namespace Credence.Reporting.Tests;

public sealed class AnalysisTablesTests
{
    private const string Project = "Credence.Reporting.Tests";

    [Fact]
    public void EveryRowHasACellPerColumn()
    {
        foreach (AnalysisResult result in new[] { SampleResults.AbSales(), SampleResults.ThreeArms(), SampleResults.Observational(), SampleResults.Awkward() })
        {
            foreach (ReportTable table in AnalysisTables.Build(result))
                Assert.All(table.Rows, row => Assert.Equal(table.Columns.Count, row.Count));
        }
    }

    [Fact]
    public void ToneFollowsTheDirectionOfTheMetric()
    {
        ReportTable effects = AnalysisTables.Build(SampleResults.ThreeArms())[0];
        Assert.Equal(Tone.Good, effects.Rows[0][2].Tone);
        Assert.Equal(Tone.Bad, effects.Rows[2][2].Tone);
        Assert.Equal(Tone.Plain, effects.Rows[3][2].Tone);
        Assert.Equal("2% not met", effects.Rows[2][7].Text);
    }

    [Fact]
    public void NoteTellsWhichMetricsAreTestedOnOneSide()
    {
        AnalysisResult result = SampleResults.ThreeArms();
        static MetricResult Greater(MetricResult metric) => metric with { Comparisons = [.. metric.Comparisons.Select(c => c with { Alternative = Statistics.Alternative.Greater })] };
        AnalysisResult mixed = result with { Metrics = [.. result.Metrics.Select(m => m.Role == MetricRole.Guardrail ? m : Greater(m))] };
        Assert.Contains("one-sided (greater) for visit and spend, two-sided for latency, at 5%.", AnalysisTables.Build(mixed)[0].Note, StringComparison.Ordinal);
        Assert.Contains(", two-sided at 5%.", AnalysisTables.Comparisons(mixed, [mixed.Metrics[1]]).Note, StringComparison.Ordinal);
        Assert.Contains(", one-sided (greater) at 5%.", AnalysisTables.Comparisons(mixed, [mixed.Metrics[0]]).Note, StringComparison.Ordinal);
    }

    [Fact]
    public void ObservationalDataHaveNoEffectAndNoColour()
    {
        string text = string.Concat(AnalysisTables.Build(SampleResults.Observational()).Select(PlainText.Write));
        Assert.DoesNotContain("effect", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Comparisons", text, StringComparison.Ordinal);
        Assert.All(AnalysisTables.Build(SampleResults.Observational())[0].Rows, row => Assert.All(row, cell => Assert.Equal(Tone.Plain, cell.Tone)));
    }

    [Fact]
    public void CellsCannotCarryTerminalCommands()
        => Assert.Equal("a\uFFFD[31mred\uFFFDb\uFFFDc", new TableCell("a\u001b[31mred\nb\u202Ec").Text);

    [Fact]
    public void RowsWithoutAVariantAreTold()
    {
        ReportTable leftOut = Assert.Single(AnalysisTables.Build(SampleResults.AbSales()), table => table.Title == "Left out");
        Assert.Equal(["rows without a variant", "240", "20.0%"], Assert.Single(leftOut.Rows).Select(cell => cell.Text));
    }

    [Fact]
    public void PlainTextIsAsKept()
        => Golden.Matches(Project, "tables.txt", string.Join("\n", new[] { SampleResults.AbSales(), SampleResults.ThreeArms(), SampleResults.Observational(), SampleResults.Awkward() }
            .SelectMany(AnalysisTables.Build).Select(PlainText.Write)));

    [Theory]
    [InlineData("ab-sales")]
    [InlineData("awkward")]
    public void MarkdownIsAsKept(string name)
        => Golden.Matches(Project, name + ".md", MarkdownWriter.Write(ResultText.Of(name == "awkward" ? SampleResults.Awkward() : SampleResults.AbSales())));

    [Fact]
    public void MarkdownTablesKeepTheirColumnsWhateverTheDataHold()
    {
        foreach (ReportTable table in AnalysisTables.Build(SampleResults.Awkward()))
        {
            foreach (string line in MarkdownWriter.Write(table).Split('\n').Where(l => l.StartsWith('|')))
                Assert.Equal(table.Columns.Count + 1, line.Replace("\\|", "", StringComparison.Ordinal).Count(c => c == '|'));
        }
    }
}
