using Credence.Bayes;

namespace Credence.Experiments;

/// <summary>The exact posterior of one arm under a conjugate model.</summary>
public abstract record ArmPosterior
{
    /// <summary>The posterior of the arm's mean: of its rate, probability or average.</summary>
    public abstract IDistribution Mean { get; }

    /// <summary>The density of the mean, cut into panels for integrals over several arms.</summary>
    internal abstract PosteriorDensity ToDensity();
}
