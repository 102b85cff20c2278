using Credence.Numerics;

namespace Credence.Latent;

/// <summary>What the priors of a structural equation model say about a correlation of two observed variables, beside the data.</summary>
/// <param name="First">A variable.</param>
/// <param name="Second">Another.</param>
/// <param name="Group">The group, from 0.</param>
/// <param name="Lower">The lower end of the equal-tailed prior interval.</param>
/// <param name="Median">The prior median.</param>
/// <param name="Upper">The upper end.</param>
/// <param name="Observed">The correlation of the data; with missing cells its maximum-likelihood estimate.</param>
public sealed record PriorCorrelation(string First, string Second, int Group, double Lower, double Median, double Upper, double Observed);

/// <summary>The prior predictive distribution of correlations.</summary>
/// <param name="Level">The level of the intervals.</param>
/// <param name="Pairs">All pairs of observed variables of all groups.</param>
/// <param name="Residuals">The standardised root mean square residual between implied correlations and the data's at each draw from the prior.</param>
public sealed record PriorCorrelations(double Level, IReadOnlyList<PriorCorrelation> Pairs, IReadOnlyList<double> Residuals)
{
    /// <summary>Draws correlations from the priors.</summary>
    /// <param name="model">The model.</param>
    /// <param name="count">The number of draws, at least 1.</param>
    /// <param name="level">The level of the intervals, in (0, 1).</param>
    /// <param name="seed">The seed.</param>
    public static PriorCorrelations Of(StructuralPosteriorModel model, int count = 1000, double level = 0.94, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        Guard.AtLeast(count, 1);
        Guard.Fraction(level);
        int p = model.Table.Observed.Count, groups = model.Table.Groups.Count;
        double[] values = new double[model.Parameters.Count], residuals = new double[count];
        double[][] drawn = [.. Enumerable.Range(0, groups * p * p).Select(_ => new double[count])];
        RandomStream random = new(seed, "prior");
        double rows = model.Samples.Sum(sample => (double)sample.Count);
        for (int draw = 0; draw < count; draw++)
        {
            model.SamplePrior(random.Numbered((ulong)draw), values);
            for (int group = 0; group < groups; group++)
            {
                ReadOnlySpan<double> implied = model.Implied(values, group).Covariance;
                double squares = 0;
                for (int i = 0; i < p; i++)
                {
                    for (int j = 0; j < i; j++)
                    {
                        double correlation = implied[(i * p) + j] / Math.Sqrt(implied[i * (p + 1)] * implied[j * (p + 1)]);
                        drawn[(((group * p) + i) * p) + j][draw] = correlation;
                        squares += Math.Pow(correlation - Observed(model, group, i, j), 2);
                    }
                }
                residuals[draw] += model.Samples[group].Count / rows * Math.Sqrt(squares / (p * (p + 1) / 2.0));
            }
        }
        List<PriorCorrelation> pairs = [];
        for (int group = 0; group < groups; group++)
        {
            for (int i = 0; i < p; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    double[] own = drawn[(((group * p) + i) * p) + j];
                    Array.Sort(own);
                    pairs.Add(new PriorCorrelation(
                        model.Table.Observed[j], model.Table.Observed[i], group, Quantile(own, 0.5 * (1 - level)), Quantile(own, 0.5), Quantile(own, 0.5 * (1 + level)),
                        Observed(model, group, i, j)));
                }
            }
        }
        return new PriorCorrelations(level, pairs, residuals);
    }

    private static double Observed(StructuralPosteriorModel model, int group, int i, int j)
        => model.Samples[group].Covariance(i, j) / (model.Samples[group].Deviation(i) * model.Samples[group].Deviation(j));

    private static double Quantile(double[] sorted, double probability)
    {
        double place = probability * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[^1];
    }
}
