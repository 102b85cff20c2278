using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What became of a structural equation model.</summary>
/// <param name="Options">What was asked.</param>
/// <param name="Table">The model, completed.</param>
/// <param name="Identification">Whether its parameters can be told from its moments.</param>
public sealed record StructuralResult(StructuralOptions Options, ParameterTable Table, IdentificationReport Identification)
{
    /// <summary>Rows read, or rows behind the moments given.</summary>
    public long Rows { get; init; }

    /// <summary>Rows dropped by the condition.</summary>
    public long ExcludedByWhere { get; init; }

    /// <summary>Rows left out for want of a group.</summary>
    public long WithoutGroup { get; init; }

    /// <summary>The fit; null where the model is not identified.</summary>
    public SemFit? Fit { get; init; }

    /// <summary>What is said of every parameter and defined quantity, in the order of the table; empty where there are no estimates.</summary>
    public IReadOnlyList<StructuralEstimate> Estimates { get; init; } = [];

    /// <summary>Direct, indirect and total effects.</summary>
    public IReadOnlyList<EffectBetween> Effects { get; init; } = [];

    /// <summary>The explained share of the variance of every outcome.</summary>
    public IReadOnlyList<ExplainedShare> RSquared { get; init; } = [];

    /// <summary>What would improve the fit, the most first.</summary>
    public IReadOnlyList<ModificationIndex> Modifications { get; init; } = [];

    /// <summary>Observed less implied correlations, for each group.</summary>
    public IReadOnlyList<CorrelationResidual> Residuals { get; init; } = [];

    /// <summary>The steps of measurement invariance; empty where not asked for.</summary>
    public IReadOnlyList<InvarianceStep> Invariance { get; init; } = [];

    /// <summary>How many bootstrap samples gave estimates, and how many did not; null unless asked for.</summary>
    public (int Converged, int Failed)? Bootstrap { get; init; }

    /// <summary>What sampling gave; null unless asked for.</summary>
    public StructuralPosterior? Posterior { get; init; }

    /// <summary>Predicted latent variables, one column each; null unless asked for.</summary>
    public StructuralScores? Scores { get; init; }

    /// <summary>Findings of identification, data, fit and sampling.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Whether there are estimates to show.</summary>
    public bool HasEstimates => Estimates.Count > 0;

    /// <summary>Whether a sampler was stopped before its end.</summary>
    public bool Interrupted => Posterior?.Draws.Sampler is { Interrupted: true };

    /// <summary>What the result is called: the model's name without folder and ending.</summary>
    public string Title => System.IO.Path.GetFileNameWithoutExtension(Options.ModelName) is { Length: > 0 } name ? name : Options.ModelName;
}

/// <summary>What is said of a parameter or a defined quantity.</summary>
/// <param name="Parameter">The parameter; null for a defined quantity.</param>
/// <param name="Name">The name of the defined quantity; empty for a parameter.</param>
/// <param name="Estimate">The estimate; of a posterior, mean, standard deviation and highest-density interval.</param>
/// <param name="StandardizedLatent">With latent variables of variance 1; NaN where there is none.</param>
/// <param name="Standardized">With all variables of variance 1; NaN where there is none.</param>
public sealed record StructuralEstimate(SemParameter? Parameter, string Name, SemEstimate Estimate, double StandardizedLatent, double Standardized)
{
    /// <summary>The expression of a defined quantity; empty for a parameter.</summary>
    public string Expression { get; init; } = "";
}

/// <summary>What one variable does to another.</summary>
/// <param name="From">The cause.</param>
/// <param name="To">The outcome.</param>
/// <param name="Group">The group, from 0.</param>
/// <param name="Direct">Along the arrow between them.</param>
/// <param name="Indirect">Along all longer ways.</param>
/// <param name="Total">Along all ways.</param>
/// <param name="StandardizedTotal">The total effect with all variables of variance 1.</param>
public sealed record EffectBetween(string From, string To, int Group, SemEstimate Direct, SemEstimate Indirect, SemEstimate Total, double StandardizedTotal);

/// <summary>The explained share of the variance of an outcome.</summary>
/// <param name="Variable">The outcome.</param>
/// <param name="Group">The group, from 0.</param>
/// <param name="Share">The share; NaN where it is not known.</param>
public sealed record ExplainedShare(string Variable, int Group, double Share);

/// <summary>Observed less implied correlations of one group.</summary>
/// <param name="Group">The group, from 0.</param>
/// <param name="Variables">The p observed variables.</param>
/// <param name="Values">The p × p differences, row-major.</param>
public sealed record CorrelationResidual(int Group, IReadOnlyList<string> Variables, IReadOnlyList<double> Values);

/// <summary>Latent variables predicted for the rows of the source that are kept.</summary>
/// <param name="Columns">For each latent variable its name and one value for each row, NaN for rows that are left out.</param>
public sealed record StructuralScores(IReadOnlyList<(string Name, double[] Values)> Columns);
