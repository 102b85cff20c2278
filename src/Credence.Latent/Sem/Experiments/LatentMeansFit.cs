namespace Credence.Latent;

/// <summary>A group's level of a latent variable.</summary>
/// <param name="Mean">Latent mean in standard deviations of the first group's latent variable; 0 in the first group, by definition.</param>
/// <param name="StandardError">Its standard error; 0 in the first group.</param>
/// <param name="StandardDeviation">Standard deviation of the latent variable; 1 in the first group, by definition.</param>
public sealed record LatentLevel(double Mean, double StandardError, double StandardDeviation);

/// <summary>How an indicator measures a latent variable, alike in all groups.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Loading">What it rises by where the latent variable rises by one standard deviation of the first group, in its own units.</param>
/// <param name="StandardError">Standard error of the loading.</param>
/// <param name="StandardizedLoading">Its correlation with the latent variable in the first group.</param>
/// <param name="Reliability">Share of its variance in the first group that the latent variable explains.</param>
public sealed record LatentIndicator(string Name, double Loading, double StandardError, double StandardizedLoading, double Reliability);

/// <summary>What holding more equal costs.</summary>
/// <param name="ChiSquare">Likelihood-ratio statistic against the step before.</param>
/// <param name="DegreesOfFreedom">Its degrees of freedom.</param>
/// <param name="PValue">Its p-value.</param>
/// <param name="Cfi">What the comparative fit index loses.</param>
public sealed record MeasurementChange(double ChiSquare, int DegreesOfFreedom, double PValue, double Cfi);

/// <summary>A step of measurement invariance with its fit; NaN where the search did not converge.</summary>
/// <param name="Name">configural (nothing equal), metric (loadings equal) or scalar (intercepts too).</param>
/// <param name="ChiSquare">Test statistic of the model against the saturated one.</param>
/// <param name="DegreesOfFreedom">Its degrees of freedom.</param>
/// <param name="PValue">Its p-value; NaN without degrees of freedom.</param>
/// <param name="Cfi">Comparative fit index.</param>
/// <param name="Rmsea">Root mean square error of approximation.</param>
/// <param name="RmseaLower">Lower end of its 90% interval.</param>
/// <param name="RmseaUpper">Upper end of its 90% interval.</param>
/// <param name="Srmr">Standardised root mean square residual.</param>
/// <param name="Change">The test against the step before; null for the first step, or where one of the two did not converge.</param>
public sealed record MeasurementStep(
    string Name, double ChiSquare, int DegreesOfFreedom, double PValue, double Cfi, double Rmsea, double RmseaLower, double RmseaUpper, double Srmr, MeasurementChange? Change)
{
    /// <summary>The steps of an invariance ladder up to equal intercepts.</summary>
    internal static IReadOnlyList<MeasurementStep> Of(IReadOnlyList<InvarianceStep> ladder)
        => [.. ladder.Where(step => step.Name != "strict").Select((step, i) => Of(step, i == 0 ? null : ladder[i - 1]))];

    private static MeasurementStep Of(InvarianceStep step, InvarianceStep? before)
    {
        const double No = double.NaN;
        if (step.Fit.Measures is not { } measures)
            return new(step.Name, No, 0, No, No, No, No, No, No, null);
        ComparativeFit test = measures.Comparative;
        MeasurementChange? change = step.Test is not { } ratio || before?.Fit.Measures is not { } larger ? null
            : new(ratio.ChiSquare, ratio.DegreesOfFreedom, ratio.PValue, larger.Comparative.Cfi - test.Cfi);
        return new(
            step.Name, test.ChiSquare, test.DegreesOfFreedom, test.PValue, test.Cfi, measures.Rmsea.Value, measures.Rmsea.Lower, measures.Rmsea.Upper,
            measures.Residuals.Srmr, change);
    }
}

/// <summary>How far a group's mean of an indicator differs from the first group's beyond what the latent mean explains.</summary>
/// <param name="Group">Place of the group, at least 1.</param>
/// <param name="Indicator">Place of the indicator.</param>
/// <param name="Size">Observed less implied difference, in standard deviations of the indicator in the first group.</param>
public readonly record struct MeanResidual(int Group, int Indicator, double Size);

/// <summary>Groups compared in the mean of a latent variable.</summary>
/// <param name="Levels">The groups' levels, the first group's first; empty where <see cref="Trouble"/> says why there are none.</param>
/// <param name="Indicators">How the indicators measure; empty with <see cref="Levels"/>.</param>
public sealed record LatentMeansFit(IReadOnlyList<LatentLevel> Levels, IReadOnlyList<LatentIndicator> Indicators)
{
    /// <summary>Why there is no estimate, as a clause; null where there is one.</summary>
    public string? Trouble { get; init; }

    /// <summary>Tests of equal measurement, from nothing equal to what the levels rest on; empty where they were not asked for.</summary>
    public IReadOnlyList<MeasurementStep> Steps { get; init; } = [];

    /// <summary>Variances that are not positive, in words: an inadmissible solution (Heywood case).</summary>
    public IReadOnlyList<string> Improper { get; init; } = [];

    /// <summary>The difference of means that is the worst explained; null without an estimate.</summary>
    public MeanResidual? LargestMeanResidual { get; init; }

    /// <summary>The model behind the levels; null without an estimate.</summary>
    public SemFit? Model { get; init; }
}
