using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>Runs replicates on several threads, each from its own random stream, so that nothing depends on their number.</summary>
internal static class ReplicateLoop
{
    private const int Chunk = 16;

    /// <summary>Calls <paramref name="replicate"/> once for each number from 0 on.</summary>
    /// <param name="options">Their number, seed and threads.</param>
    /// <param name="purpose">What the random numbers are for.</param>
    /// <param name="replicate">Number, random numbers and memory of the thread.</param>
    /// <param name="progress">Told the share done; may be null.</param>
    /// <param name="cancellation">Stops between replicates.</param>
    public static void Run(
        ResamplingOptions options, string purpose, Action<int, RandomStream, ResamplingScratch> replicate, IProgress<double>? progress,
        CancellationToken cancellation)
    {
        RandomStream root = new(options.Seed, purpose);
        int done = 0, chunks = (options.Replicates + Chunk - 1) / Chunk;
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = Math.Min(options.Threads ?? int.MaxValue, Environment.ProcessorCount), CancellationToken = cancellation };
        Parallel.For(0, chunks, parallel, static () => new ResamplingScratch(), (chunk, _, scratch) =>
        {
            int end = Math.Min(options.Replicates, (chunk + 1) * Chunk);
            for (int i = chunk * Chunk; i < end && !cancellation.IsCancellationRequested; i++)
                replicate(i, root.Numbered((ulong)i), scratch);
            int finished = Interlocked.Increment(ref done);
            if (progress is not null && (finished & 31) == 0)
                progress.Report((double)finished / chunks);
            return scratch;
        }, static _ => { });
        cancellation.ThrowIfCancellationRequested();
    }
}
