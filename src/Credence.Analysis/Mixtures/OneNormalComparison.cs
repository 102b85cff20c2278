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
        if (data.Labelled == 0)
            return new(one.Mean, one.StandardDeviation, one.LogLikelihood, one.Bic, null);
        (double ofLabels, int shares) = Labels(data, options);
        double logLikelihood = one.LogLikelihood + ofLabels;
        int freedom = 2 * (data.Components - 1);
        double statistic = Math.Max(0, 2 * (fit.LogLikelihood - logLikelihood));
        bool plain = options.LabelLoss == LabelLoss.Ignorable && options.Misclassification is null && !options.EstimateMisclassification;
        bool tested = plain && fit.Converged && Enumerable.Range(0, data.Components).All(label => data.MomentsOf(label).Count > 0);
        return new(
            one.Mean, one.StandardDeviation, logLikelihood, (-2 * logLikelihood) + ((2 + shares) * Math.Log(data.Rows)),
            tested ? new(statistic, freedom, null, ChiSquared.UpperTail(statistic, freedom)) : null);
    }

    // The log-likelihood of the labels by themselves, and the number of parameters that it takes. Rates of loss or of error make any shares of labels
    // possible, and so do free shares of components.
    private static (double LogLikelihood, int Parameters) Labels(MixtureData data, MixtureOptions options)
    {
        int components = data.Components;
        double[] rows = [.. Enumerable.Range(0, components).Select(label => (double)data.MomentsOf(label).Count)];
        if (options.LabelLoss == LabelLoss.ByComponent)
            return (Saturated([.. rows, data.Rows - data.Labelled]), components);
        if (options.Shares is not { } shares || options.EstimateMisclassification)
            return (Saturated(rows), components - 1);
        double[] chances = [.. Enumerable.Range(0, components).Select(label => options.Misclassification is { } wrong ? Enumerable.Range(0, components).Sum(j => shares[j] * wrong[j][label]) : shares[label])];
        return (rows.Zip(chances, (count, chance) => count == 0 ? 0 : count * Math.Log(chance)).Sum(), 0);
    }

    private static double Saturated(double[] rows)
    {
        double all = rows.Sum();
        return rows.Sum(count => count == 0 ? 0 : count * Math.Log(count / all));
    }
}
