using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>A plan that randomises whole clusters, as asked for.</summary>
public sealed record ClusterPlanOptions
{
    /// <summary>The design; where the size of the clusters is to be found, its sizes say only how much they vary.</summary>
    public required ClusterDesign Design { get; init; }

    /// <summary>What is known; its size counts clusters in the control arm.</summary>
    public required PlanQuestion Question { get; init; }

    /// <summary>Whether the sizes of the clusters are given. Default true.</summary>
    public bool SizeIsGiven { get; init; } = true;

    /// <summary>Intraclass correlations to compare; empty for none.</summary>
    public IReadOnlyList<double> IntraclassCorrelations { get; init; } = [];

    /// <summary>What is left to find.</summary>
    /// <exception cref="InputException">All are given, or too few.</exception>
    public PlanUnknown Unknown()
    {
        if (SizeIsGiven)
            return Question.Unknown(Design.Hypothesis.Objective, "--clusters");
        return Question.N is not null && Question.EffectFor(Design) is not null
            ? PlanUnknown.ClusterSize
            : throw new InputException("plan cluster", "too little is given", "give --cluster-size, or --clusters and --mde to find the size");
    }
}
