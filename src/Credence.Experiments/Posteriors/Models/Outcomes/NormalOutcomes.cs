using Credence.Bayes;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>Normal outcomes, from count, mean and squared deviations.</summary>
internal sealed class NormalOutcomes : OutcomeFamily
{
    public override IReadOnlyList<OutcomeParameter> Parameters { get; } = [new("mean"), new("sd", 0, Square: "variance")];

    public override string Text => "normal(mean, sd)";

    public override IReadOnlyList<DefaultPrior> Defaults(OutcomeSummary all) => Defaults(all.Moments);

    public override void Require(OutcomeSummary arm)
    {
    }

    public override IEnumerable<Finding> Findings(OutcomeSummary arm)
    {
        if (arm.Count < 2)
            yield return TooFew(arm, arm.Count, "", "standard deviation");
        else if (IsDegenerate(arm))
            yield return Constant(arm, "mean and standard deviation", "Check the metric.");
        else if (arm.IsBinary)
            yield return new Finding("binary-outcome", Severity.Warning,
                $"All values of variant {arm.Variant} are 0 or 1, which a normal likelihood does not describe.", "Use the binomial likelihood (--likelihood binomial).");
    }

    public override bool IsDegenerate(OutcomeSummary arm) => arm.Count > 1 && !(arm.Moments.SumSquaredDeviations > 0);

    public override ArmLikelihood Bind(OutcomeSummary arm) => new NormalArm(arm.Moments);

    public override double LogDensity(double outcome, ReadOnlySpan<double> parameters) => LogDensity(outcome, parameters[0], parameters[1]);

    public override double Draw(ReadOnlySpan<double> parameters, RandomStream random) => parameters[0] + parameters[1] * random.NextNormal();

    /// <summary>mean ~ normal(m, 2.5 s) and sd ~ half-normal(2.5 s) with mean m and standard deviation s of all data.</summary>
    public static IReadOnlyList<DefaultPrior> Defaults(Moments all)
    {
        double mean = double.IsFinite(all.Mean) ? all.Mean : 0;
        double scale = all.StandardDeviation > 0 ? all.StandardDeviation : Math.Max(1, Math.Abs(mean));
        return [new(Distribution.Normal(mean, 2.5 * scale), true), new(Distribution.HalfNormal(2.5 * scale), true)];
    }

    public static double LogDensity(double x, double mean, double sd) => Normal.LogDensity((x - mean) / sd) - Math.Log(sd);
}

/// <summary>−n log σ − (S + n δ²) / 2σ² with δ = μ − ȳ.</summary>
internal sealed class NormalArm : ArmLikelihood
{
    private readonly double count, squares;

    public NormalArm(Moments moments)
        => (count, squares, Origin) = (moments.Count, moments.SumSquaredDeviations, moments.Count > 0 ? moments.Mean : 0);

    public override double Origin { get; }

    public override bool HasMode => count != 1;

    public override double Evaluate(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        double shift = parameters[0], sd = parameters[1], inverse = 1 / sd;
        double scaled = (squares + count * shift * shift) * inverse * inverse;
        gradient[0] = -count * shift * inverse * inverse;
        gradient[1] = (scaled - count) * inverse;
        return -count * Math.Log(sd) - 0.5 * scaled;
    }

    public override void Estimate(Span<double> estimates, Span<double> errors)
    {
        double sd = count > 1 && squares > 0 ? Math.Sqrt(squares / (count - 1)) : double.NaN;
        (estimates[0], errors[0]) = count > 0 ? (0, sd / Math.Sqrt(count)) : (double.NaN, double.NaN);
        (estimates[1], errors[1]) = (sd, sd / Math.Sqrt(2 * count));
    }
}
