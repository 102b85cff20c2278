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
        Draws parameters = new(new(new Parameter("unused")), 1, 200, new double[200]);
        PredictiveCheck check = PredictiveCheck.Posterior(new Orders(known: true), parameters);
        IReadOnlyList<string> files = await PosteriorFigures.WriteAsync(check, Path.Combine(folder, "predictive"), TestContext.Current.CancellationToken);
        Check(files);
        Assert.Equal(["posterior-predictive", "posterior-predictive-2"], Names(files));
        Assert.Contains("94% of them", Text(files, "posterior-predictive"), StringComparison.Ordinal);
        Assert.Contains("font-weight=\"bold\">0.004</text>", Text(files, "posterior-predictive-2"), StringComparison.Ordinal);
        PredictiveCheck prior = PredictiveCheck.Posterior(new Orders(known: false), parameters) with { IsPrior = true };
        files = await PosteriorFigures.WriteAsync(prior, Path.Combine(folder, "predictive"), TestContext.Current.CancellationToken);
        Check(files);
        Assert.Equal(["prior-predictive", "prior-predictive-2"], Names(files));
        Assert.DoesNotContain(">observed<", Text(files, "prior-predictive"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RanksOutsideTheirBandAreNamed()
    {
        RandomStream random = new(6, "ranks");
        int[][] ranks = [.. Enumerable.Range(0, 6).Select(quantity => Enumerable.Range(0, 200).Select(_ => quantity == 4 ? (int)(100 * Math.Sqrt(random.NextDouble())) : (int)random.NextInteger(100)).ToArray())];
        double[] points = [.. Enumerable.Range(1, 99).Select(rank => rank / 100.0)];
        EcdfBand band = EcdfBand.Of(200, points, 1 - (0.01 / 6));
        CalibratedQuantity[] quantities = [.. ranks.Select((own, i) =>
        {
            double[] ecdf = [.. Enumerable.Range(1, 99).Select(rank => own.Count(r => r < rank) / 200.0)];
            return new CalibratedQuantity($"theta[{i + 1}]", own, ecdf, band.LargestExcess(ecdf), 0.5);
        })];
        IReadOnlyList<string> files = await PosteriorFigures.WriteAsync(new Calibration(quantities, band, 0.99, 0), Path.Combine(folder, "sbc"), TestContext.Current.CancellationToken);
        Check(files);
        Assert.Contains(">theta[5]</text>", Text(files, "simulation-based-calibration"), StringComparison.Ordinal);
        Assert.DoesNotContain(">theta[1]</text>", Text(files, "simulation-based-calibration"), StringComparison.Ordinal);
        Assert.Contains("probability 99%", Text(files, "simulation-based-calibration"), StringComparison.Ordinal);
        double[] uniform = [.. Enumerable.Range(0, 200).Select(_ => random.NextDouble()).Order()];
        double[] shares = [.. points.Select(point => uniform.Count(u => u <= point) / 200.0)];
        EcdfBand single = EcdfBand.Of(200, points, 0.95);
        Check(await PosteriorFigures.WriteAsync(new LeaveOneOutPit(uniform, single, shares, 0.4), Path.Combine(folder, "loo"), TestContext.Current.CancellationToken));
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

    // Counts as the model has them, and a spend that is more skewed than the model's.
    private sealed class Orders(bool known) : ISimulator
    {
        public IReadOnlyList<string> Groups => ["orders", "spend of variant B"];

        public WeightedValues? Observed(int group)
        {
            if (!known)
                return null;
            if (group == 0)
                return new(new double[] { 0, 1, 2, 3, 4, 5, 6, 7, 9 }, new double[] { 30, 60, 75, 60, 40, 20, 10, 4, 1 });
            RandomStream random = new(9, "spend");
            double[] values = [.. Enumerable.Range(0, 400).Select(_ => Math.Exp(0.9 * random.NextNormal())).Order()];
            return new(values, Enumerable.Repeat(1.0, 400).ToArray());
        }

        public void Simulate(ReadOnlySpan<double> values, int group, RandomStream random, Span<double> replicate)
        {
            for (int i = 0; i < replicate.Length; i++)
                replicate[i] = group == 0 ? random.NextPoisson(2.5) : 1.5 + (1.7 * random.NextNormal());
        }
    }
}
