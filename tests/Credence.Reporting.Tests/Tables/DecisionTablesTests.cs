using System.Text.Json.Nodes;
using Credence.Analysis;
using Credence.Experiments;
using Xunit;

namespace Credence.Reporting.Tests;

public sealed class DecisionTablesTests
{
    [Fact]
    public void StepsOfTheRuleAreATableThatMarksTheDecidingOne()
    {
        ReportTable rule = Assert.Single(AnalysisTables.Build(Corrected()), table => table.Title == "How the verdict came about");
        Assert.Equal(["No finding may be blocking.", "None is.", ""], rule.Rows[0].Select(cell => cell.Text));
        Assert.Equal(["A variant ships.", "Passes: B.", "yes"], rule.Rows[1].Select(cell => cell.Text));
        Assert.DoesNotContain(AnalysisTables.Build(SampleResults.AbSales()), table => table.Title == rule.Title);
        Assert.Contains("<h2>How the verdict came about</h2>", Page(Corrected()), StringComparison.Ordinal);
    }

    [Fact]
    public void LevelsStandBesideIntervalsOfDifferentLevels()
    {
        ReportTable effects = AnalysisTables.Build(Corrected())[0];
        Assert.Equal(["Interval", "Lift", "Interval of the lift", "Level", "p", "Corrected p"], effects.Columns.Skip(3).Take(6).Select(column => column.Name));
        Assert.Equal(["98.33%", "95%"], effects.Rows.Select(row => row[6].Text).Distinct());
        Assert.All(effects.Rows, row => Assert.Equal(effects.Columns.Count, row.Count));
        Assert.Contains("intervals of the levels in the table", Page(Corrected()), StringComparison.Ordinal);
        Assert.Equal("98.33% interval", AnalysisTables.Comparisons(Corrected(), [Corrected().Metrics[0]]).Columns[3].Name);
    }

    [Theory]
    [InlineData(0.95, "95%")]
    [InlineData(1 - 0.05 / 3, "98.33%")]
    [InlineData(0.99999474, "99.999474%")]
    [InlineData(0.5, "50%")]
    public void LevelsKeepThreeDigitsOfTheirError(double level, string expected) => Assert.Equal(expected, Words.Level(level));

    [Fact]
    public void NoteSaysOverWhatIsCorrected()
    {
        string note = AnalysisTables.Build(Corrected())[0].Note!;
        Assert.Contains("Corrected by Holm over 3 comparisons of visit (primary) and over 1 comparison of spend (secondary); guardrails are not corrected.", note, StringComparison.Ordinal);
        Assert.Contains("Secondary metrics count only where the primary metric has passed with every treatment: it has not.", note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Correction.Dunnett, "Dunnett, C. W. (1955)")]
    [InlineData(Correction.Hommel, "Hommel, G. (1988)")]
    [InlineData(Correction.By, "Benjamini, Y. &amp; Yekutieli, D. (2005)")]
    [InlineData(Correction.Sidak, "Šidák, Z. (1967)")]
    public void MethodsNameTheSourceOfTheCorrection(Correction method, string source)
    {
        AnalysisResult result = Corrected();
        string page = Page(result with { Correction = result.Correction! with { Method = method } });
        Assert.Contains(source, page, StringComparison.Ordinal);
        Assert.Contains("Maurer, W., Hothorn", page, StringComparison.Ordinal);
        Assert.DoesNotContain(source, Page(SampleResults.ThreeArms()), StringComparison.Ordinal);
    }

    [Fact]
    public void EquivalenceIsToldWithItsIntervalAndItsSource()
    {
        AnalysisResult result = WithPrimary(SampleResults.ThreeArms(), c => c with { Equivalence = new(0.02, true, true, 0.003, 0.009, new(-0.011, 0.013, 0.9)) });
        ReportTable effects = AnalysisTables.Build(result)[0];
        int column = effects.Columns.Select(c => c.Name).ToList().IndexOf("Equivalence");
        Assert.Contains("±2% met (p = 0.009; 90% interval", effects.Rows[0][column].Text, StringComparison.Ordinal);
        Assert.Equal("", effects.Rows[^1][column].Text);
        Assert.Contains("Schuirmann", Page(result), StringComparison.Ordinal);
        JsonNode json = JsonNode.Parse(AnalysisJson.Serialize(result))!["metrics"]![0]!["comparisons"]![0]!["equivalence"]!;
        Assert.Equal((0.02, true, 0.009, 0.9), (json["margin"]!.GetValue<double>(), json["met"]!.GetValue<bool>(), json["adjustedPValue"]!.GetValue<double>(), json["interval"]!["level"]!.GetValue<double>()));
    }

    [Fact]
    public void JsonHoldsTheCorrectionAndTheSteps()
    {
        JsonNode json = JsonNode.Parse(AnalysisJson.Serialize(Corrected()))!;
        Assert.Equal("holm", json["correction"]!["method"]!.GetValue<string>());
        Assert.Equal(3, json["correction"]!["families"]![0]!["comparisons"]!.GetValue<int>());
        Assert.False(json["correction"]!["gateOpen"]!.GetValue<bool>());
        Assert.True(json["verdict"]!["steps"]![1]!["decides"]!.GetValue<bool>());
    }

    private static AnalysisResult Corrected()
    {
        AnalysisResult result = SampleResults.ThreeArms();
        AnalysisResult narrowed = WithPrimary(result, c => c with { AdjustedPValue = Math.Min(1, 3 * c.PValue), Interval = c.Interval with { Level = 1 - 0.05 / 3 } });
        return narrowed with
        {
            Correction = new(Correction.Holm, true, false, [new("primary", ["visit"], 3, 0.05, 1), new("secondary", ["spend"], 1, 0.05, 0)]),
            Verdict = result.Verdict with { Steps = [new("No finding may be blocking.", "None is.", false), new("A variant ships.", "Passes: B.", true)] },
        };
    }

    private static AnalysisResult WithPrimary(AnalysisResult result, Func<Comparison, Comparison> change)
        => result with { Metrics = [result.Metrics[0] with { Comparisons = [.. result.Metrics[0].Comparisons.Select(change)] }, .. result.Metrics.Skip(1)] };

    private static string Page(AnalysisResult result) => HtmlReport.Write(result, [], new("credence analyze", "1.0", DateTimeOffset.UnixEpoch));
}
