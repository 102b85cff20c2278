using Credence.Bayes;
using Credence.Experiments;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Compares methods for lost labels: on the worked examples of an article about them, and on simulated sales with a known truth.</summary>
public static class LatentLabels
{
    private const double Alpha = 0.05;
    private const int Steps = 8;

    // What the article plugs in for its conjugate posterior.
    private const double PluggedControl = 10, PluggedTreatment = 12, PluggedVariance = 10;

    private static readonly string[] s_groups = ["control", "treatment"];

    /// <summary>Runs the comparison.</summary>
    /// <param name="options">Its size and seed; null for the defaults.</param>
    /// <param name="progress">Told the share done; may be null.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="InputException">Number of rows, share of lost labels or number of draws is out of its range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static LatentLabelsResult Run(LatentLabelsOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        options ??= new();
        Check(options);
        double[] values = [5, 6, 7];
        LatentGaussian[] starts = [new(4, 1, 0, 1), new(5.5, 0.8, 0.6, 0.7), new(3, 0.5, 1, 1.5), new(6.8, 1.2, 0.4, 1.2)];
        LatentGaussianExample[] ridges = [.. starts.Select(start => LatentGaussianExample.Run(values, start, Steps))];
        FiveCustomers customers = FiveCustomers.Run(options.Seed);
        progress?.Report(0.02);
        SimulatedDataSet sales = DataSetSimulator.Simulate("ab-sales", new() { Rows = options.Rows, LabelLoss = options.LabelLoss, Seed = options.Seed }, cancellation);
        double[] outcome = sales.Table.Read("sales")[0];
        MixtureData labelled = MixtureData.Of(outcome, Labels(sales.Table)), masked = labelled.WithoutLabels();
        if (labelled.MomentsOf(0).Count < 2 || labelled.MomentsOf(1).Count < 2)
            throw new InputException("--label-loss", "a group has fewer than two labelled rows", "keep more labels, or more rows");
        MixtureFit Fit(MixtureData data) => NormalMixture.Fit(data, new() { Seed = options.Seed, Threads = options.Threads, Alpha = Alpha }, null, cancellation);
        LatentLabelsResult result = new()
        {
            Options = options,
            RidgeValues = values,
            Ridge = ridges[0],
            OtherStarts = ridges[1..],
            Customers = customers,
            Truth = sales.Truth.Figures,
            Observed = Fit(MixtureData.Of(outcome, Labels(sales.Truth.Table))),
            SemiSupervised = Fit(labelled),
            Masked = Fit(masked),
            Capped = CappedSearches.Run(outcome, options.Seed),
            Welch = MeanDifference.Welch(labelled.MomentsOf(0), labelled.MomentsOf(1), new() { Alpha = Alpha }),
            AsPrinted = PosteriorComparison.Of(AsPrinted(labelled.MomentsOf(0), PluggedControl), AsPrinted(labelled.MomentsOf(1), PluggedTreatment)),
            Conjugate = PosteriorComparison.Of(FiveCustomers.Reference(labelled.MomentsOf(0)), FiveCustomers.Reference(labelled.MomentsOf(1))),
            Groups = Sampled(Groups(labelled), options, new(progress, 0.2, 0.1), cancellation),
            Mixture = Sampled(new MixtureModel(labelled, MixturePriors.Of(labelled), s_groups), options, new(progress, 0.3, 0.2), cancellation),
            MaskedMixture = Sampled(new MixtureModel(masked, MixturePriors.Of(masked), s_groups), options, new(progress, 0.5, 0.5), cancellation),
            Estimates = [],
            Findings = [],
        };
        return result with { Estimates = Estimates(result), Findings = FindingsOf(result) };
    }

    private static void Check(LatentLabelsOptions options)
    {
        if (options.Rows is < LatentLabelsOptions.FewestRows or > LatentLabelsOptions.MostRows)
            throw new InputException("--rows", FormattableString.Invariant($"{options.Rows} rows; must be from {LatentLabelsOptions.FewestRows} to {LatentLabelsOptions.MostRows}"), "give another number");
        if (!(options.LabelLoss is > 0 and <= 0.9))
            throw new InputException("--label-loss", FormattableString.Invariant($"a share of {options.LabelLoss}; must be above 0 and at most 0.9"), "give another share");
        if (options.Draws < 100)
            throw new InputException("--draws", FormattableString.Invariant($"{options.Draws} draws; must be at least 100"), "give another number");
    }

    private static int[] Labels(SimulatedTable table) => [.. table.Read("group")[0].Select(group => double.IsNaN(group) ? MixtureData.Unknown : (int)group)];

    private static NormalPosterior AsPrinted(Moments values, double deviation) => new NormalPosterior(0, PluggedVariance).After(values, deviation);

    private static GroupModel Groups(MixtureData data)
        => GroupModels.Create(OutcomeLikelihood.Normal, [.. s_groups.Select((name, label) => new OutcomeSummary { Variant = name, Moments = data.MomentsOf(label) })]).Model!;

    private static SampledPosterior Sampled(IModel model, LatentLabelsOptions options, SamplingShare share, CancellationToken cancellation)
    {
        SamplingOptions sampling = new() { Seed = options.Seed, Warmup = options.Draws, Draws = options.Draws, Threads = options.Threads };
        Draws draws = NutsSampler.Sample(model, sampling, share, cancellation);
        cancellation.ThrowIfCancellationRequested();
        PosteriorSummary summary = PosteriorSummary.Of(draws, 1 - Alpha);
        return new(summary, Convergence.Findings(draws, summary));
    }

    private static ComparedEstimate[] Estimates(LatentLabelsResult result)
    {
        long rows = result.Rows, labels = result.Labelled;
        return
        [
            OfFit(LatentLabelsMethod.EmObserved, result.Observed), OfFit(LatentLabelsMethod.EmSemiSupervised, result.SemiSupervised), OfFit(LatentLabelsMethod.EmMasked, result.Masked),
            Named(LatentLabelsMethod.Welch, labels, labels, result.Welch.Estimate, result.Welch.StandardError, result.Welch.Interval),
            OfPosterior(LatentLabelsMethod.ConjugateAsPrinted, result.AsPrinted.Difference), OfPosterior(LatentLabelsMethod.Conjugate, result.Conjugate.Difference),
            OfDraws(LatentLabelsMethod.NutsGroups, labels, labels, result.Groups), OfDraws(LatentLabelsMethod.NutsMixture, rows, labels, result.Mixture),
            OfDraws(LatentLabelsMethod.NutsMasked, rows, 0, result.MaskedMixture),
        ];

        ComparedEstimate OfPosterior(LatentLabelsMethod method, IDistribution difference) => Named(
            method, labels, labels, difference.Mean, difference.StandardDeviation, new(difference.Quantile(0.5 * Alpha), difference.UpperQuantile(0.5 * Alpha), 1 - Alpha));
    }

    private static ComparedEstimate OfFit(LatentLabelsMethod method, MixtureFit fit) => fit.Difference is { } difference
        ? Named(method, fit.Data.Rows, fit.Data.Labelled, difference.Estimate, difference.StandardError, difference.Interval)
        : new(method, fit.Data.Rows, fit.Data.Labelled, double.NaN, double.NaN, fit.Profile!.Interval, ComparedVerdict.Withheld);

    private static ComparedEstimate OfDraws(LatentLabelsMethod method, long rows, long labels, SampledPosterior posterior)
        => Named(method, rows, labels, posterior.Difference.Mean, posterior.Difference.StandardDeviation, posterior.Difference.Hdi);

    private static ComparedEstimate Named(LatentLabelsMethod method, long rows, long labels, double estimate, double error, Interval interval) => new(
        method, rows, labels, estimate, error, interval,
        labels == 0 ? ComparedVerdict.Unnamed : interval.Lower > 0 ? ComparedVerdict.Higher : interval.Upper < 0 ? ComparedVerdict.Lower : ComparedVerdict.NotShown);

    private static Finding[] FindingsOf(LatentLabelsResult result)
        =>
        [
            .. Of("First worked example", [result.Ridge.Finding]), .. Of("EM with all labels", result.Observed.Findings), .. Of("EM with the labels left", result.SemiSupervised.Findings),
            .. Of("EM without labels", result.Masked.Findings), .. Of("NUTS, two groups", result.Groups.Findings), .. Of("NUTS, mixture with the labels left", result.Mixture.Findings),
            .. Of("NUTS, mixture without labels", result.MaskedMixture.Findings),
        ];

    private static IEnumerable<Finding> Of(string method, IEnumerable<Finding> findings) => findings.Select(finding => finding with { Message = $"{method}: {finding.Message}" });

    /// <summary>Reports the iterations of four chains as a stretch of the whole.</summary>
    private sealed class SamplingShare(IProgress<double>? whole, double from, double length) : IProgress<SamplingProgress>
    {
        private readonly double[] chains = new double[new SamplingOptions().Chains];

        public void Report(SamplingProgress value)
        {
            Volatile.Write(ref chains[value.Chain], (double)value.Iteration / value.Iterations);
            whole?.Report(from + (length * chains.Average()));
        }
    }
}
