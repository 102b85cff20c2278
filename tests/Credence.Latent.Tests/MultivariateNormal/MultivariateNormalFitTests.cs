using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Latent.Tests;

public sealed class MultivariateNormalFitTests
{
    [Theory]
    [InlineData(3, 0.0)]
    [InlineData(4, 0.3)]
    [InlineData(6, 0.5)]
    public void TheFitIsAMaximum(int order, double missing)
    {
        double[] rows = MissingRows.Simulate(200, order, missing, 3);
        MultivariateNormalFit fit = MultivariateNormalFit.Of(PatternMoments.Of(MissingRows.Names(order), rows));
        Assert.Equal(FitStop.Converged, fit.Stop);
        Assert.DoesNotContain(fit.Findings, finding => finding.Severity != Severity.Note);
        Oracle.CloseRelative(MissingRows.LogLikelihood(rows, fit.Means.Span, fit.Covariance.Span), fit.LogLikelihood, 1e-12);
        RandomStream random = new(1, "steps");
        double[] mean = fit.Means.ToArray(), covariance = fit.Covariance.ToArray();
        for (int trial = 0; trial < 30; trial++)
        {
            double[] moved = [.. mean.Select(value => value + (0.02 * random.NextNormal()))], spread = [.. covariance];
            for (int i = 0; i < order * order; i++)
                spread[i] *= 1 + (i / order >= i % order ? 0.005 * random.NextNormal() : 0);
            Assert.True(MissingRows.LogLikelihood(rows, moved, spread) < fit.LogLikelihood);
        }
    }

    [Fact]
    public void TheLogLikelihoodNeverFallsAndEndsFlat()
    {
        MultivariateNormalFit fit = MultivariateNormalFit.Of(MissingRows.Moments(300, 8, 0.4, 9));
        for (int i = 1; i < fit.Iterations.Count; i++)
            Assert.True(fit.Iterations[i].LogLikelihood >= fit.Iterations[i - 1].LogLikelihood - 1e-9);
        Assert.True(fit.Iterations[^1].Gradient < 1e-8);
        Assert.Contains(fit.Iterations, iteration => iteration.Step == FitStep.Newton);
        Assert.True(fit.Iterations.Count < 25);
    }

    [Fact]
    public void StandardErrorsAreThoseOfANumericalHessian()
    {
        const int p = 3;
        double[] rows = MissingRows.Simulate(150, p, 0.25, 5);
        MultivariateNormalFit fit = MultivariateNormalFit.Of(PatternMoments.Of(MissingRows.Names(p), rows));
        // Coordinates in which means, standard deviations and correlations stand themselves.
        double[] position = [.. fit.Means.ToArray(), .. fit.StandardDeviations.ToArray(), fit.Correlations.Span[3], fit.Correlations.Span[6], fit.Correlations.Span[7]];
        int d = position.Length;
        double[] hessian = new double[d * d];
        double At(int a, double stepA, int b, double stepB)
        {
            double[] x = [.. position];
            x[a] += stepA;
            x[b] += stepB;
            double[] correlation = [1, x[6], x[7], x[6], 1, x[8], x[7], x[8], 1];
            for (int i = 0; i < 9; i++)
                correlation[i] *= x[3 + (i / 3)] * x[3 + (i % 3)];
            return MissingRows.LogLikelihood(rows, x.AsSpan(0, 3), correlation);
        }
        const double h = 1e-3;
        for (int a = 0; a < d; a++)
        {
            for (int b = 0; b < d; b++)
                hessian[(a * d) + b] = -(At(a, h, b, h) - At(a, h, b, -h) - At(a, -h, b, h) + At(a, -h, b, -h)) / (4 * h * h);
        }
        Assert.True(Cholesky.TryFactor(hessian, d, hessian, out _));
        double[] spread = new double[d * d];
        Cholesky.Inverse(hessian, d, spread);
        double[] actual =
        [
            .. fit.StandardErrors.Means.ToArray(), .. fit.StandardErrors.StandardDeviations.ToArray(),
            fit.StandardErrors.Correlations.Span[3], fit.StandardErrors.Correlations.Span[6], fit.StandardErrors.Correlations.Span[7],
        ];
        for (int i = 0; i < d; i++)
            Oracle.CloseRelative(Math.Sqrt(spread[(i * d) + i]), actual[i], 1e-4);
        // A variance is the square of its standard deviation.
        Oracle.CloseRelative(2 * fit.StandardDeviations.Span[1] * actual[4], fit.StandardErrors.Covariance.Span[4], 1e-12);
    }

