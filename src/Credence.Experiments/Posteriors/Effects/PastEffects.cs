using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>An estimated effect with its standard error.</summary>
/// <param name="Estimate">The estimate, finite.</param>
/// <param name="StandardError">Its standard error, above 0.</param>
public readonly record struct EstimatedEffect(double Estimate, double StandardError);

/// <summary>
/// The distribution of true effects over a team's past experiments, θᵢ ~ N(μ, τ²) seen as yᵢ ~ N(θᵢ, sᵢ²), by the maximum of the marginal likelihood.
/// </summary>
/// <remarks>Efron and Morris (1975); the score of τ² is exact, with μ at its maximum for every τ².</remarks>
/// <param name="Experiments">The number of past experiments.</param>
/// <param name="Mean">The mean μ of the true effects.</param>
/// <param name="StandardDeviation">Their standard deviation τ; 0 where the estimates differ no more than their standard errors say.</param>
/// <param name="MeanStandardError">The standard error of μ.</param>
/// <param name="LogLikelihood">The log of the marginal likelihood at its maximum.</param>
public sealed record PastEffects(int Experiments, double Mean, double StandardDeviation, double MeanStandardError, double LogLikelihood)
{
    private const int GridPoints = 200;

    /// <summary>The prior for the next experiment: variance τ² plus that of μ, which a few past experiments do not tell exactly.</summary>
    public EffectPrior Prior => new(Mean, double.Hypot(StandardDeviation, MeanStandardError));

    /// <summary>Estimates the distribution of true effects.</summary>
    /// <param name="past">At least two past experiments.</param>
    public static PastEffects Of(IReadOnlyList<EstimatedEffect> past)
    {
        ArgumentNullException.ThrowIfNull(past);
        Guard.AtLeast(past.Count, 2);
        foreach (EstimatedEffect effect in past)
        {
            Guard.Finite(effect.Estimate, nameof(past));
            Guard.Positive(effect.StandardError, nameof(past));
        }
        double variance = MostLikelyVariance(past);
        (double mean, double error) = PooledMean(past, variance);
        return new(past.Count, mean, Math.Sqrt(variance), error, LogLikelihoodAt(past, variance));
    }

    /// <summary>The best of 0 and of all places where the score turns from above 0 to below; there is none beyond the squared range.</summary>
    private static double MostLikelyVariance(IReadOnlyList<EstimatedEffect> past)
    {
        double range = past.Max(effect => effect.Estimate) - past.Min(effect => effect.Estimate), largest = range * range;
        double best = 0, highest = LogLikelihoodAt(past, 0), before = 0, scoreBefore = Score(past, 0);
        for (int i = 0; i <= GridPoints && largest > 0; i++)
        {
            double variance = largest * Math.Pow(10, 8.0 * (i - GridPoints) / GridPoints), score = Score(past, variance);
            if (scoreBefore > 0 && score <= 0)
            {
                double root = Brent.FindRoot(candidate => Score(past, candidate), before, variance).Position, height = LogLikelihoodAt(past, root);
                if (height > highest)
                    (best, highest) = (root, height);
            }
            (before, scoreBefore) = (variance, score);
        }
        return best;
    }

    /// <summary>Twice the derivative of the log likelihood by τ².</summary>
    private static double Score(IReadOnlyList<EstimatedEffect> past, double variance)
    {
        double mean = PooledMean(past, variance).Mean, sum = 0;
        foreach (EstimatedEffect effect in past)
        {
            double weight = Weight(effect, variance), residual = effect.Estimate - mean;
            sum += weight * (weight * residual * residual - 1);
        }
        return sum;
    }

    private static double LogLikelihoodAt(IReadOnlyList<EstimatedEffect> past, double variance)
    {
        double mean = PooledMean(past, variance).Mean, sum = 0;
        foreach (EstimatedEffect effect in past)
        {
            double weight = Weight(effect, variance), residual = effect.Estimate - mean;
            sum += 0.5 * (Math.Log(weight / (2 * Math.PI)) - weight * residual * residual);
        }
        return sum;
    }

    /// <summary>The mean weighted by precision, and its standard error.</summary>
    private static (double Mean, double StandardError) PooledMean(IReadOnlyList<EstimatedEffect> past, double variance)
    {
        double weights = 0, centre = past[0].Estimate, sum = 0;
        foreach (EstimatedEffect effect in past)
        {
            double weight = Weight(effect, variance);
            weights += weight;
            sum += weight * (effect.Estimate - centre);
        }
        return (centre + sum / weights, 1 / Math.Sqrt(weights));
    }

    private static double Weight(EstimatedEffect effect, double variance) => 1 / (effect.StandardError * effect.StandardError + variance);
}
