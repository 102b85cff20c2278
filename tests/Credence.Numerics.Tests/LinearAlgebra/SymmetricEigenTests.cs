using Credence.Testing;
using CsCheck;
using Xunit;

namespace Credence.Numerics.Tests;

public sealed class SymmetricEigenTests
{
    [Fact]
    public void EigenvectorsTurnTheMatrixIntoItsEigenvalues()
        => Gen.Select(Gen.Int[1, 12], Gen.Int[-150, 150], Gen.Int[0, 1_000_000]).Holds((order, exponent, seed) =>
        {
            RandomStream random = new((ulong)seed, "eigen");
            double scale = Math.Pow(10, exponent);
            double[] matrix = new double[order * order];
            // Rank at most order − 1 in every third case.
            int rank = seed % 3 == 0 ? Math.Max(1, order - 1) : order + 2;
            for (int r = 0; r < rank; r++)
            {
                double[] row = [.. Enumerable.Range(0, order).Select(_ => random.NextNormal())];
                SymmetricMatrix.AddRankUpdate(row, order, scale, matrix);
            }
            SymmetricMatrix.MirrorLower(matrix, order);
            double[] values = new double[order], vectors = new double[order * order];
            Assert.True(SymmetricEigen.Decompose([.. matrix], order, values, vectors));
            double largest = values.Max();
            for (int i = 0; i < order; i++)
            {
                for (int j = 0; j < order; j++)
                {
                    double rebuilt = Enumerable.Range(0, order).Sum(k => vectors[k * order + i] * values[k] * vectors[k * order + j]);
                    double product = Enumerable.Range(0, order).Sum(k => vectors[i * order + k] * vectors[j * order + k]);
                    Assert.True(Math.Abs(rebuilt - matrix[i * order + j]) <= 1e-13 * order * largest, $"{rebuilt} for {matrix[i * order + j]}");
                    Assert.Equal(i == j ? 1 : 0, product, 1e-13 * order);
                }
            }
        }, iterations: 300);

    [Fact]
    public void DiagonalMatricesAreLeftAlone()
    {
        double[] values = new double[3], vectors = new double[9];
        Assert.True(SymmetricEigen.Decompose([3, 0, 0, 0, -1, 0, 0, 0, 0], 3, values, vectors));
        Assert.Equal([3, -1, 0], values);
        Assert.Equal([1, 0, 0, 0, 1, 0, 0, 0, 1], vectors);
    }

    [Fact]
    public void EntriesThatAreNotFiniteAreTold()
        => Assert.False(SymmetricEigen.Decompose([1, double.NaN, double.NaN, 1], 2, new double[2], new double[4]));
}
