using Credence.Numerics;

namespace Credence.Latent.Tests;

/// <summary>Tables whose truth is known.</summary>
internal static class SimulatedTable
{
    /// <summary>x normal, y = 1 + 0.8 x + noise of deviation 0.6 (so that y has mean 1 and deviation 1); cells of y are missing.</summary>
    /// <param name="random">The random numbers.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="rate">Share of y missing.</param>
    /// <param name="atRandom">Whether rows with a large x lack y more often; else all alike.</param>
    public static IncompleteTable Pair(RandomStream random, int rows, double rate, bool atRandom)
    {
        double[] x = new double[rows], y = new double[rows];
        for (int row = 0; row < rows; row++)
        {
            x[row] = random.NextNormal();
            y[row] = 1 + (0.8 * x[row]) + (0.6 * random.NextNormal());
            double missing = atRandom ? (x[row] > 0 ? 1.6 : 0.4) * rate : rate;
            if (random.NextDouble() < missing)
                y[row] = double.NaN;
        }
        return new([IncompleteColumn.Numbers("x", x), IncompleteColumn.Numbers("y", y)]);
    }

    /// <summary>Two numbers, a 0/1 column, a text of two levels and one of three, all depending on the first; every other column has missing cells.</summary>
    public static IncompleteTable Mixed(RandomStream random, int rows, double rate)
    {
        double[] x = new double[rows], y = new double[rows], flag = new double[rows];
        string?[] side = new string?[rows], colour = new string?[rows];
        for (int row = 0; row < rows; row++)
        {
            x[row] = random.NextNormal();
            y[row] = Hidden() ? double.NaN : 2 + x[row] + (0.5 * random.NextNormal());
            flag[row] = Hidden() ? double.NaN : Chance(2 * x[row]) ? 1 : 0;
            side[row] = Hidden() ? null : Chance(-2 * x[row]) ? "right" : "left";
            colour[row] = Hidden() ? null : Chance(3 * x[row]) ? Chance(0) ? "red" : "green" : "blue";
        }
        return new([
            IncompleteColumn.Numbers("x", x), IncompleteColumn.Numbers("y", y), IncompleteColumn.Numbers("flag", flag),
            IncompleteColumn.Texts("side", side), IncompleteColumn.Texts("colour", colour),
        ]);

        bool Hidden() => random.NextDouble() < rate;

        bool Chance(double logit) => random.NextDouble() < 1 / (1 + Math.Exp(-logit));
    }
}
