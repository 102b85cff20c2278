using System.Globalization;
using System.Text.Json;
using Credence.Data;
using Credence.Experiments;
using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Analysis.Tests;

public sealed class CertificationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("credence-certificate-");

    [Fact]
    public async Task SoundAnalysisKeepsItsPromisesWhateverTheTrueEffect()
    {
        // The treatment doubles the mean; assigned anew, nothing of it may be left, and the planted lift alone is found.
        Certificate certificate = (await Certify(Rows(random => (random.NextDouble() < 0.5, random.NextNormal(), random.NextDouble() < 0.3)), 40, Spec("y"), Spec("b"), Spec("ratio:y/x"))).Certificate!;
        Assert.Equal(["y", "b", "y/x"], certificate.Comparisons.Select(comparison => comparison.Metric));
        foreach (CertifiedComparison comparison in certificate.Comparisons)
        {
            Assert.True(comparison.FalsePositives.At(0.999).Contains(0.05), $"{comparison.Metric}: {comparison.FalsePositives.Count} false positives");
            Assert.True(comparison.Coverage!.Value.At(0.999).Contains(0.95), $"{comparison.Metric}: lift covered {comparison.Coverage.Value.Count} times");
        }
        // The lift of the proportion is one that is found four times in five; the mean is spread by its own true effect.
        Assert.True(certificate.Comparisons[1].Detected!.Value.At(0.999).Contains(0.8));
        Assert.True(certificate.Comparisons[0].AbsoluteCoverage!.Value.At(0.999).Contains(0.95));
        Assert.Null(certificate.Comparisons[2].AbsoluteCoverage);
    }

    [Fact]
    public async Task SameSeedGivesTheSameCertificate()
    {
        string path = Rows(random => (random.NextDouble() < 0.5, random.NextNormal(), false));
        string first = JsonSerializer.Serialize((await Certify(path, 12, Spec("y"))).Certificate);
        Assert.Equal(first, JsonSerializer.Serialize((await Certify(path, 12, Spec("y"))).Certificate));
    }

    [Fact]
    public async Task UnitsAreAssignedAsAWhole()
    {
        // Ten equal rows to a unit: taken for units of their own they would have ten times the information.
        string path = Path.Combine(_folder.FullName, "units.csv");
        RandomStream random = new(3, "certified-units", 0);
        await File.WriteAllLinesAsync(path, Enumerable.Range(0, 60).SelectMany(unit =>
        {
            string row = string.Create(CultureInfo.InvariantCulture, $"u{unit},{unit % 2},{5 + random.NextNormal():R}");
            return Enumerable.Repeat(row, 10);
        }).Prepend("u,v,y"), TestContext.Current.CancellationToken);
        AnalysisResult result = await Certify(path, 30, options => options with { Unit = "u" }, Spec("y"));
        Assert.True(result.Certificate!.Comparisons[0].Coverage!.Value.At(0.999).Contains(0.95));
        Assert.Equal(30, result.Certificate.Comparisons[0].FalsePositives.Of);
    }

    [Fact]
    public void BrokenPromiseIsAFinding()
    {
        Certificate certificate = new(1000, 0.05,
        [
            new("sound", "1", "welch", new(52, 1000), 0.1, new(946, 1000), null, new(800, 1000)),
            new("liberal", "1", "welch", new(90, 1000), null, null, null, null),
            new("narrow", "1", "welch", new(40, 1000), 0.1, new(900, 1000), null, new(800, 1000)),
        ]);
        Finding[] findings = [.. Certification.Findings(certificate)];
        Assert.Equal(["certificate-failed", "certificate-failed"], findings.Select(finding => finding.Code));
        Assert.Contains("its error rate is 9.0% instead of 5%", findings[0].Message, StringComparison.Ordinal);
        Assert.Contains("its 95% interval holds the truth in 90.0%", findings[1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 20, 0, 0.16843347098308536)]
    [InlineData(20, 20, 0.8315665290169146, 1)]
    [InlineData(4, 50, 0.022227963654903673, 0.19234278359591536)]
    public void SharesHaveExactBinomialIntervals(long count, long of, double lower, double upper)
    {
        // scipy.stats.binomtest(...).proportion_ci(method='exact').
        Interval interval = new ObservedShare(count, of).Interval;
        Oracle.Close(lower, interval.Lower, 1e-9);
        Oracle.Close(upper, interval.Upper, 1e-9);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static MetricSpec Spec(string text) => MetricSpec.Parse(text, MetricRole.Primary, Direction.Increase, null);

    private string Rows(Func<RandomStream, (bool Treated, double Noise, bool Success)> unit)
    {
        RandomStream random = new(9, "certified", 0);
        string path = Path.Combine(_folder.FullName, "rows.csv");
        File.WriteAllLines(path, Enumerable.Range(0, 400).Select(_ =>
        {
            (bool treated, double noise, bool success) = unit(random);
            return string.Create(CultureInfo.InvariantCulture, $"{(treated ? 1 : 0)},{(treated ? 20 : 10) + 2 * noise:R},{(success ? 1 : 0)},{2 + random.NextDouble():R}");
        }).Prepend("v,y,b,x"));
        return path;
    }

    private static Task<AnalysisResult> Certify(string path, int replicates, params MetricSpec[] metrics) => Certify(path, replicates, options => options, metrics);

    private static async Task<AnalysisResult> Certify(string path, int replicates, Func<AnalyzeOptions, AnalyzeOptions> with, params MetricSpec[] metrics)
    {
        AnalyzeOptions options = with(new() { Source = TableSource.Parse(path), Metrics = metrics, Variant = Expression.Parse("v") });
        await using DuckDbMomentsEngine engine = new();
        AnalysisResult result = await Analyze.RunAsync(options, engine, null, TestContext.Current.CancellationToken);
        return await Certification.RunAsync(options, result, engine, () => new DuckDbMomentsEngine(new() { Threads = 1 }), replicates, 7, null, TestContext.Current.CancellationToken);
    }
}
