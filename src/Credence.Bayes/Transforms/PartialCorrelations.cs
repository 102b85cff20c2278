using System.Numerics.Tensors;

namespace Credence.Bayes;

/// <summary>
/// One row of a Cholesky factor from its canonical partial correlations z = tanh(y): entry j is s zⱼ rⱼ with rⱼ = Π sech(yₖ) over k &lt; j, and s r is the diagonal entry.
/// </summary>
/// <remarks>Lewandowski, Kurowicka and Joe (2009). 1 − z² is never formed by subtraction: it is sech²(y) on the way forth, a sum of squares on the way back.</remarks>
internal static class PartialCorrelations
{
    // Below, squares of the row's entries have lost digits to underflow.
    private const double SmallestSquare = 1e-280;

    private const double Ln2 = 0.69314718055994530942;

    /// <summary>Fills the first entries of the matrix with exp(−|y|); rows must then be formed from the last to the first.</summary>
    public static void PrepareRows(ReadOnlySpan<double> coordinates, Span<double> values)
    {
        Span<double> decays = values[..coordinates.Length];
        for (int i = 0; i < decays.Length; i++)
            decays[i] = -Math.Abs(coordinates[i]);
        TensorPrimitives.Exp(decays, decays);
    }

    /// <summary>Forms row i, and gives Σ (i − 1 + last − k) log sech(yₖ).</summary>
    /// <param name="coordinates">The coordinates of all rows.</param>
    /// <param name="values">The matrix. Row i is written to places after those whose decays are still needed by the rows above it.</param>
    /// <param name="order">The order of the matrix.</param>
    /// <param name="i">The row.</param>
    /// <param name="scale">The length s of the row.</param>
    /// <param name="last">The power of the last sech in the Jacobian.</param>
    public static double ConstrainRow(ReadOnlySpan<double> coordinates, Span<double> values, int order, int i, double scale, int last)
    {
        int start = i * (i - 1) / 2;
        ReadOnlySpan<double> y = coordinates.Slice(start, i);
        Span<double> decays = values.Slice(start, i), row = values.Slice(i * order, order);
        PowerLog logs = new();
        double radius = scale, exponent = 0;
        for (int k = 0; k < i; k++)
        {
            // sech(y) = 2 d / (1 + d²) and |tanh(y)| = (1 − d²) / (1 + d²) with d = exp(−|y|).
            double decay = decays[k], square = decay * decay, sum = 1 + square, inverse = 1 / sum;
            exponent += (i - 1 + last - k) * (Ln2 - Math.Abs(y[k]));
            logs.Multiply(sum);
            row[k] = Math.CopySign((1 - square) * inverse, y[k]) * radius;
            radius *= 2 * decay * inverse;
        }
        row[i] = radius;
        row[(i + 1)..].Clear();
        return exponent - logs.Total(last);
    }

    /// <summary>Carries the gradient of a row back, the log-Jacobian included but for the scale's.</summary>
    public static void BackwardRow(
        ReadOnlySpan<double> coordinates, ReadOnlySpan<double> row, ReadOnlySpan<double> rowGradient, double scale, int last, Span<double> coordinateGradient)
    {
        int i = coordinates.Length;
        double inverseScale = 1 / scale, diagonal = row[i] * inverseScale;
        double square = diagonal * diagonal, later = rowGradient[i] * row[i] + last;
        for (int k = i - 1; k >= 0; k--)
        {
            double value = row[k] * inverseScale, next = square;
            square += value * value;
            if (square > SmallestSquare)
            {
                double inverse = 1 / Math.Sqrt(square);
                coordinateGradient[k] = inverse * (rowGradient[k] * scale * next - value * later);
            }
            else
            {
                coordinateGradient[k] = -Math.Tanh(coordinates[k]) * later;
            }
            later += rowGradient[k] * row[k] + 1;
        }
    }

    /// <summary>The coordinates of a row, sinh(yⱼ) being entry j over the length of what follows it.</summary>
    /// <returns>The length of the row.</returns>
    public static double UnconstrainRow(ReadOnlySpan<double> row, Span<double> coordinates)
    {
        double length = row[^1];
        for (int k = coordinates.Length - 1; k >= 0; k--)
        {
            coordinates[k] = Math.Asinh(row[k] / length);
            length = double.Hypot(length, row[k]);
        }
        return length;
    }

    /// <summary>Σ (n − 1 + last − k) log(factor k) over n factors in [1, 2], as the log of a product of running products: one logarithm, not n.</summary>
    private struct PowerLog()
    {
        private const double Large = 1e100;

        private double product = 1, products = 1, logProduct, logProducts;

        public void Multiply(double factor)
        {
            product *= factor;
            products *= product;
            logProducts += logProduct;
            if (product > Large)
            {
                logProduct += Math.Log(product);
                product = 1;
            }
            if (products > Large)
            {
                logProducts += Math.Log(products);
                products = 1;
            }
        }

        public readonly double Total(int last) => logProducts + Math.Log(products) + (last - 1) * (logProduct + Math.Log(product));
    }
}
