namespace Credence.Experiments;

/// <summary>The variance estimator of a regression whose rows depend on each other within clusters.</summary>
public enum ClusterVariance
{
    /// <summary>Squares of the clusters' scores, uncorrected; t with G − 1 degrees of freedom (Liang and Zeger 1986).</summary>
    Cr0,

    /// <summary>CR0 times G/(G − 1) · (n − 1)/(n − k); t with G − 1 degrees of freedom.</summary>
    Cr1S,

    /// <summary>Unbiased where rows are in truth independent and of equal variance, with Satterthwaite's degrees of freedom (Bell and
    /// McCaffrey 2002; Pustejovsky and Tipton 2018).</summary>
    Cr2,
}

/// <summary>What the regression of clustered rows holds beside the variants.</summary>
public enum ClusterModel
{
    /// <summary>The variants only: a difference in means of rows.</summary>
    Means,

    /// <summary>Covariates with one slope for both variants.</summary>
    Ancova,

    /// <summary>Covariates with a slope in each variant (Lin 2013).</summary>
    Lin,
}
