using System.Text.Json.Serialization;
using Credence.Bayes;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>The posterior of a metric's levels and effects.</summary>
/// <param name="Inference">How it was found: <c>bayes</c> or <c>conjugate</c>.</param>
/// <param name="Likelihood">How outcomes are distributed, in words.</param>
/// <param name="Priors">The priors in words, those that depend on the data marked as such.</param>
/// <param name="Summary">The posterior in numbers.</param>
public sealed record MetricPosterior(string Inference, string Likelihood, IReadOnlyList<string> Priors, PosteriorSummary Summary)
{
    /// <summary>The draws; null where the posterior is exact.</summary>
    [JsonIgnore]
    public Draws? Draws { get; init; }

    /// <summary>The model as a graph; null where the posterior is exact.</summary>
    [JsonIgnore]
    public ModelGraph? Graph { get; init; }

    /// <summary>Data simulated from the priors alone; null where not asked for.</summary>
    [JsonIgnore]
    public PredictiveCheck? PriorPredictive { get; init; }

    /// <summary>Data simulated from the posterior; null where not asked for.</summary>
    [JsonIgnore]
    public PredictiveCheck? PosteriorPredictive { get; init; }
}

/// <summary>What the posterior says of a treatment against the control.</summary>
/// <param name="ProbabilityBetter">Probability that the treatment is better, in the metric's good direction.</param>
/// <param name="ExpectedLoss">What is lost on average by shipping the treatment, counting only where it is worse, in the metric's units.</param>
/// <param name="ExpectedLossOfControl">What is lost on average by keeping the control.</param>
/// <param name="Lift">The difference over the control mean.</param>
public sealed record ComparisonPosterior(double ProbabilityBetter, double ExpectedLoss, double ExpectedLossOfControl, LiftPosterior Lift)
{
    /// <summary>Posterior mean of the control's level.</summary>
    [JsonIgnore]
    public double ControlMean { get; init; } = double.NaN;

    /// <summary>Probability that the difference is too small to matter; null without a margin of equivalence.</summary>
    public RegionOfPracticalEquivalence? Rope { get; init; }
}

/// <summary>The posterior of the lift.</summary>
/// <param name="Mean">Posterior mean; NaN where there is none.</param>
/// <param name="StandardDeviation">Posterior standard deviation; NaN where there is none.</param>
/// <param name="Hdi">Highest-density interval.</param>
public sealed record LiftPosterior(double Mean, double StandardDeviation, Interval Hdi);

/// <summary>The posterior within a region of differences too small to matter.</summary>
/// <param name="Lower">Lower end of the region.</param>
/// <param name="Upper">Upper end of the region.</param>
/// <param name="IsRelative">Whether the ends are lifts, not in metric units.</param>
/// <param name="Probability">Probability that the effect lies within.</param>
public sealed record RegionOfPracticalEquivalence(double Lower, double Upper, bool IsRelative, double Probability);

/// <summary>The test that stands beside a posterior.</summary>
/// <param name="Method">Name of the test.</param>
/// <param name="Estimate">Treatment minus control.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="DegreesOfFreedom">Degrees of freedom of t; null for a normal reference.</param>
/// <param name="Statistic">t or z.</param>
/// <param name="PValue">The p-value, two-sided.</param>
/// <param name="Interval">Confidence interval of the difference.</param>
public sealed record FrequentistStatement(
    string Method, double Estimate, double StandardError, double? DegreesOfFreedom, double Statistic, double PValue, Interval Interval);
