using Credence.Data;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>The test of a mean or a proportion.</summary>
public enum TestKind
{
    /// <summary>Welch's t for a mean, the pooled z for a proportion, the delta-method z for a ratio.</summary>
    Default,

    /// <summary>Welch's t with unequal variances.</summary>
    Welch,

    /// <summary>Student's t with one pooled variance.</summary>
    Student,

    /// <summary>z: pooled for a proportion, unpooled for a mean, delta method for a ratio.</summary>
    Z,

    /// <summary>Bootstrap, by the interval that the options name.</summary>
    Bootstrap,

    /// <summary>Permutation test of the difference.</summary>
    Permutation,

    /// <summary>Mann and Whitney's rank test, with the shift of Hodges and Lehmann.</summary>
    MannWhitney,

    /// <summary>Brunner and Munzel's rank test of the probability that a treatment value is the larger.</summary>
    BrunnerMunzel,

    /// <summary>Fisher's exact test of two proportions.</summary>
    Fisher,
}

/// <summary>A variant that the experiment declares.</summary>
/// <param name="Name">Its value in the variant column, as printed.</param>
/// <param name="Share">Planned share of the units; shares sum to 1.</param>
public sealed record DeclaredVariant(string Name, double Share);

/// <summary>What to analyse, and how.</summary>
public sealed record AnalyzeOptions
{
    /// <summary>Where the rows are.</summary>
    public required TableSource Source { get; init; }

    /// <summary>The metrics; the first primary one decides.</summary>
    public required IReadOnlyList<MetricSpec> Metrics { get; init; }

    /// <summary>The variant of a row; null where <see cref="Split"/> makes it.</summary>
    public Expression? Variant { get; init; }

    /// <summary>Makes the variant by a cut at the median; null where <see cref="Variant"/> gives it.</summary>
    public MedianSplit? Split { get; init; }

    /// <summary>Value of the control variant; null takes the first declared one, else <c>control</c>, <c>0</c> or <c>false</c> where the data have it.</summary>
    public string? Control { get; init; }

    /// <summary>Declared variants in their order; empty where the data tell.</summary>
    public IReadOnlyList<DeclaredVariant> Variants { get; init; } = [];

    /// <summary>Planned shares by variant, or in the order of the variants; null means equal shares unless declared.</summary>
    public ExpectedShares? Expected { get; init; }

    /// <summary>Rows to keep; null keeps all.</summary>
    public Expression? Where { get; init; }

    /// <summary>Column of the randomised unit; null where each row is a unit.</summary>
    public string? Unit { get; init; }

    /// <summary>Columns by which to break down.</summary>
    public IReadOnlyList<string> By { get; init; } = [];

    /// <summary>Column of the time since a unit's exposure, such as days, by which to show how the effect develops; null without.</summary>
    public string? Since { get; init; }

    /// <summary>The test. Default: the one that suits each metric.</summary>
    public TestKind Test { get; init; } = TestKind.Default;

    /// <summary>The interval of a bootstrap. Default: percentile.</summary>
    public BootstrapInterval Bootstrap { get; init; } = BootstrapInterval.Percentile;

    /// <summary>How much a bootstrap or permutation test draws, and from which random numbers.</summary>
    public ResamplingOptions Resampling { get; init; } = new();

    /// <summary>How the comparison makes use of covariates, strata or clusters. Default: not at all.</summary>
    public Adjustment Adjustment { get; init; } = new();

    /// <summary>Level and form of the tests and intervals; its alternative concerns all metrics but guardrails, which are always tested
    /// two-sided.</summary>
    public EffectOptions Effect { get; init; } = new();

    /// <summary>Correction for several comparisons: over the treatments of the primary metric, over those of the secondary metrics together, and over
    /// the segments of each breakdown; guardrails are never corrected. Default none.</summary>
    public Correction Correction { get; init; } = Correction.None;

    /// <summary>Whether the secondary metrics are tested only once the primary metric has passed with every treatment. Default false.</summary>
    public bool Gatekeeping { get; init; }

    /// <summary>Smallest effect that the design declared worth finding, a fraction of the control mean, above 0; null without one.</summary>
    public double? MinimumEffect { get; init; }

    /// <summary>Makes the statements hold at repeated looks; null where they hold at one.</summary>
    public SequentialOptions? Sequential { get; init; }

    /// <summary>Infers effects from a posterior; null where they are tested.</summary>
    public PosteriorOptions? Posterior { get; init; }

    /// <summary>The group-sequential design that the experiment declares; null without one.</summary>
    public DeclaredLooks? Design { get; init; }

    /// <summary>Level of the check of the allocation. Default 0.001.</summary>
    public double SampleRatioAlpha { get; init; } = 0.001;

    /// <summary>Whether the variants were assigned at random. Default true.</summary>
    public bool Randomised { get; init; } = true;

    /// <summary>Name of the experiment; null takes the source's.</summary>
    public string? Experiment { get; init; }

    /// <summary>The question the experiment answers; may be null.</summary>
    public string? Question { get; init; }
}
