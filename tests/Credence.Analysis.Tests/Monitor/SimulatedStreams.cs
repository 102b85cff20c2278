using System.Globalization;
using Credence.Experiments;
using Credence.Numerics;
using Credence.Statistics;
using Xunit;

namespace Credence.Analysis.Tests;

/// <summary>Streams of pairs of units without an effect, looked at by the rules that users look by.</summary>
internal sealed class SimulatedStreams
{
    /// <summary>Streams per case.</summary>
    public const int Runs = 1_000;

    public const double Alpha = 0.05;

    private readonly MetricKind _kind;
    private readonly Func<RandomStream, int, Moments> _draw;

    public SimulatedStreams(string data)
    {
        Name = data;
        (_kind, _draw) = data switch
        {
            "normal" => (MetricKind.Mean, Normals),
            "lognormal" => (MetricKind.Mean, Lognormals),
            _ => (MetricKind.Proportion, Events(double.Parse(data, CultureInfo.InvariantCulture))),
        };
    }

    public string Name { get; }

    /// <summary>The share of streams in which a rule rejects at some look.</summary>
    /// <param name="rules">The rules, made new for every stream; all see the same data.</param>
    /// <param name="looks">Number of looks.</param>
    /// <param name="pairs">Pairs of units between looks.</param>
    /// <param name="silent">Looks that are not made at the beginning, where no rule counts them.</param>
    /// <param name="ends">Whether the last look is the planned end.</param>
    public int[] Rejections(IReadOnlyList<Func<LookRule>> rules, int looks, int pairs, int silent = 0, bool ends = true)
    {
        int[] rejected = new int[rules.Count];
        Parallel.For(0, Runs, run =>
        {
            RandomStream random = new(20261122, $"monitor-{Name}-{looks}-{pairs}", (ulong)run);
            LookRule[] now = [.. rules.Select(make => make())];
            bool[] done = new bool[now.Length];
            Moments control = Moments.Empty, treatment = Moments.Empty;
            for (int k = 1; k <= looks && done.Contains(false); k++)
            {
                control = control.Merge(_draw(random, pairs));
                treatment = treatment.Merge(_draw(random, pairs));
                if (k <= silent)
                    continue;
                CumulativeLook look = new(new(k, "", true), Row(control), Row(treatment), ends ? (double)k / looks : null);
                for (int i = 0; i < now.Length; i++)
                {
                    if (!done[i] && now[i].Next(look, overrun: false).Decision is LookDecision.Reject)
                    {
                        done[i] = true;
                        Interlocked.Increment(ref rejected[i]);
                    }
                }
            }
        });
        return rejected;
    }

    /// <summary>A rule that watches without a planned end, or to one.</summary>
    public Func<LookRule> Sequence(MonitorMethod method, long tuneAt) => () => new AlwaysValidRule(Options with { Method = method, TuneAt = tuneAt }, _kind, describe: false);

    /// <summary>A design.</summary>
    public Func<LookRule> Design(string bounds, int looks)
    {
        GroupSequentialDesign design = GroupSequentialDesign.Create(new() { Bounds = BoundaryFamily.Parse(bounds), InformationTimes = InformationTimes.Equal(looks), Alpha = Alpha });
        return () => new GroupSequentialRule(design, _kind, Options.Opening, describe: false);
    }

    /// <summary>Asserts a binomial bound.</summary>
    /// <param name="what">What was looked at, and how.</param>
    /// <param name="rejected">Streams rejected.</param>
    /// <param name="reached">Whether alpha must also be reached.</param>
    public void Keeps(string what, int rejected, bool reached)
    {
        double bound = 3.5 * Math.Sqrt(Runs * Alpha * (1 - Alpha)), expected = Runs * Alpha;
        Assert.True(rejected <= expected + bound && (!reached || rejected >= expected - bound), $"{Name}, {what}: {rejected} of {Runs} rejected");
    }

    private static MonitorOptions Options { get; } = new()
    {
        Time = "t",
        Analysis = new()
        {
            Source = Credence.Data.TableSource.Parse("-"),
            Metrics = [MetricSpec.Parse("y", MetricRole.Primary, Direction.Increase, null)],
        },
    };

    private static MomentsRow Row(Moments moments)
        => new(null, "", moments.Count, [new("y", CrossMoments.FromShiftedSums(["y"], moments.Count, [moments.Mean], [0], [moments.SumSquaredDeviations]), 0, 0, false)]);

    private static Func<RandomStream, int, Moments> Events(double rate) => (random, pairs) =>
    {
        double share = random.NextBinomial(pairs, rate) / (double)pairs;
        return new(pairs, share, pairs * share * (1 - share));
    };

    private static Moments Normals(RandomStream random, int pairs) => Drawn(random, pairs, static random => random.NextNormal());

    private static Moments Lognormals(RandomStream random, int pairs) => Drawn(random, pairs, static random => Math.Exp(random.NextNormal()));

    private static Moments Drawn(RandomStream random, int pairs, Func<RandomStream, double> draw)
    {
        double[] values = new double[pairs];
        for (int i = 0; i < pairs; i++)
            values[i] = draw(random);
        return Moments.FromValues(values);
    }
}
