using Credence.Testing;
using Xunit;
using static Credence.Numerics.Tests.Autodiff.TapeTests;

namespace Credence.Numerics.Tests.Autodiff;

public sealed class TapeOperationTests
{
    private static readonly double[] X = Draw(new RandomStream(4, "operations"), 60, -2, 2);

    public static TheoryData<string> All => [.. Operations.Keys];

    private static Dictionary<string, Func<Variable<double>, Variable<double>>> Operations { get; } = new()
    {
        ["sum"] = x => x.Sum(),
        ["mean"] = x => x.Reshape(6, 10).Mean(),
        ["sum of rows"] = x => x.Reshape(6, 10).SumRows(),
        ["sum of columns"] = x => x.Reshape(6, 10).SumColumns(),
        ["dot"] = x => x.Slice(0, 13).Dot(x.Slice(9, 13)),
        ["dot with data"] = x => x.Dot(X),
        ["log-sum-exp"] = x => x.LogSumExp(),
        ["log-sum-exp of rows"] = x => x.Reshape(6, 10).LogSumExpRows(),
        ["softmax"] = x => x.Reshape(6, 10).SoftmaxRows(),
        ["log-softmax"] = x => x.Reshape(12, 5).LogSoftmaxRows(),
        ["gather elements"] = x => x.Gather(3, 0, 3, 59),
        ["gather rows"] = x => x.Reshape(20, 3).Gather(3, 0, 3, 19),
        ["block"] = x => x.Reshape(6, 10).Slice(1, 3, 2, 7),
        ["element"] = x => x[7],
        ["stack"] = x => Variable.Stack(x.Slice(0, 6).Reshape(2, 3), x.Slice(2, 3).Reshape(1, 3), x.Slice(30, 9).Reshape(3, 3)),
        ["stack scalars"] = x => Variable.Stack(x[3], 1.5, x[4]),
        ["join"] = x => Variable.Join(x.Slice(0, 6).Reshape(2, 3), x.Slice(2, 2), x.Slice(30, 8).Reshape(2, 4)),
        ["transpose"] = x => x.Reshape(6, 10).Transpose(),
        ["transpose of a column"] = x => x.Transpose(),
        ["matrix × vector"] = x => x.Slice(0, 35).Reshape(7, 5).Times(x.Slice(40, 5)),
        ["matrix × matrix"] = x => x.Slice(0, 35).Reshape(7, 5).Times(x.Slice(20, 15).Reshape(5, 3)),
        ["wide matrix × matrix"] = x => x.Slice(0, 4).Reshape(2, 2).Times(x.Slice(4, 38).Reshape(2, 19)),
        ["affine"] = x => x.Slice(0, 35).Reshape(7, 5).Affine(x.Slice(20, 30).Reshape(5, 6), x.Slice(50, 6)),
        ["triangular solve"] = x => Lower(x).SolveLower(x.Slice(20, 4)),
        ["triangular solve of a matrix"] = x => Lower(x).SolveLower(x.Slice(20, 12).Reshape(4, 3)),
        ["transposed triangular solve"] = x => Lower(x).SolveLowerTransposed(x.Slice(20, 12).Reshape(4, 3)),
        ["cholesky"] = x => Positive(x).Cholesky(),
        ["log determinant"] = x => Positive(x).Cholesky().Reshape(16, 1).Gather(0, 5, 10, 15).Log(),
        ["custom"] = x => x.Custom("sum of cubes", SumOfCubes),
    };

    [Theory]
    [MemberData(nameof(All))]
    public void DerivativesAreThoseOfFiniteDifferences(string operation) => Check(X, (60, 1), Operations[operation], 5e-9);

