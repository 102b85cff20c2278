using Credence.Numerics;
using Credence.Testing;
using Xunit;

namespace Credence.Experiments.Tests.Simulation;

/// <summary>
/// Many simulated streams per case, independent and the same in every run. <c>CREDENCE_NIGHTLY</c> names a file that takes the figures of
/// a run with five times as many and longer streams.
/// </summary>
internal static class Streams
{
    public const double Alpha = 0.05;

    public static bool Nightly => Simulations.Nightly;

    public static int Runs { get; } = Nightly ? 10_000 : 2_000;

    /// <summary>In how many streams each of some outcomes holds.</summary>
    /// <param name="outcomes">Number of outcomes.</param>
    /// <param name="purpose">What the random numbers are for.</param>
    /// <param name="stream">Draws a stream and marks the outcomes that hold.</param>
    public static int[] Count(int outcomes, string purpose, Action<RandomStream, bool[]> stream)
    {
        int[] counts = new int[outcomes];
        Parallel.For(0, Runs, run =>
        {
            bool[] holds = new bool[outcomes];
            stream(new RandomStream(20261122, purpose, (ulong)run), holds);
            for (int i = 0; i < outcomes; i++)
            {
                if (holds[i])
                    Interlocked.Increment(ref counts[i]);
            }
        });
        return counts;
    }

    /// <summary>Asserts that a probability is kept, and where it must be, reached, within what chance allows once in a thousand cases.</summary>
    public static void Keeps(string data, string rule, int count, double probability = Alpha, bool reached = false)
    {
        Write(data, rule, count, FormattableString.Invariant($"{(reached ? "=" : "≤")} {probability}"));
        double bound = Bound(probability);
        Assert.True(count <= Runs * probability + bound, $"{data}, {rule}: {count} of {Runs}");
        Assert.True(!reached || count >= Runs * probability - bound, $"{data}, {rule}: only {count} of {Runs}");
    }

    /// <summary>Asserts that a simulated share agrees with a stated one, whose own standard error is given.</summary>
    public static void Agrees(string data, string rule, int count, double stated, double statedError)
    {
        Write(data, rule, count, FormattableString.Invariant($"= {stated}"));
        double error = Math.Sqrt(stated * (1 - stated) / Runs + statedError * statedError);
        Assert.True(Math.Abs((double)count / Runs - stated) <= 4 * error + 1.0 / Runs, $"{data}, {rule}: {count} of {Runs} against {stated}");
    }

    /// <summary>Records a share without judging it.</summary>
    public static void Note(string data, string rule, int count) => Write(data, rule, count, "");

    private static double Bound(double probability) => 3.3 * Math.Sqrt(Runs * probability * (1 - probability));

    private static void Write(string data, string rule, int count, string promise) => Simulations.Write(rule, data, count, Runs, promise);
}
