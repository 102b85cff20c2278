using Credence.Testing;
using CsCheck;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace Credence.Numerics.Tests;

public sealed class LinearAlgebraTests
{
    private static readonly Gen<int> Orders = Gen.Int[1, 23];

    [Fact]
    public void CholeskyAgreesWithMathNet() => Orders.Holds(n =>
    {
        double[] matrix = PositiveDefinite(n), factor = new double[n * n], inverse = new double[n * n];
        Assert.True(Cholesky.TryFactor(matrix, n, factor, out int failing));
        Assert.Equal(-1, failing);
        Matrix<double> dense = Dense(matrix, n);
        AssertClose(Rows(dense.Cholesky().Factor), factor);
        Oracle.Close(dense.Cholesky().DeterminantLn, Cholesky.LogDeterminant(factor, n), 1e-12);
        Cholesky.Inverse(factor, n, inverse);
        AssertClose(Rows(dense.Inverse()), inverse);

        double[] right = Numbers(n, 2), solution = [.. right], scaled = [.. right];
        Cholesky.Solve(factor, n, solution);
        AssertClose([.. dense.Solve(Vector<double>.Build.Dense(right))], solution);
        double form = SymmetricMatrix.QuadraticForm(inverse, n, right);
        Oracle.Close(form, Cholesky.InverseQuadraticForm(factor, n, scaled), 1e-11);
    });

    [Fact]
    public void CholeskyWorksInPlace()
    {
        double[] matrix = PositiveDefinite(9), factor = new double[81];
        Cholesky.TryFactor(matrix, 9, factor, out _);
        Cholesky.TryFactor(matrix, 9, matrix, out _);
        Assert.Equal(factor, matrix);
    }

    [Fact]
    public void CholeskyNamesTheFailingPivot()
    {
        double[] factor = new double[9];
        Assert.False(Cholesky.TryFactor([1, 0, 0, 0, -1, 0, 0, 0, 1], 3, factor, out int failing));
        Assert.Equal(1, failing);
        Assert.False(Cholesky.TryFactor([1, 0, 0, 0, 1, 0, 0, 0, double.NaN], 3, factor, out failing));
        Assert.Equal(2, failing);
        Assert.False(Cholesky.TryFactor([double.PositiveInfinity, 0, 0, 1], 2, factor.AsSpan(0, 4), out failing));
        Assert.Equal(0, failing);
        // The third column is the sum of the first two but for 1e-13 of its variance.
        double[] collinear = [1, 0, 1, 0, 1, 1, 1, 1, 2 + 2e-13];
        Assert.True(Cholesky.TryFactor(collinear, 3, factor, out _));
        Assert.False(Cholesky.TryFactor(collinear, 3, factor, out failing, 1e-10));
        Assert.Equal(2, failing);
    }

    [Fact]
    public void TriangularSolvesInvertTheirProducts() => Orders.Holds(n =>
    {
        double[] factor = new double[n * n], x = Numbers(n, 3), rows = Numbers(3 * n, 4);
        Cholesky.TryFactor(PositiveDefinite(n), n, factor, out _);
        Matrix<double> lower = Dense(factor, n);
        double[] forward = [.. lower * Vector<double>.Build.Dense(x)], backward = [.. lower.Transpose() * Vector<double>.Build.Dense(x)];
        TriangularSolve.Lower(factor, n, forward);
        TriangularSolve.LowerTransposed(factor, n, backward);
        AssertClose(x, forward);
        AssertClose(x, backward);
        double[] products = Rows(Matrix<double>.Build.DenseOfRowMajor(3, n, rows) * lower.Transpose());
        TriangularSolve.LowerForRows(factor, n, products);
        AssertClose(rows, products);
    });

    [Fact]
    public void ProductsAgreeWithMathNet() => Gen.Select(Gen.Int[0, 9], Gen.Int[0, 11], Gen.Int[1, 21]).Holds((m, n, k) =>
    {
        double[] a = Numbers(m * k, 5), b = Numbers(n * k, 6), product = new double[m * n];
        MatrixProduct.TimesTransposed(a, b, k, product);
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
                Oracle.Close(Enumerable.Range(0, k).Sum(p => a[i * k + p] * b[j * k + p]), product[i * n + j], 1e-13);
        }
    });

    [Fact]
    public void RankUpdatesAgreeWithMathNet() => Gen.Select(Gen.Int[0, 13], Orders).Holds((count, n) =>
    {
        double[] rows = Numbers(count * n, 7), matrix = PositiveDefinite(n);
        Matrix<double> expected = Dense(matrix, n);
        if (count > 0)
        {
            Matrix<double> a = Matrix<double>.Build.DenseOfRowMajor(count, n, rows);
            expected -= 0.7 * a.TransposeThisAndMultiply(a);
        }
        SymmetricMatrix.AddRankUpdate(rows, n, -0.7, matrix);
        SymmetricMatrix.MirrorLower(matrix, n);
        AssertClose(Rows(expected), matrix);
    });

    [Fact]
    public void WrongShapesAreRejected()
    {
        double[] four = new double[4];
        Assert.Throws<ArgumentException>(() => Cholesky.TryFactor(four, 3, four, out _));
        Assert.Throws<ArgumentException>(() => TriangularSolve.Lower(four, 2, four));
        Assert.Throws<ArgumentException>(() => TriangularSolve.LowerForRows(four, 2, new double[3]));
        Assert.Throws<ArgumentException>(() => MatrixProduct.TimesTransposed(four, new double[3], 2, four));
        Assert.Throws<ArgumentException>(() => SymmetricMatrix.AddRankUpdate(new double[3], 2, 1, four));
    }

    [Fact]
    public void KernelsAllocateNothing()
    {
        const int n = 12;
        double[] matrix = PositiveDefinite(n), factor = new double[n * n], other = new double[n * n], vector = Numbers(n, 8);
        void Run()
        {
            Cholesky.TryFactor(matrix, n, factor, out _);
            Cholesky.Inverse(factor, n, other);
            Cholesky.Solve(factor, n, vector);
            TriangularSolve.LowerForRows(factor, n, other);
            MatrixProduct.TimesTransposed(matrix, factor, n, other);
            SymmetricMatrix.AddRankUpdate(factor, n, 0.5, other);
            vector[0] += 1e-9 * (SymmetricMatrix.QuadraticForm(matrix, n, vector) + Cholesky.LogDeterminant(factor, n));
        }
        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static double[] Numbers(int count, ulong stream)
    {
        double[] numbers = new double[count];
        new RandomStream(1, "linear algebra", stream).FillNormal(numbers);
        return numbers;
    }

    private static double[] PositiveDefinite(int n)
    {
        Matrix<double> a = Matrix<double>.Build.DenseOfRowMajor(n, n + 3, Numbers(n * (n + 3), 1));
        return Rows(a.TransposeAndMultiply(a) + Matrix<double>.Build.DenseIdentity(n));
    }

    private static Matrix<double> Dense(double[] rows, int n) => Matrix<double>.Build.DenseOfRowMajor(n, n, rows);

    private static double[] Rows(Matrix<double> matrix) => matrix.ToRowMajorArray();

    private static void AssertClose(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Oracle.Close(expected[i], actual[i], 1e-11, $"entry {i}");
    }
}
