using Credence.Numerics;

namespace Credence.Latent;

/// <summary>What a bootstrap says of the estimates.</summary>
/// <param name="Replicates">The number of resamples whose fit converged.</param>
/// <param name="Failed">The number of those whose fit did not.</param>
/// <param name="Parameters">For each parameter of the table the estimate, the bootstrap standard error and the percentile interval.</param>
/// <param name="Defined">The same for the defined quantities.</param>
public sealed record SemBootstrapResult(int Replicates, int Failed, IReadOnlyList<ParameterEstimate> Parameters, IReadOnlyList<DefinedEstimate> Defined);

/// <summary>Options of <see cref="SemBootstrap.Run"/>.</summary>
public sealed record SemBootstrapOptions
{
    /// <summary>The number of resamples, at least 20.</summary>
    public int Replicates { get; init; } = 1000;

    /// <summary>The seed; the same seed gives the same bits whatever the number of threads.</summary>
    public ulong Seed { get; init; }

    /// <summary>The most threads; 0 for all processors.</summary>
    public int Threads { get; init; }
}

/// <summary>Intervals from fits to resampled rows (Efron, 1979; Bollen and Stine, 1990, <i>Sociological Methodology</i> 20).</summary>
public static class SemBootstrap
{
    /// <summary>Draws rows with replacement within every group, fits the model to each resample from the estimates on, and takes percentiles.</summary>
    /// <param name="fit">The fit, made from rows.</param>
    /// <param name="options">Options; the defaults where null.</param>
    /// <param name="progress">Receives the number of resamples fitted.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <exception cref="ArgumentException">The fit was made from moments, or fewer than 20 resamples are asked for.</exception>
    public static SemBootstrapResult Run(
        SemFit fit, SemBootstrapOptions? options = null, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(fit);
        options ??= new SemBootstrapOptions();
        Guard.AtLeast(options.Replicates, 20);
        SemSolution solution = fit.Solution;
        if (solution.Problem.Samples.Any(sample => sample.Rows.Length == 0))
            throw new ArgumentException("A bootstrap needs rows.", nameof(fit));
        var stream = new RandomStream(options.Seed, "sem-bootstrap");
        var replicates = new double[options.Replicates][];
        int done = 0;
        ParallelOptions parallel = new() { CancellationToken = cancellation, MaxDegreeOfParallelism = options.Threads > 0 ? options.Threads : Environment.ProcessorCount };
        Parallel.For(0, options.Replicates, parallel, i =>
        {
            replicates[i] = Replicate(fit, solution, stream.Numbered((ulong)i), cancellation);
            progress?.Report(Interlocked.Increment(ref done));
        });
        return Summarize(fit, [.. replicates.Where(values => values.Length > 0)], options.Replicates);
    }

    // The values of all parameters and defined quantities; empty where the fit failed.
    private static double[] Replicate(SemFit fit, SemSolution solution, RandomStream stream, CancellationToken cancellation)
    {
        SemProblem problem = solution.Problem;
        int p = problem.Structure.Observed;
        GroupSample[] samples = [.. problem.Samples.Select(sample => SampleReader.FromRows(fit.Table, sample.Name, Resample(sample, p, stream), fit.Options.Missing))];
        if (problem.Discrepancy != Discrepancy.Likelihood)
            samples = Array.ConvertAll(samples, sample => sample.Unbiased());
        if (SemFindings.OfSamples(fit.Table, samples, fit.Options).Any(finding => finding.Severity == Statistics.Severity.Blocking))
            return [];
        var resampled = new SemProblem(fit.Table, samples, problem.Discrepancy);
        SemSolution found = SemSolution.Find(resampled, solution.Coordinates, fit.Options.MaximumIterations, cancellation);
        if (found.Search.End != SearchEnd.Converged)
            return [];
        double[] values = resampled.ParameterValues(found.Coordinates);
        var quantities = new LabelledQuantities(fit.Table);
        var slopes = new double[values.Length];
        return [.. values, .. fit.Table.Definitions.Select(definition => quantities.Evaluate(definition.Expression, values, slopes))];
    }

    private static double[] Resample(GroupSample sample, int p, RandomStream stream)
    {
        int n = sample.Rows.Length / p;
        var rows = new double[sample.Rows.Length];
        for (int row = 0; row < n; row++)
            sample.Rows.AsSpan((int)stream.NextInteger(n) * p, p).CopyTo(rows.AsSpan(row * p));
        return rows;
    }

    private static SemBootstrapResult Summarize(SemFit fit, double[][] replicates, int asked)
    {
        int parameters = fit.Parameters.Count;
        return new SemBootstrapResult(
            replicates.Length, asked - replicates.Length,
            [.. fit.Parameters.Select((estimate, i) => estimate with { Estimate = estimate.Parameter.Free ? Summary(i, estimate.Estimate.Value) : estimate.Estimate })],
            [.. fit.Defined.Select((estimate, i) => estimate with { Estimate = Summary(parameters + i, estimate.Estimate.Value) })]);

        SemEstimate Summary(int place, double value)
        {
            double[] sorted = [.. replicates.Select(replicate => replicate[place]).Where(double.IsFinite).Order()];
            if (sorted.Length < 2)
                return new SemEstimate(value, double.NaN, double.NaN, double.NaN);
            double tail = 0.5 * (1 - fit.Options.Level);
            return new SemEstimate(value, Statistics.Moments.FromValues(sorted).StandardDeviation, Percentile(sorted, tail), Percentile(sorted, 1 - tail));
        }
    }

    // Interpolated between order statistics (Hyndman and Fan's type 6, at p (n + 1)).
    private static double Percentile(double[] sorted, double probability)
    {
        double place = Math.Clamp((probability * (sorted.Length + 1)) - 1, 0, sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
