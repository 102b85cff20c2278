using Credence.Numerics;
using Credence.Testing;
using Xunit;

namespace Credence.Latent.Tests;

public class PrincipalComponentsTests
{
    // numpy.linalg.svd of the same waves, NumPy 2; that of the correlations is of columns divided by their deviations.
    private static readonly double[] s_covariance = [4.3121022426662705, 0.5442783466167774, 0.5439105385417357, 0.5272963081663076, 0.5018463912587837, 0.43542519631744003];
    private static readonly double[] s_correlation = [2.7033127585732153, 1.0004147487360744, 0.9009074361354661, 0.7115173786189057, 0.42775392819578084, 0.2560937497405508];
    private static readonly double[] s_covarianceVector = [-0.1455384237366492, -0.18346815935044952, 0.5965472693038856, 0.649856494496119, -0.2561338353469332, -0.31838868095234324];
    private static readonly double[] s_correlationVector = [0.09218595397443474, 0.985285844313595, 0.09215875734868789, -0.10282176048069414, -0.016846066694255257, -0.036935266854305815];
    private static readonly double[] s_covarianceRmse = [0.6440675251061954, 0.5712947974305326, 0.26600111729386405];
    private static readonly double[] s_correlationRmse = [0.7319232724349266, 0.6108553675480305, 0.2039981233561709];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheDecompositionIsThatOfAnotherProgram(bool standardize)
    {
        PrincipalComponents found = PrincipalComponents.Of(Waves(40, 6), standardize);
        (double[] values, double[] vector, double[] errors) = standardize ? (s_correlation, s_correlationVector, s_correlationRmse) : (s_covariance, s_covarianceVector, s_covarianceRmse);
        for (int i = 0; i < 6; i++)
        {
            Oracle.CloseRelative(found.Eigenvalues[i], values[i], 1e-13);
            Oracle.CloseRelative(found.Share(i), values[i] / values.Sum(), 1e-13);
            Oracle.CloseRelative(found.CumulativeShare(i + 1), values[..(i + 1)].Sum() / values.Sum(), 1e-13);
            Assert.Equal(vector[i], found.Loading(i, 1), 1e-9);
        }
        Assert.Equal(errors, ((int[])[1, 2, 5]).Select(found.ReconstructionRmse), (a, b) => Math.Abs(a - b) < 1e-13);
        Assert.Equal((0.0, 1.0, 1.0), (found.ReconstructionRmse(6), found.ReconstructionError(0), found.CumulativeShare(6)));
    }

    [Fact]
    public void ProjectionsHaveTheErrorThatIsStatedAndScoresTheirVariance()
    {
        PrincipalComponents found = PrincipalComponents.Of(Waves(301, 5), true);
        double[][] cells = found.Condensed(1);
        for (int rank = 0; rank <= 5; rank++)
        {
            double squares = cells.Sum(row => row.Zip(found.Project(row, rank), (a, b) => (a - b) * (a - b)).Sum());
            Assert.Equal(found.ReconstructionRmse(rank), Math.Sqrt(squares / (301 * 5)), 1e-12);
        }
        for (int i = 0; i < 5; i++)
        {
            double[] scores = found.Scores(i);
            Assert.Equal(0, scores.Average(), 1e-12);
            Oracle.CloseRelative(scores.Sum(score => score * score) / 300, found.Eigenvalues[i], 1e-12);
            Assert.True(Enumerable.Range(0, 5).MaxBy(j => Math.Abs(found.Loading(j, i))) is int j && found.Loading(j, i) > 0);
        }
        Assert.Equal(cells.Take(100).Average(row => row[2]), found.Condensed(100)[0][2], 1e-12);
        Assert.Equal(4, found.Condensed(100).Length);
    }

    // Singular values of the same doubles by mpmath with 60 digits. Products of columns would have lost all but the first.
    [Fact]
    public void SmallSingularValuesOfNearlyDependentColumnsKeepTheirDigits()
    {
        double[] x = [.. Enumerable.Range(1, 30).Select(i => Math.Sin(1.7 * i))];
        PrincipalComponents found = PrincipalComponents.Of([x, [.. x.Select((v, i) => v + 1e-9 * Math.Cos(2.3 * (i + 1)))], [.. x.Select(v => 1e6 + v * 0.5)]], false);
        Oracle.CloseRelative(found.Values[0], 5.8577287794429828817, 1e-13);
        Oracle.CloseRelative(found.Values[1], 2.8946163404146444934e-9, 1e-7);
        Oracle.CloseRelative(found.Values[2], 1.5654579094105258146e-10, 1e-6);
    }

