using System.Xml.Linq;
using Credence.Bayes;
using Credence.Numerics;
using Credence.Statistics;
using Xunit;

namespace Credence.Reporting.Tests;

public sealed class PosteriorFiguresTests : IDisposable
{
    private readonly string folder = Environment.GetEnvironmentVariable("CREDENCE_FIGURES") ?? Directory.CreateTempSubdirectory("credence-").FullName;

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("CREDENCE_FIGURES") is null)
            Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task AFunnelIsShownWithItsDivergencesAndEnergies()
    {
        Draws draws = SampleDraws.EightSchools;
        IReadOnlyList<string> files = await Write("schools", draws, new() { Elements = ["mu", "tau", "theta[1]", "theta[3]"], References = new Dictionary<string, double> { ["mu"] = 0, ["theta[1]"] = 0 } });
        Assert.Equal(["posterior", "forest", "trace", "pair", "energy"], Names(files));
        string pair = await File.ReadAllTextAsync(files.Single(file => file.EndsWith("pair.svg", StringComparison.Ordinal)), TestContext.Current.CancellationToken);
        Assert.True(draws.Sampler!.Divergences > 0, "the centred model diverges");
        Assert.Contains($"{draws.Sampler.Divergences} divergent draws", pair, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GroupsConstantsCountsAndModesAreShown()
    {
        Draws draws = SampleDraws.Shop;
        IReadOnlyList<string> files = await Write("shop", draws, new() { Groups = "mean", References = draws.Parameters.ElementNames.Where(name => name.StartsWith("difference", StringComparison.Ordinal)).ToDictionary(name => name, _ => 0.0) });
        Assert.Equal(["posterior", "groups", "forest", "trace", "pair"], Names(files));
        string forest = Text(files, "forest"), posterior = Text(files, "posterior");
        Assert.Contains("constant 1", forest, StringComparison.Ordinal);
        Assert.Contains("94% HDI", posterior, StringComparison.Ordinal);
        double below = (draws.Of(draws.Parameters.IndexOf("difference[B]")).ToArray().Count(d => d < 0)) / 4000.0;
        Assert.Contains($"{NumberFormat.Share(below)} &lt; 0 &lt; {NumberFormat.Share(1 - below)}", posterior, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AwkwardDrawsAreDrawnWithoutInventedNumbers()
    {
        ParameterLayout layout = new(new Parameter("undefined"), new Parameter("huge"), new Parameter("spiked"), new Parameter("fixed"), new Parameter("tiny"));
        const int Count = 40;
        double[] values = [.. Enumerable.Repeat(double.NaN, Count), .. Enumerable.Range(0, Count).Select(i => 1e300 * ((i % 7) - 3)), .. Enumerable.Range(0, Count).Select(i => i == 7 ? 1e9 : 0.0),
            .. Enumerable.Repeat(2.5, Count), .. Enumerable.Range(0, Count).Select(i => 1e9 + (1e-6 * i))];
        await Write("awkward", new(layout, 1, Count, values), new() { Groups = "huge" });
        await Write("few", new(layout, 5, 1, [.. Enumerable.Range(0, 25).Select(i => (double)i)]), new());
        await Write("none", new(layout, 2, 0, []), new());
    }

    [Fact]
    public async Task PredictiveChecksShowTheBandsOfReplicates()
    {
        RandomStream random = new(9, "predictive");
        double[] observed = [.. Enumerable.Range(0, 400).Select(_ => Math.Exp(0.6 * random.NextNormal())).Order()];
        PredictiveSample lognormal = new("spend", [.. Enumerable.Range(0, 100).Select(_ => Enumerable.Range(0, 400).Select(_ => 1.2 + (0.75 * random.NextNormal())).ToArray())], new(observed, Enumerable.Repeat(1.0, 400).ToArray()), Prior: false);
        PredictiveSample counts = new("orders", [.. Enumerable.Range(0, 200).Select(_ => Enumerable.Range(0, 300).Select(_ => (double)random.NextPoisson(2.5)).ToArray())],
            new(new double[] { 0, 1, 2, 3, 4, 5, 6, 7, 9 }, new double[] { 30, 60, 75, 60, 40, 20, 10, 4, 1 }), Prior: false);
        PredictiveSample prior = new("spend", [.. Enumerable.Range(0, 100).Select(_ => { double mean = 10 * random.NextNormal(), sd = Math.Abs(10 * random.NextNormal()); return Enumerable.Range(0, 100).Select(_ => mean + (sd * random.NextNormal())).ToArray(); })], null, Prior: true);
        IReadOnlyList<string> files = await PosteriorFigures.WritePredictiveAsync([lognormal, counts, prior], 0.94, Path.Combine(folder, "predictive"), TestContext.Current.CancellationToken);
        Check(files);
        Assert.Equal(["posterior-predictive", "posterior-predictive-2", "prior-predictive"], Names(files));
        Assert.Contains("94% of them", Text(files, "posterior-predictive-2"), StringComparison.Ordinal);
        Assert.DoesNotContain(">observed<", Text(files, "prior-predictive"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CalibrationMarksBinsThatMissTheDiagonal()
    {
        ReliabilityBin[] bins = [.. Enumerable.Range(0, 10).Select(i => new ReliabilityBin(0.05 + (0.1 * i), i == 8 ? 0.6 : 0.07 + (0.095 * i), i == 8 ? new Interval(0.5, 0.7, 0.95) : new Interval(0.095 * i, 0.14 + (0.095 * i), 0.95), 50 + (20 * i)))];
        IReadOnlyList<string> files = await PosteriorFigures.WriteCalibrationAsync("will buy", bins, Path.Combine(folder, "calibration"), TestContext.Current.CancellationToken);
        Check(files);
        Assert.Contains("1 of 10 intervals misses", Text(files, "calibration"), StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<string>> Write(string name, Draws draws, PosteriorFigureOptions options)
    {
        IReadOnlyList<string> files = await PosteriorFigures.WriteAsync(draws, PosteriorSummary.Of(draws), options, Path.Combine(folder, name), TestContext.Current.CancellationToken);
        Check(files);
        return files;
    }

    private static void Check(IReadOnlyList<string> files)
    {
        foreach (string file in files.Where(file => file.EndsWith(".svg", StringComparison.Ordinal)))
        {
            string svg = File.ReadAllText(file);
            Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
            Assert.DoesNotContain("∞\"", svg, StringComparison.Ordinal);
            Assert.NotEmpty(XDocument.Parse(svg).Descendants(XName.Get("text", "http://www.w3.org/2000/svg")));
        }
    }

    private static IEnumerable<string> Names(IReadOnlyList<string> files) => files.Where(file => file.EndsWith(".svg", StringComparison.Ordinal)).Select(file => Path.GetFileNameWithoutExtension(file)!);

    private static string Text(IReadOnlyList<string> files, string name) => File.ReadAllText(files.Single(file => Path.GetFileName(file) == name + ".svg"));
}
