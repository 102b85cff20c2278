using Credence.Experiments;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>A number that was simulated.</summary>
/// <param name="Estimate">Its mean over the simulated experiments.</param>
/// <param name="StandardError">Monte-Carlo standard error.</param>
/// <param name="Interval">95 % interval: that of Clopper and Pearson (1934) for a share, normal for a mean.</param>
public sealed record Simulated(double Estimate, double StandardError, Interval Interval)
{
    private const double Level = 0.95;

    internal static Simulated Share(long count, long all)
    {
        double p = (double)count / all, tail = 0.5 * (1 - Level);
        double low = count == 0 ? 0 : BetaDistribution.Quantile(tail, count, all - count + 1.0);
        double high = count == all ? 1 : BetaDistribution.UpperQuantile(tail, count + 1.0, all - count);
        return new(p, Math.Sqrt(p * (1 - p) / all), new(low, high, Level));
    }

    internal static Simulated Mean(ReadOnlySpan<double> values)
    {
        Moments moments = Moments.FromValues(values);
        double error = moments.StandardDeviation / Math.Sqrt(values.Length), half = Normal.UpperQuantile(0.5 * (1 - Level)) * error;
        return new(moments.Mean, error, new(moments.Mean - half, moments.Mean + half, Level));
    }
}

/// <summary>How long simulated experiments last.</summary>
/// <param name="Looks">Looks until the stop.</param>
/// <param name="Units">Units of both arms at the stop.</param>
/// <param name="Days">Whole days until the stop; null without a daily number.</param>
public sealed record SimulatedDuration(Simulated Looks, Simulated Units, Simulated? Days);

/// <summary>A look at simulated experiments.</summary>
/// <param name="Look">Number of the look, from 1.</param>
/// <param name="Units">Units of both arms by then.</param>
/// <param name="Day">Whole days by then; null without a daily number.</param>
/// <param name="TypeOneError">Share of the experiments without an effect that have found one by then.</param>
/// <param name="Power">Share of the experiments with the effect that have found it by then.</param>
public sealed record SimulatedLook(int Look, long Units, double? Day, double TypeOneError, double Power);

/// <summary>What one rule does on the simulated streams.</summary>
/// <param name="Rule">Its name.</param>
/// <param name="Bounds">Boundaries of a group-sequential design; null for others.</param>
/// <param name="Power">Share of the experiments with the effect in which it is found, with its sign.</param>
/// <param name="TypeOneError">Share of the experiments without an effect in which one is found.</param>
/// <param name="WrongDirection">Share of the experiments with the effect in which one of the other sign is found.</param>
/// <param name="Coverage">Share of the experiments with the effect in which the interval at the stop holds it.</param>
/// <param name="CoverageWithoutEffect">Share of the experiments without an effect in which the interval at the stop holds 0.</param>
/// <param name="WithEffect">How long experiments with the effect last.</param>
/// <param name="WithoutEffect">How long experiments without an effect last.</param>
/// <param name="Looks">The looks, in order.</param>
public sealed record SimulatedRule(
    string Rule,
    string? Bounds,
    Simulated Power,
    Simulated TypeOneError,
    Simulated WrongDirection,
    Simulated Coverage,
    Simulated CoverageWithoutEffect,
    SimulatedDuration WithEffect,
    SimulatedDuration WithoutEffect,
    IReadOnlyList<SimulatedLook> Looks);

/// <summary>What a plan by simulation says.</summary>
public sealed record SimulationPlanResult
{
    /// <summary>What was left to the formula; power where size and effect were given.</summary>
    public required PlanUnknown Unknown { get; init; }

    /// <summary>What units look like.</summary>
    public required UnitModel Model { get; init; }

    /// <summary>The effect, treatment minus control.</summary>
    public required double Effect { get; init; }

    /// <summary>Units per arm at the planned end.</summary>
    public required PerArm<long> NPerArm { get; init; }

    /// <summary>Error level that the rules promise.</summary>
    public required double Alpha { get; init; }

    /// <summary>New units per day, all arms together; null where it was not given.</summary>
    public double? Daily { get; init; }

    /// <summary>Number of simulated experiments.</summary>
    public required int Replicates { get; init; }

    /// <summary>Seed of the simulation.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The rules, the planned one first.</summary>
    public required IReadOnlyList<SimulatedRule> Rules { get; init; }

    /// <summary>The usual test at every look on the same streams, as if each look were the only one.</summary>
    public required SimulatedRule Naive { get; init; }

    /// <summary>Units before which no look of a sequential rule counts; null where there is no such rule.</summary>
    public long? BurnIn { get; init; }

    /// <summary>The data that were resampled; null where the user described the metric.</summary>
    public PlanBasis? Basis { get; init; }

    /// <summary>Units of both arms at the planned end.</summary>
    public long Total => NPerArm.Control + NPerArm.Treatment;

    /// <summary>The effect as a fraction of the control level; null where that is 0.</summary>
    public double? RelativeEffect => Model.Level == 0 ? null : Effect / Model.Level;

    /// <summary>Whole days to the planned end; null without a daily number.</summary>
    public double? Days => Daily is { } daily ? Math.Ceiling(Total / daily) : null;

    /// <summary>What to know about the plan and the data it rests on.</summary>
    public IReadOnlyList<Finding> Findings => [.. Basis?.Findings ?? [], .. Rules.Select(Inflated).Append(Early).OfType<Finding>()];

    private Finding? Early => Naive.Looks.SkipLast(1).Count(look => look.Units < BurnIn) is var early and > 0
        ? new("looks-before-burn-in", Severity.Note,
            FormattableString.Invariant($"{early} of {Naive.Looks.Count} looks come before the burn-in of {BurnIn} units is over; no sequential rule counts them."),
            "Look later, or shorten the burn-in with --burn-in where values are nearly normal.")
        : null;

    private Finding? Inflated(SimulatedRule rule) => rule.TypeOneError.Interval.Lower <= Alpha ? null : new("type-one-error-above-alpha", Severity.Warning,
        FormattableString.Invariant($"Where there is no effect, the rule {rule.Rule} finds one in {rule.TypeOneError.Estimate:P1} of the experiments, not in the {Alpha:0.####%} it promises."),
        "Choose a rule that bears these looks, or look less often or later; skewed values and rare events need more units before the first look.");
}
