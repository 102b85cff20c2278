using Credence.Testing;
using CsCheck;
using Xunit;

namespace Credence.Numerics.Tests;

public sealed class RandomStreamTests
{
    [Fact]
    public void FillGivesTheNumbersOfSingleDraws()
    {
        foreach (int skip in (int[])[0, 1, 2, 7])
        {
            foreach (int length in (int[])[0, 1, 2, 3, 8, 9, 31, 500])
            {
                RandomStream one = new(0x123456789ABCDEF, "test", 5UL << 33), many = one.At(skip);
                one.Skip(skip);
                ulong[] filled = new ulong[length];
                many.Fill(filled);
                Assert.Equal(Enumerable.Range(0, length).Select(_ => one.NextUInt64()), filled);
                Assert.Equal(one.NextUInt64(), many.NextUInt64());
            }
        }
    }

    [Fact]
    public void FillEndsWithTheStream()
    {
        RandomStream last = new RandomStream(1, "test").At(RandomStream.Length - 4);
        last.Fill(new ulong[4]);
        Assert.Throws<InvalidOperationException>(() => last.Fill(new ulong[1]));
        Assert.Throws<InvalidOperationException>(() => new RandomStream(1, "test").At(RandomStream.Length - 4).Fill(new ulong[6]));
    }

    [Fact]
    public void DrawsAreTheWordsOfTheDocumentedBlocks()
    {
        RandomStream stream = new(0xa4093822_299f31d0, "bootstrap", 0x13198a2e_03707344);
        uint purpose = RandomStream.HashPurpose("bootstrap");
        for (uint block = 0; block < 3; block++)
        {
            (uint w0, uint w1, uint w2, uint w3) = Philox4x32.Block(block, purpose, 0x03707344, 0x13198a2e, 0x299f31d0, 0xa4093822);
            Assert.Equal(w0 | (ulong)w1 << 32, stream.NextUInt64());
            Assert.Equal(w3, stream.NextUInt32());
        }
    }

    [Fact]
    public void PurposesAreHashedByTheirPublishedFnvVectors()
    {
        Assert.Equal(0x811c9dc5u, RandomStream.HashPurpose(""));
        Assert.Equal(0xe40c292cu, RandomStream.HashPurpose("a"));
        Assert.Equal(0xbf9cf968u, RandomStream.HashPurpose("foobar"));
    }

    [Fact]
    public void SeedPurposeAndStreamEachChangeTheNumbers()
    {
        ulong[] first =
        [
            new RandomStream(1, "a", 0).NextUInt64(), new RandomStream(2, "a", 0).NextUInt64(), new RandomStream(1UL << 32 | 1, "a", 0).NextUInt64(),
            new RandomStream(1, "b", 0).NextUInt64(), new RandomStream(1, "a", 1).NextUInt64(), new RandomStream(1, "a", 1UL << 32).NextUInt64(),
        ];
        Assert.Equal(first.Length, first.Distinct().Count());
    }

    [Fact]
    public void AnyPositionCanBeReachedAtOnce() => Gen.Select(Gen.Int[0, 500], Gen.Int[0, 50]).Holds((start, skip) =>
    {
        RandomStream walked = new(7, "walk", 3), jumped = walked.At(start);
        for (int i = 0; i < start; i++)
            walked.NextUInt64();
        Assert.Equal(walked.Position, jumped.Position);
        Assert.Equal(walked.NextUInt64(), jumped.NextUInt64());
        walked.Skip(skip);
        for (int i = 0; i < skip; i++)
            jumped.NextUInt64();
        Assert.Equal(walked.NextUInt64(), jumped.NextUInt64());
    });

    [Fact]
    public void AnExhaustedStreamThrowsInsteadOfRepeating()
    {
        RandomStream stream = new RandomStream(1, "end").At(RandomStream.Length - 1);
        stream.NextUInt64();
        Assert.Throws<InvalidOperationException>(() => stream.NextUInt64());
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.At(RandomStream.Length + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.At(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Skip(long.MaxValue));
    }

    [Fact]
    public void FillsGiveTheNumbersOfSingleDraws() => Gen.Select(Gen.Int[0, 70], Gen.Int[0, 3]).Holds((length, start) =>
    {
        double[] uniform = new double[length], normal = new double[length];
        RandomStream source = new RandomStream(11, "fill").At(start), single = source.At(start), filled = source.At(start);
        filled.FillUniform(uniform);
        Assert.All(uniform, value => Assert.Equal(single.NextDouble(), value));
        filled.FillNormal(normal);
        Assert.All(normal, value => Assert.Equal(single.NextNormal(), value));
        Assert.Equal(single.Position, filled.Position);
    });

    [Fact]
    public void ShuffleKeepsTheItemsAndReachesEveryOrderEqually()
    {
        RandomStream stream = new(5, "shuffle");
        Dictionary<string, int> orders = [];
        const int draws = 24_000;
        for (int i = 0; i < draws; i++)
        {
            char[] items = ['a', 'b', 'c', 'd'];
            stream.Shuffle(items.AsSpan());
            string order = new(items);
            orders[order] = orders.GetValueOrDefault(order) + 1;
        }
        Assert.Equal(24, orders.Count);
        double chiSquared = orders.Values.Sum(count => (count - 1000.0) * (count - 1000.0) / 1000);
        Assert.InRange(chiSquared, 9, 50); // 23 degrees of freedom: both ends beyond 1e-3.
    }

    [Fact]
    public void IntegersAreUniformAlsoWhereTheBoundDoesNotDivide()
    {
        RandomStream stream = new(5, "integer");
        long bound = 3L << 60;
        int high = 0;
        const int draws = 30_000;
        for (int i = 0; i < draws; i++)
        {
            long value = stream.NextInteger(bound);
            Assert.InRange(value, 0, bound - 1);
            if (value >= 2L << 60)
                high++;
        }
        Assert.InRange(high, 10_000 - 330, 10_000 + 330); // 4 standard deviations of a binomial with probability 1/3.
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.NextInteger(0));
        Assert.Equal(0, stream.NextInteger(1));
    }

    [Fact]
    public void DrawsAllocateNothing()
    {
        RandomStream stream = new(1, "allocation");
        double[] buffer = new double[100];
        double Draw() => stream.NextNormal() + stream.NextGamma(0.3) + stream.NextBeta(0.2, 3) + stream.NextPoisson(50) + stream.NextBinomial(500, 0.3)
            + stream.NextExponential() + stream.NextInteger(10) + stream.NextDouble();
        double sum = Draw();
        stream.FillNormal(buffer);
        stream.FillUniform(buffer);
        stream.Shuffle(buffer.AsSpan());
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            sum += Draw();
        stream.FillNormal(buffer);
        stream.FillUniform(buffer);
        stream.Shuffle(buffer.AsSpan());
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(double.IsFinite(sum));
    }
}
