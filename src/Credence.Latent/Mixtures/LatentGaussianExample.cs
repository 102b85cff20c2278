using System.Globalization;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>The parameters of X = μ + Z + ε with Z normal of mean ν and variance τ², ε normal of mean 0 and variance σ².</summary>
/// <param name="Mu">The mean μ of X given Z = 0.</param>
/// <param name="Sigma2">The variance σ² of X given Z, above 0.</param>
/// <param name="Nu">The mean ν of Z.</param>
/// <param name="Tau2">The variance τ² of Z, above 0.</param>
public sealed record LatentGaussian(double Mu, double Sigma2, double Nu, double Tau2);

/// <summary>One EM step and what it was computed from.</summary>
/// <param name="Iteration">Its number; 0 is the start, which has no expectations.</param>
/// <param name="Parameters">The parameters after the step.</param>
/// <param name="Expectations">E[Z | x] of each value at the parameters before the step; empty at the start.</param>
/// <param name="SquareExpectations">E[Z² | x] of each value; empty at the start.</param>
/// <param name="PosteriorVariance">Var[Z | x], the same for every value; NaN at the start.</param>
/// <param name="LogLikelihood">The log-likelihood after the step.</param>
public sealed record LatentGaussianStep(
    int Iteration, LatentGaussian Parameters, IReadOnlyList<double> Expectations, IReadOnlyList<double> SquareExpectations, double PosteriorVariance, double LogLikelihood);

/// <summary>EM for a latent normal that the data cannot tell from noise: a worked example of a model that is not identified.</summary>
/// <remarks>X is normal with mean μ + ν and variance σ² + τ². The likelihood is constant along every line on which both sums are. EM ends at a point
/// of that ridge which depends on where it starts.</remarks>
public sealed record LatentGaussianExample
{
    /// <summary>The steps, the start first.</summary>
    public required IReadOnlyList<LatentGaussianStep> Steps { get; init; }

    /// <summary>Where EM ends from this start; variances are 0 where all values are equal.</summary>
    public required LatentGaussian Limit { get; init; }

    /// <summary>The maximum-likelihood estimate of μ + ν: the mean.</summary>
    public required double MeanSum { get; init; }

    /// <summary>The maximum-likelihood estimate of σ² + τ²: the variance with divisor n.</summary>
    public required double VarianceSum { get; init; }

    /// <summary>The highest log-likelihood, reached everywhere on the ridge; infinite where all values are equal.</summary>
    public required double HighestLogLikelihood { get; init; }

    /// <summary>That only the two sums are identified.</summary>
    public required Finding Finding { get; init; }

    /// <summary>Runs EM.</summary>
    /// <param name="values">The values, finite.</param>
    /// <param name="start">The start, with variances above 0.</param>
    /// <param name="steps">The number of steps recorded, not negative.</param>
    public static LatentGaussianExample Run(ReadOnlySpan<double> values, LatentGaussian start, int steps = 8)
    {
        ArgumentNullException.ThrowIfNull(start);
        Guard.AtLeast(values.Length, 1);
        Guard.Finite(start.Mu);
        Guard.Finite(start.Nu);
        Guard.Positive(start.Sigma2);
        Guard.Positive(start.Tau2);
        Guard.AtLeast(steps, 0);
        double[] x = [.. values];
        Moments moments = Moments.FromValues(x);
        Guard.Finite(moments.Mean, nameof(values));
        double variance = moments.SumSquaredDeviations / x.Length;
        List<LatentGaussianStep> record = [new(0, start, [], [], double.NaN, LogLikelihood(x, start))];
        for (int step = 1; step <= steps; step++)
            record.Add(Step(x, record[^1].Parameters, step));
        return new LatentGaussianExample
        {
            Steps = record,
            Limit = FindLimit(x, start),
            MeanSum = moments.Mean,
            VarianceSum = variance,
            HighestLogLikelihood = variance > 0 ? LogLikelihood(x, new(moments.Mean, variance, 0, 0)) : double.PositiveInfinity,
            Finding = new("only-sums-identified", Severity.Blocking,
                string.Create(CultureInfo.InvariantCulture, $"Only μ + ν = {moments.Mean:G6} and σ² + τ² = {variance:G6} are identified: the likelihood is the same wherever both sums are, and where EM ends depends on its start."),
                "Fix μ or ν, and σ² or τ², or measure Z."),
        };
    }

    /// <summary>The log-likelihood of values; it depends on μ + ν and σ² + τ² only.</summary>
    public static double LogLikelihood(ReadOnlySpan<double> values, LatentGaussian parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        double mean = parameters.Mu + parameters.Nu, variance = parameters.Sigma2 + parameters.Tau2, sum = 0;
        foreach (double value in values)
            sum -= 0.5 * ((value - mean) * (value - mean) / variance + Math.Log(2 * Math.PI * variance));
        return sum;
    }

    private static LatentGaussianStep Step(double[] x, LatentGaussian at, int iteration)
    {
        double total = at.Sigma2 + at.Tau2, posterior = at.Sigma2 * at.Tau2 / total;
        double[] expected = Array.ConvertAll(x, value => ((at.Sigma2 * at.Nu) + (at.Tau2 * (value - at.Mu))) / total);
        double[] squares = Array.ConvertAll(expected, z => (z * z) + posterior);
        double nu = expected.Average(), mu = x.Zip(expected, (value, z) => value - z).Average();
        double sigma2 = x.Zip(expected, (value, z) => (value - mu - z) * (value - mu - z)).Average() + posterior;
        // The variance about ν, where E[Z²] − ν² would cancel.
        double tau2 = expected.Average(z => (z - nu) * (z - nu)) + posterior;
        LatentGaussian next = new(mu, sigma2, nu, tau2);
        return new(iteration, next, expected, squares, posterior, LogLikelihood(x, next));
    }

    // The means stay after the first step, and the distance of the variances' sum from its limit halves at least.
    private static LatentGaussian FindLimit(double[] x, LatentGaussian start)
    {
        LatentGaussian at = start;
        for (int step = 1; step <= 5000; step++)
        {
            LatentGaussian next = Step(x, at, step).Parameters;
            bool still = next == at || next.Sigma2 + next.Tau2 < 1e-200;
            at = next;
            if (still)
                break;
        }
        return at;
    }
}
