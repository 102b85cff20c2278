namespace Credence.Latent;

/// <summary>How a structural equation model is estimated.</summary>
public enum SemEstimator
{
    /// <summary>Normal-theory maximum likelihood.</summary>
    MaximumLikelihood,

    /// <summary>Maximum likelihood, with standard errors and a scaled test that hold without normality (MLR: Huber and White; Yuan and Bentler).</summary>
    RobustMaximumLikelihood,

    /// <summary>Generalized least squares in the metric of the sample covariance matrix.</summary>
    GeneralizedLeastSquares,

    /// <summary>Unweighted least squares, each covariance counted once; standard errors and test are those of normal theory.</summary>
    UnweightedLeastSquares,
}

/// <summary>What becomes of rows with missing cells.</summary>
public enum SemMissing
{
    /// <summary>They are left out.</summary>
    Listwise,

    /// <summary>What is observed of them counts: the likelihood is that of each row's observed variables (FIML).</summary>
    FullInformation,
}

/// <summary>Options of <see cref="StructuralModel.Fit"/>.</summary>
public sealed record SemOptions
{
    /// <summary>The defaults.</summary>
    public static SemOptions Default { get; } = new();

    /// <summary>The estimator.</summary>
    public SemEstimator Estimator { get; init; }

    /// <summary>What becomes of rows with missing cells.</summary>
    public SemMissing Missing { get; init; }

    /// <summary>The level of intervals, in (0, 1).</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>The first coordinates of the search; empty to derive them from the data.</summary>
    public IReadOnlyList<double> Start { get; init; } = [];

    /// <summary>The most steps of one search.</summary>
    public int MaximumIterations { get; init; } = 500;
}
