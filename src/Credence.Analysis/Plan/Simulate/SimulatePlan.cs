using Credence.Data;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Plans by simulation: the code that analyses and monitors an experiment judges simulated ones.</summary>
public static class SimulatePlan
{
    private const int UsualLooks = 5;

    // At some ten nanoseconds each, half an hour on one core; no stream comes near its end.
    private const double MostDrawn = 1e11;

    /// <summary>Simulates the experiment, without an effect and with it.</summary>
    /// <param name="options">What to simulate.</param>
    /// <param name="progress">Told the share done; may be null.</param>
    /// <param name="cancellation">Stops the simulation.</param>
    /// <exception cref="InputException">The question is over- or underdetermined, or the options contradict each other.</exception>
    public static SimulationPlanResult Run(SimulationPlanOptions options, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        (PlanUnknown unknown, PerArm<long> end, double effect) = Refusal.AsInput(() =>
        {
            options.Check();
            return Sized(options);
        });
        if (effect == 0)
            throw new InputException("--mde", "is 0; there is nothing to find", "give the effect worth knowing of");
        options.Model.Check(effect);
        double drawn = ((double)end.Control + end.Treatment) * options.Replicates;
        if (options.Model.DrawsEveryUnit && drawn > MostDrawn)
        {
            throw new InputException("--n", FormattableString.Invariant($"{options.Replicates} experiments of {(double)end.Control + end.Treatment:G3} units are too many to draw"),
                "plan fewer units, lower --replicates, or describe the metric as normal");
        }
        SimulatedLooks looks = new(options.Schedule, end, options.Daily);
        StoppingRule[] rules = [.. options.Rules.Append(StoppingRule.Peek).Distinct()];
        BoundaryFamily bounds = options.Bounds ?? new SpendingBoundary(SpendingFunction.OBrienFleming);
        Func<StreamWatch>[] watches = [.. rules.Select(rule => Watch(options, rule, bounds, looks))];
        IReadOnlyList<StreamEnds> ends = new StreamSimulation(options, effect, looks, watches).Run(progress, cancellation);
        SimulatedRule[] summaries = [.. rules.Select((rule, i) => ends[i].Summary(rule, rule == StoppingRule.GroupSequential ? bounds.Name : null, Math.Sign(effect), looks))];
        return new()
        {
            Unknown = unknown,
            Model = options.Model,
            Effect = effect,
            NPerArm = end,
            Alpha = options.Alpha,
            Daily = options.Daily,
            BurnIn = options.Rules.Any(rule => rule is not (StoppingRule.Fixed or StoppingRule.Peek)) ? options.BurnIn ?? SequentialOptions.DefaultBurnIn : null,
            Replicates = options.Replicates,
            Seed = options.Seed,
            Rules = [.. summaries.Take(options.Rules.Count)],
            Naive = summaries[Array.IndexOf(rules, StoppingRule.Peek)],
        };
    }

    // What is not given comes from the formula of the test with one look, times the inflation of the planned rule.
    private static (PlanUnknown Unknown, PerArm<long> End, double Effect) Sized(SimulationPlanOptions options)
    {
        PlanQuestion question = options.Question;
        PlanUnknown unknown = question.Unknown(Objective.Superiority);
        FixedDesign formula = options.Model.Formula with { Alpha = options.Alpha, AllocationRatio = options.AllocationRatio };
        double? effect = question.EffectFor(formula);
        double inflation = unknown == PlanUnknown.Power || options.Rules[0] != StoppingRule.GroupSequential ? 1 : GroupSequentialDesign.Create(new()
        {
            InformationTimes = InformationTimes.Equal(options.Schedule.Count ?? UsualLooks),
            Bounds = options.Bounds ?? new SpendingBoundary(SpendingFunction.OBrienFleming),
            Alpha = options.Alpha,
            Power = question.WantedPower,
        }).InflationFactor;
        double n = unknown == PlanUnknown.SampleSize ? formula.SampleSize(effect!.Value, question.WantedPower) * inflation : question.N!.Value;
        effect ??= formula.MinimumEffect(n / inflation, question.WantedPower);
        if (double.IsNaN(effect.Value))
            throw new InputException("--n", "no effect that the metric can have is found with this power at this size", "plan more units, or a lower power");
        long control = (long)Math.Ceiling(n - 1e-10 * n), treatment = (long)Math.Ceiling(control * options.AllocationRatio * (1 - 1e-12));
        return control >= 2 && treatment >= 2
            ? (unknown, new(control, treatment), effect.Value)
            : throw new InputException("--n", "an arm has fewer than two units", "plan more units");
    }

    private static Func<StreamWatch> Watch(SimulationPlanOptions options, StoppingRule rule, BoundaryFamily bounds, SimulatedLooks looks)
    {
        MetricKind kind = options.Model.Kind;
        MonitorOptions monitor = Monitored(options, looks);
        switch (rule)
        {
            case StoppingRule.Fixed or StoppingRule.Peek:
                EffectOptions form = new() { Alpha = options.Alpha };
                return () => new TestWatch(monitor.Metric, kind, form, rule == StoppingRule.Peek);
            case StoppingRule.GroupSequential:
                GroupSequentialDesign design = GroupSequentialDesign.Create(new()
                {
                    InformationTimes = [.. looks.Arms.Select((_, k) => looks.Share(k))],
                    Bounds = bounds,
                    Alpha = options.Alpha,
                    Power = Math.Max(options.Question.WantedPower, 0.5 * (1 + options.Alpha / 2)),
                });
                return () => new RuleWatch(new GroupSequentialRule(design, kind, monitor.Opening, describe: false), isSequence: false);
            default:
                MonitorOptions sequence = monitor with { Method = rule == StoppingRule.Msprt ? MonitorMethod.Msprt : MonitorMethod.ConfidenceSequence };
                return () => new RuleWatch(new AlwaysValidRule(sequence, kind, describe: false), isSequence: true);
        }
    }

    // The streams never were in a table; the rules ask for the level and the tuning alone.
    private static MonitorOptions Monitored(SimulationPlanOptions options, SimulatedLooks looks) => new()
    {
        Time = "time",
        Analysis = new()
        {
            Source = TableSource.Parse("-"),
            Metrics = [new("metric", "metric", options.Model.Kind, [new ColumnReference("metric")], MetricRole.Primary, Direction.Increase, null)],
            Effect = new() { Alpha = options.Alpha },
        },
        Planned = new(looks.Units(looks.Arms.Count - 1), null),
        TuneAt = options.TuneAt,
        MixingDeviation = options.MixingDeviation,
        BurnIn = options.BurnIn,
    };
}
