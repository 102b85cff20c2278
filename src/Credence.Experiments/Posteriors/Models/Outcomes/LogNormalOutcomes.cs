using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>Log-normal outcomes, from the moments of their logs.</summary>
internal sealed class LogNormalOutcomes : OutcomeFamily
{
    private readonly NormalOutcomes logs = new();

    public override IReadOnlyList<OutcomeParameter> Parameters { get; } = [new("meanlog"), new("sdlog", 0, Square: "variancelog")];

    public override string Text => "log-normal(meanlog, sdlog)";

    public override bool MeanIsFirst => false;

    public override double Mean(ReadOnlySpan<double> parameters) => Math.Exp(parameters[0] + 0.5 * parameters[1] * parameters[1]);

    public override IReadOnlyList<DefaultPrior> Defaults(OutcomeSummary all) => NormalOutcomes.Defaults(all.Logs!.Value);

    public override void Require(OutcomeSummary arm)
    {
        if (arm.Logs is not { } moments)
            throw Lacking(arm, "the moments of the logs");
        if (moments.Count < arm.Count)
            throw Impossible(arm, arm.Count - moments.Count, "0 or negative", "a log-normal outcome is above 0",
                arm.Negatives > 0 ? "use --likelihood normal or student" : "use --likelihood hurdle, which lets values be 0, or keep those above 0 with --where");
    }

    public override IEnumerable<Finding> Findings(OutcomeSummary arm)
    {
        if (arm.Count < 2)
            yield return TooFew(arm, arm.Count, "", "standard deviation of logs");
        else if (IsDegenerate(arm))
            yield return Constant(arm, "mean and standard deviation of logs", "Check the metric.");
    }

    public override bool IsDegenerate(OutcomeSummary arm) => arm.Count > 1 && !(arm.Logs!.Value.SumSquaredDeviations > 0);

    public override ArmLikelihood Bind(OutcomeSummary arm) => new NormalArm(arm.Logs!.Value);

    public override double LogDensity(double outcome, ReadOnlySpan<double> parameters)
    {
        double log = Math.Log(outcome);
        return logs.LogDensity(log, parameters) - log;
    }

    public override double Draw(ReadOnlySpan<double> parameters, RandomStream random) => Math.Exp(logs.Draw(parameters, random));
}
