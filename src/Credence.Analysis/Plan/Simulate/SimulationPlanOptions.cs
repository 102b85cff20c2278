using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>When a simulated experiment stops.</summary>
public enum StoppingRule
{
    /// <summary>The usual test, once, at the planned end.</summary>
    Fixed,

    /// <summary>The usual test at every look, as if each were the only one.</summary>
    Peek,

    /// <summary>A group-sequential design.</summary>
    GroupSequential,

    /// <summary>The asymptotic confidence sequence until the planned end, and a test there with what is left of alpha.</summary>
    ConfidenceSequence,

    /// <summary>The mixture sequential probability ratio test, likewise.</summary>
    Msprt,
}

/// <summary>An experiment to simulate.</summary>
public sealed record SimulationPlanOptions
{
    /// <summary>Fewest simulated experiments.</summary>
    public const int FewestReplicates = 100;

    /// <summary>What units look like.</summary>
    public required UnitModel Model { get; init; }

    /// <summary>Size and effect; what is left out is found by the formula of the usual test, with the inflation of the design.</summary>
    public required PlanQuestion Question { get; init; }

    /// <summary>When to stop; the first rule is the planned one, the others are compared with it on the same streams.</summary>
    public IReadOnlyList<StoppingRule> Rules { get; init; } = [StoppingRule.GroupSequential];

    /// <summary>When to look; five times where nothing is said, daily where only a daily number is.</summary>
    public LookSchedule Schedule { get; init; } = LookSchedule.Daily;

    /// <summary>Treatment units per control unit, above 0. Default 1.</summary>
    public double AllocationRatio { get; init; } = 1;

    /// <summary>Error level, in (0, 1), both tails together. Default 0.05.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>Boundaries of the group-sequential design; null takes Lan-DeMets spending of O'Brien-Fleming type.</summary>
    public BoundaryFamily? Bounds { get; init; }

    /// <summary>Units, both arms together, at which a sequence is narrowest; null takes the planned end.</summary>
    public long? TuneAt { get; init; }

    /// <summary>Standard deviation of the mixing distribution of the mixture test; null tunes it at the end of the burn-in.</summary>
    public double? MixingDeviation { get; init; }

    /// <summary>Units, both arms together, before which no look of a sequential rule counts; null takes <see cref="SequentialOptions.DefaultBurnIn"/>.</summary>
    public long? BurnIn { get; init; }

    /// <summary>New units per day, all arms together; null where that is not known.</summary>
    public double? Daily { get; init; }

    /// <summary>Number of simulated experiments, at least <see cref="FewestReplicates"/>. Default 2,000.</summary>
    public int Replicates { get; init; } = 2000;

    /// <summary>Seed of the simulation. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads, at least 1; null uses all processors. Results do not depend on it.</summary>
    public int? Threads { get; init; }

    /// <exception cref="InputException">The options contradict each other.</exception>
    internal void Check()
    {
        Guard.Positive(AllocationRatio);
        Guard.Fraction(Alpha);
        Guard.AtLeast(Replicates, FewestReplicates);
        if (Rules.Count == 0 || Rules.Distinct().Count() < Rules.Count)
            throw new InputException("--rule", Rules.Count == 0 ? "no rule is given" : "a rule is given twice", "compare different rules");
        if (Schedule is { Step: null, Period: null } ? Schedule.Days.Count > 0 : Schedule.Count is not null)
            throw new InputException("--looks", Schedule.Days.Count > 0 ? "a plan has no dates" : "the looks are given twice", "give either their number, or --every N or --every 1d");
        if (Schedule.Period is not null && Daily is null)
            throw new InputException("--every", "a period needs the number of units that come in it", "add --daily N");
        if (Question.WantedPower <= Alpha)
            throw new InputException("--power", "must be above the error level", "0.8 and 0.9 are usual");
        Need(StoppingRule.GroupSequential, Bounds is not null, "--bounds");
        Need(StoppingRule.Msprt, MixingDeviation is not null, "--tau");
        if (TuneAt is not null && !Rules.Contains(StoppingRule.ConfidenceSequence))
            Need(StoppingRule.Msprt, true, "--tune-at");
        if (TuneAt is not null && MixingDeviation is not null)
            throw new InputException("--tau", "the mixture is tuned twice", "give either --tau or --tune-at");
    }

    private void Need(StoppingRule rule, bool given, string option)
    {
        if (given && !Rules.Contains(rule))
            throw new InputException(option, "no rule that is simulated uses this", $"add {RuleWords.Name(rule)} to --rule, or leave it out");
    }
}

/// <summary>Names of the rules as options and results write them.</summary>
internal static class RuleWords
{
    public static string Name(StoppingRule rule) => rule switch
    {
        StoppingRule.Fixed => "fixed",
        StoppingRule.Peek => "peek",
        StoppingRule.GroupSequential => MonitorWords.Name(MonitorMethod.GroupSequential),
        StoppingRule.ConfidenceSequence => MonitorWords.Name(MonitorMethod.ConfidenceSequence),
        _ => MonitorWords.Name(MonitorMethod.Msprt),
    };
}
