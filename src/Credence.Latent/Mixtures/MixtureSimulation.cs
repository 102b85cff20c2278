using Credence.Numerics;

namespace Credence.Latent;

/// <summary>Simulates rows and labels from a fitted mixture.</summary>
internal static class MixtureSimulation
{
    /// <summary>As many rows as the data have; labels are lost and go wrong as the fit says, or at the overall rate of missing labels.</summary>
    public static MixtureData Of(MixtureFit fit, RandomStream random)
    {
        int components = fit.Components.Count, rows = checked((int)fit.Data.Rows);
        MixtureState state = fit.State;
        LabelMechanism labels = fit.Problem.Labels;
        double overall = 1 - ((double)fit.Data.Labelled / rows);
        double[] values = new double[rows];
        int[] found = new int[rows];
        for (int row = 0; row < rows; row++)
        {
            int component = Pick(random, components, j => state.Share[j]);
            FittedComponent from = fit.Components[component];
            values[row] = from.Mean + (from.StandardDeviation * random.NextNormal());
            bool lost = random.NextDouble() < (labels.LossByComponent ? state.Missing[component] : overall);
            double kept = labels.LossByComponent ? 1 - state.Missing[component] : 1;
            found[row] = lost ? MixtureData.Unknown
                : labels.LabelsAreRight ? component
                : Pick(random, components, label => Math.Exp(labels.LogChance(state, label, component)) / kept);
        }
        return MixtureData.Of(values, found, components);
    }

    private static int Pick(RandomStream random, int count, Func<int, double> chance)
    {
        double left = random.NextDouble();
        for (int j = 0; j < count - 1; j++)
        {
            left -= chance(j);
            if (left < 0)
                return j;
        }
        return count - 1;
    }
}
