using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>The parametric bootstrap of a mixture's differences.</summary>
/// <param name="Differences">The difference of the first two means in each replicate that has a maximum, rising.</param>
/// <param name="StandardError">Their standard deviation.</param>
/// <param name="Interval">Their percentile interval.</param>
/// <param name="DeviationStandardError">The standard deviation of the difference of the standard deviations.</param>
/// <param name="DeviationInterval">Its percentile interval.</param>
/// <param name="Collapsed">The number of replicates without a regular maximum, which are left out.</param>
public sealed record MixtureBootstrap(
    IReadOnlyList<double> Differences, double StandardError, Interval Interval, double DeviationStandardError, Interval DeviationInterval, int Collapsed)
{
    /// <summary>Simulates rows and labels from a fit and fits each replicate from the estimate; the answer does not depend on the number of threads.</summary>
    /// <param name="fit">The fit, of two components or more.</param>
    /// <param name="options">The options it was made with; null for the defaults.</param>
    /// <param name="replicates">The number of replicates, at least 2.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="progress">Told the number of replicates done.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>.</param>
    public static MixtureBootstrap Run(
        MixtureFit fit, MixtureOptions? options = null, int replicates = 1000, ulong seed = 1, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(fit);
        Guard.AtLeast(fit.Components.Count, 2);
        Guard.AtLeast(replicates, 2);
        options = (options ?? new()) with { Start = [.. fit.Components.Select(c => new MixtureComponent(c.Mean, c.StandardDeviation, c.Share))] };
        (double Mean, double Deviation)?[] found = new (double, double)?[replicates];
        int done = 0;
        Parallel.For(0, replicates, Threads(options, cancellation), replicate =>
        {
            MixtureData data = MixtureSimulation.Of(fit, new RandomStream(seed, "mixture bootstrap", (ulong)replicate));
            found[replicate] = Refit(data, options, cancellation);
            progress?.Report(Interlocked.Increment(ref done));
        });
        double[] means = [.. found.OfType<(double Mean, double Deviation)>().Select(pair => pair.Mean).Order()];
        double[] deviations = [.. found.OfType<(double Mean, double Deviation)>().Select(pair => pair.Deviation).Order()];
        return new(
            means, Moments.FromValues(means).StandardDeviation, Percentiles(means, options.Alpha),
            Moments.FromValues(deviations).StandardDeviation, Percentiles(deviations, options.Alpha), replicates - means.Length);
    }

    /// <summary>The parametric-bootstrap likelihood-ratio test of one normal against k of them, labels left aside (McLachlan, 1987,
    /// <i>Applied Statistics</i> 36, 318).</summary>
    /// <param name="data">The data.</param>
    /// <param name="options">How mixtures are fitted; null for the defaults.</param>
    /// <param name="replicates">The number of replicates, at least 1; p-values are multiples of 1 ∕ (replicates + 1).</param>
    /// <param name="seed">The seed.</param>
    /// <param name="progress">Told the number of replicates done.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>.</param>
    public static OneComponentTest TestOneComponent(
        MixtureData data, MixtureOptions? options = null, int replicates = 199, ulong seed = 1, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        Guard.AtLeast(data.Components, 2);
        Guard.AtLeast(replicates, 1);
        options = (options ?? new()) with { Start = null, LabelLoss = LabelLoss.Ignorable, Misclassification = null, EstimateMisclassification = false };
        MixtureData values = data.WithoutLabels();
        double statistic = Statistic(values, options, cancellation);
        double mean = values.Overall.Mean, sd = Math.Sqrt(values.Overall.SumSquaredDeviations / values.Rows);
        double[] simulated = new double[replicates];
        int done = 0;
        Parallel.For(0, replicates, Threads(options, cancellation), replicate =>
        {
            double[] rows = new double[values.Rows];
            new RandomStream(seed, "one-component test", (ulong)replicate).FillNormal(rows);
            for (int i = 0; i < rows.Length; i++)
                rows[i] = mean + (sd * rows[i]);
            simulated[replicate] = Statistic(MixtureData.Of(rows, values.Components), options with { Threads = 1 }, cancellation);
            progress?.Report(Interlocked.Increment(ref done));
        });
        int above = simulated.Count(value => value >= statistic);
        return new(statistic, (1.0 + above) / (replicates + 1), [.. simulated.Order()]);
    }

    private static ParallelOptions Threads(MixtureOptions options, CancellationToken cancellation)
        => new() { MaxDegreeOfParallelism = options.Threads ?? Environment.ProcessorCount, CancellationToken = cancellation };

    private static (double Mean, double Deviation)? Refit(MixtureData data, MixtureOptions options, CancellationToken cancellation)
    {
        Ascent? ascent = NormalMixture.Maximum(data, options with { Threads = 1 }, cancellation, out double scale);
        return ascent is null ? null : (scale * (ascent.State.Mean[1] - ascent.State.Mean[0]), scale * (ascent.State.Deviation[1] - ascent.State.Deviation[0]));
    }

    private static double Statistic(MixtureData data, MixtureOptions options, CancellationToken cancellation)
    {
        Ascent? ascent = NormalMixture.Maximum(data, options, cancellation, out double scale);
        // One normal has mean 0 and standard deviation 1 in standardised values.
        double one = -0.5 * data.Rows * (Math.Log(2 * Math.PI) + 1);
        return ascent is null ? 0 : Math.Max(0, 2 * (ascent.Objective - one));
    }

    private static Interval Percentiles(double[] sorted, double alpha)
        => sorted.Length == 0 ? new(double.NaN, double.NaN, 1 - alpha) : new(Quantile(sorted, alpha / 2), Quantile(sorted, 1 - (alpha / 2)), 1 - alpha);

    private static double Quantile(double[] sorted, double probability)
    {
        double place = probability * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}

/// <summary>A bootstrap test of one normal against a mixture.</summary>
/// <param name="Statistic">Twice the log of the likelihood ratio.</param>
/// <param name="PValue">The share of replicates, the data counted in, with a statistic at least as large.</param>
/// <param name="Replicates">The statistics under one normal, rising.</param>
public sealed record OneComponentTest(double Statistic, double PValue, IReadOnlyList<double> Replicates);