    [Fact]
    public void ScaleOfColumnsCostsNoDigitsOfTheSmall()
    {
        double[][] waves = Waves(50, 3);
        PrincipalComponents alone = PrincipalComponents.Of([waves[0]], false);
        double[] huge = [.. waves[1].Select(v => 1e12 * v)];
        PrincipalComponents both = PrincipalComponents.Of([huge, waves[0]], false);
        double part = waves[0].Zip(Centred(waves[1]), (a, b) => a * b).Sum(), own = Centred(waves[1]).Sum(v => v * v);
        double residual = alone.Values[0] * alone.Values[0] - part * part / own;
        Oracle.CloseRelative(both.Values[1], Math.Sqrt(residual), 1e-12);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(2, 3)]
    [InlineData(4, 9)]
    [InlineData(600, 2)]
    [InlineData(1000, 90)]
    public void AnyShapeIsDecomposed(int rows, int columns)
    {
        RandomStream random = new(3, "shape", (ulong)rows);
        double[][] cells = [.. Enumerable.Range(0, columns).Select(_ => Enumerable.Range(0, rows).Select(_ => 1e9 + random.NextNormal()).ToArray())];
        PrincipalComponents found = PrincipalComponents.Of(cells, true);
        Assert.Equal(Math.Min(rows - 1, columns), found.Eigenvalues.Count(value => value > 0));
        Oracle.CloseRelative(found.Eigenvalues.Sum(), columns, 1e-10);
    }

    [Fact]
    public void ColumnsWithoutSpreadAreRefused()
    {
        Assert.Throws<ArgumentException>(() => PrincipalComponents.Of([[1, 1, 1]], false));
        Assert.Throws<ArgumentException>(() => PrincipalComponents.Of([[1, double.NaN, 2]], false));
        Assert.Throws<ArgumentException>(() => PrincipalComponents.Of([[1e308, -1e308, 1e308]], false));
        Assert.Throws<ArgumentException>(() => PrincipalComponents.Of([[0.1, 0.2], [1, 2, 3]], false));
        Assert.Throws<ArgumentOutOfRangeException>(() => PrincipalComponents.Of([], false));
        Assert.Throws<ArgumentOutOfRangeException>(() => PrincipalComponents.Of([[1]], false));
    }

    // 95% points of the eigenvalues of 4,000 matrices of independent normals, drawn whole by NumPy; the Monte Carlo errors of both are about 0.003.
    [Fact]
    public void ParallelAnalysisHasTheDistributionOfWholeRandomData()
    {
        double[] full = [1.32367296, 1.23760555, 1.17667405, 1.12703941, 1.08402041, 1.04220063, 1.00351164, 0.96738164, 0.92918527, 0.89228794, 0.85212615, 0.80757492];
        double[] quantiles = ParallelAnalysis.Quantiles(Independent(500, 12, true), 2000, 0.95, 1, TestContext.Current.CancellationToken);
        for (int i = 0; i < 12; i++)
            Assert.Equal(full[i], quantiles[i], 0.008);
        double[] fewRows = [6.33032268, 3.57363419, 2.02478191, 0.971956019, 0, 0, 0, 0];
        quantiles = ParallelAnalysis.Quantiles(Independent(5, 8, false), 4000, 0.95, 1, TestContext.Current.CancellationToken);
        for (int i = 0; i < 8; i++)
            Assert.Equal(fewRows[i], quantiles[i], 0.05 * fewRows[i] + 1e-12);
        Assert.Equal(quantiles, ParallelAnalysis.Quantiles(Independent(5, 8, false), 4000, 0.95, 1, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void LeadingComponentsAboveTheLineAreRetained()
    {
        Assert.Equal(2, ParallelAnalysis.Retained([3, 2, 0.9, 0.95], [1.5, 1.2, 1, 0.9]));
        Assert.Equal(0, ParallelAnalysis.Retained([1], [1]));
    }

    private static double[] Centred(double[] values) => [.. values.Select(v => v - values.Average())];

    // Columns whose deviations are exactly 1, so that random data of their deviations are standard normal.
    private static PrincipalComponents Independent(int rows, int columns, bool standardize)
    {
        RandomStream random = new(8, "independent");
        return PrincipalComponents.Of(
            [.. Enumerable.Range(0, columns).Select(_ =>
            {
                double[] drawn = Centred([.. Enumerable.Range(0, rows).Select(_ => random.NextNormal())]);
                double deviation = Math.Sqrt(drawn.Sum(v => v * v) / (rows - 1));
                return drawn.Select(v => v / deviation).ToArray();
            })],
            standardize);
    }

    private static double[][] Waves(int rows, int columns)
        => [.. Enumerable.Range(0, columns).Select(j => Enumerable.Range(1, rows).Select(i => Math.Sin(0.37 * i * (j + 1)) + 0.5 * Math.Cos(0.11 * i) * (j - 1)).ToArray())];
}
