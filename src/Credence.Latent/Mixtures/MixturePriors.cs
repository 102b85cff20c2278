using Credence.Bayes;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>Independent priors of a mixture's means, standard deviations and shares.</summary>
/// <param name="Mean">The prior of each mean; where no row has a label, of the means before they are put in order.</param>
/// <param name="StandardDeviation">The prior of each standard deviation. Where values repeat it must vanish fast at 0, as an inverse gamma does, or
/// the posterior piles up on a value.</param>
/// <param name="ShareConcentration">The concentration of the symmetric Dirichlet prior of the shares, above 0; ignored where shares are fixed.</param>
public sealed record MixturePriors(IDistribution Mean, IDistribution StandardDeviation, double ShareConcentration = 2)
{
    /// <summary>Weakly informative priors on the scale of the data: means within 2.5 standard deviations of all values about their mean, standard
    /// deviations inverse-gamma with shape 3 and the standard deviation of all values as mean.</summary>
    public static MixturePriors Of(MixtureData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        Moments overall = data.Overall;
        double sd = data.Spread();
        return new(Distribution.Normal(Rounded(overall.Mean, sd), Rounded(2.5 * sd, sd)), Distribution.InverseGamma(3, Rounded(2 * sd, sd)));
    }

    // Two digits of the spread are enough for a prior, and read better.
    private static double Rounded(double value, double spread)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(spread)) - 1);
        return Math.Round(value / unit) * unit;
    }
}
