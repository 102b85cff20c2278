using System.Text.RegularExpressions;
using Credence.Analysis;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Reporting.Tests;

public sealed class HtmlReportTests
{
    private const string Project = "Credence.Reporting.Tests";

    private static readonly ReportContext Context = new("credence analyze 'ab sales.csv' --variant group --control 0 --metric sales",
        "0.1.0", new DateTimeOffset(2026, 3, 1, 12, 30, 0, TimeSpan.FromHours(1)));

    private static readonly string[] VoidElements = ["meta", "!doctype", "rect", "line", "circle", "path"];

    public static TheoryData<string> Names { get; } = ["ab-sales", "three-arms", "observational", "awkward", "many-arms"];

    [Theory]
    [MemberData(nameof(Names))]
    public void PageIsAsKept(string name) => Golden.Matches(Project, name + ".html", Write(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void ElementsAreBalanced(string name)
    {
        Stack<string> open = [];
        string body = Regex.Replace(Write(name), "<style>.*?</style>", "", RegexOptions.Singleline);
        foreach (Match tag in Regex.Matches(body, "<(/?)([a-zA-Z!][a-zA-Z0-9]*)[^>]*?(/?)>"))
        {
            string element = tag.Groups[2].Value.ToLowerInvariant();
            if (tag.Groups[1].Value == "/")
                Assert.Equal(open.Pop(), element);
            else if (tag.Groups[3].Value != "/" && !VoidElements.Contains(element))
                open.Push(element);
        }
        Assert.Empty(open);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void PageNeedsNothingElse(string name)
    {
        string page = Write(name);
        Assert.DoesNotMatch("(src|href)\\s*=\\s*\"(?!#)", page);
        Assert.DoesNotMatch("url\\(|@import|<script|<link|javascript:", page);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void IdsAreUnique(string name)
    {
        string[] ids = [.. Regex.Matches(Write(name), " id=\"([^\"]+)\"").Select(m => m.Groups[1].Value)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Contains("findings", ids);
    }

    [Fact]
    public void TextFromDataIsEscaped()
    {
        string page = Write("awkward");
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<b>bold", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;quoted&quot; | piped", page, StringComparison.Ordinal);
    }

    [Fact]
    public void ObservationalDataHaveNoEffectAndNoDecisionInColour()
    {
        string page = Regex.Replace(Write("observational"), "<style>.*?</style>", "", RegexOptions.Singleline);
        Assert.DoesNotContain("effect", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch("(?i)\\b(ship|roll back|better|worse)\\b", page);
        Assert.Contains("<section class=\"verdict plain\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("var(--good)", page, StringComparison.Ordinal);
    }

    [Fact]
    public void VerdictComesFirst()
    {
        string page = Write("three-arms");
        int[] places = [.. new[] { "class=\"verdict warning\"", "Key numbers", "<h2>Effects", "<h2>visit", "<h2>latency", "<h2>Sample ratio", "<h2>Findings", "<h2>Left out", "<h2>Methods", "<h2>Run it again" }
            .Select(part => page.IndexOf(part, StringComparison.Ordinal))];
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
    }

    [Fact]
    public void EveryMethodUsedHasItsNote()
    {
        string page = Write("three-arms");
        foreach (string source in new[] { "Welch, B. L. (1947)", "Mee, R. W. (1984)", "Koopman, P. A. R. (1984)", "Fieller, E. C. (1954)", "Deng, A.", "Pearson, K. (1900)", "Wilson, E. B. (1927)" })
            Assert.Contains(source, page, StringComparison.Ordinal);
        Assert.DoesNotContain("Student (1908)", page, StringComparison.Ordinal);
        string delta = HtmlReport.Write(SampleResults.AbSales() with { Options = new EffectOptions { Relative = RelativeMethod.Delta } }, [], Context);
        Assert.Contains("Interval of the lift (delta method)", delta, StringComparison.Ordinal);
        Assert.DoesNotContain("Fieller", delta, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryMethodAndIntervalHasANote()
    {
        AnalysisResult result = SampleResults.ThreeArms();
        foreach (ProportionInterval interval in Enum.GetValues<ProportionInterval>())
        {
            foreach (RelativeMethod relative in Enum.GetValues<RelativeMethod>())
            {
                EffectOptions options = new() { ProportionInterval = interval, Relative = relative };
                Assert.NotEmpty(MethodNotes.Of(result with { Options = options }));
            }
        }
        MetricResult mean = SampleResults.AbSales().Metrics[0];
        foreach (string method in new[] { "welch", "student", "z" })
        {
            MetricResult metric = mean with { Comparisons = [mean.Comparisons[0] with { Method = method }] };
            Assert.Equal(7, MethodNotes.Of(SampleResults.AbSales() with { Metrics = [metric] }).Count);
        }
    }

    [Fact]
    public void ReportHasItsCommandAndTimeInUtc()
    {
        string page = Write("ab-sales");
        Assert.Contains("<code>credence analyze &#39;ab sales.csv&#39; --variant group", page, StringComparison.Ordinal);
        Assert.Contains("2026-03-01 11:30:00 UTC", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(":root {")]
    [InlineData("(prefers-color-scheme: dark)")]
    public void TextColoursHaveContrast(string theme)
    {
        string css = EmbeddedText.Read("report.css");
        string block = css[css.IndexOf(theme, StringComparison.Ordinal)..];
        Dictionary<string, string> colours = Regex.Matches(block[..block.IndexOf("--variant-6", StringComparison.Ordinal)], "--([a-z-]+[0-9]?): (#[0-9a-f]{6})")
            .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
        foreach ((string ink, string paper) in new[] { ("text", "paper"), ("muted", "paper"), ("muted", "raised"), ("link", "paper"), ("good", "paper"), ("bad", "paper"), ("warning", "paper"),
            ("good", "good-paper"), ("bad", "bad-paper"), ("warning", "warning-paper"), ("neutral", "plain-paper"), ("link", "good-paper"), ("link", "bad-paper"), ("link", "warning-paper") })
            Assert.True(Contrast(colours[ink], colours[paper]) >= 4.5, $"{ink} on {paper}: {Contrast(colours[ink], colours[paper]):F2}");
    }

    private static string Write(string name)
    {
        AnalysisResult result = name switch
        {
            "ab-sales" => SampleResults.AbSales(),
            "three-arms" => SampleResults.ThreeArms(),
            "observational" => SampleResults.Observational(),
            "many-arms" => SampleResults.ManyArms(),
            _ => SampleResults.Awkward(),
        };
        return HtmlReport.Write(result, SampleResults.Histograms(result), Context);
    }

    // Relative luminance and contrast as the Web Content Accessibility Guidelines 2.2 define them.
    private static double Contrast(string a, string b)
    {
        double Luminance(string hex)
        {
            double Channel(int at)
            {
                double c = Convert.ToInt32(hex.Substring(at, 2), 16) / 255.0;
                return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
            }
            return 0.2126 * Channel(1) + 0.7152 * Channel(3) + 0.0722 * Channel(5);
        }
        double x = Luminance(a);
        double y = Luminance(b);
        return (Math.Max(x, y) + 0.05) / (Math.Min(x, y) + 0.05);
    }
}
