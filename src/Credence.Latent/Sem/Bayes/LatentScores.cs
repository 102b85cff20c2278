using Credence.Bayes;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>The latent variables of every row: their exact normal distribution given a draw of the parameters and the row's observed cells.</summary>
/// <remarks>
/// η | y ~ N(E η + ΦΛᵀΣ⁻¹(y − μ), Φ − ΦΛᵀΣ⁻¹ΛΦ) with Φ the covariance of the latent variables, over the observed cells of the row; sampling does not need
/// them, and they are drawn afterwards. Where means are not modelled, y − μ is the deviation from the data's means and E η is 0.
/// </remarks>
public sealed class LatentScores
{
    private readonly StructuralPosteriorModel model;
    private readonly ObservedCells[] groups;
    private readonly int p, m, total;
    private readonly double[] factor, weights, conditional, root, deviation, z, covariance;

    /// <summary>Prepares the rows of a model.</summary>
    /// <exception cref="InputException">Only moments are known, or the model has no latent variable.</exception>
    public LatentScores(StructuralPosteriorModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Samples.Any(sample => sample.Rows.IsEmpty))
            throw new InputException("latent scores", "only moments are known, and a score belongs to a row", "give the rows");
        if (model.Table.Latent.Count == 0)
            throw new InputException("latent scores", "the model has no latent variable", "");
        this.model = model;
        (p, m, total) = (model.Structure.Observed, model.Table.Latent.Count, model.Structure.Latent);
        groups = [.. model.Samples.Select(sample => new ObservedCells(sample.Rows.Span, p))];
        Rows = groups.Sum(group => group.Rows);
        (factor, weights, conditional, root) = (new double[p * p], new double[m * p], new double[m * m], new double[m * m]);
        (deviation, z, covariance) = (new double[p], new double[m], new double[total * total]);
    }

    /// <summary>The latent variables.</summary>
    public IReadOnlyList<string> Variables => model.Table.Latent;

    /// <summary>The number of rows of all groups, in the order of the samples.</summary>
    public int Rows { get; }

    /// <summary>Draws the scores of all rows at a draw of the parameters.</summary>
    /// <param name="values">The reported values of the model.</param>
    /// <param name="random">The random numbers.</param>
    /// <param name="scores">Receives rows × latent variables.</param>
    public void Draw(ReadOnlySpan<double> values, RandomStream random, Span<double> scores)
    {
        ArgumentNullException.ThrowIfNull(random);
        Compute(values, scores, default, random);
    }

    /// <summary>The means and variances of the scores of all rows at a draw of the parameters.</summary>
    /// <param name="values">The reported values of the model.</param>
    /// <param name="means">Receives rows × latent variables.</param>
    /// <param name="variances">Receives as many.</param>
    public void Moments(ReadOnlySpan<double> values, Span<double> means, Span<double> variances) => Compute(values, means, variances, null);

    /// <summary>Posterior means and standard deviations of the scores of all rows, over draws of the parameters.</summary>
    /// <param name="draws">The draws.</param>
    /// <param name="most">The largest number of draws used, spread evenly over all chains, at least 1.</param>
    /// <returns>Rows × latent variables each.</returns>
    public (double[] Means, double[] StandardDeviations) Summarize(Draws draws, int most = 1000)
    {
        ArgumentNullException.ThrowIfNull(draws);
        long all = Guard.AtLeast((long)draws.Chains * draws.Count, 1);
        int used = (int)Math.Min(all, Guard.AtLeast(most, 1)), size = Rows * m;
        double[] values = new double[draws.Parameters.Count], means = new double[size], variances = new double[size];
        double[] mean = new double[size], spread = new double[size], variance = new double[size];
        for (int i = 0; i < used; i++)
        {
            long draw = (long)((i + 0.5) * all / used);
            draws.CopyDraw((int)(draw / draws.Count), (int)(draw % draws.Count), values);
            Moments(values, means, variances);
            for (int k = 0; k < size; k++)
            {
                double step = means[k] - mean[k];
                mean[k] += step / (i + 1);
                spread[k] += step * (means[k] - mean[k]);
                variance[k] += variances[k];
            }
        }
        // The law of total variance.
        return (mean, [.. spread.Select((own, k) => Math.Sqrt((own + variance[k]) / used))]);
    }

    private void Compute(ReadOnlySpan<double> values, Span<double> scores, Span<double> variances, RandomStream? random)
    {
        Guard.SameLength(scores.Length, Rows * m);
        int offset = 0;
        for (int group = 0; group < groups.Length; group++)
        {
            SemMoments implied = model.Implied(values, group);
            LatentCovariance(implied);
            foreach ((int[] observed, int[] rows) in groups[group].Patterns)
            {
                Condition(implied, observed);
                foreach (int row in rows)
                {
                    Span<double> own = scores.Slice((offset + row) * m, m);
                    Mean(implied, group, observed, row, own);
                    if (random is not null)
                        AddNoise(random, own);
                    for (int k = 0; k < m && !variances.IsEmpty; k++)
                        variances[((offset + row) * m) + k] = conditional[(k * m) + k];
                }
            }
            offset += groups[group].Rows;
        }
    }

    // Φ = (I − B)⁻¹ Ψ (I − B)⁻ᵀ of all structural variables.
    private void LatentCovariance(SemMoments implied)
    {
        double[] product = new double[total * total];
        MatrixProduct.TimesTransposed(implied.TotalEffects, implied.LatentCovariance, total, product);
        MatrixProduct.TimesTransposed(product, implied.TotalEffects, total, covariance);
    }

    // The regression on the observed cells, and the covariance that it leaves. The frame holds ΦΛᵀ in its last rows.
    private void Condition(SemMoments implied, int[] observed)
    {
        int k = observed.Length;
        Span<double> own = factor.AsSpan(0, k * k);
        for (int i = 0; i < k; i++)
        {
            for (int j = 0; j <= i; j++)
                own[(i * k) + j] = implied.Covariance[(observed[i] * p) + observed[j]];
        }
        Cholesky.TryFactor(own, k, own, out _);
        for (int latent = 0; latent < m; latent++)
        {
            ReadOnlySpan<double> cross = implied.Frame.Slice((p + total + latent) * p, p);
            Span<double> row = weights.AsSpan(latent * k, k);
            for (int i = 0; i < k; i++)
                row[i] = cross[observed[i]];
            Cholesky.Solve(own, k, row);
            for (int other = 0; other <= latent; other++)
            {
                ReadOnlySpan<double> against = implied.Frame.Slice((p + total + other) * p, p);
                double explained = 0;
                for (int i = 0; i < k; i++)
                    explained += row[i] * against[observed[i]];
                conditional[(latent * m) + other] = conditional[(other * m) + latent] = covariance[(latent * total) + other] - explained;
            }
        }
        SemidefiniteRoot();
    }

    // A latent variable that the row determines has no conditional variance, and a column of zeros.
    private void SemidefiniteRoot()
    {
        Array.Clear(root);
        for (int j = 0; j < m; j++)
        {
            double pivot = conditional[(j * m) + j];
            for (int k = 0; k < j; k++)
                pivot -= root[(j * m) + k] * root[(j * m) + k];
            if (!(pivot > 1e-12 * covariance[(j * total) + j]))
                continue;
            root[(j * m) + j] = Math.Sqrt(pivot);
            for (int i = j + 1; i < m; i++)
            {
                double sum = conditional[(i * m) + j];
                for (int k = 0; k < j; k++)
                    sum -= root[(i * m) + k] * root[(j * m) + k];
                root[(i * m) + j] = sum / root[(j * m) + j];
            }
        }
    }

    private void Mean(SemMoments implied, int group, int[] observed, int row, Span<double> scores)
    {
        ReadOnlySpan<double> cells = model.Samples[group].Rows.Span.Slice(row * p, p);
        int k = observed.Length;
        for (int i = 0; i < k; i++)
            deviation[i] = cells[observed[i]] - model.Centre(implied, group, observed[i]);
        for (int latent = 0; latent < m; latent++)
        {
            double sum = model.Table.MeanStructure ? implied.Expectation[latent] : 0;
            for (int i = 0; i < k; i++)
                sum += weights[(latent * k) + i] * deviation[i];
            scores[latent] = sum;
        }
    }

    private void AddNoise(RandomStream random, Span<double> scores)
    {
        random.FillNormal(z);
        for (int i = 0; i < m; i++)
        {
            for (int k = 0; k <= i; k++)
                scores[i] += root[(i * m) + k] * z[k];
        }
    }
}
