using Credence.Bayes;
using Credence.Numerics;
using static Credence.Bayes.Density;

namespace Samples;

/// <summary>
/// X = μ + Z + ε with hidden Z ~ N(ν, τ²) and ε ~ N(0, σ²). The data see only μ + ν and σ² + τ²: two directions are left to the priors.
/// </summary>
/// <param name="x">The observations.</param>
public sealed class LatentGaussianModel(double[] x) : TapeModel
{
    protected override Variable<double> LogDensity(ModelTape model)
    {
        Variable<double> mu = model.Real("mu"), nu = model.Real("nu");
        Variable<double> sigma = model.Positive("sigma"), tau = model.Positive("tau");
        Variable<double> mean = model.Report("mu + nu", mu + nu);
        Variable<double> sd = model.Report("sd of x", (sigma.Square() + tau.Square()).Sqrt());
        // Z is summed out exactly: given the rest, X is normal with the sum of the means and of the variances.
        return Normal(mu, 0, 5) + Normal(nu, 0, 5) + HalfNormal(sigma, 2) + HalfNormal(tau, 2) + Normal(x, mean, sd);
    }
}
