using Credence.Numerics;

namespace Credence.Latent;

/// <summary>How values of latent variables are estimated for rows.</summary>
public enum FactorScoreMethod
{
    /// <summary>The conditional expectation given the row (Thomson, 1951).</summary>
    Regression,

    /// <summary>The weighted least squares estimate, without bias given the latent value (Bartlett, 1937).</summary>
    Bartlett,
}

/// <summary>Estimated values of the latent variables of the rows of one group.</summary>
/// <param name="Group">The group, from 0.</param>
/// <param name="Rows">The number of each scored row among the rows of its group, from 0.</param>
/// <param name="Names">The latent variables.</param>
/// <param name="Scores">One row of latent variables for each scored row.</param>
/// <param name="StandardErrors">Their standard errors, parameters taken as known: of prediction with the regression method, of estimation with Bartlett's.</param>
public sealed record GroupScores(int Group, IReadOnlyList<int> Rows, IReadOnlyList<string> Names, IReadOnlyList<double> Scores, IReadOnlyList<double> StandardErrors);

/// <summary>Values of latent variables, estimated from what is observed of each row.</summary>
public static class FactorScores
{
    /// <summary>Scores the rows that the fit used.</summary>
    /// <param name="fit">The fit, made from rows.</param>
    /// <param name="method">The method.</param>
    /// <exception cref="ArgumentException">The fit was made from moments.</exception>
    public static IReadOnlyList<GroupScores> Of(SemFit fit, FactorScoreMethod method)
    {
        ArgumentNullException.ThrowIfNull(fit);
        SemSolution solution = fit.Solution;
        if (solution.Problem.Samples.Any(sample => sample.Rows.Length == 0))
            throw new ArgumentException("Scores need rows.", nameof(fit));
        return [.. Enumerable.Range(0, fit.Table.Groups.Count).Select(group => OfGroup(fit, solution, group, method))];
    }

    private static GroupScores OfGroup(SemFit fit, SemSolution solution, int group, FactorScoreMethod method)
    {
        GroupSample sample = solution.Problem.Samples[group];
        int k = fit.Table.Latent.Count, p = sample.Means.Length, n = sample.RowNumbers.Length;
        double[] scores = new double[n * k], errors = new double[n * k];
        var weights = new Dictionary<string, ScoreWeights>(StringComparer.Ordinal);
        for (int row = 0; row < n; row++)
        {
            double[] values = sample.Rows[(row * p)..((row + 1) * p)];
            string pattern = string.Concat(values.Select(value => double.IsNaN(value) ? '0' : '1'));
            if (!weights.TryGetValue(pattern, out ScoreWeights? weight))
                weights[pattern] = weight = new ScoreWeights(solution, group, method, pattern, k);
            weight.Score(values, scores.AsSpan(row * k, k), errors.AsSpan(row * k, k));
        }
        return new GroupScores(group, sample.RowNumbers, fit.Table.Latent, scores, errors);
    }

    // η̂ = centre + W (y − μ) for the observed variables y of a pattern.
    private sealed class ScoreWeights
    {
        private readonly int[] observed;
        private readonly double[] weights, errors, centre, means;

        public ScoreWeights(SemSolution solution, int group, FactorScoreMethod method, string pattern, int latent)
        {
            SemMoments implied = solution.Function.Groups[group].Implied;
            int p = implied.Mean.Length, m = solution.Problem.Structure.Latent;
            bool modelled = solution.Problem.Table.MeanStructure;
            observed = [.. Enumerable.Range(0, p).Where(i => pattern[i] == '1')];
            int o = observed.Length;
            means = [.. observed.Select(i => modelled ? implied.Mean[i] : solution.Problem.Samples[group].Means[i])];
            centre = [.. Enumerable.Range(0, latent).Select(j => modelled ? implied.Expectation[j] : 0)];
            errors = new double[latent];
            double[] covariance = new double[m * m], sigma = new double[o * o], design = new double[m * o];
            LatentVariables.Covariance(implied, m, covariance);
            for (int i = 0; i < o; i++)
            {
                for (int j = 0; j < o; j++)
                    sigma[(i * o) + j] = implied.Covariance[(observed[i] * p) + observed[j]];
                for (int j = 0; j < m; j++)
                    design[(j * o) + i] = method == FactorScoreMethod.Regression ? implied.Frame[((p + m + j) * p) + observed[i]] : implied.Loadings[(j * p) + observed[i]];
            }
            Cholesky.TryFactor(sigma, o, sigma, out _);
            weights = [.. design];
            for (int j = 0; j < m; j++)
                Cholesky.Solve(sigma, o, weights.AsSpan(j * o, o));
            var information = new double[m * m];
            MatrixProduct.TimesTransposed(design, weights, o, information);
            if (method == FactorScoreMethod.Regression)
            {
                for (int j = 0; j < latent; j++)
                    errors[j] = Math.Sqrt(Math.Max(covariance[(j * m) + j] - information[(j * m) + j], 0));
                return;
            }
            Bartlett(information, covariance, m, o);
        }

        public void Score(ReadOnlySpan<double> row, Span<double> scores, Span<double> standardErrors)
        {
            errors.CopyTo(standardErrors);
            for (int j = 0; j < scores.Length; j++)
            {
                double sum = centre[j];
                for (int i = 0; i < observed.Length; i++)
                    sum += weights[(j * observed.Length) + i] * (row[observed[i]] - means[i]);
                scores[j] = sum;
            }
        }

        // (Λᵀ Σ⁻¹ Λ)⁻¹ Λᵀ Σ⁻¹, which is that with Θ for Σ and holds where Θ is singular too; NaN where a row does not tell all latent variables.
        private void Bartlett(double[] information, double[] covariance, int m, int o)
        {
            double[] inverse = new double[m * m], plain = [.. weights];
            if (!Cholesky.TryFactor(information, m, information, out _, 1e-10))
            {
                Array.Fill(weights, double.NaN);
                Array.Fill(errors, double.NaN);
                return;
            }
            Cholesky.Inverse(information, m, inverse);
            for (int j = 0; j < m; j++)
            {
                for (int i = 0; i < o; i++)
                {
                    double sum = 0;
                    for (int l = 0; l < m; l++)
                        sum += inverse[(j * m) + l] * plain[(l * o) + i];
                    weights[(j * o) + i] = sum;
                }
            }
            for (int j = 0; j < errors.Length; j++)
                errors[j] = Math.Sqrt(Math.Max(inverse[(j * m) + j] - covariance[(j * m) + j], 0));
        }
    }
}
