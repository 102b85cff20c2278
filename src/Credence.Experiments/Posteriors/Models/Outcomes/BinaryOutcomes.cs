using Credence.Bayes;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>Outcomes of 0 or 1, from the number of each.</summary>
internal sealed class BinaryOutcomes : OutcomeFamily
{
    public override IReadOnlyList<OutcomeParameter> Parameters { get; } = [new("mean", 0, 1)];

    public override string Text => "bernoulli(mean)";

    public override IReadOnlyList<DefaultPrior> Defaults(OutcomeSummary all) => [new(Distribution.Beta(1, 1), false)];

    public override void Require(OutcomeSummary arm)
    {
        if (arm.Count > 0 && !arm.IsBinary)
            throw new InputException($"variant {arm.Variant}", "values other than 0 and 1 have no binomial likelihood",
                "use an expression that is 0 or 1, or another --likelihood");
    }

    public override ArmLikelihood Bind(OutcomeSummary arm)
    {
        double successes = arm.Count > 0 ? Math.Round(arm.Moments.Mean * arm.Count) : 0;
        return new BinaryArm(successes, arm.Count - successes);
    }

    public override double LogDensity(double outcome, ReadOnlySpan<double> parameters)
        => outcome == 0 ? Elementary.Log1p(-parameters[0]) : Math.Log(parameters[0]);

    public override double Draw(ReadOnlySpan<double> parameters, RandomStream random) => random.NextDouble() < parameters[0] ? 1 : 0;
}

/// <summary>s log p + f log(1 − p).</summary>
internal sealed class BinaryArm(double successes, double failures) : ArmLikelihood
{
    public override double Evaluate(ReadOnlySpan<double> parameters, Span<double> gradient) => Evaluate(parameters[0], out gradient[0]);

    public double Evaluate(double probability, out double slope)
    {
        slope = (successes == 0 ? 0 : successes / probability) - (failures == 0 ? 0 : failures / (1 - probability));
        return (successes == 0 ? 0 : successes * Math.Log(probability)) + (failures == 0 ? 0 : failures * Elementary.Log1p(-probability));
    }

    public override void Estimate(Span<double> estimates, Span<double> errors) => (estimates[0], errors[0]) = Estimate();

    public (double Estimate, double Error) Estimate()
    {
        double count = successes + failures, share = (successes + 0.5) / (count + 1);
        return count > 0 ? (share, Math.Sqrt(share * (1 - share) / count)) : (double.NaN, double.NaN);
    }
}
