using Credence.Bayes;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>Poisson counts, from their sum and number.</summary>
internal sealed class PoissonOutcomes : OutcomeFamily
{
    public override IReadOnlyList<OutcomeParameter> Parameters { get; } = [new("mean", 0)];

    public override string Text => "poisson(mean)";

    public override IReadOnlyList<DefaultPrior> Defaults(OutcomeSummary all) => [ExponentialMean(all)];

    public override void Require(OutcomeSummary arm) => RequireCounts(arm, "a Poisson outcome");

    public override ArmLikelihood Bind(OutcomeSummary arm) => new PoissonArm(arm.Count > 0 ? arm.Moments.Mean * arm.Count : 0, arm.Count);

    public override double LogDensity(double outcome, ReadOnlySpan<double> parameters)
        => outcome * Math.Log(parameters[0]) - parameters[0] - GammaFunction.LogGamma(outcome + 1);

    public override double Draw(ReadOnlySpan<double> parameters, RandomStream random) => random.NextPoisson(parameters[0]);

    /// <summary>mean ~ exponential with the mean of all data (of half a count more, so that it is above 0).</summary>
    public static DefaultPrior ExponentialMean(OutcomeSummary all)
    {
        double count = Math.Max(1, all.Count), sum = all.Count > 0 ? all.Moments.Mean * all.Count : 0;
        return new(Distribution.Exponential(count / (sum + 0.5)), true);
    }

    public static void RequireCounts(OutcomeSummary arm, string outcome)
    {
        long bad = (arm.Negatives ?? 0) + (arm.Fractions ?? 0);
        if (bad > 0 || arm.Moments.Mean < 0)
            throw new InputException($"variant {arm.Variant}",
                bad > 0 ? FormattableString.Invariant($"some of {arm.Count} values are negative or not whole; {outcome} is a count") : $"the mean is negative; {outcome} is a count",
                "use --likelihood normal, student, lognormal or hurdle");
    }
}

/// <summary>Σy log μ − n μ.</summary>
internal sealed class PoissonArm(double sum, double count) : ArmLikelihood
{
    public override double Evaluate(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        double mean = parameters[0];
        gradient[0] = (sum == 0 ? 0 : sum / mean) - count;
        return (sum == 0 ? 0 : sum * Math.Log(mean)) - count * mean;
    }

    public override void Estimate(Span<double> estimates, Span<double> errors)
        => (estimates[0], errors[0]) = count > 0 ? ((sum + 0.5) / count, Math.Sqrt(sum + 0.5) / count) : (double.NaN, double.NaN);
}
