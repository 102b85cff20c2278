using BenchmarkDotNet.Attributes;
using Credence.Statistics;

namespace Credence.Benchmarks;

/// <summary>Merging moments of shards or days: nothing is allocated.</summary>
[MemoryDiagnoser]
public class MomentsMerge
{
    private readonly CrossMoments shard = CrossMoments.FromRows(["a", "b", "c"], [1, 2, 3, 4, 6, 5, 7, 9, 8, 12, 10, 11]);
    private CrossMomentsAccumulator accumulator = null!;
    private Moments one = Moments.FromValues([1, 2, 4]);

    [GlobalSetup]
    public void Setup() => accumulator = new CrossMomentsAccumulator([.. shard.Columns]);

    [Benchmark]
    public Moments OneColumn() => one = one.Merge(new Moments(3, 2, 2));

    [Benchmark]
    public void ThreeColumns() => accumulator.Add(shard);
}
