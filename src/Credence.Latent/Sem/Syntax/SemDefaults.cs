namespace Credence.Latent;

/// <summary>Which defaults complete a model.</summary>
public enum SemModelType
{
    /// <summary>Structural equation model: intercepts of observed variables are free, latent means 0.</summary>
    Sem,

    /// <summary>Confirmatory factor analysis; the same defaults.</summary>
    Cfa,

    /// <summary>Growth curve: intercepts of observed variables are 0, latent means free.</summary>
    Growth,
}

/// <summary>What is held equal in all groups.</summary>
[Flags]
public enum SemEquality
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Loadings.</summary>
    Loadings = 1,

    /// <summary>Intercepts of observed variables; latent means are then free from the second group on.</summary>
    Intercepts = 2,

    /// <summary>Residual variances of observed variables.</summary>
    Residuals = 4,

    /// <summary>Residual covariances of observed variables.</summary>
    ResidualCovariances = 8,

    /// <summary>Means and intercepts of latent variables.</summary>
    Means = 16,

    /// <summary>Variances of latent variables.</summary>
    LatentVariances = 32,

    /// <summary>Covariances of latent variables.</summary>
    LatentCovariances = 64,

    /// <summary>Regression coefficients.</summary>
    Regressions = 128,
}

/// <summary>How a text is completed to a model.</summary>
public sealed record SemDefaults
{
    /// <summary>The kind of model.</summary>
    public SemModelType Type { get; init; }

    /// <summary>Whether latent variables get their scale from a variance of 1 rather than from their first loading.</summary>
    public bool StandardizedLatent { get; init; }

    /// <summary>Whether means are modelled even where the text, the kind of model and the number of groups do not ask for it.</summary>
    public bool MeanStructure { get; init; }

    /// <summary>Whether the moments of exogenous observed variables are held at those of the data.</summary>
    public bool FixedExogenous { get; init; } = true;

    /// <summary>Whether latent variables do not covary by default.</summary>
    public bool Orthogonal { get; init; }

    /// <summary>The names of the groups; one empty name without groups.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [""];

    /// <summary>What is held equal in all groups.</summary>
    public SemEquality GroupEqual { get; init; }

    /// <summary>The columns of the data; null where they are not known, so that names are not checked.</summary>
    public IReadOnlyList<string>? Columns { get; init; }
}
