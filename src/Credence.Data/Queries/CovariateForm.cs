namespace Credence.Data;

/// <summary>How one covariate of a set of columns is asked for: as the first rows suggest, until the sums tell otherwise.</summary>
/// <param name="Imputed">Whether values are missing, so that a column that indicates them is needed.</param>
/// <param name="Summed">Whether it differs between the rows of a unit, so that the rows are summed; else any row tells the unit's value.</param>
internal readonly record struct CovariateForm(bool Imputed, bool Summed);

/// <summary>Where the columns of a set stand: its own, then its covariates, then the indicators of missing covariates.</summary>
/// <param name="Own">Number of columns of its own.</param>
/// <param name="Covariates">How its covariates are asked for.</param>
internal readonly record struct SetLayout(int Own, IReadOnlyList<CovariateForm> Covariates)
{
    /// <summary>Number of columns of all three kinds.</summary>
    public int Width => Own + Covariates.Count + Covariates.Count(form => form.Imputed);

    /// <summary>Place of a covariate.</summary>
    public int Place(int covariate) => Own + covariate;

    /// <summary>Place of the indicator of a covariate that is imputed.</summary>
    public int Indicator(int covariate) => Own + Covariates.Count + Covariates.Take(covariate).Count(form => form.Imputed);
}
