using Credence.Latent;
using Credence.Numerics;

namespace Credence.Analysis;

/// <summary>Holds a mixture against one normal.</summary>
internal static class OneNormalComparison
{
    // The chi-squared law is far off where a component has fewer labelled rows.
    private const int FewestLabels = 10;

    /// <summary>One normal with the log-likelihood of the labels added, so that it compares with a mixture of values and labels.</summary>
    /// <remarks>Where all components are alike, labels tell nothing of values, and their likelihood is that of shares. With right labels whose loss is
    /// ignorable, of all components, the shares are identified under one normal, and twice the log-likelihood ratio is asymptotically chi-squared
    /// with 2(k − 1) degrees of freedom. Without labels it is not (McLachlan and Peel, 2000, section 6.4).</remarks>
    public static OneComponentComparison Of(MixtureFit fit, MixtureOptions options)
    {
        OneNormal one = fit.OneComponent;
        MixtureData data = fit.Data;
        if (data.Labelled == 0)
            return new(one.Mean, one.StandardDeviation, one.LogLikelihood, one.Bic, null);
        (double ofLabels, int shares) = LabelLikelihood.UnderOneNormal(data, options);
        double logLikelihood = one.LogLikelihood + ofLabels;
        int freedom = 2 * (data.Components - 1);
        double statistic = Math.Max(0, 2 * (fit.LogLikelihood - logLikelihood));
        bool plain = options.LabelLoss == LabelLoss.Ignorable && options.Misclassification is null && !options.EstimateMisclassification;
        bool tested = plain && fit.Converged && Enumerable.Range(0, data.Components).All(label => data.MomentsOf(label).Count >= FewestLabels);
        return new(
            one.Mean, one.StandardDeviation, logLikelihood, (-2 * logLikelihood) + ((2 + shares) * Math.Log(data.Rows)),
            tested ? new(statistic, freedom, null, ChiSquared.UpperTail(statistic, freedom)) : null);
    }
}
