using Credence.Statistics;

namespace Credence.Bayes;

/// <summary>The no-U-turn sampler: Hamiltonian Monte Carlo that chooses its own path lengths, step size and metric.</summary>
/// <remarks>
/// Hoffman and Gelman (2014), <i>JMLR</i> 15, 1593; multinomial trajectories after Betancourt (2017), arXiv:1701.02434. Chains run in parallel;
/// the draws are the same bits whatever the number of threads.
/// </remarks>
public static class NutsSampler
{
    /// <summary>Draws from the posterior of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How to sample; null for the defaults.</param>
    /// <param name="progress">Told about each chain several times a second, from the chain's own thread.</param>
    /// <param name="cancellation">Stops all chains; the draws that are finished are returned.</param>
    /// <returns>
    /// The draws of all chains. After a cancellation, those of the chains and of the common length that keep most draws.
    /// </returns>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="InputException">
    /// The density is not finite at any starting point, no step size works, or the checkpoint belongs to another model.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled before any chain had a draw.</exception>
    public static Draws Sample(IModel model, SamplingOptions? options = null, IProgress<SamplingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new SamplingOptions();
        Check(options);
        Chain[] chains = [.. Enumerable.Range(0, options.Chains).Select(number => new Chain(model, number, options))];
        foreach (Chain chain in chains)
            Guard.SameLength(chain.Dimension, chains[0].Dimension);
        if (options.InitialPositions is { } starts)
        {
            Guard.SameLength(starts.Count, options.Chains);
            foreach (double[] start in starts)
                Guard.SameLength(start.Length, chains[0].Dimension);
        }
        Checkpoint? checkpoint = options.Checkpoint is null ? null : Checkpoint.Open(options.Checkpoint, model, options, chains);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.Threads ?? Environment.ProcessorCount };
        try
        {
            Parallel.ForEach(chains, parallel, chain => chain.Run(progress, checkpoint, cancellation));
        }
        catch (AggregateException failure) when (failure.InnerExceptions.OfType<InputException>().FirstOrDefault() is { } input)
        {
            throw new InputException(input.Place, input.Problem, input.Remedy, input);
        }
        checkpoint?.Write();
        return Collect(model, chains, options, cancellation);
    }

    private static void Check(SamplingOptions options)
    {
        Guard.AtLeast(options.Chains, 1);
        Guard.AtLeast(options.Warmup, 0);
        Guard.AtLeast(options.Draws, 1);
        Guard.Fraction(options.TargetAccept);
        Guard.AtLeast(options.MaximumDepth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaximumDepth, 20, nameof(options));
        Guard.Positive(options.DivergenceThreshold);
        if (options.Threads is { } threads)
            Guard.AtLeast(threads, 1);
    }

    private static Draws Collect(IModel model, Chain[] chains, SamplingOptions options, CancellationToken cancellation)
    {
        int[] counts = [.. chains.Select(chain => chain.Count).OrderDescending()];
        int count = Enumerable.Range(0, counts.Length).MaxBy(i => (long)(i + 1) * counts[i]) is var most ? counts[most] : 0;
        if (count == 0)
            throw new OperationCanceledException("Sampling was stopped before warm-up had ended; there are no draws.", cancellation);
        Chain[] kept = [.. chains.Where(chain => chain.Count >= count)];
        int elements = model.Parameters.Count, dimension = chains[0].Dimension;
        double[] values = new double[elements * kept.Length * count], row = new double[elements];
        ChainRecord[] records = [.. kept.Select(chain => chain.Record(count))];
        for (int c = 0; c < kept.Length; c++)
        {
            for (int draw = 0; draw < count; draw++)
            {
                model.Constrain(records[c].Positions.AsSpan(draw * dimension, dimension), row);
                for (int element = 0; element < elements; element++)
                    values[(((element * kept.Length) + c) * count) + draw] = row[element];
            }
        }
        return new Draws(model.Parameters, kept.Length, count, values)
        {
            Sampler = new SamplerRecord(records, options.MaximumDepth)
            {
                Interrupted = kept.Length < chains.Length || count < options.Draws,
                CoordinateNames = [.. Enumerable.Range(0, dimension).Select(model.CoordinateName)],
            },
        };
    }
}
