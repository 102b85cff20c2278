using Credence.Numerics;

namespace Credence.Latent.Tests;

/// <summary>Simulated rows of two normals, some with labels.</summary>
internal sealed record MixtureRows(double[] Values, int[] Labels)
{
    public MixtureData Data => MixtureData.Of(Values, Labels);

    /// <summary>Rows of two components.</summary>
    /// <param name="random">The random numbers.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="means">The means.</param>
    /// <param name="deviations">The standard deviations.</param>
    /// <param name="share">The share of the second.</param>
    /// <param name="label">The label of a row, given its component and value.</param>
    public static MixtureRows Of(
        RandomStream random, int rows, (double First, double Second) means, (double First, double Second) deviations, double share, Func<int, double, int> label)
    {
        double[] values = new double[rows];
        int[] labels = new int[rows];
        for (int i = 0; i < rows; i++)
        {
            int component = random.NextDouble() < share ? 1 : 0;
            values[i] = component == 0 ? means.First + (deviations.First * random.NextNormal()) : means.Second + (deviations.Second * random.NextNormal());
            labels[i] = label(component, values[i]);
        }
        return new(values, labels);
    }

    /// <summary>Rows like those of the worked example: means 50 and 56, standard deviations 10 and 12, equal shares.</summary>
    public static MixtureRows Sales(RandomStream random, int rows, double labelled)
        => Of(random, rows, (50, 56), (10, 12), 0.5, (component, _) => random.NextDouble() < labelled ? component : MixtureData.Unknown);
}
