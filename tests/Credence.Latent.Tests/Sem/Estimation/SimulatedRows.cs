using Credence.Numerics;

namespace Credence.Latent.Tests;

/// <summary>Rows of a model of two factors, with three indicators each and an effect of one on the other.</summary>
internal static class SimulatedRows
{
    public const string Text = "f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6\ng ~ b*f\nd := b*b";

    public static readonly string[] Names = ["x1", "x2", "x3", "x4", "x5", "x6"];

    public static ParameterTable Table(bool means = false, string text = Text, IReadOnlyList<string>? groups = null)
        => SemModelText.Complete(SemSyntax.Parse(text, "model"), new SemDefaults { MeanStructure = means, Groups = groups ?? [""] });

    /// <summary>Rows with loadings 1, 0.8 and 1.2, unit residual variances and the given effect; with heavy tails every row is divided by one χ variable.</summary>
    public static double[] Draw(ulong seed, int n, double effect = 0.5, bool heavy = false)
    {
        var stream = new RandomStream(seed, "sem-rows");
        double[] loadings = [1, 0.8, 1.2], rows = new double[n * 6];
        for (int row = 0; row < n; row++)
        {
            double f = stream.NextNormal(), g = (effect * f) + stream.NextNormal();
            // A multivariate t of 8 degrees of freedom, scaled to variance 1.
            double scale = heavy ? Math.Sqrt(6 / (2 * stream.NextGamma(4))) : 1;
            for (int i = 0; i < 6; i++)
                rows[(row * 6) + i] = i + (scale * ((loadings[i % 3] * (i < 3 ? f : g)) + stream.NextNormal()));
        }
        return rows;
    }

    /// <summary>Rows with cells missing at random.</summary>
    public static double[] WithHoles(double[] rows, ulong seed, double share)
    {
        var stream = new RandomStream(seed, "sem-holes");
        return [.. rows.Select(value => stream.NextDouble() < share ? double.NaN : value)];
    }
}
