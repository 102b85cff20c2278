using System.Globalization;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Bayes.Tests;

public sealed class StanCsvTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("credence-").FullName;

    private string Stem => Path.Combine(folder, "eight schools");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void WhatIsWrittenIsReadBackBitForBit()
    {
        Draws written = ExampleDraws.Posterior;
        Draws read = StanCsvReader.Read(StanCsvWriter.Write(written, Stem, "example", null));
        Assert.Equal(written.Parameters.ElementNames, read.Parameters.ElementNames);
        for (int element = 0; element < written.Parameters.Count; element++)
            Assert.Equal(written.Of(element).ToArray(), read.Of(element).ToArray());
        for (int chain = 0; chain < written.Chains; chain++)
        {
            ChainRecord before = written.Sampler!.Chains[chain], after = read.Sampler!.Chains[chain];
            Assert.Equal(before.LogDensity, after.LogDensity);
            Assert.Equal(before.AcceptanceRate, after.AcceptanceRate);
            Assert.Equal(before.StepSize, after.StepSize);
            Assert.Equal(before.TreeDepth, after.TreeDepth);
            Assert.Equal(before.Leapfrogs, after.Leapfrogs);
            Assert.Equal(before.Diverging, after.Diverging);
            Assert.Equal(before.Energy, after.Energy);
            Assert.Equal(before.InverseMetric, after.InverseMetric);
            Assert.Equal(before.Warmup, after.Warmup);
            Assert.Equal(before.WarmupTime, after.WarmupTime);
            Assert.Equal(before.SamplingTime, after.SamplingTime);
        }
        Assert.Equal(written.Sampler!.Divergences, read.Sampler!.Divergences);
    }

    [Fact]
    public void RstanReadsTheSameDraws()
    {
        Draws draws = ExampleDraws.Finite;
        string[] lines = Peer.R("rstan", "stan-csv.R", [.. StanCsvWriter.Write(draws, Stem, "example", new() { Warmup = 100, TargetAccept = 0.9, Seed = 17 })])
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("dimensions correlation 2 2", lines);
        Assert.Contains("dimensions mean 3", lines);
        Assert.Contains("dimensions JS_SWB", lines);
        Assert.Contains("warmup 100", lines);
        Dictionary<string, int> elements = new(StringComparer.Ordinal);
        for (int row = 0; row < 2; row++)
        {
            for (int column = 0; column < 3; column++)
                elements.Add(string.Create(CultureInfo.InvariantCulture, $"effect[{row + 1},{column + 1}]"), draws.Parameters.Offset("effect") + (3 * row) + column);
        }
        elements.Add("tau", 0);
        elements.Add("difference[2]", draws.Parameters.Offset("difference") + 1);
        elements.Add("JS_SWB", draws.Parameters.Offset("JS~SWB"));
        foreach ((string name, int element) in elements)
        {
            for (int chain = 0; chain < draws.Chains; chain++)
                Assert.Equal(draws.Of(element, chain).ToArray(), Numbers(lines, "element", name, chain));
        }
        for (int chain = 0; chain < draws.Chains; chain++)
        {
            ChainRecord record = draws.Sampler!.Chains[chain];
            Assert.Equal(record.AcceptanceRate, Numbers(lines, "sampler", "accept_stat__", chain));
            Assert.Equal(record.Energy, Numbers(lines, "sampler", "energy__", chain));
            Assert.Equal(record.Leapfrogs.Select(n => (double)n), Numbers(lines, "sampler", "n_leapfrog__", chain));
            Assert.Equal(record.Diverging.Select(d => d ? 1.0 : 0), Numbers(lines, "sampler", "divergent__", chain));
        }
    }

    [Fact]
    public void FilesOfStanWithSavedWarmupAreRead()
    {
        string file = Write("stan.csv", """
            # model = bernoulli_model
            #     num_samples = 2
            #     num_warmup = 3
            #     save_warmup = true
            #     thin = 2
            #           max_depth = 12
            lp__,accept_stat__,stepsize__,treedepth__,n_leapfrog__,divergent__,energy__,theta,z.1.1,z.2.1,z.1.2,z.2.2
            -9,0.5,1,1,1,0,9,0.1,1,2,3,4
            -8,0.5,1,1,1,0,9,0.2,1,2,3,4
            # Adaptation terminated
            # Step size = 0.8
            # Diagonal elements of inverse mass matrix:
            # 0.5
            -7,0.9,0.8,2,3,1,7.5,0.3,1,2,3,4
            -6.5,1,0.8,2,3,0,7,0.25,5,6,7,inf
            #
            #  Elapsed Time: 0.006 seconds (Warm-up)
            #                0.02 seconds (Sampling)
            #                0.026 seconds (Total)
            """);
        Draws draws = StanCsvReader.Read(file);
        Assert.Equal(["theta", "z[1,1]", "z[1,2]", "z[2,1]", "z[2,2]"], draws.Parameters.ElementNames);
        Assert.Equal([0.3, 0.25], draws.Of(0).ToArray());
        Assert.Equal([3, 7], draws.Of(draws.Parameters.IndexOf("z[1,2]")).ToArray());
        Assert.Equal(double.PositiveInfinity, draws.Of(4)[1]);
        Assert.Equal(12, draws.Sampler!.MaximumDepth);
        Assert.Equal(1, draws.Sampler.Divergences);
        Assert.Equal([0.5], draws.Sampler.Chains[0].InverseMetric);
        Assert.Equal(TimeSpan.FromMilliseconds(20), draws.Sampler.Chains[0].SamplingTime);
    }

    [Theory]
    [InlineData("", "no line that names columns")]
    [InlineData("lp__,theta\n1", "line 2: has 1 values, but there are 2 columns")]
    [InlineData("lp__,theta\n1,two", "line 2, column \"theta\": \"two\" is not a number")]
    [InlineData("lp__,z.1,z.3\n1,2,3", "lacks columns of the parameter \"z\"")]
    [InlineData("lp__,z,z.1\n1,2,3", "Two parameters are called 'z'")]
    public void DamagedFilesAreRefusedWithTheirPlace(string text, string problem)
    {
        string file = Write("damaged.csv", text);
        string message = Assert.Throws<InputException>(() => StanCsvReader.Read(file)).Message;
        Assert.StartsWith(file, message, StringComparison.Ordinal);
        Assert.Contains(problem, message, StringComparison.Ordinal);
    }

    [Fact]
    public void ChainsOfDifferentFitsAreRefused()
    {
        string one = Write("1.csv", "lp__,a\n1,2\n"), two = Write("2.csv", "lp__,b\n1,2\n"), three = Write("3.csv", "lp__,a\n1,2\n3,4\n");
        Assert.Contains("other columns", Assert.Throws<InputException>(() => StanCsvReader.Read(one, two)).Message, StringComparison.Ordinal);
        Assert.Contains("has 2 draws", Assert.Throws<InputException>(() => StanCsvReader.Read(one, three)).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be read", Assert.Throws<InputException>(() => StanCsvReader.Read(Path.Combine(folder, "absent.csv"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DrawsWithoutASamplerKeepTheirValues()
    {
        Draws draws = ExampleDraws.Of(new(new Parameter("a")), 2, 6, 4);
        Draws read = StanCsvReader.Read(StanCsvWriter.Write(draws, Stem, "line\nbreak", null));
        Assert.Equal(draws.Of(0).ToArray(), read.Of(0).ToArray());
        Assert.Null(read.Sampler);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static double[] Numbers(string[] lines, string kind, string name, int chain)
    {
        string start = string.Create(CultureInfo.InvariantCulture, $"{kind} {name} {chain + 1} ");
        return [.. lines.Single(line => line.StartsWith(start, StringComparison.Ordinal))[start.Length..].Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
    }
}
