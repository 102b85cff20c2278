namespace Credence.Latent;

/// <summary>The parameters of a mixture and of its labels, in standard deviations of all values from their mean.</summary>
internal sealed class MixtureState(int components)
{
    private const double LeastRate = 1e-9;

    public int Components => Mean.Length;

    public double[] Mean { get; } = new double[components];

    public double[] Deviation { get; } = new double[components];

    public double[] Share { get; } = new double[components];

    /// <summary>P(no label | component).</summary>
    public double[] Missing { get; } = [.. Enumerable.Repeat(0.5, components)];

    /// <summary>P(wrong label | component), where it is estimated.</summary>
    public double Error { get; set; } = 0.1;

    /// <summary>The number of unconstrained coordinates.</summary>
    public int Coordinates => (4 * Components) + 1;

    public void CopyFrom(MixtureState other)
    {
        other.Mean.CopyTo(Mean, 0);
        other.Deviation.CopyTo(Deviation, 0);
        other.Share.CopyTo(Share, 0);
        other.Missing.CopyTo(Missing, 0);
        Error = other.Error;
    }

    public MixtureState Copy()
    {
        MixtureState copy = new(Components);
        copy.CopyFrom(this);
        return copy;
    }

    /// <summary>Writes means, logarithms of standard deviations and shares, and log odds of label loss and error.</summary>
    public void Unconstrain(Span<double> position)
    {
        int count = Components;
        for (int j = 0; j < count; j++)
        {
            position[j] = Mean[j];
            position[count + j] = Math.Log(Deviation[j]);
            position[(2 * count) + j] = Math.Log(Share[j]);
            position[(3 * count) + j] = LogOdds(Missing[j]);
        }
        position[4 * count] = LogOdds(Error);
    }

    /// <summary>The inverse of <see cref="Unconstrain"/>; shares are made to sum to 1.</summary>
    public void Constrain(ReadOnlySpan<double> position)
    {
        int count = Components;
        double total = 0;
        for (int j = 0; j < count; j++)
        {
            Mean[j] = position[j];
            Deviation[j] = Math.Exp(position[count + j]);
            total += Share[j] = Math.Exp(position[(2 * count) + j]);
            Missing[j] = Rate(1 / (1 + Math.Exp(-position[(3 * count) + j])));
        }
        for (int j = 0; j < count; j++)
            Share[j] /= total;
        Error = Math.Min(0.5, Rate(1 / (1 + Math.Exp(-position[4 * count]))));
    }

    /// <summary>A probability kept away from 0 and 1, where the likelihood has no second derivative.</summary>
    public static double Rate(double probability) => Math.Clamp(probability, LeastRate, 1 - LeastRate);

    /// <summary>Whether a probability lies at a bound.</summary>
    public static bool AtBound(double rate) => rate <= 2 * LeastRate || rate >= 1 - (2 * LeastRate);

    /// <summary>Puts components into a new order.</summary>
    /// <param name="order">The present place of each component.</param>
    public void Reorder(ReadOnlySpan<int> order)
    {
        MixtureState old = Copy();
        for (int j = 0; j < order.Length; j++)
            (Mean[j], Deviation[j], Share[j], Missing[j]) = (old.Mean[order[j]], old.Deviation[order[j]], old.Share[order[j]], old.Missing[order[j]]);
    }

    private static double LogOdds(double rate) => Math.Log(rate / (1 - rate));
}
