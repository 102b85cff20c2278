using System.Collections.Concurrent;
using System.Globalization;
using Credence.Data;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Tries an analysis on its own data: the units are assigned anew by chance, and the same code analyses them again.</summary>
/// <remarks>Without an effect, the share of significant comparisons is the false-positive rate; with a planted lift, the share of intervals that hold it
/// is the coverage. Both are properties of this analysis on data like these: this skew, these gaps, these numbers of units.</remarks>
public static class Certification
{
    // Replicates to a copy of the data: enough that copying costs little, few enough that the copy stays small.
    private const int Chunk = 20;
    private const int FewestUnits = 10;

    /// <summary>Certifies an analysis.</summary>
    /// <param name="options">The analysis.</param>
    /// <param name="result">What it found.</param>
    /// <param name="engine">The engine that reads its source.</param>
    /// <param name="trials">Makes an engine that runs trials beside others.</param>
    /// <param name="replicates">Number of assignments, at least 1; 1,000 tell a rate of 5% to within 1.4%.</param>
    /// <param name="seed">Seed of the assignments: same seed, same bits.</param>
    /// <param name="progress">Told the share done; may be null.</param>
    /// <param name="cancellation">Stops the trials.</param>
    /// <returns>The result with its certificate, and the finding <c>certificate-failed</c> where a promise is not kept.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no replicate.</exception>
    /// <exception cref="InputException">The analysis has no variants to assign, or its input cannot be read.</exception>
    public static async Task<AnalysisResult> RunAsync(
        AnalyzeOptions options, AnalysisResult result, IMomentsEngine engine, Func<IMomentsEngine> trials, int replicates, ulong seed,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(trials);
        Guard.AtLeast(replicates, 1);
        if (result.Metrics[0].Variants.Values.Any(arm => arm.Count is > 0 and < FewestUnits))
            throw new InputException("--certify", FormattableString.Invariant($"a variant has fewer than {FewestUnits} units, which cannot be assigned anew in a meaningful way"), "certify on more data");
        Tally tally = new(result);
        ConcurrentBag<IMomentsEngine> idle = [];
        int done = 0;
        try
        {
            for (int first = 0; first < replicates; first += Chunk)
            {
                int count = Math.Min(Chunk, replicates - first);
                TableSource copy = await engine.ReassignAsync(Asked(options, result, seed, first, count), cancellation).ConfigureAwait(false);
                ParallelOptions parallel = new() { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
                await Parallel.ForEachAsync(Enumerable.Range(first, count), parallel, async (replicate, token) =>
                {
                    if (!idle.TryTake(out IMomentsEngine? trial))
                        trial = trials();
                    tally.Add(await TryAsync(options, result, tally, copy, replicate, trial, planted: false, token).ConfigureAwait(false), planted: false);
                    tally.Add(await TryAsync(options, result, tally, copy, replicate, trial, planted: true, token).ConfigureAwait(false), planted: true);
                    idle.Add(trial);
                    progress?.Report((double)Interlocked.Increment(ref done) / replicates);
                }).ConfigureAwait(false);
                File.Delete(copy.Files[0]);
            }
        }
        finally
        {
            foreach (IMomentsEngine trial in idle)
                await trial.DisposeAsync().ConfigureAwait(false);
        }
        Certificate certificate = tally.Certificate(replicates);
        return result with { Certificate = certificate, Findings = [.. result.Findings.Concat(Findings(certificate)).OrderByDescending(finding => finding.Severity)] };
    }

    private static Reassignment Asked(AnalyzeOptions options, AnalysisResult result, ulong seed, int first, int count)
    {
        DeclaredVariant[] variants = Variants(result);
        string? key = options.Adjustment.Cluster ?? options.Unit;
        MomentsQuery query = Analyze.CheckedQuery(options);
        IEnumerable<string> more = new[] { options.Adjustment.Strata, options.Adjustment.Cluster, options.Unit }.OfType<string>();
        return new()
        {
            Rows = query with { Segments = [.. more.Distinct(StringComparer.Ordinal)] },
            Key = key,
            Variants = [.. variants.Select(variant => (variant.Name, variant.Share))],
            Seed = seed,
            First = first,
            Count = count,
        };
    }

    // Units come in the shares in which they came.
    private static DeclaredVariant[] Variants(AnalysisResult result)
    {
        IReadOnlyDictionary<string, VariantSummary> arms = result.Metrics[0].Variants;
        double total = arms.Values.Sum(arm => (double)arm.Count);
        return [.. arms.Where(arm => arm.Value.Count > 0).Select(arm => new DeclaredVariant(arm.Key, arm.Value.Count / total))];
    }

    private static async Task<AnalysisResult?> TryAsync(
        AnalyzeOptions options, AnalysisResult result, Tally tally, TableSource copy, int replicate, IMomentsEngine engine, bool planted, CancellationToken cancellation)
    {
        string variant = Reassignment.Variant(replicate), lot = Reassignment.Lot(replicate);
        AnalyzeOptions trial = options with
        {
            Source = copy,
            Variant = new ColumnReference(variant),
            Split = null,
            Control = result.Control,
            Variants = Variants(result),
            Expected = null,
            By = [],
            Since = null,
            Metrics = [.. options.Metrics.Select((spec, i) => planted && tally.Planted[i] is { } lift
                ? lift.In(spec, variant, lot, result.Control)
                : spec with { Kind = result.Metrics[i].Kind })],
        };
        try
        {
            return (await Analyze.EstimateAsync(trial, engine, null, cancellation).ConfigureAwait(false)).Result;
        }
        catch (InputException)
        {
            // Few units may all fall into one variant, which leaves nothing to compare.
            return null;
        }
    }

    /// <summary>The finding <c>certificate-failed</c> of each comparison that does not keep its promise.</summary>
    internal static IEnumerable<Finding> Findings(Certificate certificate)
    {
        foreach (CertifiedComparison comparison in certificate.Comparisons)
        {
            List<string> broken = [];
            if (comparison.FalsePositives.At(0.99).Lower > certificate.Alpha)
                broken.Add(Invariant($"its error rate is {comparison.FalsePositives.Estimate:0.0#%} instead of {certificate.Alpha:0.###%}"));
            if (comparison.Coverage is { } coverage && coverage.At(0.99).Upper < 1 - certificate.Alpha)
                broken.Add(Invariant($"its {1 - certificate.Alpha:0.###%} interval holds the truth in {coverage.Estimate:0.0#%}"));
            if (broken.Count > 0)
            {
                yield return new("certificate-failed", Severity.Warning,
                    $"On these data the comparison of {comparison.Metric} for variant \"{comparison.Variant}\" by {comparison.Method} does not keep its promise: {string.Join(" and ", broken)}.",
                    "Use a method that does on such data (winsorise, take logarithms, resample, name the unit or cluster), and certify it.");
            }
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
