using System.Xml.Linq;
using Credence.Analysis;
using Credence.Data;
using Credence.Statistics;
using Credence.Testing;
using SkiaSharp;
using Xunit;

namespace Credence.Reporting.Tests;

public sealed class FigureFilesTests : IDisposable
{
    private readonly string folder = Environment.GetEnvironmentVariable("CREDENCE_FIGURES") ?? Directory.CreateTempSubdirectory("credence-").FullName;

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("CREDENCE_FIGURES") is null)
            Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task EveryFigureIsWrittenAsPngAndSvg()
    {
        AnalysisResult result = SampleResults.AbSales();
        IReadOnlyList<string> files = await FigureFiles.WriteAsync(result, SampleResults.Histograms(result), Path.Combine(folder, "ab"), TestContext.Current.CancellationToken);
        Assert.Equal(
            ["effects.svg", "effects.png", "sales-levels.svg", "sales-levels.png", "sales-distribution.svg", "sales-distribution.png", "sales-by-country.svg", "sales-by-country.png"],
            files.Select(Path.GetFileName));
        Assert.All(files, file => Assert.True(new FileInfo(file).Length > 1000));
    }

    [Fact]
    public async Task NamesFromDataStayInTheFolder()
    {
        AnalysisResult result = SampleResults.AbSales();
        result = result with { Metrics = [result.Metrics[0] with { Name = "../../etc/passwd" }, result.Metrics[0] with { Name = ".. etc passwd" }] };
        string inner = Path.Combine(folder, "inner");
        IReadOnlyList<string> files = await FigureFiles.WriteAsync(result, [], inner, TestContext.Current.CancellationToken);
        Assert.Contains(Path.Combine(inner, "etc-passwd-levels.svg"), files);
        Assert.Contains(Path.Combine(inner, "etc-passwd-levels-2.svg"), files);
        Assert.Equal(files.Order(), Directory.GetFiles(inner).Order());
    }

    [Fact]
    public void LevelsOfClusteredVariantsHaveIntervalsOfTheirClusters()
    {
        MetricResult sales = SampleResults.AbSales().Metrics[0];
        OrderedDictionary<string, long> count = new() { { "0", 12 }, { "1", 1 } };
        OrderedDictionary<string, double> errors = new() { { "0", 1.5 }, { "1", double.NaN } };
        ClusterSummary clusters = new("village", count, 0, 40, 0.1, 0.05, 3, [], errors, []);
        MetricResult clustered = sales with { Comparisons = [sales.Comparisons[0] with { Clusters = clusters }] };
        Interval actual = LevelInterval.Of(clustered, "0", 0.95);
        // t(0.975; 11) = 2.200985.
        Assert.Equal(sales.Variants["0"].Mean - 2.200985 * 1.5, actual.Lower, 1e-5);
        Assert.Equal(sales.Variants["0"].Mean + 2.200985 * 1.5, actual.Upper, 1e-5);
        Assert.Equal(double.NaN, LevelInterval.Of(clustered, "1", 0.95).Lower);
        Assert.True(LevelInterval.Of(sales, "0", 0.95).Upper < actual.Upper);
    }

    [Theory]
    [InlineData("three")]
    [InlineData("observational")]
    [InlineData("awkward")]
    [InlineData("many")]
    public async Task FiguresAreDrawnWhateverTheNumbers(string name)
    {
        AnalysisResult result = name switch { "three" => SampleResults.ThreeArms(), "observational" => SampleResults.Observational(), "many" => SampleResults.ManyArms(), _ => SampleResults.Awkward() };
        IReadOnlyList<string> files = await FigureFiles.WriteAsync(result, SampleResults.Histograms(result), Path.Combine(folder, name), TestContext.Current.CancellationToken);
        foreach (string file in files.Where(f => f.EndsWith(".svg", StringComparison.Ordinal)))
        {
            string svg = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
            Assert.DoesNotContain("∞\"", svg, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", svg, StringComparison.Ordinal);
            Assert.NotEmpty(XDocument.Parse(svg).Descendants(XName.Get("text", "http://www.w3.org/2000/svg")));
        }
    }

    [Fact]
    public void TextIsDrawnWithoutSystemFonts()
    {
        Drawing with = new(200, "t", "d") { Height = 40 };
        with.Text(10, 25, "Größe ≥ 0 µβ −1", Ink.Text);
        int dark = DarkPixels(PngWriter.Write(with));
        Drawing without = new(200, "t", "d") { Height = 40 };
        Assert.Equal(0, DarkPixels(PngWriter.Write(without)));
        Assert.InRange(dark, 500, 5000);
        using SKFont font = Lettering.Font(13, bold: true);
        Assert.Equal("DejaVu Sans", font.Typeface.FamilyName);
        Assert.True(font.Typeface.IsBold);
    }

    [Theory]
    [InlineData("short", "short")]
    [InlineData("recommendation model 1 with a long descriptive name, first", "first")]
    [InlineData("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧 ende", "de")]
    public void LongNamesKeepTheirEnds(string name, string end)
    {
        string fitted = Lettering.Fit(name, 120, 12);
        Assert.InRange(Lettering.Width(fitted, 12), 1, 120);
        Assert.EndsWith(end, fitted, StringComparison.Ordinal);
        Assert.StartsWith(name[..1], fitted, StringComparison.Ordinal);
        Assert.Equal("…", Lettering.Fit("wide", 3, 12));
    }

    [Fact]
    public void SameResultGivesTheSameBytes()
    {
        AnalysisResult result = SampleResults.ThreeArms();
        Assert.Equal(PngWriter.Write(ForestFigure.OfMetrics(result)!), PngWriter.Write(ForestFigure.OfMetrics(result)!));
    }

    [Fact]
    public void ForestPlotIsAsKept()
        => Golden.Matches("Credence.Reporting.Tests", "awkward-effects.svg", SvgWriter.WriteFile(ForestFigure.OfMetrics(SampleResults.Awkward())!));

    [Fact]
    public void TextStaysInsideThePicture()
    {
        foreach (AnalysisResult result in new[] { SampleResults.AbSales(), SampleResults.ThreeArms(), SampleResults.Observational(), SampleResults.Awkward(), SampleResults.ManyArms() })
        {
            IReadOnlyList<Histogram> histograms = SampleResults.Histograms(result);
            IEnumerable<Drawing?> drawings = result.Metrics.SelectMany((m, i) => new[] { LevelsFigure.Of(result, m), DistributionFigure.Of(m, histograms[i]) }).Append(ForestFigure.OfMetrics(result));
            foreach (Drawing drawing in drawings.OfType<Drawing>())
            {
                foreach (TextMark text in drawing.Marks.OfType<TextMark>())
                {
                    double width = Lettering.Width(text.Text, text.Size, text.Bold);
                    double left = text.Anchor switch { Anchor.Start => text.X, Anchor.End => text.X - width, _ => text.X - width / 2 };
                    Assert.True(left >= -0.5 && left + width <= drawing.Width + 0.5 && text.Y <= drawing.Height, $"{drawing.Title}: \"{text.Text}\" leaves the picture");
                }
            }
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-0.5, 0.7)]
    [InlineData(1e12, 1.1e12)]
    [InlineData(3e-9, 3.2e-9)]
    [InlineData(5, 5)]
    [InlineData(0, 0)]
    [InlineData(-1e6, 1e-3)]
    public void AxisHasFewTicksThatStandClear(double low, double high)
    {
        Axis axis = new(low, high, 100, 500);
        double[] ticks = [.. axis.Ticks()];
        Assert.InRange(ticks.Length, 1, 8);
        Assert.Equal(ticks.Length, ticks.Select(axis.Label).Distinct().Count());
        Assert.All(ticks, t => Assert.True(axis.Shows(t) || Math.Abs(axis.X(t) - Math.Clamp(axis.X(t), 100, 500)) < 1e-6));
        Assert.True(axis.Shows(low) && axis.Shows(high));
    }

    [Fact]
    public void WilsonIntervalAgreesWithItsDefinition()
    {
        // The limits are the shares p at which |x/n − p| is 1.959963985 standard errors √(p(1−p)/n).
        Interval interval = LevelInterval.Of(MetricKind.Proportion, new VariantSummary(100, 0.08, 0.27), 0.95);
        foreach (double p in new[] { interval.Lower, interval.Upper })
            Oracle.Close(1.959963984540054, Math.Abs(0.08 - p) / Math.Sqrt(p * (1 - p) / 100), 1e-9);
        Oracle.Close(0, LevelInterval.Of(MetricKind.Proportion, new VariantSummary(10, 0, 0), 0.95).Lower, 1e-12);
    }

    [Fact]
    public void MeanIntervalIsStudents()
    {
        // t(0.975; 9) = 2.262157162740992
        Interval interval = LevelInterval.Of(MetricKind.Mean, new VariantSummary(10, 5, 2), 0.95);
        Oracle.Close(5 + 2.262157162740992 * 2 / Math.Sqrt(10), interval.Upper, 1e-9);
        Assert.True(double.IsNaN(LevelInterval.Of(MetricKind.Mean, new VariantSummary(1, 5, double.NaN), 0.95).Lower));
    }

    [Theory]
    [InlineData(1_000_000)]
    [InlineData(5_000_000_000)]
    public void MeanIntervalOfManyUnitsIsNormal(long count)
        => Oracle.Close(1.959963984540054, LevelInterval.Of(MetricKind.Mean, new VariantSummary(count, 0, Math.Sqrt(count)), 0.95).Upper, 1e-5);

    private static int DarkPixels(byte[] png)
    {
        using SKBitmap bitmap = SKBitmap.Decode(png);
        return bitmap.Pixels.Count(p => p.Red < 128);
    }
}
