using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>A model among others.</summary>
/// <param name="Name">The name of the model.</param>
/// <param name="Elpd">Its expected log pointwise predictive density.</param>
/// <param name="Difference">Its elpd less that of the best model, with the standard error of the difference of paired observations.</param>
/// <param name="Stacking">The weight that makes the mixture of all models predict best.</param>
/// <param name="PseudoBma">The weight proportional to exp(elpd).</param>
/// <param name="PseudoBmaPlus">The same averaged over the uncertainty of elpd (Bayesian bootstrap).</param>
public sealed record ComparedModel(string Name, PointwiseSum Elpd, PointwiseSum Difference, double Stacking, double PseudoBma, double PseudoBmaPlus);

/// <summary>Models compared by leave-one-out cross-validation on the same observations (Vehtari et al., 2017; Yao et al., 2018).</summary>
public static class ModelComparison
{
    private const int BootstrapReplicates = 1000;
    private const int LargestSteps = 100_000;

    /// <summary>Compares models; the best comes first.</summary>
    /// <param name="models">Names and cross-validations, of the same observations in the same order.</param>
    /// <param name="seed">The seed of the Bayesian bootstrap.</param>
    /// <exception cref="ArgumentException">The models do not have the same observations.</exception>
    public static IReadOnlyList<ComparedModel> Compare(IReadOnlyList<(string Name, LeaveOneOut Validation)> models, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(models);
        if (models.Count == 0)
            return [];
        IReadOnlyList<double> weights = models[0].Validation.Weights;
        foreach ((string name, LeaveOneOut validation) in models)
        {
            if (!validation.Weights.SequenceEqual(weights))
                throw new ArgumentException($"'{name}' does not have the same observations as '{models[0].Name}'.", nameof(models));
        }
        double[][] elpd = [.. models.Select(model => model.Validation.Pointwise.Select(entry => entry.Elpd).ToArray())];
        double[] totals = [.. models.Select(model => model.Validation.Elpd.Estimate)];
        double[] best = elpd[Array.IndexOf(totals, totals.Max())];
        double[] stacking = Stack(elpd, weights), plain = Softmax(totals), plus = BootstrapWeights(elpd, weights, seed);
        return [.. models
            .Select((model, k) => new ComparedModel(
                model.Name, model.Validation.Elpd, PointwiseSum.Of([.. elpd[k].Zip(best, (own, of) => own - of)], weights), stacking[k], plain[k], plus[k]))
            .OrderByDescending(model => model.Elpd.Estimate)];
    }

    /// <summary>
    /// The weights on the simplex that maximise Σᵢ log Σₖ wₖ exp(elpdᵢₖ) (Yao et al., 2018, equation 4), by expectation–maximisation,
    /// whose steps never decrease this concave objective.
    /// </summary>
    private static double[] Stack(double[][] elpd, IReadOnlyList<double> counts)
    {
        int models = elpd.Length, observations = elpd[0].Length;
        double[][] density = new double[observations][];
        for (int i = 0; i < observations; i++)
        {
            double largest = elpd.Max(model => model[i]);
            density[i] = [.. elpd.Select(model => Math.Exp(model[i] - largest))];
        }
        double[] weights = [.. Enumerable.Repeat(1.0 / models, models)], gain = new double[models];
        double total = counts.Sum();
        for (int step = 0; step < LargestSteps; step++)
        {
            Array.Clear(gain);
            for (int i = 0; i < observations; i++)
            {
                double mixture = 0;
                for (int k = 0; k < models; k++)
                    mixture += weights[k] * density[i][k];
                for (int k = 0; k < models; k++)
                    gain[k] += counts[i] * density[i][k] / mixture / total;
            }
            for (int k = 0; k < models; k++)
                weights[k] *= gain[k];
            // At the optimum no gain exceeds 1; the largest bounds the distance to it.
            if (gain.Max() < 1 + 1e-9)
                break;
        }
        return weights;
    }

    private static double[] BootstrapWeights(double[][] elpd, IReadOnlyList<double> counts, ulong seed)
    {
        RandomStream random = new(seed, "pseudo-bma");
        double[] mean = new double[elpd.Length], totals = new double[elpd.Length];
        double observations = counts.Sum();
        for (int replicate = 0; replicate < BootstrapReplicates; replicate++)
        {
            double sum = 0;
            Array.Clear(totals);
            for (int i = 0; i < counts.Count; i++)
            {
                // A group of equal observations gets the sum of their exponential weights.
                double weight = counts[i] > 0 ? random.NextGamma(counts[i]) : 0;
                sum += weight;
                for (int k = 0; k < totals.Length; k++)
                    totals[k] += weight * elpd[k][i];
            }
            double[] softmax = Softmax([.. totals.Select(value => value * observations / sum)]);
            for (int k = 0; k < mean.Length; k++)
                mean[k] += softmax[k] / BootstrapReplicates;
        }
        return mean;
    }

    private static double[] Softmax(double[] values)
    {
        double logSum = ParetoSmoothing.LogSum(values);
        return [.. values.Select(value => Math.Exp(value - logSum))];
    }
}
