using System.Text.Json;
using Credence.Bayes;
using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Latent.Tests;

public sealed class MultivariateNormalModelTests
{
    private static readonly MultivariateNormalPriors Priors = new(Distribution.Normal(0, 1), Distribution.HalfNormal(1));

    [Theory]
    [InlineData(2, 1.0)]
    [InlineData(3, 2.5)]
    [InlineData(12, 1.0)]
    public void TheGradientAgreesWithFiniteDifferences(int order, double concentration)
    {
        RandomStream random = new(4, "test");
        MultivariateNormalModel model = MultivariateNormalModel.Simulated(Names(order), 40, Priors with { Concentration = concentration }, random, out _);
        ILogDensity density = model.Bind();
        double[] position = new double[density.Dimension], gradient = new double[position.Length], scratch = new double[position.Length];
        random.FillNormal(position);
        density.Evaluate(position, gradient);
        for (int i = 0; i < position.Length; i++)
        {
            const double h = 1e-5;
            double kept = position[i];
            position[i] = kept + h;
            double above = density.Evaluate(position, scratch);
            position[i] = kept - h;
            double below = density.Evaluate(position, scratch);
            position[i] = kept;
            Assert.Equal((above - below) / (2 * h), gradient[i], 1e-5 * Math.Max(1, Math.Abs(gradient[i])));
        }
    }

    [Fact]
    public void TheDensityIsThatOfTheReferenceAtItsCheckPoints()
    {
        using JsonDocument reference = JsonDocument.Parse(File.ReadAllText(Repository.Reference("oracle", "bayes", "mvn_500.json")));
        MultivariateNormalModel model = Reference(out int p);
        ILogDensity density = model.Bind();
        foreach (JsonElement check in reference.RootElement.GetProperty("density_checks").EnumerateArray())
        {
            double[] mean = Numbers(check.GetProperty("mu")), sd = Numbers(check.GetProperty("s")), covariance = new double[p * p];
            double[][] correlation = [.. check.GetProperty("R").EnumerateArray().Select(Numbers)];
            for (int i = 0; i < p * p; i++)
                covariance[i] = correlation[i / p][i % p] * sd[i / p] * sd[i % p];
            double[] position = new double[density.Dimension];
            model.Unconstrain(mean, covariance, position);
            double expected = check.GetProperty("log_lik").GetDouble() + check.GetProperty("log_prior_mu").GetDouble()
                + check.GetProperty("log_prior_s").GetDouble() + check.GetProperty("log_lkj_density_of_R").GetDouble();
            Assert.Equal(expected, density.Evaluate(position, new double[position.Length]) - LogJacobian(model, position, p), 1e-4);
        }
    }

    [Fact]
    public void PositionsAndParametersAreInverse()
    {
        MultivariateNormalModel model = MultivariateNormalModel.Simulated(Names(4), 30, Priors, new RandomStream(2, "test"), out _);
        double[] position = new double[4 + 10], values = new double[model.Parameters.Count], back = new double[position.Length];
        new RandomStream(9, "test").FillNormal(position);
        model.Constrain(position, values);
        double[] covariance = new double[16];
        for (int i = 0; i < 16; i++)
            covariance[i] = values[8 + i] * values[4 + (i / 4)] * values[4 + (i % 4)];
        model.Unconstrain(values.AsSpan(0, 4), covariance, back);
        for (int i = 0; i < position.Length; i++)
            Assert.Equal(position[i], back[i], 1e-9);
    }

    [Fact]
    public void ThePosteriorIsThatOfTheReference()
    {
        MultivariateNormalModel model = Reference(out int p);
        Draws draws = NutsSampler.Sample(model, new SamplingOptions { Seed = 5 });
        PosteriorSummary summary = PosteriorSummary.Of(draws);
        Assert.DoesNotContain(Convergence.Findings(draws, summary), finding => finding.Severity != Severity.Note);
        using JsonDocument reference = JsonDocument.Parse(File.ReadAllText(Repository.Reference("oracle", "bayes", "mvn_500.json")));
        JsonElement expected = reference.RootElement.GetProperty("summary");
        int compared = 0;
        foreach (ElementSummary element in summary.Elements)
        {
            int index = compared++;
            string name = index < p ? $"mu[{index + 1}]" : index < 2 * p ? $"s[{index - p + 1}]" : $"corr[{((index - (2 * p)) / p) + 1},{((index - (2 * p)) % p) + 1}]";
            if (!expected.TryGetProperty(name, out JsonElement peer))
                continue;
            double error = Math.Sqrt(Math.Pow(element.McseMean, 2) + Math.Pow(peer.GetProperty("mcse_mean").GetDouble(), 2));
            Assert.InRange((element.Mean - peer.GetProperty("mean").GetDouble()) / error, -4, 4);
            Assert.InRange(element.StandardDeviation / peer.GetProperty("sd").GetDouble(), 0.95, 1.05);
        }
    }

