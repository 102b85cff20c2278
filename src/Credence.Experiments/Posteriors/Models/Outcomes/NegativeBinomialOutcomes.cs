using Credence.Bayes;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>Counts that vary more than Poisson ones, from distinct values with their counts.</summary>
internal sealed class NegativeBinomialOutcomes : OutcomeFamily
{
    public override IReadOnlyList<OutcomeParameter> Parameters { get; } = [new("mean", 0), new("dispersion", 0)];

    public override string Text => "negative-binomial(mean, dispersion)";

    /// <summary>mean as for Poisson counts; dispersion ~ log-normal(0, 2), which holds 0.02 to 50 with 95%.</summary>
    public override IReadOnlyList<DefaultPrior> Defaults(OutcomeSummary all) => [PoissonOutcomes.ExponentialMean(all), new(Distribution.LogNormal(0, 2), false)];

    public override void Require(OutcomeSummary arm)
    {
        if (arm.Values is null)
            throw Lacking(arm, "the distinct values");
        PoissonOutcomes.RequireCounts(arm, "a negative binomial outcome");
    }

    public override ArmLikelihood Bind(OutcomeSummary arm) => new NegativeBinomialArm(arm.Values!, arm.Moments);

    public override double LogDensity(double outcome, ReadOnlySpan<double> parameters)
    {
        double mean = parameters[0], dispersion = parameters[1];
        double binomial = outcome == 0 ? 0 : -Math.Log(outcome) - GammaFunction.LogBeta(dispersion, outcome);
        return binomial - dispersion * Elementary.Log1p(mean / dispersion) - outcome * Elementary.Log1p(dispersion / mean);
    }

    public override double Draw(ReadOnlySpan<double> parameters, RandomStream random)
        => random.NextPoisson(random.NextGamma(parameters[1], parameters[0] / parameters[1]));
}

/// <summary>Σ w [log Γ(y + φ) − log Γ(φ) − y log φ] − (n φ + Σy) log(1 + μ/φ) + Σy log μ.</summary>
/// <remarks>
/// The gammas are summed over the gaps between distinct values, each weighted by the number of counts above it, so that a gap of 1 is a single logarithm.
/// </remarks>
internal sealed class NegativeBinomialArm : ArmLikelihood
{
    private const double ShortGap = 8;

    private readonly double[] steps, above;
    private readonly double total, sum, excess;

    public NegativeBinomialArm(WeightedValues table, Moments moments)
    {
        ReadOnlySpan<double> values = table.Values.Span, counts = table.Counts.Span;
        total = moments.Count;
        sum = total > 0 ? moments.Mean * total : 0;
        excess = moments.Variance - moments.Mean;
        List<double> ends = [0], tails = [];
        double tail = total;
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] > 0)
            {
                ends.Add(values[i]);
                tails.Add(tail);
            }
            tail -= counts[i];
        }
        (steps, above) = ([.. ends], [.. tails]);
    }

    public override double Evaluate(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        double mean = parameters[0], dispersion = parameters[1], together = mean + dispersion, odds = Elementary.Log1p(mean / dispersion);
        double value = 0, slope = 0;
        for (int i = 0; i < above.Length; i++)
        {
            (double log, double derivative) = Rise(steps[i], steps[i + 1], dispersion);
            value += above[i] * log;
            slope += above[i] * derivative;
        }
        gradient[0] = (sum / mean - total) * dispersion / together;
        gradient[1] = slope - total * (odds - mean / together) - sum / together;
        return value - (total * dispersion + sum) * odds + (sum == 0 ? 0 : sum * (dispersion < 1 ? Math.Log(mean) - Math.Log(dispersion) : Math.Log(mean)));
    }

    public override void Estimate(Span<double> estimates, Span<double> errors)
    {
        double mean = (sum + 0.5) / total, dispersion = excess > 0 ? mean * mean / excess : double.NaN;
        (estimates[0], errors[0]) = total > 0 ? (mean, Math.Sqrt((mean + Math.Max(0, excess)) / total)) : (double.NaN, double.NaN);
        (estimates[1], errors[1]) = (dispersion, dispersion * Math.Min(1, (1 + dispersion / mean) * Math.Sqrt(2 / total)));
    }

    /// <summary>log Γ(φ + high) − log Γ(φ + low) with its derivative; less (high − low) log φ where φ is at least 1, so that nothing cancels or overflows.</summary>
    private static (double Log, double Derivative) Rise(double low, double high, double dispersion)
    {
        double unit = Math.Max(1, dispersion), product = 1, derivative = 0;
        if (high - low > ShortGap)
            return (GammaFunction.LogGamma(high + dispersion) - GammaFunction.LogGamma(low + dispersion) - (high - low) * Math.Log(unit),
                GammaFunction.Digamma(high + dispersion) - GammaFunction.Digamma(low + dispersion));
        for (double y = low; y < high; y++)
        {
            product *= (y + dispersion) / unit;
            derivative += 1 / (y + dispersion);
        }
        return (Math.Log(product), derivative);
    }
}
