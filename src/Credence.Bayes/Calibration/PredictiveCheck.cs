using System.Globalization;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Bayes;

/// <summary>How replicated data are drawn and summarised.</summary>
public sealed record PredictiveOptions
{
    /// <summary>The number of replicated data sets, at least 1.</summary>
    public int Replicates { get; init; } = 500;

    /// <summary>The number of values of a group where none are observed, at least 1.</summary>
    public int UnobservedSize { get; init; } = 1000;

    /// <summary>The level of intervals and bands, in (0, 1).</summary>
    public double Level { get; init; } = 0.94;

    /// <summary>The seed.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>A summary of the data beside its distribution over replicated data sets.</summary>
/// <param name="Name">One of mean, sd, minimum, maximum, median and share of zeros.</param>
/// <param name="Observed">The summary of the observed data; NaN where they are not known.</param>
/// <param name="Replicates">The summary of each replicated data set.</param>
/// <param name="Interval">The equal-tailed interval of the replicates.</param>
/// <param name="PValue">2 min(1 + #{T ≥ t}, 1 + #{T ≤ t})/(1 + R), at most 1 (Gelman, Meng and Stern, 1996); NaN without observed data.</param>
public sealed record PredictiveStatistic(string Name, double Observed, IReadOnlyList<double> Replicates, Interval Interval, double PValue);

/// <summary>Distribution functions of a group on a common grid, with a pointwise band over replicated data sets.</summary>
/// <param name="Grid">Values in increasing order that reach over nearly all observed and replicated ones, far tails left out; of whole numbers, halves between them.</param>
/// <param name="Observed">The observed distribution function; empty where it is not known.</param>
/// <param name="Lower">The lower limit of the band.</param>
/// <param name="Median">The median of the replicates.</param>
/// <param name="Upper">The upper limit of the band.</param>
public sealed record PredictiveCurve(
    IReadOnlyList<double> Grid, IReadOnlyList<double> Observed, IReadOnlyList<double> Lower, IReadOnlyList<double> Median, IReadOnlyList<double> Upper);

/// <summary>The check of one group of values.</summary>
/// <param name="Group">The name of the group, such as the outcome of a variant.</param>
/// <param name="Statistics">Its summaries.</param>
/// <param name="Ecdf">Its distribution function.</param>
/// <param name="Density">Its density between neighbouring points of the grid: one value fewer than points, at the midpoints that are its own grid.</param>
public sealed record PredictiveGroup(string Group, IReadOnlyList<PredictiveStatistic> Statistics, PredictiveCurve Ecdf, PredictiveCurve Density);

/// <summary>Data simulated from a model beside the data that were seen (Gelman, Meng and Stern, 1996).</summary>
/// <param name="IsPrior">Whether the parameters came from the prior.</param>
/// <param name="Level">The level of intervals and bands.</param>
/// <param name="Groups">One check for each group.</param>
public sealed record PredictiveCheck(bool IsPrior, double Level, IReadOnlyList<PredictiveGroup> Groups)
{
    private const double Unlikely = 0.01;

    /// <summary>Simulates from the posterior, at draws spread evenly over all chains.</summary>
    public static PredictiveCheck Posterior(ISimulator simulator, Draws draws, PredictiveOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(simulator);
        ArgumentNullException.ThrowIfNull(draws);
        options ??= new PredictiveOptions();
        long all = Guard.AtLeast((long)draws.Chains * draws.Count, 1);
        return Run(simulator, options, isPrior: false, draws.Parameters.Count, (replicate, values) =>
        {
            int draw = (int)((replicate + 0.5) * all / options.Replicates);
            draws.CopyDraw(draw / draws.Count, draw % draws.Count, values);
        });
    }

    /// <summary>Simulates from the prior; observed data are shown but not needed.</summary>
    /// <param name="simulator">The model's way to simulate data.</param>
    /// <param name="prior">The model's way to draw parameters from the prior.</param>
    /// <param name="parameters">The layout of the model's parameters.</param>
    /// <param name="options">How many to draw; null for the defaults.</param>
    public static PredictiveCheck Prior(ISimulator simulator, IPriorSampler prior, ParameterLayout parameters, PredictiveOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(simulator);
        ArgumentNullException.ThrowIfNull(prior);
        ArgumentNullException.ThrowIfNull(parameters);
        options ??= new PredictiveOptions();
        RandomStream random = new(options.Seed, "prior");
        return Run(simulator, options, isPrior: true, parameters.Count, (replicate, values) => prior.SamplePrior(random.Numbered((ulong)replicate), values));
    }

    /// <summary>Summaries of the observed data that the posterior finds unlikely; none for a prior.</summary>
    public IReadOnlyList<Finding> Findings()
        => IsPrior ? [] : [.. Groups.SelectMany(group => group.Statistics.Where(statistic => statistic.PValue < Unlikely).Select(statistic => new Finding(
            "model-misfit", Severity.Warning,
            string.Create(CultureInfo.InvariantCulture, $"The {statistic.Name} of {group.Group} is {statistic.Observed:G4}; data simulated from the posterior have {statistic.Interval.Lower:G4} to {statistic.Interval.Upper:G4} ({100 * Level:0.##}%)."),
            "Choose a likelihood that can give such data.")))];

    private delegate void Fill(int replicate, Span<double> values);

    private static PredictiveCheck Run(ISimulator simulator, PredictiveOptions options, bool isPrior, int elements, Fill fill)
    {
        Guard.AtLeast(options.Replicates, 1);
        Guard.AtLeast(options.UnobservedSize, 1);
        Guard.Fraction(options.Level);
        double[] values = new double[elements];
        PredictiveGroup[] groups = new PredictiveGroup[simulator.Groups.Count];
        for (int group = 0; group < groups.Length; group++)
        {
            ReplicateSummary summary = new(simulator.Observed(group), options);
            RandomStream random = new(options.Seed, "predictive-" + simulator.Groups[group]);
            for (int replicate = 0; replicate < options.Replicates; replicate++)
            {
                fill(replicate, values);
                simulator.Simulate(values, group, random.Numbered((ulong)replicate), summary.Values);
                summary.Take(replicate);
            }
            groups[group] = summary.ToGroup(simulator.Groups[group]);
        }
        return new PredictiveCheck(isPrior, options.Level, groups);
    }
}
