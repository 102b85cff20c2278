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
    [InlineData(2, 1.0, 0.0)]
    [InlineData(3, 2.5, 0.0)]
    [InlineData(12, 1.0, 0.0)]
    [InlineData(2, 2.0, 0.3)]
    [InlineData(5, 1.0, 0.2)]
    public void TheGradientAgreesWithFiniteDifferences(int order, double concentration, double missing)
    {
        RandomStream random = new(4, "test");
        MultivariateNormalModel model = MultivariateNormalModel.Simulated(Names(order), 40, Priors with { Concentration = concentration }, random, out _, missing);
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
        (string[] names, double[] rows) = Read("mvn_500.csv");
        int p = names.Length;
        PatternMoments moments = PatternMoments.Of(names, rows);
        MultivariateNormalFit fit = MultivariateNormalFit.Of(moments);
        MultivariateNormalModel model = new(fit, Priors);
        // The same rows as patterns, and through the likelihood that knows of missing cells.
        MultivariateNormalCoordinates coordinates = new(fit.Means.ToArray(), Padded(fit.Covariance.Span, p), 500);
        PatternNormalDensity patterns = new(coordinates, Priors, new PatternRows(moments, fit.Means.Span, [.. Enumerable.Repeat(1.0, p)]));
        ILogDensity density = model.Bind();
        double[] gradient = new double[density.Dimension], again = new double[density.Dimension];
        foreach (JsonElement check in reference.RootElement.GetProperty("density_checks").EnumerateArray())
        {
            double[] mean = Numbers(check.GetProperty("mu")), sd = Numbers(check.GetProperty("s")), covariance = new double[p * p];
            double[][] correlation = [.. check.GetProperty("R").EnumerateArray().Select(Numbers)];
            for (int i = 0; i < p * p; i++)
                covariance[i] = correlation[i / p][i % p] * sd[i / p] * sd[i % p];
            double logLikelihood = check.GetProperty("log_lik").GetDouble();
            Oracle.CloseRelative(logLikelihood, new PatternLikelihood(new PatternRows(moments)).Evaluate(mean, covariance, new double[p], new double[p * p]), 1e-12);
            double[] position = new double[density.Dimension];
            model.Unconstrain(mean, covariance, position);
            double expected = logLikelihood + check.GetProperty("log_prior_mu").GetDouble() + check.GetProperty("log_prior_s").GetDouble()
                + check.GetProperty("log_lkj_density_of_R").GetDouble() + LogJacobian(coordinates, covariance, sd, position);
            Oracle.Close(expected, density.Evaluate(position, gradient), 1e-10);
            Oracle.Close(expected, patterns.Evaluate(position, again), 1e-10);
            for (int i = 0; i < gradient.Length; i++)
                Oracle.Close(gradient[i], again[i], 1e-8);
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
        (string[] names, double[] rows) = Read("mvn_500.csv");
        Draws draws = NutsSampler.Sample(new MultivariateNormalModel(MultivariateMoments.Of(names, rows), Priors), new SamplingOptions { Seed = 5 });
        using JsonDocument reference = JsonDocument.Parse(File.ReadAllText(Repository.Reference("oracle", "bayes", "mvn_500.json")));
        Compare(draws, reference.RootElement.GetProperty("summary"), names.Length);
    }

    [Fact]
    public void ThePosteriorWithMissingCellsIsThatOfTheReference()
    {
        (string[] names, double[] rows) = Read("mvn_500_missing10.csv");
        IncompleteRows incomplete = new(names, rows);
        Assert.Equal((126, 600), (incomplete.Moments.Patterns.Count, incomplete.Moments.MissingCells));
        Draws draws = NutsSampler.Sample(new MultivariateNormalModel(MultivariateNormalFit.Of(incomplete.Moments), Priors), new SamplingOptions { Seed = 5, Warmup = 300, Draws = 500 });
        using JsonDocument reference = JsonDocument.Parse(File.ReadAllText(Repository.Reference("oracle", "bayes", "mvn_500_missing10.json")));
        Compare(draws, reference.RootElement.GetProperty("summary"), names.Length);
        IReadOnlyList<MissingCell> cells = incomplete.Predict(draws, 0.95, 5);
        Assert.Equal(600, cells.Count);
        foreach (JsonElement peer in reference.RootElement.GetProperty("imputed_cells").EnumerateArray())
        {
            MissingCell cell = cells.Single(cell => cell.Row == peer.GetProperty("row_0based").GetInt32() && cell.Variable == peer.GetProperty("col_0based").GetInt32());
            JsonElement imputed = peer.GetProperty("imputed");
            double own = cell.StandardDeviation / Math.Sqrt(1000);
            InError(cell.Mean, imputed.GetProperty("mean"), own, imputed.GetProperty("mcse_mean"), 4);
            InError(cell.StandardDeviation, imputed.GetProperty("sd"), own / Math.Sqrt(2), imputed.GetProperty("mcse_sd"), 5);
            InError(cell.Lower, imputed.GetProperty("q2.5"), 3 * own, imputed.GetProperty("mcse_q5"), 5);
        }
    }

    private static void InError(double actual, JsonElement expected, double error, JsonElement peerError, double most)
        => Assert.InRange((actual - expected.GetDouble()) / Math.Sqrt((error * error) + Math.Pow(peerError.GetDouble(), 2)), -most, most);

    private static void Compare(Draws draws, JsonElement expected, int p)
    {
        PosteriorSummary summary = PosteriorSummary.Of(draws);
        Assert.DoesNotContain(Convergence.Findings(draws, summary), finding => finding.Severity != Severity.Note);
        int index = 0, compared = 0;
        foreach (ElementSummary element in summary.Elements)
        {
            int place = index++, pair = place - (2 * p);
            string name = place < p ? $"mu[{place + 1}]" : place < 2 * p ? $"s[{place - p + 1}]" : $"corr[{(pair / p) + 1},{(pair % p) + 1}]";
            if (!expected.TryGetProperty(name, out JsonElement peer))
                continue;
            compared++;
            InError(element.Mean, peer.GetProperty("mean"), element.McseMean, peer.GetProperty("mcse_mean"), 4);
            Assert.InRange(element.StandardDeviation / peer.GetProperty("sd").GetDouble(), 0.92, 1.08);
        }
        Assert.Equal(90, compared);
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
    [Trait("Kind", "Calibration")]
    public void PosteriorsOfSimulatedDataWithMissingCellsAreCalibrated()
    {
        Calibration calibration = SimulationBasedCalibration.Run(
            (random, _) => new(MultivariateNormalModel.Simulated(Names(3), 40, Priors with { Concentration = 2 }, random, out double[] truth, 0.2), truth),
            new CalibrationOptions { Simulations = Simulations.Count(Simulations.Nightly ? 200 : 60), Seed = 8 });
        Simulations.Write("calibration", "multivariate normal, 20% of cells missing", FormattableString.Invariant($"p = {calibration.Worst.PValue:G3} ({calibration.Worst.Name})"), "inside 99% bands");
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

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    public void AGradientAllocatesNothing(double missing)
    {
        MultivariateNormalModel model = MultivariateNormalModel.Simulated(Names(12), 500, Priors, new RandomStream(1, "test"), out _, missing);
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

    // log |∂(mean, sd, correlations below the diagonal)/∂ position|: from correlations to their factor L, to the factor of the covariance, to the position.
    private static double LogJacobian(MultivariateNormalCoordinates coordinates, double[] covariance, double[] sd, double[] position)
    {
        int p = sd.Length;
        double[] factor = new double[p * p];
        Assert.True(Cholesky.TryFactor(covariance, p, factor, out _));
        double total = coordinates.LogJacobian;
        for (int i = 0; i < p; i++)
            total += ((p - i) * Math.Log(factor[(i * p) + i] / sd[i])) - (i * Math.Log(sd[i])) + (position[coordinates.Diagonal(i)] / coordinates.DiagonalRoot);
        return total;
    }

    private static double[] Padded(ReadOnlySpan<double> covariance, int p)
    {
        int stride = PaddedTriangle.Stride(p);
        double[] factor = new double[p * p], padded = new double[p * stride];
        Assert.True(Cholesky.TryFactor(covariance, p, factor, out _));
        for (int i = 0; i < p; i++)
            factor.AsSpan(i * p, i + 1).CopyTo(padded.AsSpan(i * stride));
        return padded;
    }

    private static (string[] Names, double[] Rows) Read(string file)
    {
        string[] lines = File.ReadAllLines(Repository.Reference("oracle", "bayes", "data", file));
        return ([.. lines[0].Split(',').Select(name => name.Trim('"'))], [.. lines.Skip(1).SelectMany(line => line.Split(','))
            .Select(cell => cell.Length == 0 ? double.NaN : double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture))]);
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(x => x.GetDouble())];

    private static string[] Names(int count) => [.. Enumerable.Range(1, count).Select(i => $"y{i}")];
}
