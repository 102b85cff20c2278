namespace Credence.Latent;

/// <summary>The test of a model against the saturated one, and how much better it is than independence.</summary>
/// <param name="ChiSquare">The statistic.</param>
/// <param name="DegreesOfFreedom">Its degrees of freedom.</param>
/// <param name="PValue">Its p-value; NaN with no degrees of freedom.</param>
/// <param name="BaselineChiSquare">The statistic of the independence model.</param>
/// <param name="BaselineDegreesOfFreedom">Its degrees of freedom.</param>
/// <param name="BaselinePValue">Its p-value.</param>
/// <param name="Cfi">Comparative fit index (Bentler, 1990).</param>
/// <param name="Tli">Tucker–Lewis index, the non-normed fit index.</param>
/// <param name="Nfi">Normed fit index (Bentler and Bonett, 1980).</param>
/// <param name="Pnfi">Parsimonious normed fit index.</param>
/// <param name="Rfi">Relative fit index (Bollen, 1986).</param>
/// <param name="Ifi">Incremental fit index (Bollen, 1989).</param>
/// <param name="Rni">Relative noncentrality index (McDonald and Marsh, 1990).</param>
public sealed record ComparativeFit(
    double ChiSquare, int DegreesOfFreedom, double PValue, double BaselineChiSquare, int BaselineDegreesOfFreedom, double BaselinePValue,
    double Cfi, double Tli, double Nfi, double Pnfi, double Rfi, double Ifi, double Rni);

/// <summary>Root mean square error of approximation (Steiger and Lind, 1980), with a 90% interval.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Lower">The lower end.</param>
/// <param name="Upper">The upper end.</param>
/// <param name="ClosePValue">The p-value of the test that it is at most 0.05.</param>
/// <param name="NotClosePValue">The p-value of the test that it is at least 0.08.</param>
public sealed record Rmsea(double Value, double Lower, double Upper, double ClosePValue, double NotClosePValue);

/// <summary>Sizes of residual moments.</summary>
/// <param name="Srmr">Standardized root mean square residual (Bentler): residuals over the sample's standard deviations.</param>
/// <param name="SrmrNoMeans">The same without means.</param>
/// <param name="SrmrMplus">The same as Mplus defines it: differences of correlations, relative differences of variances.</param>
/// <param name="SrmrMplusNoMeans">The same without means.</param>
/// <param name="Crmr">Root mean square residual of the correlations off the diagonal.</param>
/// <param name="CrmrNoMeans">The same without means.</param>
/// <param name="Rmr">Root mean square residual.</param>
/// <param name="RmrNoMeans">The same without means.</param>
public sealed record ResidualSizes(
    double Srmr, double SrmrNoMeans, double SrmrMplus, double SrmrMplusNoMeans, double Crmr, double CrmrNoMeans, double Rmr, double RmrNoMeans);

/// <summary>The likelihood and what is made of it; NaN with least squares.</summary>
/// <param name="LogLikelihood">Of the model; given the exogenous variables where these are held at the data.</param>
/// <param name="UnrestrictedLogLikelihood">Of the saturated model.</param>
/// <param name="Aic">Akaike's criterion.</param>
/// <param name="Bic">Schwarz's criterion.</param>
/// <param name="SampleSizeAdjustedBic">The same with (n + 2) / 24 for n (Sclove, 1987).</param>
public sealed record LikelihoodFit(double LogLikelihood, double UnrestrictedLogLikelihood, double Aic, double Bic, double SampleSizeAdjustedBic);

/// <summary>Measures of fit.</summary>
/// <param name="Parameters">The number of free parameters, less the equations between them.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Comparative">The test and the comparison with independence.</param>
/// <param name="Rmsea">The error of approximation.</param>
/// <param name="Residuals">The residuals' sizes.</param>
/// <param name="Likelihood">The likelihood.</param>
/// <param name="Gfi">Goodness-of-fit index (Jöreskog and Sörbom, 1984).</param>
/// <param name="Agfi">The same adjusted for degrees of freedom.</param>
/// <param name="Pgfi">Parsimonious goodness-of-fit index.</param>
/// <param name="Mfi">McDonald's (1989) fit index.</param>
/// <param name="Ecvi">Expected cross-validation index (Browne and Cudeck, 1989).</param>
/// <param name="CriticalN05">Hoelter's critical n at α = 0.05.</param>
/// <param name="CriticalN01">Hoelter's critical n at α = 0.01.</param>
public sealed record FitMeasures(
    int Parameters, long Rows, ComparativeFit Comparative, Rmsea Rmsea, ResidualSizes Residuals, LikelihoodFit Likelihood,
    double Gfi, double Agfi, double Pgfi, double Mfi, double Ecvi, double CriticalN05, double CriticalN01)
{
    /// <summary>The scaled test and what follows from it; null unless asked for.</summary>
    public ScaledMeasures? Scaled { get; init; }
}

/// <summary>Measures from a test scaled to hold without normality (Yuan and Bentler, 2000, as Mplus computes it).</summary>
/// <param name="ScalingFactor">The factor by which the statistic is divided.</param>
/// <param name="BaselineScalingFactor">That of the independence model.</param>
/// <param name="ModelScalingFactor">The scaling factor of the model's likelihood.</param>
/// <param name="SaturatedScalingFactor">The scaling factor of the saturated model's likelihood.</param>
/// <param name="Comparative">The scaled test and comparison.</param>
/// <param name="Rmsea">From the scaled test.</param>
public sealed record ScaledMeasures(
    double ScalingFactor, double BaselineScalingFactor, double ModelScalingFactor, double SaturatedScalingFactor, ComparativeFit Comparative, Rmsea Rmsea)
{
    /// <summary>Measures that estimate what normal rows would give; null with missing cells.</summary>
    public RobustMeasures? Robust { get; init; }
}

/// <summary>CFI, TLI and RMSEA that estimate what they are without non-normality, where scaled ones do not (Brosseau-Liard and Savalei, 2014).</summary>
/// <param name="Cfi">Comparative fit index.</param>
/// <param name="Tli">Tucker–Lewis index.</param>
/// <param name="Rmsea">Root mean square error of approximation.</param>
public sealed record RobustMeasures(double Cfi, double Tli, Rmsea Rmsea);
