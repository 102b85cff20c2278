using Credence.Bayes;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>Outcomes that are 0 with some probability and else log-normal, from the number of zeros and the moments of the logs.</summary>
internal sealed class HurdleOutcomes : OutcomeFamily
{
    private const int Zeros = 2;

    private readonly LogNormalOutcomes positive = new();

    public override IReadOnlyList<OutcomeParameter> Parameters { get; } = [new("meanlog"), new("sdlog", 0, Square: "variancelog"), new("zeros", 0, 1)];

    public override string Text => "0 with probability zeros, else log-normal(meanlog, sdlog)";

    public override bool MeanIsFirst => false;

    public override double Mean(ReadOnlySpan<double> parameters) => (1 - parameters[Zeros]) * positive.Mean(parameters);

    public override IReadOnlyList<DefaultPrior> Defaults(OutcomeSummary all) => [.. positive.Defaults(all), new(Distribution.Beta(1, 1), false)];

    public override void Require(OutcomeSummary arm)
    {
        if (arm.Logs is not { } moments)
            throw Lacking(arm, "the moments of the logs");
        if (arm.Zeros is not { } zeros)
            throw Lacking(arm, "the number of zeros");
        if (moments.Count + zeros < arm.Count)
            throw Impossible(arm, arm.Count - moments.Count - zeros, "negative", "a hurdle outcome is 0 or above", "use --likelihood normal or student");
    }

    public override IEnumerable<Finding> Findings(OutcomeSummary arm)
    {
        if (arm.Logs!.Value.Count < 2)
            yield return TooFew(arm, arm.Logs.Value.Count, " above 0", "distribution of values above 0");
        else if (IsDegenerate(arm))
            yield return new Finding("not-computable", Severity.Blocking,
                $"All values above 0 of variant {arm.Variant} are equal: the mean and standard deviation of their logs have no posterior.",
                "Compare how often the outcome is above 0, with an expression that is 0 or 1 and the binomial likelihood.");
    }

    public override bool IsDegenerate(OutcomeSummary arm) => arm.Logs is { Count: > 1 } moments && !(moments.SumSquaredDeviations > 0);

    public override ArmLikelihood Bind(OutcomeSummary arm) => new HurdleArm(new NormalArm(arm.Logs!.Value), new BinaryArm(arm.Zeros!.Value, arm.Logs.Value.Count));

    public override double LogDensity(double outcome, ReadOnlySpan<double> parameters)
        => outcome == 0 ? Math.Log(parameters[Zeros]) : Elementary.Log1p(-parameters[Zeros]) + positive.LogDensity(outcome, parameters);

    public override double Draw(ReadOnlySpan<double> parameters, RandomStream random)
        => random.NextDouble() < parameters[Zeros] ? 0 : positive.Draw(parameters, random);
}

/// <summary>The product of a binomial likelihood of the zeros and a normal one of the logs.</summary>
internal sealed class HurdleArm(NormalArm logs, BinaryArm zeros) : ArmLikelihood
{
    public override double Origin => logs.Origin;

    public override bool HasMode => logs.HasMode;

    public override double Evaluate(ReadOnlySpan<double> parameters, Span<double> gradient)
        => logs.Evaluate(parameters, gradient) + zeros.Evaluate(parameters[2], out gradient[2]);

    public override void Estimate(Span<double> estimates, Span<double> errors)
    {
        logs.Estimate(estimates, errors);
        (estimates[2], errors[2]) = zeros.Estimate();
    }
}
