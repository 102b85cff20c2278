namespace Credence.Latent;

/// <summary>The likelihood of labels by themselves.</summary>
public static class LabelLikelihood
{
    /// <summary>The highest log-likelihood of the labels where all components are alike, so that labels tell nothing of values, and the number of parameters it takes.</summary>
    /// <remarks>Rates of loss or of error make any shares of labels possible, and so do free shares of components.</remarks>
    /// <param name="data">The data.</param>
    /// <param name="options">How the mixture is fitted.</param>
    public static (double LogLikelihood, int Parameters) UnderOneNormal(MixtureData data, MixtureOptions options)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        int components = data.Components;
        if (data.Labelled == 0)
            return (0, 0);
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