    [Fact]
    public void CompleteRowsHaveTheTextbookAnswer()
    {
        const int n = 90;
        PatternMoments moments = MissingRows.Moments(n, 2, 0);
        MultivariateNormalFit fit = MultivariateNormalFit.Of(moments);
        Assert.Single(fit.Iterations);
        double variance = moments.Patterns[0].Scatter.Span[0] / n, r = fit.Correlations.Span[1];
        Oracle.CloseRelative(variance, fit.Covariance.Span[0], 1e-13);
        Oracle.CloseRelative(Math.Sqrt(variance / n), fit.StandardErrors.Means.Span[0], 1e-12);
        Oracle.CloseRelative(Math.Sqrt(variance / (2 * n)), fit.StandardErrors.StandardDeviations.Span[0], 1e-12);
        Oracle.CloseRelative((1 - (r * r)) / Math.Sqrt(n), fit.StandardErrors.Correlations.Span[1], 1e-11);
        Assert.Equal((0, double.NaN), (fit.LittleTest.DegreesOfFreedom, fit.LittleTest.PValue));
    }

    [Fact]
    public void UnitsAndOffsetsChangeNothingElse()
    {
        double[] rows = MissingRows.Simulate(150, 3, 0.3, 8), moved = new double[rows.Length];
        double[] scale = [1e6, 1e-4, 1];
        for (int i = 0; i < rows.Length; i++)
            moved[i] = (rows[i] * scale[i % 3]) + (i % 3 == 2 ? 1e9 : 0);
        MultivariateNormalFit near = MultivariateNormalFit.Of(PatternMoments.Of(["a", "b", "c"], rows)), far = MultivariateNormalFit.Of(PatternMoments.Of(["a", "b", "c"], moved));
        Assert.Equal(FitStop.Converged, far.Stop);
        for (int i = 0; i < 9; i++)
        {
            Oracle.Close(near.Correlations.Span[i], far.Correlations.Span[i], 1e-6);
            Oracle.Close(near.StandardErrors.Correlations.Span[i], far.StandardErrors.Correlations.Span[i], 1e-6);
        }
        Oracle.CloseRelative(near.StandardErrors.Means.Span[1] * 1e-4, far.StandardErrors.Means.Span[1], 1e-6);
    }

    [Fact]
    public void PlainEmReachesTheSameMaximum()
    {
        PatternMoments moments = MissingRows.Moments(200, 4, 0.3, 2);
        MultivariateNormalFit fast = MultivariateNormalFit.Of(moments), plain = MultivariateNormalFit.Of(moments, new() { Method = FitMethod.Em });
        Assert.True(plain.Iterations.Count > 2 * fast.Iterations.Count);
        Oracle.Close(fast.LogLikelihood, plain.LogLikelihood, 1e-12);
        for (int i = 0; i < 16; i++)
            Oracle.Close(fast.Covariance.Span[i], plain.Covariance.Span[i], 1e-8);
    }

    [Fact]
    public void APairThatIsNeverTogetherIsNamedAndTheRestIsEstimated()
    {
        double[] rows = MissingRows.Simulate(200, 3, 0);
        for (int row = 0; row < 200; row++)
            rows[(row * 3) + (row % 2)] = double.NaN;
        MultivariateNormalFit fit = MultivariateNormalFit.Of(PatternMoments.Of(["a", "b", "c"], rows));
        Finding finding = Assert.Single(fit.Findings, finding => finding.Severity == Severity.Blocking);
        Assert.Equal("never-observed-together", finding.Code);
        Assert.Contains("a and b", finding.Message, StringComparison.Ordinal);
        Assert.True(double.IsNaN(fit.Correlations.Span[1]));
        Assert.True(double.IsNaN(fit.StandardErrors.Correlations.Span[1]));
        Assert.InRange(fit.StandardErrors.Correlations.Span[2], 0.01, 0.2);
        Assert.InRange(fit.StandardErrors.Means.Span[0], 0.01, 0.2);
    }

