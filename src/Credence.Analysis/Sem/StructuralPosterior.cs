using Credence.Bayes;
using Credence.Latent;

namespace Credence.Analysis;

/// <summary>What sampling gave of a structural equation model.</summary>
/// <param name="Draws">The draws of every parameter, fixed ones included, and of defined quantities.</param>
/// <param name="Summary">The posterior in numbers.</param>
/// <param name="Priors">The priors of the free parameters.</param>
/// <param name="Graph">The model as a graph.</param>
/// <param name="Check">The discrepancy of the data beside that of data replicated from the posterior.</param>
/// <param name="Rows">The number of rows behind the posterior.</param>
public sealed record StructuralPosterior(
    Draws Draws, PosteriorSummary Summary, IReadOnlyList<SemPriorStatement> Priors, ModelGraph Graph, StructuralCheck Check, long Rows)
{
    /// <summary>Data simulated from the priors alone; null where not asked for.</summary>
    public PredictiveCheck? PriorPredictive { get; init; }

    /// <summary>What the priors alone say of correlations; null where not asked for.</summary>
    public PriorCorrelations? PriorCorrelations { get; init; }

    /// <summary>Data simulated from the posterior; null where not asked for.</summary>
    public PredictiveCheck? PosteriorPredictive { get; init; }

    /// <summary>Leave-one-out validation; null where only moments are known.</summary>
    public LeaveOneOut? LeaveOneOut { get; init; }
}
