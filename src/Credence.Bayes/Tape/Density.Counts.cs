using Credence.Numerics;

namespace Credence.Bayes;

/// <content>Counts, regressions, mixtures and matrices.</content>
public static partial class Density
{
    /// <summary>0 or 1 with given log odds.</summary>
    /// <param name="y">What is observed: data.</param>
    /// <param name="logOdds">The log odds of 1.</param>
    public static Variable<double> BernoulliLogit(Variable<double> y, Variable<double> logOdds)
        => new CountDensity<BinomialFamily>("bernoulli", y, 1.0, logOdds).Record();

    /// <summary>Binomial with given log odds.</summary>
    /// <param name="y">The number of successes: data.</param>
    /// <param name="trials">The number of trials: data.</param>
    /// <param name="logOdds">The log odds of success.</param>
    public static Variable<double> BinomialLogit(Variable<double> y, Variable<double> trials, Variable<double> logOdds)
        => new CountDensity<BinomialFamily>("binomial", y, trials, logOdds).Record();

    /// <summary>Poisson with a given log rate.</summary>
    /// <param name="y">The counts: data.</param>
    /// <param name="logRate">The log of the rate.</param>
    public static Variable<double> PoissonLog(Variable<double> y, Variable<double> logRate)
        => new CountDensity<PoissonFamily>("poisson", y, 1.0, logRate).Record();

    /// <summary>Negative binomial with a given log mean; the variance is μ + μ²/φ.</summary>
    /// <param name="y">The counts: data.</param>
    /// <param name="logMean">The log of the mean μ.</param>
    /// <param name="dispersion">The dispersion φ, above 0; large values approach the Poisson.</param>
    public static Variable<double> NegativeBinomialLog(Variable<double> y, Variable<double> logMean, Variable<double> dispersion)
        => new NegativeBinomialDensity(y, logMean, dispersion).Record();

    /// <summary>Normal regression of y on a design, around intercept + design × slopes.</summary>
    /// <param name="y">The outcomes.</param>
    /// <param name="design">The design, row-major, one row for each outcome, without a column of ones.</param>
    /// <param name="intercept">The intercept, a scalar; 0 for none.</param>
    /// <param name="slopes">The slopes, one for each column.</param>
    /// <param name="sd">The standard deviation of the errors, a scalar above 0.</param>
    /// <remarks>The data enter by their triangular factor, so that the cost does not grow with the rows.</remarks>
    public static Variable<double> NormalRegression(
        ReadOnlySpan<double> y, ReadOnlySpan<double> design, Variable<double> intercept, Variable<double> slopes, Variable<double> sd)
        => new NormalLinearDensity(y, design, intercept, slopes, sd).Record();

    /// <summary>Logistic regression of 0 or 1 on a design, with log odds intercept + design × slopes.</summary>
    /// <param name="y">The outcomes.</param>
    /// <param name="design">The design, row-major, one row for each outcome, without a column of ones.</param>
    /// <param name="intercept">The intercept, a scalar; 0 for none.</param>
    /// <param name="slopes">The slopes, one for each column.</param>
    /// <remarks>Rows with equal covariates enter once, so that the cost grows with the distinct rows only.</remarks>
    public static Variable<double> LogisticRegression(
        ReadOnlySpan<double> y, ReadOnlySpan<double> design, Variable<double> intercept, Variable<double> slopes)
        => new CountLinearDensity<BinomialFamily>("logistic regression", y, [1], design, intercept, slopes).Record();

    /// <summary>Poisson regression of counts on a design, with log rate intercept + design × slopes.</summary>
    /// <param name="y">The counts.</param>
    /// <param name="design">The design, row-major, one row for each outcome, without a column of ones.</param>
    /// <param name="intercept">The intercept, a scalar; 0 for none.</param>
    /// <param name="slopes">The slopes, one for each column.</param>
    /// <remarks>Rows with equal covariates enter once, so that the cost grows with the distinct rows only.</remarks>
    public static Variable<double> PoissonRegression(
        ReadOnlySpan<double> y, ReadOnlySpan<double> design, Variable<double> intercept, Variable<double> slopes)
        => new CountLinearDensity<PoissonFamily>("poisson regression", y, [1], design, intercept, slopes).Record();

    /// <summary>Observations from one of two components: log(weight × exp(first) + (1 − weight) × exp(second)), summed.</summary>
    /// <param name="weight">The weight of the first component, in (0, 1).</param>
    /// <param name="first">The log density of every observation under the first component.</param>
    /// <param name="second">The log density of every observation under the second component.</param>
    public static Variable<double> Mixture(Variable<double> weight, Variable<double> first, Variable<double> second)
        => new TwoComponentMixture(weight, first, second).Record();

    /// <summary>Multivariate normal, by the Cholesky factor of the covariance matrix.</summary>
    /// <param name="y">One vector, or a matrix with one observation in every row.</param>
    /// <param name="mean">The mean: a scalar, a vector, or a matrix with a row for every observation.</param>
    /// <param name="factor">The lower triangular factor, of which the upper triangle is not read.</param>
    public static Variable<double> MultivariateNormal(Variable<double> y, Variable<double> mean, Variable<double> factor)
        => new MultivariateNormalDensity(y, mean, factor).Record();

    /// <summary>The distribution of Lewandowski, Kurowicka and Joe (2009) of the Cholesky factor of a correlation matrix.</summary>
    /// <param name="factor">The Cholesky factor.</param>
    /// <param name="concentration">The concentration η, above 0; 1 is uniform over correlation matrices.</param>
    public static Variable<double> LkjCholesky(Variable<double> factor, double concentration)
    {
        Guard.Positive(concentration);
        int order = factor.Rows;
        Guard.SameLength(factor.Columns, order);
        double[] weights = [.. Enumerable.Range(2, order - 1).Select(k => order - k + 2 * concentration - 2)];
        double logConstant = Enumerable.Range(1, order - 1).Sum(k =>
        {
            double shape = concentration + 0.5 * (order - k - 1);
            return (order - k) * ((2 * concentration - 2 + order - k) * Math.Log(2) + GammaFunction.LogBeta(shape, shape));
        });
        int[] diagonal = [.. Enumerable.Range(1, order - 1).Select(k => k * (order + 1))];
        return factor.Reshape(order * order, 1).Gather(diagonal).Log().Dot(weights) - logConstant;
    }
}