    [Fact]
    [Trait("Kind", "Calibration")]
    public void PosteriorsOfSimulatedDataAreCalibrated()
    {
        Calibration calibration = SimulationBasedCalibration.Run(
            (random, _) => new(MultivariateNormalModel.Simulated(Names(3), 30, Priors with { Concentration = 2 }, random, out double[] truth), truth),
            new CalibrationOptions { Simulations = Simulations.Count(200), Seed = 7 });
        Simulations.Write("calibration", "multivariate normal", FormattableString.Invariant($"p = {calibration.Worst.PValue:G3} ({calibration.Worst.Name})"), "inside 99% bands");
        Assert.True(calibration.Inside, $"{calibration.Worst.Name} leaves the band by {calibration.Worst.LargestExcess}");
    }

    [Fact]
    public void TheModelDescribesItself()
    {
        ModelGraph graph = MultivariateNormalModel.Simulated(Names(3), 20, Priors, new RandomStream(1, "test"), out _).Graph;
        Assert.Equal(["mean", "sd", "correlation", "row"], graph.Nodes.Select(node => node.Name));
        Assert.Equal("half-normal(1)", graph.Nodes[1].Distribution);
        Assert.Equal(20, graph.Plates[0].Size);
    }

    [Fact]
    public void AGradientAllocatesNothing()
    {
        MultivariateNormalModel model = MultivariateNormalModel.Simulated(Names(12), 500, Priors, new RandomStream(1, "test"), out _);
        ILogDensity density = model.Bind();
        double[] position = new double[density.Dimension], gradient = new double[position.Length];
        density.Evaluate(position, gradient);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            density.Evaluate(position, gradient);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void DataThatCannotCarryTheModelAreRefusedByName()
    {
        double[] rows = [1, 2, 2, 4, 3, 6, 4, 8, 5, 10];
        Assert.Contains("b", Assert.Throws<InputException>(() => new MultivariateNormalModel(MultivariateMoments.Of(["a", "b"], rows), Priors)).Message, StringComparison.Ordinal);
        Assert.Contains("at least 3 rows", Assert.Throws<InputException>(() => new MultivariateNormalModel(MultivariateMoments.Of(["a", "b"], rows.AsSpan(0, 4)), Priors)).Message, StringComparison.Ordinal);
    }

    // log |∂(mean, sd, correlations below the diagonal)/∂ position|, by central differences.
    private static double LogJacobian(MultivariateNormalModel model, double[] position, int p)
    {
        int d = position.Length;
        double[] jacobian = new double[d * d], above = new double[model.Parameters.Count], below = new double[above.Length], trial = [.. position];
        int[] kept = [.. Enumerable.Range(0, 2 * p), .. from i in Enumerable.Range(0, p) from j in Enumerable.Range(0, i) select (2 * p) + (i * p) + j];
        for (int c = 0; c < d; c++)
        {
            double h = 1e-4;
            trial[c] = position[c] + h;
            model.Constrain(trial, above);
            trial[c] = position[c] - h;
            model.Constrain(trial, below);
            trial[c] = position[c];
            for (int r = 0; r < d; r++)
                jacobian[(r * d) + c] = (above[kept[r]] - below[kept[r]]) / (2 * h);
        }
        return MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfRowMajor(d, d, jacobian).LU().U.Diagonal().Sum(static x => Math.Log(Math.Abs(x)));
    }

    private static MultivariateNormalModel Reference(out int p)
    {
        string[] lines = File.ReadAllLines(Repository.Reference("oracle", "bayes", "data", "mvn_500.csv"));
        string[] names = [.. lines[0].Split(',').Select(name => name.Trim('"'))];
        p = names.Length;
        double[] rows = [.. lines.Skip(1).SelectMany(line => line.Split(',')).Select(cell => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture))];
        return new MultivariateNormalModel(MultivariateMoments.Of(names, rows), Priors);
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(x => x.GetDouble())];

    private static string[] Names(int count) => [.. Enumerable.Range(1, count).Select(i => $"y{i}")];
}
