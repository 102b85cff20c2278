using Credence.Bayes;
using Credence.Numerics;
using Credence.Testing;
using Xunit;

namespace Credence.Latent.Tests;

public sealed class IncompleteRowsTests
{
    [Fact]
    public void CellsComeInTheOrderOfTheRowsWithIntervalsOfTheirLevel()
    {
        double[] rows = MissingRows.Simulate(60, 3, 0.3, 2);
        rows.AsSpan(6, 3).Fill(double.NaN);
        IncompleteRows incomplete = new(MissingRows.Names(3), rows);
        MultivariateNormalFit fit = MultivariateNormalFit.Of(incomplete.Moments);
        IReadOnlyList<MissingCell> cells = incomplete.Predict(fit.Means.Span, fit.Covariance.Span, 0.9);
        Assert.Equal(Enumerable.Range(0, rows.Length).Where(i => double.IsNaN(rows[i])), cells.Select(cell => (cell.Row * 3) + cell.Variable));
        MissingCell free = cells.First(cell => cell is { Row: 2, Variable: 1 });
        Oracle.Close(fit.Means.Span[1], free.Mean, 1e-14);
        Oracle.Close(fit.StandardDeviations.Span[1], free.StandardDeviation, 1e-14);
        Oracle.Close(free.Mean + (1.6448536269514722 * free.StandardDeviation), free.Upper, 1e-13);
    }

    [Fact]
    public void CompletedRowsKeepWhatIsObservedAndTheCorrelations()
    {
        double[] rows = MissingRows.Simulate(4000, 3, 0.3, 2);
        IncompleteRows incomplete = new(MissingRows.Names(3), rows);
        MultivariateNormalFit fit = MultivariateNormalFit.Of(incomplete.Moments);
        double[] completed = incomplete.Complete(fit.Means.Span, fit.Covariance.Span, new RandomStream(1, "impute"));
        for (int i = 0; i < rows.Length; i++)
            Assert.True(double.IsNaN(rows[i]) ? double.IsFinite(completed[i]) : rows[i] == completed[i]);
        MultivariateNormalFit again = MultivariateNormalFit.Of(PatternMoments.Of(MissingRows.Names(3), completed));
        Assert.True(CorrelationResiduals.Between(fit.Correlations.Span, again.Correlations.Span).RootMeanSquare < 0.02);
        Assert.Equal(completed, incomplete.Complete(fit.Means.Span, fit.Covariance.Span, new RandomStream(1, "impute")));
    }

    [Fact]
    public void DrawnCellsDoNotDependOnThreadsAndAreWiderThanAtTheEstimate()
    {
        double[] rows = MissingRows.Simulate(25, 3, 0.25, 6);
        IncompleteRows incomplete = new(MissingRows.Names(3), rows);
        MultivariateNormalFit fit = MultivariateNormalFit.Of(incomplete.Moments);
        MultivariateNormalModel model = new(fit, new(Distribution.Normal(0, 10), Distribution.HalfNormal(5)));
        Draws draws = NutsSampler.Sample(model, new SamplingOptions { Chains = 2, Warmup = 300, Draws = 1000, Seed = 3 });
        IReadOnlyList<MissingCell> one = incomplete.Predict(draws, 0.9, 4, most: 2000, threads: 1), two = incomplete.Predict(draws, 0.9, 4, most: 2000, threads: 2);
        Assert.Equal(one, two);
        IReadOnlyList<MissingCell> plain = incomplete.Predict(fit.Means.Span, fit.Covariance.Span, 0.9);
        Assert.True(one.Average(cell => cell.StandardDeviation) > 1.02 * plain.Average(cell => cell.StandardDeviation));
        for (int i = 0; i < one.Count; i++)
            Assert.InRange(one[i].Mean, plain[i].Lower, plain[i].Upper);
    }

    [Fact]
    public void ResidualsAreMeasuredOverTheLowerTriangleWithItsDiagonal()
    {
        CorrelationResiduals residuals = CorrelationResiduals.Between([1, 0.5, 0.5, 1], [1, 0.2, 0.2, 1]);
        Oracle.Close(0.3, residuals.Residuals.Span[1], 1e-15);
        Oracle.Close(Math.Sqrt(0.09 / 3), residuals.RootMeanSquare, 1e-15);
        Assert.Throws<ArgumentException>(() => CorrelationResiduals.Between([1, 0, 0, 1], [1]));
    }
}
