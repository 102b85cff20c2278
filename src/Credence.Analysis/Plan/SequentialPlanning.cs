using Credence.Experiments;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Plans experiments with several looks.</summary>
public static class SequentialPlanning
{
    // Normal quantiles of powers: one less than 1e-9 from 1 is as good as certain.
    private const double Certain = 6;
    private const double Stride = 0.5;

    /// <summary>Makes every design asked for, with its sample size where a metric is stated.</summary>
    /// <remarks>The sample size is that of the metric's design with one look, times the inflation.</remarks>
    /// <exception cref="InputException">The question is over- or underdetermined, or a design does not exist.</exception>
    public static SequentialPlanResult Plan(SequentialPlanOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Bounds.Count == 0)
            throw new InputException("--bounds", "no boundary is given", "write --bounds ld-obrien-fleming");
        if (options.Bounds.GroupBy(bounds => bounds.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InputException("--bounds", $"{twice.Key} is given twice", "compare different boundaries");
        PlanUnknown? unknown = options.Metric is null ? null : options.Question.Unknown(Objective.Superiority);
        return Refusal.AsInput(() =>
        {
            SequentialPlan[] plans = [.. options.Bounds.Select(bounds => Of(options, options.Design with { Bounds = bounds }, unknown))];
            return new SequentialPlanResult { Unknown = unknown, Plans = plans, Metric = options.Metric };
        });
    }

    private static SequentialPlan Of(SequentialPlanOptions options, GroupSequentialOptions asked, PlanUnknown? unknown)
    {
        if (options.Metric is not { } metric)
            return new(GroupSequentialDesign.Create(asked), null);
        PlanQuestion question = options.Question;
        double? effect = question.EffectFor(metric);
        if (unknown == PlanUnknown.Power)
            asked = asked with { Power = Power(asked, metric, question.N!.Value, effect!.Value) };
        GroupSequentialDesign design = GroupSequentialDesign.Create(asked);
        double n = unknown == PlanUnknown.SampleSize
            ? metric.SampleSize(effect!.Value, asked.Power) * design.InflationFactor
            : question.N!.Value;
        effect ??= metric.MinimumEffect(n / design.InflationFactor, asked.Power);
        if (double.IsNaN(effect.Value))
            throw new InputException("--n", "no effect that the metric can have is found with this power at this size", "plan more units, or a lower power");
        return new(design, Size(design, metric, n, effect.Value, options.Daily));
    }

    private static SequentialPlanSize Size(GroupSequentialDesign design, FixedDesign metric, double n, double effect, double? daily)
    {
        double ratio = metric.AllocationRatio, total = n * (1 + ratio);
        PerArm<long> units = new(RoundUp(n), RoundUp(RoundUp(n) * ratio));
        return new(
            effect,
            metric.ControlLevel is { } level and not 0 ? effect / level : null,
            units,
            new(n, n * ratio),
            units.Control + units.Treatment,
            [.. design.InformationTimes.Select(time => time == 1 ? units.Control + units.Treatment : RoundUp(time * total))],
            total * design.Operate(0).ExpectedInformation,
            total * design.Alternative.ExpectedInformation,
            daily is { } perDay ? Math.Ceiling((units.Control + units.Treatment) / perDay) : null);
    }

    // The power at which the design needs the units that there are; it grows with them.
    private static double Power(GroupSequentialOptions asked, FixedDesign metric, long n, double effect)
    {
        double quantile = Normal.Quantile(PlanQuestion.UsualPower), direction = Math.Sign(Excess(quantile));
        double before = quantile;
        do
        {
            (before, quantile) = (quantile, quantile - direction * Stride);
            if (quantile > Certain)
                return Normal.Cdf(Certain);
            if (Normal.Cdf(quantile) <= metric.Alpha)
                throw new InputException("--n", FormattableString.Invariant($"{n} units find an effect of {effect} with a power below {metric.Alpha}"), "plan more units, or a larger effect");
        }
        while (Math.Sign(Excess(quantile)) == direction);
        return Normal.Cdf(Brent.FindRoot(Excess, Math.Min(before, quantile), Math.Max(before, quantile)).Position);

        double Excess(double q)
        {
            double power = Normal.Cdf(q);
            return Math.Log(metric.SampleSize(effect, power) * GroupSequentialDesign.Create(asked with { Power = power }).InflationFactor / n);
        }
    }

    private static long RoundUp(double value) => (long)Math.Ceiling(value - 1e-10 * Math.Max(1, value));
}
