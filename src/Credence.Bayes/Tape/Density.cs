using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>
/// Log densities for models on a tape: each is the sum of the log densities of its observations, a scalar, with its gradient worked out.
/// </summary>
/// <remarks>
/// Every argument may be a scalar or a vector, data or variable, where nothing else is said; scalars apply to all observations.
/// Normalising constants are included. Outside the support the value is −∞; where a parameter is outside its range it is NaN.
/// Use with <c>using static Credence.Bayes.Density;</c>.
/// </remarks>
public static partial class Density
{
    private const double HalfLogTwoPi = 0.91893853320467274178;

    /// <summary>Normal.</summary>
    /// <param name="y">What is distributed.</param>
    /// <param name="mean">The mean.</param>
    /// <param name="sd">The standard deviation, above 0.</param>
    /// <remarks>Constant data with a scalar mean and standard deviation enter by their moments, so that the cost does not grow with them.</remarks>
    public static Variable<double> Normal(Variable<double> y, Variable<double> mean, Variable<double> sd)
    {
        if (!y.IsConstant || y.Length == 1 || mean.Length > 1 || sd.Length > 1)
            return LocationScaleDensity<StandardNormal>.Of("normal", y, mean, sd);
        double center = ChainMoments.Mean(y.Values);
        return NormalMoments([y.Length], [center], [ChainMoments.SumOfSquares(y.Values, center)], mean, sd);
    }

    /// <summary>Normal observations in groups, given by their moments.</summary>
    /// <param name="counts">The number of observations of each group.</param>
    /// <param name="means">The mean of each group.</param>
    /// <param name="squares">The sum of squared deviations from the mean of each group.</param>
    /// <param name="mean">The mean of the distribution: one for all groups or one for each.</param>
    /// <param name="sd">The standard deviation: one for all groups or one for each.</param>
    public static Variable<double> NormalMoments(
        ReadOnlySpan<double> counts, ReadOnlySpan<double> means, ReadOnlySpan<double> squares, Variable<double> mean, Variable<double> sd)
        => new NormalMomentsDensity(counts, means, squares, mean, sd).Record();

    /// <summary>The log density of a normal at every observation by itself, as mixtures need it: a vector.</summary>
    public static Variable<double> NormalEach(Variable<double> y, Variable<double> mean, Variable<double> sd)
        => ((y - mean) / sd).Square() * -0.5 - (sd.Log() + HalfLogTwoPi);

    /// <summary>Normal around 0, restricted to y ≥ 0.</summary>
    /// <param name="y">What is distributed.</param>
    /// <param name="sd">The standard deviation before restriction, above 0.</param>
    public static Variable<double> HalfNormal(Variable<double> y, Variable<double> sd)
        => LocationScaleDensity<StandardNormal>.Of("half-normal", y, 0.0, sd, isHalf: true);

    /// <summary>Log-normal: log y is normal. NaN where y is not above 0.</summary>
    /// <param name="y">What is distributed, above 0.</param>
    /// <param name="logMean">The mean of log y.</param>
    /// <param name="logSd">The standard deviation of log y, above 0.</param>
    public static Variable<double> LogNormal(Variable<double> y, Variable<double> logMean, Variable<double> logSd)
    {
        Variable<double> log = DensityArguments.Log(y);
        int repeats = y.Length > 1 ? 1 : DensityArguments.Length("log-normal", y, logMean, logSd);
        Variable<double> logJacobian = y.IsConstant ? -repeats * System.Numerics.Tensors.TensorPrimitives.Sum(log.Values) : log.Sum() * (double)-repeats;
        return Normal(log, logMean, logSd) + logJacobian;
    }

    /// <summary>Student's t.</summary>
    /// <param name="y">What is distributed.</param>
    /// <param name="freedom">The degrees of freedom, above 0.</param>
    /// <param name="location">The location.</param>
    /// <param name="scale">The scale, above 0.</param>
    public static Variable<double> StudentT(Variable<double> y, Variable<double> freedom, Variable<double> location, Variable<double> scale)
        => new StudentTDensity(y, freedom, location, scale).Record();

    /// <summary>Cauchy.</summary>
    /// <param name="y">What is distributed.</param>
    /// <param name="location">The location.</param>
    /// <param name="scale">The scale, above 0.</param>
    public static Variable<double> Cauchy(Variable<double> y, Variable<double> location, Variable<double> scale)
        => LocationScaleDensity<StandardCauchy>.Of("cauchy", y, location, scale);

    /// <summary>Cauchy around 0, restricted to y ≥ 0.</summary>
    /// <param name="y">What is distributed.</param>
    /// <param name="scale">The scale, above 0.</param>
    public static Variable<double> HalfCauchy(Variable<double> y, Variable<double> scale)
        => LocationScaleDensity<StandardCauchy>.Of("half-cauchy", y, 0.0, scale, isHalf: true);

    /// <summary>Exponential on y ≥ 0.</summary>
    /// <param name="y">What is distributed.</param>
    /// <param name="rate">The rate, above 0.</param>
    public static Variable<double> Exponential(Variable<double> y, Variable<double> rate)
        => new ExponentialFamilyDensity<ExponentialFamily>("exponential", y, 1.0, rate).Record();

    /// <summary>Gamma on y &gt; 0.</summary>
    /// <param name="y">What is distributed.</param>
    /// <param name="shape">The shape, above 0.</param>
    /// <param name="rate">The rate, above 0.</param>
    public static Variable<double> Gamma(Variable<double> y, Variable<double> shape, Variable<double> rate)
        => new ExponentialFamilyDensity<GammaFamily>("gamma", y, shape, rate).Record();

    /// <summary>Inverse gamma on y &gt; 0.</summary>
    /// <param name="y">What is distributed.</param>
    /// <param name="shape">The shape, above 0.</param>
    /// <param name="scale">The scale, above 0.</param>
    public static Variable<double> InverseGamma(Variable<double> y, Variable<double> shape, Variable<double> scale)
        => new ExponentialFamilyDensity<InverseGammaFamily>("inverse gamma", y, shape, scale).Record();

    /// <summary>Beta on 0 &lt; y &lt; 1.</summary>
    /// <param name="y">What is distributed.</param>
    /// <param name="a">The first shape, above 0.</param>
    /// <param name="b">The second shape, above 0.</param>
    public static Variable<double> Beta(Variable<double> y, Variable<double> a, Variable<double> b)
        => new ExponentialFamilyDensity<BetaFamily>("beta", y, a, b).Record();

    /// <summary>Uniform on lower ≤ y ≤ upper.</summary>
    /// <param name="y">What is distributed.</param>
    /// <param name="lower">The lower bound.</param>
    /// <param name="upper">The upper bound, above the lower.</param>
    public static Variable<double> Uniform(Variable<double> y, Variable<double> lower, Variable<double> upper)
        => new UniformDensity(y, lower, upper).Record();
}
