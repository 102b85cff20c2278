using Credence.Experiments;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Runs simulated experiments, each without an effect and with it, under several rules that see the same units.</summary>
internal sealed class StreamSimulation(SimulationPlanOptions options, double effect, SimulatedLooks looks, IReadOnlyList<Func<StreamWatch>> rules)
{
    private const string Control = "control", Treatment = "treatment";

    private readonly int _replicates = options.Replicates;
    private readonly StreamEnd[][] _without = [.. rules.Select(_ => new StreamEnd[options.Replicates])];
    private readonly StreamEnd[][] _with = [.. rules.Select(_ => new StreamEnd[options.Replicates])];

    /// <summary>How the streams of each rule ended.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<StreamEnds> Run(IProgress<double>? progress, CancellationToken cancellation)
    {
        int done = 0;
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.Threads ?? -1, CancellationToken = cancellation };
        Parallel.For(0, _replicates, parallel, replicate =>
        {
            Stream(replicate, cancellation);
            progress?.Report((double)Interlocked.Increment(ref done) / _replicates);
        });
        return [.. rules.Select((_, i) => new StreamEnds(_without[i], _with[i]))];
    }

    private void Stream(int replicate, CancellationToken cancellation)
    {
        RandomStream random = new(options.Seed, "plan-simulate", (ulong)replicate);
        string[] columns = options.Model.Columns;
        CrossMomentsAccumulator control = new(columns), untreated = new(columns), treated = new(columns);
        StreamWatch?[] without = [.. rules.Select(rule => rule())], with = [.. rules.Select(rule => rule())];
        PerArm<long> before = new(0, 0);
        for (int k = 0; k < looks.Arms.Count && Array.Exists((StreamWatch?[])[.. without, .. with], watch => watch is not null); k++)
        {
            cancellation.ThrowIfCancellationRequested();
            PerArm<long> now = looks.Arms[k];
            control.Add(options.Model.Draw(random, now.Control - before.Control));
            CrossMoments batch = options.Model.Draw(random, now.Treatment - before.Treatment);
            untreated.Add(batch);
            treated.Add(options.Model.Treat(random, batch, effect));
            before = now;
            MomentsRow controls = Row(Control, control);
            Judge(without, _without, replicate, k, new(new(k + 1, "", true), controls, Row(Treatment, untreated), looks.Share(k)), 0);
            Judge(with, _with, replicate, k, new(new(k + 1, "", true), controls, Row(Treatment, treated), looks.Share(k)), effect);
        }
    }

    private static void Judge(StreamWatch?[] watches, StreamEnd[][] ends, int replicate, int look, CumulativeLook data, double truth)
    {
        for (int i = 0; i < watches.Length; i++)
        {
            if (watches[i]?.Next(data) is not { } stop)
                continue;
            ends[i][replicate] = new(look, stop.Direction, stop.Interval.Lower <= truth && truth <= stop.Interval.Upper);
            watches[i] = null;
        }
    }

    private MomentsRow Row(string variant, CrossMomentsAccumulator moments)
        => new(null, variant, moments.Count, [new("metric", moments.ToCrossMoments(), 0, 0, options.Model.Kind == MetricKind.Proportion)]);
}

/// <summary>How one stream ended.</summary>
/// <param name="Look">Its last look, from 0.</param>
/// <param name="Direction">Sign of the effect found; 0 where none was.</param>
/// <param name="Covered">Whether the interval at the stop holds the true effect.</param>
internal readonly record struct StreamEnd(int Look, int Direction, bool Covered);

/// <summary>How the streams ended under one rule.</summary>
/// <param name="Without">Those without an effect.</param>
/// <param name="With">The same with it.</param>
internal sealed record StreamEnds(StreamEnd[] Without, StreamEnd[] With)
{
    /// <summary>What they say about the rule.</summary>
    public SimulatedRule Summary(StoppingRule rule, string? bounds, int sign, SimulatedLooks looks) => new(
        RuleWords.Name(rule),
        bounds,
        Share(With, end => end.Direction == sign),
        Share(Without, end => end.Direction != 0),
        Share(With, end => end.Direction == -sign),
        Share(With, end => end.Covered),
        Share(Without, end => end.Covered),
        Duration(rule, With, looks),
        Duration(rule, Without, looks),
        [
            .. looks.Arms.Select((_, k) => new SimulatedLook(
                k + 1, looks.Units(k), looks.Day(k),
                Part(Without, end => end.Direction != 0 && end.Look <= k),
                Part(With, end => end.Direction == sign && end.Look <= k))),
        ]);

    private static Simulated Share(StreamEnd[] ends, Func<StreamEnd, bool> holds) => Simulated.Share(ends.Count(holds), ends.Length);

    private static double Part(StreamEnd[] ends, Func<StreamEnd, bool> holds) => (double)ends.Count(holds) / ends.Length;

    // A fixed test looks once, whatever looks the other rules have.
    private static SimulatedDuration Duration(StoppingRule rule, StreamEnd[] ends, SimulatedLooks looks) => new(
        Simulated.Mean([.. ends.Select(end => rule == StoppingRule.Fixed ? 1 : end.Look + 1.0)]),
        Simulated.Mean([.. ends.Select(end => (double)looks.Units(end.Look))]),
        looks.Day(0) is null ? null : Simulated.Mean([.. ends.Select(end => looks.Day(end.Look)!.Value)]));
}