    [Fact]
    public void ProductsOfAnySizeAreThoseOfTheDefinition()
    {
        RandomStream random = new(5, "products");
        foreach ((int m, int k, int n) in new[] { (1, 1, 2), (2, 3, 4), (5, 2, 8), (4, 7, 9), (9, 4, 16), (3, 5, 17), (6, 1, 33), (8, 12, 31) })
        {
            double[] a = Draw(random, m * k, -1, 1), b = Draw(random, k * n, -1, 1), bias = Draw(random, n, -1, 1);
            Tape<double> tape = new();
            Variable<double> left = tape.Input(m, k), right = tape.Constant(b, k, n);
            Variable<double> product = left.Times(right), shifted = left.Affine(right, bias);
            // A neighbour recorded after the product shows whether its remainders spill over.
            Variable<double> neighbour = tape.Input(1, 5);
            a.CopyTo(left.Writable());
            neighbour.Writable().Fill(7);
            tape.Replay(product, shifted).Forward();
            for (int i = 0; i < m; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    double sum = Enumerable.Range(0, k).Sum(p => a[i * k + p] * b[p * n + j]);
                    Assert.Equal(sum, product.Values[i * n + j], 12);
                    Assert.Equal(sum + bias[j], shifted.Values[i * n + j], 12);
                }
            }
            Assert.All(neighbour.Values.ToArray(), value => Assert.Equal(7, value));
        }
    }

    [Fact]
    public void ProductsLeaveTheAdjointsOfNeighboursAlone()
    {
        Tape<float> tape = new();
        Variable<float> before = tape.Parameter(3), weights = tape.Parameter(3, 5), after = tape.Parameter(3), bias = tape.Parameter(1, 5);
        Variable<float> x = tape.Input(7, 3);
        x.Writable().Fill(0.5f);
        TapeReplay<float> replay = tape.Replay(x.Affine(weights, bias).Sum() + before.Sum() + after.Sum());
        replay.Forward();
        replay.Backward();
        Assert.All(before.Adjoints.ToArray(), bar => Assert.Equal(1, bar));
        Assert.All(after.Adjoints.ToArray(), bar => Assert.Equal(1, bar));
        Assert.All(bias.Adjoints.ToArray(), bar => Assert.Equal(7, bar));
        Assert.All(weights.Adjoints.ToArray(), bar => Assert.Equal(3.5f, bar));
    }

    [Fact]
    public void TheCholeskyFactorIsThatOfTheLibrary()
    {
        Variable<double> matrix = default;
        Variable<double> factor = Compute(X, x => (matrix = Positive(x)).Cholesky());
        double[] expected = new double[16];
        matrix.Tape!.Replay(matrix).Forward();
        Assert.True(Cholesky.TryFactor(matrix.Values, 4, expected, out _));
        for (int i = 0; i < 16; i++)
            Assert.Equal(expected[i], factor.Values[i], 14);
    }

    [Fact]
    public void AMatrixThatIsNotPositiveDefiniteHasNoFactor()
    {
        Tape<double> tape = new();
        Variable<double> factor = tape.Constant([1, 2, 2, 1], 2, 2).Cholesky();
        tape.Replay(factor).Forward();
        Assert.All(factor.Values.ToArray(), value => Assert.Equal(double.NaN, value));
    }

    [Fact]
    public void LogSumExpNeitherOverflowsNorTurnsEmptySumsIntoNaN()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Parameter(2, 3), sums = x.LogSumExpRows(), total = sums[1];
        new[] { double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity, 1000, 1001, -5000 }.CopyTo(x.Writable());
        TapeReplay<double> replay = tape.Replay(total, sums);
        replay.Forward();
        replay.Backward();
        Assert.Equal(double.NegativeInfinity, sums.Values[0]);
        Oracle.CloseRelative(1001 + Elementary.Log1p(Math.Exp(-1)), sums.Values[1], 1e-15);
        Assert.Equal([0, 0, 0], x.Adjoints[..3].ToArray());
        Assert.Equal(1 / (1 + Math.E), x.Adjoints[3], 14);
    }

    private static Variable<double> Lower(Variable<double> x)
        => x.Slice(0, 16).Reshape(4, 4) + x.Tape!.Constant([3, 0, 0, 0, 0, -3, 0, 0, 0, 0, 4, 0, 0, 0, 0, 5], 4, 4);

    private static Variable<double> Positive(Variable<double> x)
    {
        Variable<double> root = x.Slice(0, 20).Reshape(4, 5);
        return root.Times(root.Transpose()) + x.Tape!.Constant([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], 4, 4);
    }

    private static double SumOfCubes(ReadOnlySpan<double> x, Span<double> gradient)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += x[i] * x[i] * x[i];
            gradient[i] = 3 * x[i] * x[i];
        }
        return sum;
    }
}
