using System.Globalization;
using System.Xml.Linq;
using Xunit;

namespace Credence.Reporting.Tests;

public sealed class HeatmapFigureTests : IDisposable
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    private readonly string folder = Environment.GetEnvironmentVariable("CREDENCE_FIGURES") ?? Directory.CreateTempSubdirectory("credence-").FullName;

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("CREDENCE_FIGURES") is null)
            Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task CorrelationsStandBesideResidualsWithTheirNumbers()
    {
        string[] names = [.. Enumerable.Range(1, 12).Select(i => $"attitude{i}")];
        HeatmapPanel correlations = new("Correlations", names, names, (i, j) => Math.Pow(-0.8, Math.Abs(i - j))) { LowerTriangle = true, Limit = 1 };
        HeatmapPanel residuals = new("Residual correlations", names, names, (i, j) => i == j ? double.NaN : 0.01 * (i - j)) { LowerTriangle = true };
        XDocument svg = await Write("correlations", HeatmapFigure.Of("Correlations", "Of twelve attitudes.", correlations, residuals));
        string[] texts = [.. svg.Descendants(s_svg + "text").Select(text => text.Value)];
        Assert.Equal(12, texts.Count(text => text == "1.00"));
        Assert.Equal(11, texts.Count(text => text == "−0.80"));
        Assert.Equal(11, texts.Count(text => text == "0.01"));
        Assert.Equal(78 * 2, svg.Descendants(s_svg + "path").Count(path => path.Attribute("fill")!.Value != "none"));
        Assert.Equal(3, texts.Count(text => text == "attitude7"));
        Assert.Contains("#67001f", svg.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(5, 1, true)]
    [InlineData(24, 2, true)]
    [InlineData(40, 1, false)]
    [InlineData(40, 2, false)]
    public async Task NumbersAreDroppedWhereCellsAreTooSmallAndNothingLeavesThePage(int variables, int panels, bool numbers)
    {
        string[] names = [.. Enumerable.Range(1, variables).Select(i => i == 2 ? "a very long name of a variable that nobody would want to see" : $"v{i}")];
        HeatmapPanel panel = new("All", names, names, (i, j) => Math.Cos(i * j));
        Drawing drawing = HeatmapFigure.Of("Many", "Many variables.", [.. Enumerable.Repeat(panel, panels)]);
        await Write($"many-{variables}-{panels}", drawing);
        Assert.Equal(numbers, drawing.Marks.OfType<TextMark>().Any(text => text.Text == "1.00"));
        Assert.All(drawing.Marks.OfType<PathMark>().SelectMany(path => path.Points), point => Assert.True(point.X >= 0 && point.X <= drawing.Width && point.Y <= drawing.Height));
        Assert.All(drawing.Marks.OfType<TextMark>(), text => Assert.True(text.Y <= drawing.Height));
        double smallest = drawing.Marks.OfType<TextMark>().Min(text => text.Size);
        Assert.True(smallest >= 6, $"{smallest} is too small to read");
    }

    [Fact]
    public void AFileIsOnlyAsWideAsItsPanels()
    {
        string[] names = ["v1", "v2", "v3"];
        HeatmapPanel panel = new("All", names, names, (i, j) => Math.Cos(i * j));
        Drawing drawing = HeatmapFigure.Of("Few", "Few variables.", panel, panel), framed = drawing.Framed();
        Assert.Equal(900, drawing.Width);
        Assert.InRange(framed.Width, 350, 500);
        Assert.True(framed.Marks.OfType<TextMark>().Max(text => text.X + Lettering.Width(text.Text, text.Size)) < framed.Width);
    }

    [Fact]
    public void ColoursAreSymmetricAndWritingStandsOut()
    {
        DivergingScale scale = new(2);
        Assert.Equal("#f7f7f7", scale.At(0).ToString());
        Assert.Equal(("#053061", "#67001f"), (scale.At(-9).ToString(), scale.At(double.PositiveInfinity).ToString()));
        Assert.True(scale.At(0.2).IsLight);
        Assert.False(scale.At(1.9).IsLight);
        Assert.False(scale.At(-1.9).IsLight);
        Assert.Equal(scale.At(1).ToString(), DivergingScale.Of([double.NaN, -4, 1]).At(2).ToString());
        for (double value = -2; value <= 2; value += 0.01)
            Assert.True(Contrast(scale.At(value)) >= 4.5, value.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task DataIsShownAsPicturesOnOneScale()
    {
        double[][] Rows(double scale, int count) => [.. Enumerable.Range(0, count).Select(i => Enumerable.Range(0, 12).Select(j => scale * Math.Sin(0.05 * i * (1 + j % 3))).ToArray())];
        XDocument svg = await Write("images", MatrixImageFigure.Of("Data", "Data and reconstructions.", MatrixImageFigure.RowsTogether(1000),
            [new("Data", "1000 × 12", Rows(3, 334)), new("Rank 2", "RMSE 1.2", Rows(2, 334)), new("Rank 5", "RMSE 0.4", Rows(2.5, 334)), new("Rank 12", "RMSE 0", Rows(3, 334))]));
        Assert.Equal(5, svg.Descendants(s_svg + "image").Count());
        Assert.Contains("mean of 3 rows", svg.ToString(), StringComparison.Ordinal);
        svg = await Write("few", MatrixImageFigure.Of("Data", "Constant.", 1, [new("Data", "", [[0, 0], [0, double.NaN]])]));
        Assert.Equal(1, MatrixImageFigure.RowsTogether(420));
        Assert.DoesNotContain("mean of", svg.ToString(), StringComparison.Ordinal);
    }

    private static double Contrast(Colour colour)
    {
        double Linear(byte value) => value / 255.0 <= 0.04045 ? value / 255.0 / 12.92 : Math.Pow((value / 255.0 + 0.055) / 1.055, 2.4);
        double luminance = 0.2126 * Linear(colour.Red) + 0.7152 * Linear(colour.Green) + 0.0722 * Linear(colour.Blue);
        return colour.IsLight ? (luminance + 0.05) / 0.05 : 1.05 / (luminance + 0.05);
    }

    private async Task<XDocument> Write(string name, Drawing drawing)
    {
        IReadOnlyList<string> files = await FigureFiles.WriteAsync([(name, drawing)], Path.Combine(folder, "heatmaps"), TestContext.Current.CancellationToken);
        Assert.All(files, file => Assert.True(new FileInfo(file).Length > 500));
        string svg = await File.ReadAllTextAsync(files[0], TestContext.Current.CancellationToken);
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        return XDocument.Parse(svg);
    }
}
