using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Plans experiments: of sample size, effect and power, what is known gives the rest.</summary>
public static class PlanExperiment
{
    /// <summary>Plans a comparison with one look at the end.</summary>
    /// <param name="kind">What is compared, e.g. <c>mean</c>.</param>
    /// <param name="design">How it is compared.</param>
    /// <param name="question">What is known, and so what is to be found.</param>
    /// <param name="daily">New units per day, all arms together; null where that is not known.</param>
    /// <exception cref="InputException">The question is over- or underdetermined, or no plan answers it.</exception>
    public static PlanResult Fixed(string kind, FixedDesign design, PlanQuestion question, double? daily = null)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(question);
        PlanUnknown unknown = question.Unknown(design.Hypothesis.Objective);
        return Refusal.AsInput(() =>
        {
            double? effect = question.EffectFor(design);
            Plan plan = unknown switch
            {
                PlanUnknown.Power => design.PlanPower(question.N!.Value, effect!.Value),
                PlanUnknown.Effect => design.PlanMinimumEffect(question.N!.Value, question.WantedPower),
                _ => design.PlanSampleSize(effect!.Value, question.WantedPower),
            };
            if (unknown == PlanUnknown.Power && effect == 0 && design.Hypothesis.Objective == Objective.Superiority)
                throw new InputException("--mde", "is 0; there is nothing to find", "give the effect worth knowing of");
            PlanResult result = new() { Kind = kind, Unknown = unknown, Design = design, Plan = plan, WantedPower = question.WantedPower };
            return PlanSurroundings.With(daily is { } units ? WithDays(result, units) : result);
        });
    }

    /// <summary>Plans a comparison of whole clusters.</summary>
    /// <exception cref="InputException">The question is over- or underdetermined, or no plan answers it.</exception>
    public static PlanResult Clusters(ClusterPlanOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        PlanUnknown unknown = options.Unknown();
        return Refusal.AsInput(() =>
        {
            ClusterDesign design = options.Design;
            PlanQuestion question = options.Question;
            double? effect = question.EffectFor(design);
            Plan plan = unknown switch
            {
                PlanUnknown.ClusterSize => design.PlanClusterSize(question.N!.Value, effect!.Value, question.WantedPower),
                PlanUnknown.Power => design.PlanPower(question.N!.Value, effect!.Value),
                PlanUnknown.Effect => design.PlanMinimumEffect(question.N!.Value, question.WantedPower),
                _ => design.PlanSampleSize(effect!.Value, question.WantedPower),
            };
            // Where no size suffices, what is said beside the plan is of clusters however large.
            if (unknown == PlanUnknown.ClusterSize)
                design = design with { Sizes = design.Sizes.WithMean(Math.Min(plan.Clusters!.Size, double.MaxValue)) };
            PlanResult result = new()
            {
                Kind = "cluster",
                Unknown = unknown,
                Design = design,
                Plan = plan,
                WantedPower = question.WantedPower,
                OverIcc = OverIcc(options, design, plan),
            };
            return PlanSurroundings.With(result);
        });
    }

    private static ClusterScenario[] OverIcc(ClusterPlanOptions options, ClusterDesign design, Plan plan)
    {
        if (options.IntraclassCorrelations.Count == 0 || !double.IsFinite(plan.MinimumEffect))
            return [];
        IReadOnlyList<ClusterScenario> rows = design.OverIcc(
            options.IntraclassCorrelations, plan.Clusters!.PerArm.Control, plan.MinimumEffect, options.Question.WantedPower);
        return [.. rows.Select(row => plan.NPerArm is null && row.IntraclassCorrelation > 0 ? row with { DesignEffect = double.PositiveInfinity } : row)];
    }

    private static PlanResult WithDays(PlanResult result, double daily)
    {
        Plan plan = result.Plan.WithDailyUnits(daily);
        if (plan.Days is not { } days)
            return result with { Daily = daily };
        return result with
        {
            Plan = plan,
            Daily = daily,
            DetectableByDay = PlanCurves.MinimumEffectByDay(result.Design, daily, result.WantedPower, PlanSurroundings.Days(days)),
        };
    }
}
