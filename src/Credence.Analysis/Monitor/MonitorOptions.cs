using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>The rules by which a running test may be stopped.</summary>
public enum MonitorMethod
{
    /// <summary>A group-sequential design, whose boundaries are solved for the looks really made.</summary>
    GroupSequential,

    /// <summary>The asymptotic confidence sequence, for any number of looks.</summary>
    ConfidenceSequence,

    /// <summary>The mixture sequential probability ratio test, for any number of looks.</summary>
    Msprt,
}

/// <summary>What to watch, and by which rule.</summary>
public sealed record MonitorOptions
{
    /// <summary>Data and level; only the first primary metric is watched.</summary>
    public required AnalyzeOptions Analysis { get; init; }

    /// <summary>Column of the time at which a unit came: dates, times, or numbers that count days.</summary>
    public required string Time { get; init; }

    /// <summary>The rule; null takes the group-sequential design where one is declared, else the confidence sequence.</summary>
    public MonitorMethod? Method { get; init; }

    /// <summary>When to look; default once a day.</summary>
    public LookSchedule Schedule { get; init; } = LookSchedule.Daily;

    /// <summary>The planned end; null where none is planned, or where <see cref="MinimumEffect"/> tells it.</summary>
    public PlannedSize? Planned { get; init; }

    /// <summary>Boundaries of a group-sequential design; null takes Lan-DeMets spending of O'Brien-Fleming type.</summary>
    public BoundaryFamily? Bounds { get; init; }

    /// <summary>Smallest lift worth finding, above 0, from which a group-sequential design takes its size; null where the size is given.</summary>
    public double? MinimumEffect { get; init; }

    /// <summary>Power at that lift, in (0, 1). Default 0.8.</summary>
    public double Power { get; init; } = 0.8;

    /// <summary>Units, both variants together, at which a sequence is to be narrowest; null takes the planned number, else <see cref="SequentialOptions.DefaultTuneAt"/>.</summary>
    public long? TuneAt { get; init; }

    /// <summary>Standard deviation of the mixing distribution of <see cref="MonitorMethod.Msprt"/>, in units of the metric; null tunes it at the end of the burn-in.</summary>
    public double? MixingDeviation { get; init; }

    /// <summary>Units, both variants together, before which no look counts; null takes <see cref="SequentialOptions.DefaultBurnIn"/>.</summary>
    public long? BurnIn { get; init; }

    /// <summary>Whether data beyond the stop or the plan were under way and make one last look.</summary>
    public bool Overrun { get; init; }

    /// <summary>The metric that is watched.</summary>
    internal MetricSpec Metric => Analysis.Metrics.FirstOrDefault(metric => metric.Role == MetricRole.Primary) ?? Analysis.Metrics[0];

    /// <summary>The rule after its default.</summary>
    internal MonitorMethod Rule => Method ?? (Bounds is not null || MinimumEffect is not null ? MonitorMethod.GroupSequential : MonitorMethod.ConfidenceSequence);

    /// <summary>The burn-in after its default.</summary>
    internal BurnIn Opening => SequentialOptions.Opening(BurnIn);

    /// <summary>The tuning after its default.</summary>
    internal long Tuning => TuneAt ?? Planned?.Units ?? SequentialOptions.DefaultTuneAt;

    /// <summary>Refuses a number of looks that the rule would not keep to.</summary>
    /// <exception cref="InputException">A sequence is to be looked at so often, but nothing tells when.</exception>
    public void RequireUseOfCount()
    {
        if (Rule == MonitorMethod.GroupSequential || Schedule is not { Count: not null, Units.Count: 0, Days.Count: 0 })
            return;
        if (Schedule.Period is not null || Schedule.Step is not null)
            throw new InputException("--looks", "--every says when to look, and a sequence plans no number of looks", "leave one of the two out");
        if (Planned is null)
            throw new InputException("--looks", "a number of looks is a share of the planned end, and none is given", "add --planned, or list the units or days at which to look");
    }

    /// <exception cref="InputException">The options contradict each other.</exception>
    internal void Check()
    {
        if (Analysis.Metrics.Count == 0)
            throw new InputException("--metric", "no metric is given", "add --metric COLUMN");
        if (Analysis.Effect.Alternative != Alternative.TwoSided)
            throw new InputException("--alternative", "a test is monitored on two sides", "leave it out");
        if (Rule == MonitorMethod.GroupSequential && Planned is null && MinimumEffect is null)
            throw new InputException("--planned", "a group-sequential design needs its planned end", "add --planned with the number of units, both variants together, or the last day");
        if (Rule != MonitorMethod.GroupSequential && Bounds is not null)
            throw new InputException("--bounds", "only a group-sequential design has boundaries of its own", "leave it out, or write --method group-sequential");
        if (Rule != MonitorMethod.Msprt && MixingDeviation is not null)
            throw new InputException("--tau", "only the mixture test has a mixing distribution", "leave it out, or write --method msprt");
        if (MixingDeviation is not null && TuneAt is not null)
            throw new InputException("--tau", "the mixture is tuned twice", "give either --tau or --tune-at");
        if (Rule == MonitorMethod.GroupSequential && TuneAt is not null)
            throw new InputException("--tune-at", "a group-sequential design is not tuned", "leave it out, or choose confidence-sequence or msprt");
        Schedule.Check(Planned);
    }
}
