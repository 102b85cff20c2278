using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>The Dirichlet distribution of shares that sum to 1.</summary>
public sealed class Dirichlet
{
    private readonly double[] concentrations;
    private readonly double constant;

    /// <summary>Creates the distribution.</summary>
    /// <param name="concentrations">One concentration for each share, above 0; at least two.</param>
    public Dirichlet(params ReadOnlySpan<double> concentrations)
    {
        Guard.AtLeast(concentrations.Length, 2);
        this.concentrations = concentrations.ToArray();
        double sum = 0;
        // Γ(a₁ + … + aₖ) / (Γ(a₁) … Γ(aₖ)) as a product of beta functions, which do not cancel.
        foreach (double concentration in concentrations)
        {
            Guard.Positive(concentration, nameof(concentrations));
            constant -= sum > 0 ? GammaFunction.LogBeta(sum, concentration) : 0;
            sum += concentration;
        }
    }

    /// <summary>The concentrations.</summary>
    public ReadOnlySpan<double> Concentrations => concentrations;

    /// <summary>The log density of all shares but the last, with its constant; −∞ for a share below 0.</summary>
    /// <param name="shares">The shares; that they sum to 1 is not checked.</param>
    /// <param name="gradient">Receives (aₖ − 1) / xₖ.</param>
    public double LogDensity(ReadOnlySpan<double> shares, Span<double> gradient)
    {
        Guard.SameLength(shares.Length, concentrations.Length);
        Guard.SameLength(gradient.Length, concentrations.Length);
        double sum = constant;
        for (int i = 0; i < shares.Length; i++)
        {
            double power = concentrations[i] - 1;
            gradient[i] = power == 0 ? 0 : power / shares[i];
            if (shares[i] < 0)
                sum = double.NegativeInfinity;
            else if (power != 0)
                sum += power * Math.Log(shares[i]);
        }
        return sum;
    }

    /// <summary>Draws shares, each as its part of a beta-distributed remainder.</summary>
    public void Draw(RandomStream random, Span<double> shares)
    {
        ArgumentNullException.ThrowIfNull(random);
        Guard.SameLength(shares.Length, concentrations.Length);
        double rest = 1;
        for (int i = 0; i < shares.Length - 1; i++)
        {
            double later = 0;
            for (int j = i + 1; j < concentrations.Length; j++)
                later += concentrations[j];
            double part = random.NextBeta(concentrations[i], later);
            shares[i] = rest * part;
            rest *= 1 - part;
        }
        shares[^1] = rest;
    }
}