    [Fact]
    public void DataThatCannotCarryTheModelAreRefusedByName()
    {
        const double none = double.NaN;
        static string Message(string[] names, params double[] rows) => Assert.Throws<InputException>(() => MultivariateNormalFit.Of(PatternMoments.Of(names, rows))).Message;
        Assert.Contains("column b: all its cells are missing", Message(["a", "b"], 1, none, 2, none, 3, none), StringComparison.Ordinal);
        Assert.Contains("column b: all its observed cells are equal", Message(["a", "b"], 1, 0.1, 2, 0.1, 3, 0.1), StringComparison.Ordinal);
        Assert.Contains("column b: only one", Message(["a", "b"], 1, 2, 2, none, 3, none), StringComparison.Ordinal);
        Assert.Contains("2 rows with data", Message(["a", "b"], 1, 4, 2, 2, none, none), StringComparison.Ordinal);
        Assert.Contains("column c: it is a linear combination", Message(["a", "b", "c"], 1, 2, 3, 2, 5, 7, 3, 1, 4, 4, 9, 13, 1, 1, 2), StringComparison.Ordinal);
        Assert.Contains("column c: given the columns before it", Message(["a", "b", "c"], 1, 2, 3, 2, 5, 7, 3, 1, 4, 4, 9, 13, 1, 1, 2, none, 3, 1), StringComparison.Ordinal);
    }

    [Fact]
    public void EmptyRowsAndNearRepetitionsAreFound()
    {
        double[] rows = MissingRows.Simulate(100, 3, 0.1, 4);
        for (int row = 0; row < 100; row++)
            rows[(row * 3) + 2] = rows[row * 3] + (1e-3 * rows[(row * 3) + 1]) + (1e-3 * ((row * 7 % 11) - 5));
        rows.AsSpan(0, 3).Fill(double.NaN);
        MultivariateNormalFit fit = MultivariateNormalFit.Of(PatternMoments.Of(["a", "b", "c"], rows));
        Assert.Equal(["rows-all-missing", "near-singular-covariance"], fit.Findings.Select(finding => finding.Code));
        Assert.Equal(FitStop.Converged, fit.Stop);
    }

    [Fact]
    [Trait("Kind", "Simulation")]
    public void LittlesTestKeepsItsLevel()
    {
        int runs = Simulations.Count(400), rejected = 0;
        for (int run = 0; run < runs; run++)
            rejected += MultivariateNormalFit.Of(MissingRows.Moments(400, 3, 0.2, (ulong)run + 1)).LittleTest.PValue < 0.05 ? 1 : 0;
        Promises promises = new("3 columns, 400 rows, 20% missing", runs);
        promises.Keep("Little's test", rejected, 0.04, 0.065);
        promises.AssertKept();
    }

    [Fact]
    public void WithoutAMaximumThereIsNoLittleTest()
    {
        // Three rows cannot carry three columns: the likelihood has no bound.
        double[] rows = MissingRows.Simulate(200, 3, 0);
        for (int row = 3; row < 200; row++)
            rows.AsSpan((row * 3) + 1, 2).Fill(double.NaN);
        MultivariateNormalFit fit = MultivariateNormalFit.Of(PatternMoments.Of(["a", "b", "c"], rows));
        Assert.NotEqual(FitStop.Converged, fit.Stop);
        Assert.Contains(fit.Findings, finding => finding.Code == "fit-not-converged");
        Assert.Equal((double.NaN, 0, double.NaN), (fit.LittleTest.Statistic, fit.LittleTest.DegreesOfFreedom, fit.LittleTest.PValue));
    }

    [Fact]
    public void LittlesTestSeesMissingnessThatDependsOnValues()
    {
        double[] rows = MissingRows.Simulate(300, 2, 0);
        for (int row = 0; row < 300; row++)
            rows[(row * 2) + 1] = rows[row * 2] > 0.5 ? double.NaN : rows[(row * 2) + 1];
        MultivariateNormalFit fit = MultivariateNormalFit.Of(PatternMoments.Of(["a", "b"], rows));
        Assert.Equal(1, fit.LittleTest.DegreesOfFreedom);
        Assert.True(fit.LittleTest.PValue < 1e-6);
    }
}
