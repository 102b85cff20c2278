namespace Credence.Bayes;

/// <summary>
/// The widely applicable information criterion (Watanabe, 2010), on the scale of the log predictive density; <see cref="LeaveOneOut"/>
/// estimates the same and says where it fails.
/// </summary>
/// <param name="Elpd">The expected log pointwise predictive density: log predictive density less its penalty.</param>
/// <param name="EffectiveParameters">The penalty: the posterior variance of the log likelihood.</param>
/// <param name="PointwiseElpd">One entry for each observation.</param>
/// <param name="PointwisePenalty">One entry for each observation; above 0.4 it is not dependable.</param>
public sealed record WidelyApplicable(
    PointwiseSum Elpd, PointwiseSum EffectiveParameters, IReadOnlyList<double> PointwiseElpd, IReadOnlyList<double> PointwisePenalty)
{
    /// <summary>The criterion on the deviance scale: −2 elpd.</summary>
    public double Waic => -2 * Elpd.Estimate;

    /// <summary>Computes the criterion from the log likelihood at all draws.</summary>
    public static WidelyApplicable Of(LogLikelihood logLikelihood)
    {
        ArgumentNullException.ThrowIfNull(logLikelihood);
        double[] elpd = new double[logLikelihood.Observations], penalty = new double[logLikelihood.Observations];
        for (int i = 0; i < elpd.Length; i++)
        {
            ReadOnlySpan<double> values = logLikelihood.Of(i);
            penalty[i] = ChainMoments.Variance(values);
            elpd[i] = ParetoSmoothing.LogSum(values) - Math.Log(values.Length) - penalty[i];
        }
        return new WidelyApplicable(PointwiseSum.Of(elpd, logLikelihood.Weights), PointwiseSum.Of(penalty, logLikelihood.Weights), elpd, penalty);
    }
}
