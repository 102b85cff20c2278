using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>When a simulated experiment is looked at: units per arm at each look, the last at the planned end.</summary>
internal sealed class SimulatedLooks
{
    private const int Most = 1000, Usual = 5;

    private readonly double? _daily;

    /// <exception cref="InputException">There are too many looks, or one before there is a unit in each arm.</exception>
    public SimulatedLooks(LookSchedule schedule, PerArm<long> end, double? daily)
    {
        _daily = daily;
        long total = end.Control + end.Treatment;
        double share = (double)end.Control / total;
        List<PerArm<long>> arms = [];
        foreach (long units in Totals(schedule, total, daily).Where(units => units < total))
        {
            long control = (long)Math.Round(units * share);
            if (arms.Count == Most)
                throw new InputException("--every", $"makes more than {Most} looks", "look less often");
            if (control == 0 || control == units)
                throw new InputException("--looks", FormattableString.Invariant($"at {units} units an arm is still empty"), "look later, or plan more units");
            arms.Add(new(control, units - control));
        }
        Arms = [.. arms, end];
    }

    /// <summary>Units per arm by each look.</summary>
    public IReadOnlyList<PerArm<long>> Arms { get; }

    /// <summary>Units of both arms by a look.</summary>
    public long Units(int look) => Arms[look].Control + Arms[look].Treatment;

    /// <summary>The share of the plan by a look; exactly 1 at the last.</summary>
    public double Share(int look) => (double)Units(look) / Units(Arms.Count - 1);

    /// <summary>Whole days by a look; null without a daily number.</summary>
    public double? Day(int look) => _daily is { } daily ? Math.Ceiling(Units(look) / daily - 1e-9) : null;

    private static IEnumerable<long> Totals(LookSchedule schedule, long total, double? daily)
    {
        if (schedule.Units.Count > 0)
        {
            return schedule.Units[^1] <= total
                ? schedule.Units
                : throw new InputException("--looks", FormattableString.Invariant($"the last look, at {schedule.Units[^1]} units, is beyond the planned {total}"), "end the looks at the plan");
        }
        if (schedule.Step is { } step)
            return Every(step, total);
        if (schedule.Period is { } period)
            return Every(period.TotalDays * daily!.Value, total);
        if (schedule.Count is null && daily is { } perDay)
            return Every(perDay, total);
        int count = schedule.Count ?? Usual;
        return count <= total / 2
            ? Enumerable.Range(1, count).Select(k => (long)Math.Round((double)total * k / count))
            : throw new InputException("--looks", FormattableString.Invariant($"{count} looks are more than half the {total} units"), "look less often");
    }

    private static IEnumerable<long> Every(double step, long total)
    {
        long before = 0;
        for (int k = 1; k * step < total; k++)
        {
            long units = (long)Math.Round(k * step);
            if (units > before)
                yield return before = units;
        }
    }
}
