using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>The boundaries of a running test, solved for the looks really made.</summary>
internal sealed class MonitorRules
{
    private const int MostRemembered = 4096;

    private readonly SpendingBoundary _spending;

    // Boundaries depend on the information of the looks alone, so that tests which look alike, as simulated ones do, share them.
    private readonly ConcurrentDictionary<string, double> _solved = new(StringComparer.Ordinal);

    public MonitorRules(GroupSequentialDesign design)
    {
        Design = design;
        if (design.Options is { Sides: 2, BindingFutility: true, Futility: not null })
            throw new InputException("", "a two-sided test with binding futility cannot be monitored", "use non-binding futility or a one-sided test");
        _spending = design.Options.Bounds as SpendingBoundary
            ?? new SpendingBoundary(new TableSpending(design.InformationTimes, design.CumulativeAlpha), TwoSidedTotal: true);
    }

    public GroupSequentialDesign Design { get; }

    private GroupSequentialOptions Options => Design.Options;

    private double Never => Options.Sides == 1 ? double.NegativeInfinity : 0;

    /// <summary>The result of a look after those before it.</summary>
    public LookResult Look(ImmutableArray<LookResult> before, LookData data)
    {
        bool last = data.Last || data.Overrun || data.PlanTime >= 1;
        double time = data.InformationFraction, alpha = last ? Options.Alpha : _spending.CumulativeAlpha(data.PlanTime, Options.Alpha, Options.Sides);
        alpha = Math.Max(alpha, before.IsEmpty ? 0 : before[^1].CumulativeAlpha);
        double[] cumulative = [.. before.Select(look => look.CumulativeAlpha), alpha];
        double boundary = Boundary(before, time, cumulative);
        double? futility = last ? null : Futility(before, time, boundary);
        double z = data.Estimate / data.StandardError;
        CrossedBoundary crossed = z >= boundary ? CrossedBoundary.Upper : Options.Sides == 2 && z <= -boundary ? CrossedBoundary.Lower : CrossedBoundary.None;
        LookDecision decision = crossed != CrossedBoundary.None ? LookDecision.Reject
            : last ? LookDecision.End
            : (Options.Sides == 1 ? z : Math.Abs(z)) < futility ? LookDecision.Futility
            : LookDecision.Continue;
        double tail = Options.Sides == 1 ? Normal.UpperTail(z) : 2 * Normal.UpperTail(Math.Abs(z));
        return new LookResult(data, z, boundary, futility, alpha, tail, Repeated(data, boundary), crossed, decision);
    }

    private double Boundary(ImmutableArray<LookResult> before, double time, double[] cumulative)
    {
        double[] made = [.. before.SelectMany(look => new[] { look.Data.InformationFraction, look.Boundary, look.FutilityBoundary ?? Never }), time, .. cumulative];
        string key = Convert.ToBase64String(MemoryMarshal.AsBytes<double>(made));
        if (_solved.TryGetValue(key, out double known))
            return known;
        double boundary = Upper(Binding(before, cumulative, (0, 0)), time, cumulative);
        if (_solved.Count < MostRemembered)
            _solved.TryAdd(key, boundary);
        return boundary;
    }

    /// <summary>The region of the looks made, with the futility boundaries only where they bind.</summary>
    public StoppingRegion Binding(ImmutableArray<LookResult> looks, double[] cumulative, (double Low, double High) drifts)
        => Region(looks, cumulative, drifts, Options.BindingFutility);

    /// <summary>The looks still planned, with boundaries solved for the looks made, from the position now; null where there are none.</summary>
    public StoppingRegion? Future(ImmutableArray<LookResult> looks, (double Low, double High) drifts)
    {
        double now = looks[^1].Data.InformationFraction, position = looks[^1].Z * Math.Sqrt(now);
        double planned = looks[^1].Data.PlanTime, scale = now / planned;
        double[] times = [.. Design.InformationTimes.Where(t => t > planned + 1e-9)];
        if (times.Length == 0)
            return null;
        double[] cumulative =
            [.. looks.Select(look => look.CumulativeAlpha), .. times.Select(t => Math.Max(looks[^1].CumulativeAlpha, _spending.CumulativeAlpha(t, Options.Alpha, Options.Sides)))];
        StoppingRegion made = Binding(looks, cumulative, (0, 0));
        StoppingRegion future = new(Options.Sides, drifts, StoppingRegion.ReachFor(1), (now, position));
        for (int k = 0; k < times.Length; k++)
        {
            double upper = Upper(made, times[k] * scale, cumulative[..(looks.Length + k + 1)]);
            double futility = Options.BindingFutility && k < times.Length - 1 ? PlannedFutility(times[k]) : Never;
            LookBoundary boundary = new(upper, Math.Min(futility, upper));
            made.Add(times[k] * scale, boundary);
            future.Add(times[k] * scale, boundary);
        }
        return future;
    }

    private StoppingRegion Region(ImmutableArray<LookResult> looks, double[] cumulative, (double Low, double High) drifts, bool futility)
    {
        double reach = BoundarySolver.ReachOf([.. BoundarySolver.Increments(cumulative).Select(tail => tail / Options.Sides)], futility);
        StoppingRegion region = new(Options.Sides, drifts, reach);
        foreach (LookResult look in looks)
            region.Add(look.Data.InformationFraction, new LookBoundary(look.Boundary, futility ? look.FutilityBoundary ?? Never : Never));
        return region;
    }

    private double Upper(StoppingRegion region, double time, double[] cumulative)
    {
        double spent = cumulative.Length > 1 ? cumulative[^2] / Options.Sides : 0, root = Math.Sqrt(time);
        bool futile = Options.BindingFutility && Options.Futility is not null && cumulative.Length > 1;
        return BoundarySolver.UpperBound(region.Before(time), time, cumulative[^1] / Options.Sides - spent, futile ? 1 : spent) / root;
    }

    private double? Futility(ImmutableArray<LookResult> before, double time, double boundary)
    {
        if (Options.Futility is null)
            return null;
        return Math.Min(Options.Futility is BetaSpending beta ? SpentFutility(beta, before, time) : PlannedFutility(time), boundary);
    }

    /// <summary>The bound that spends beta up to now at the design's drift.</summary>
    private double SpentFutility(BetaSpending rule, ImmutableArray<LookResult> before, double time)
    {
        double earlier = before.IsEmpty ? 0 : before[^1].Data.InformationFraction, beta = 1 - Options.Power;
        double tail = rule.Function.Spent(time, beta) - rule.Function.Spent(earlier, beta);
        StoppingRegion region = Region(before, [.. before.Select(look => look.CumulativeAlpha), Options.Alpha], (0, Design.Drift), futility: true);
        return FutilitySolver.Bound(region.Before(time), time, Design.Drift, tail, Options.Sides) / Math.Sqrt(time);
    }

    /// <summary>The bound of the last planned look up to now.</summary>
    private double PlannedFutility(double time)
    {
        int index = -1;
        for (int k = 0; k < Design.FutilityBoundaries.Count && Design.InformationTimes[k] <= time + 1e-9; k++)
            index = k;
        return index < 0 ? Never : Design.FutilityBoundaries[index];
    }

    private Interval Repeated(LookData data, double boundary)
    {
        double half = boundary * data.StandardError;
        return new Interval(data.Estimate - half, Options.Sides == 1 ? double.PositiveInfinity : data.Estimate + half, 1 - Options.Alpha);
    }
}
