using Credence.Latent;
using Credence.Numerics;

namespace Credence.Analysis;

/// <summary>Holds a mixture against one normal.</summary>
internal static class OneNormalComparison
{
    /// <summary>One normal with the log-likelihood of the labels added, so that it compares with a mixture of values and labels.</summary>
    /// <remarks>Where all components are alike, labels tell nothing of values, and their likelihood is that of shares. With right labels whose loss is
    /// ignorable, of all components, the shares are identified under one normal, and twice the log-likelihood ratio is asymptotically chi-squared
    /// with 2(k − 1) degrees of freedom. Without labels it is not (McLachlan and Peel, 2000, section 6.4).</remarks>
    public static OneComponentComparison Of(MixtureFit fit, MixtureOptions options)
    {
        OneNormal one = fit.OneComponent;
        MixtureData data = fit.Data;
        bool plain = options.LabelLoss == LabelLoss.Ignorable && options.Misclassification is null && !options.EstimateMisclassification;
        if (data.Labelled == 0 || !plain)
            return new(one.Mean, one.StandardDeviation, one.LogLikelihood, one.Bic, null);
        double ofLabels = 0;
        int present = 0;
        for (int label = 0; label < data.Components; label++)
        {
            long rows = data.MomentsOf(label).Count;
            present += rows > 0 ? 1 : 0;
            ofLabels += rows == 0 ? 0 : rows * Math.Log(options.Shares?[label] ?? ((double)rows / data.Labelled));
        }
        double logLikelihood = one.LogLikelihood + ofLabels;
        int shares = options.Shares is null ? data.Components - 1 : 0, freedom = 2 * (data.Components - 1);
        double statistic = Math.Max(0, 2 * (fit.LogLikelihood - logLikelihood));
        bool tested = present == data.Components && fit.Converged;
        return new(
            one.Mean, one.StandardDeviation, logLikelihood, (-2 * logLikelihood) + ((2 + shares) * Math.Log(data.Rows)),
            tested ? new(statistic, freedom, null, ChiSquared.UpperTail(statistic, freedom)) : null);
    }
}
