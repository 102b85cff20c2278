using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>
/// Log densities for models on a tape: each is the sum of the log densities of its observations, a scalar, with its gradient worked out.
/// </summary>
/// <remarks>
/// Every argument may be a scalar or a vector, data or variable; scalars apply to all observations. Outside the support the value is −∞.
/// Normalising constants are included. Use with <c>using static Credence.Bayes.Density;</c>.
/// </remarks>
public static partial class Density
{
    /// <summary>Normal with a mean and a standard deviation.</summary>
    public static Variable<double> Normal(Variable<double> y, Variable<double> mean, Variable<double> sd)
        => new LocationScaleDensity<StandardNormal>("normal", y, mean, sd).Record();

    /// <summary>Normal around 0 with a standard deviation, restricted to y ≥ 0.</summary>
    public static Variable<double> HalfNormal(Variable<double> y, Variable<double> sd)
        => new LocationScaleDensity<StandardNormal>("half-normal", y, 0.0, sd, isHalf: true).Record();

    /// <summary>Cauchy with a location and a scale.</summary>
    public static Variable<double> Cauchy(Variable<double> y, Variable<double> location, Variable<double> scale)
        => new LocationScaleDensity<StandardCauchy>("cauchy", y, location, scale).Record();

    /// <summary>Cauchy around 0 with a scale, restricted to y ≥ 0.</summary>
    public static Variable<double> HalfCauchy(Variable<double> y, Variable<double> scale)
        => new LocationScaleDensity<StandardCauchy>("half-cauchy", y, 0.0, scale, isHalf: true).Record();
}
