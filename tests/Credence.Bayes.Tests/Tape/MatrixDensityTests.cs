using Credence.Numerics;
using Credence.Testing;
using Xunit;
using static Credence.Bayes.Density;
using static Credence.Bayes.Tests.Tape.DensityTests;

namespace Credence.Bayes.Tests.Tape;

public sealed class MatrixDensityTests
{
    private static readonly double[] Factor = [1.2, 0, 0, 0.4, 0.9, 0, -0.3, 0.2, 1.5];

    [Fact]
    public void TheMultivariateNormalIsThatOfItsCovariance()
    {
        double[] y = [1, -0.5, 0.7, 2, 0.1, -1], mean = [0.2, -0.1, 0.4];
        double[] eigenvalues = new double[3], eigenvectors = new double[9];
        Assert.True(SymmetricEigen.Decompose(Covariance(), 3, eigenvalues, eigenvectors));
        double expected = 0;
        for (int row = 0; row < 2; row++)
        {
            for (int k = 0; k < 3; k++)
            {
                double projection = Enumerable.Range(0, 3).Sum(i => eigenvectors[k * 3 + i] * (y[row * 3 + i] - mean[i]));
                expected -= 0.5 * (projection * projection / eigenvalues[k] + Math.Log(2 * Math.PI * eigenvalues[k]));
            }
        }
        Tape<double> tape = new();
        Variable<double> factor = Parameter(tape, Factor).Reshape(3, 3);
        Assert.Equal(expected, Forward(MultivariateNormal(tape.Constant(y, 2, 3), mean, factor)), 12);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(3, 3)]
    [InlineData(6, 1)]
    [InlineData(6, 3)]
    [InlineData(6, 6)]
    public void TheMultivariateNormalIsDifferentiated(int observations, int means)
    {
        RandomStream random = new(8, "multivariate");
        double[] x = [.. Enumerable.Range(0, observations + means).Select(_ => random.NextDouble()), .. Factor];
        CheckGradient(x, all => MultivariateNormal(
            all.Slice(0, observations).Reshape(observations / 3, 3), all.Slice(observations, means), all.Slice(observations + means, 9).Reshape(3, 3)));
    }

    [Fact]
    public void RegressionsAreThoseOfTheirLinearPredictors()
    {
        RandomStream random = new(9, "regressions");
        const int rows = 531, width = 3;
        // The last rows repeat the first, with other outcomes.
        double[] distinct = [.. Enumerable.Range(0, rows * width).Select(_ => 2 * random.NextDouble() - 1)];
        double[] design = [.. distinct.Select((value, i) => i < 400 * width ? value : distinct[i - 400 * width])], counts = [.. Enumerable.Range(0, rows).Select(i => (double)(i % 4))];
        double[] outcomes = [.. counts.Select((_, i) => Math.Sin(i) + design[i * width])], binary = [.. counts.Select(count => count % 2)];
        double[] position = [0.3, -0.5, 0.8, 0.2, 1.3];
        Variable<double> Linear(Variable<double> all) => all.Tape!.Constant(design, rows, width).Times(all.Slice(1, width)) + all[0];
        (Func<Variable<double>, Variable<double>> Fused, Func<Variable<double>, Variable<double>> Plain)[] pairs =
        [
            (x => NormalRegression(outcomes, design, x[0], x.Slice(1, width), x[4]), x => Normal(outcomes, Linear(x), x[4])),
            (x => LogisticRegression(binary, design, x[0], x.Slice(1, width)), x => BernoulliLogit(binary, Linear(x))),
            (x => PoissonRegression(counts, design, x[0], x.Slice(1, width)), x => PoissonLog(counts, Linear(x))),
        ];
        foreach ((Func<Variable<double>, Variable<double>> fused, Func<Variable<double>, Variable<double>> plain) in pairs)
        {
            double[][] gradients = [.. new[] { fused, plain }.Select(record => ValueAndGradient(position, record))];
            for (int i = 0; i < gradients[0].Length; i++)
                Oracle.Close(gradients[1][i], gradients[0][i], 1e-12, $"element {i}");
        }
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 3)]
    public void ARegressionWithFewerRowsThanSlopesStillHasItsDensity(int rows, int width)
    {
        double[] design = [.. Enumerable.Range(0, rows * width).Select(i => Math.Cos(i))], y = [.. Enumerable.Range(0, rows).Select(i => 1.0 + i)];
        double[] position = [0.3, -0.5, 0.8, 0.2, 1.3];
        double[] fused = ValueAndGradient(position, x => NormalRegression(y, design, x[0], x.Slice(1, width), x[4]));
        double[] plain = ValueAndGradient(position, x => Normal(y, x.Tape!.Constant(design, rows, width).Times(x.Slice(1, width)) + x[0], x[4]));
        for (int i = 0; i < fused.Length; i++)
            Oracle.Close(plain[i], fused[i], 1e-12, $"element {i}");
    }

    [Fact]
    public void TheCorrelationPriorIsUniformOverMatricesOfOrderTwo()
    {
        // Of order 2 and concentration 1 the correlation is uniform on (−1, 1), and so is the factor's free entry.
        Tape<double> tape = new();
        Variable<double> factor = Parameter(tape, [1, 0, 0.6, 0.8]).Reshape(2, 2);
        Assert.Equal(Math.Log(0.5), Forward(LkjCholesky(factor, 1)), 14);
        // Of concentration 2 its density is ¾ (1 − r²).
        Assert.Equal(Math.Log(0.75 * 0.64), Forward(LkjCholesky(factor, 2)), 14);
        CheckGradient([1, 0, 0, 0.6, 0.8, 0, 0.5, 0.5, Math.Sqrt(0.5)], x => LkjCholesky(x.Reshape(3, 3), 1.7));
    }

    private static double[] Covariance()
    {
        double[] covariance = new double[9];
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
                covariance[i * 3 + j] = Enumerable.Range(0, 3).Sum(k => Factor[i * 3 + k] * Factor[j * 3 + k]);
        }
        return covariance;
    }

    private static double[] ValueAndGradient(double[] position, Func<Variable<double>, Variable<double>> record)
    {
        Tape<double> tape = new();
        Variable<double> parameter = Parameter(tape, position), target = record(parameter);
        TapeReplay<double> replay = tape.Replay(target);
        replay.Forward();
        replay.Backward();
        return [target.Values[0], .. parameter.Adjoints];
    }
}
