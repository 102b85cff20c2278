using System.Numerics.Tensors;
using Credence.Numerics;

namespace Credence.Latent;

/// <summary>Residual moments of one group.</summary>
/// <param name="Group">The group, from 0.</param>
/// <param name="Covariance">S − Σ, row-major.</param>
/// <param name="Correlation">Differences of the correlations.</param>
/// <param name="Standardized">Residual covariances over their standard errors; 0 where the residual cannot differ from 0.</param>
/// <param name="Means">Residual means; empty without a mean structure.</param>
/// <param name="StandardizedMeans">Residual means over their standard errors.</param>
public sealed record SemResidualMoments(
    int Group, IReadOnlyList<double> Covariance, IReadOnlyList<double> Correlation, IReadOnlyList<double> Standardized,
    IReadOnlyList<double> Means, IReadOnlyList<double> StandardizedMeans);

/// <summary>What a model leaves unexplained.</summary>
public static class SemResiduals
{
    /// <summary>
    /// The residuals of every group. Standard errors hold for normal rows: those of the sample's moments, less what the estimates follow of them (Ogasawara,
    /// 2001, <i>Psychometrika</i> 66).
    /// </summary>
    /// <param name="fit">The fit.</param>
    public static IReadOnlyList<SemResidualMoments> Of(SemFit fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        SemSolution solution = fit.Solution;
        return [.. Enumerable.Range(0, fit.Table.Groups.Count).Select(group => OfGroup(fit, solution, group))];
    }

    private static SemResidualMoments OfGroup(SemFit fit, SemSolution solution, int group)
    {
        GroupSample sample = solution.Problem.Samples[group];
        SemMoments implied = solution.Function.Groups[group].Implied;
        int p = sample.Means.Length, moments = solution.Problem.Structure.MomentsOfGroup, at = 0;
        bool means = fit.Table.MeanStructure;
        double[] errors = Errors(fit, solution, group, moments);
        double[] raw = new double[p * p], correlation = new double[p * p], standardized = new double[p * p];
        ReadOnlySpan<double> sigma = implied.Covariance;
        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j <= i; j++, at++)
            {
                double s = sample.Covariance[(i * p) + j], expected = sigma[(i * p) + j];
                int one = (i * p) + j, other = (j * p) + i;
                raw[one] = raw[other] = s - expected;
                correlation[one] = correlation[other] = i == j ? 0
                    : (s / Math.Sqrt(sample.Covariance[(i * p) + i] * sample.Covariance[(j * p) + j])) - (expected / Math.Sqrt(sigma[(i * p) + i] * sigma[(j * p) + j]));
                standardized[one] = standardized[other] = Ratio(s - expected, errors[at]);
            }
        }
        double[] rawMeans = new double[means ? p : 0], standardizedMeans = new double[rawMeans.Length];
        for (int i = 0; i < rawMeans.Length; i++)
        {
            rawMeans[i] = sample.Means[i] - implied.Mean[i];
            standardizedMeans[i] = Ratio(rawMeans[i], errors[at + i]);
        }
        return new SemResidualMoments(group, raw, correlation, standardized, rawMeans, standardizedMeans);
    }

    private static double Ratio(double residual, double error) => error > 0 ? residual / error : double.IsNaN(error) ? double.NaN : 0;

    // A residual is its sample moment less what the estimates follow of all moments: e_i − Δ_i V Σ n_h Δ_hᵀ Γ_h⁻¹ e over the groups h.
    private static double[] Errors(SemFit fit, SemSolution solution, int group, int moments)
    {
        int q = fit.Coordinates.Count;
        var variances = new double[moments];
        double[] naive = InformationMatrix.Covariance(solution.Curvature(false), solution.Problem.Rows, solution.Jacobian, q, out int failing);
        if (failing >= 0)
            Array.Fill(variances, double.NaN);
        double[] own = Derivatives(solution.Function.Groups[group], q, moments), followed = new double[moments * q];
        for (int i = 0; i < moments && failing < 0; i++)
        {
            for (int j = 0; j < q; j++)
            {
                for (int k = 0; k < q; k++)
                    followed[(i * q) + j] += own[(k * moments) + i] * naive[(k * q) + j];
            }
        }
        for (int other = 0; other < fit.Table.Groups.Count && failing < 0; other++)
            AddVariances(solution, other, other == group, followed, q, variances);
        GroupFunction function = solution.Function.Groups[group];
        double[] all = NormalTheory.MomentCovariance(function.Implied.Covariance, function.Implied.Mean.Length, function.Means);
        return [.. variances.Select((variance, i) => double.IsNaN(variance) ? double.NaN
            : variance > 1e-9 * all[(i * moments) + i] / function.Count ? Math.Sqrt(variance) : 0)];
    }

    private static void AddVariances(SemSolution solution, int group, bool same, double[] followed, int q, double[] variances)
    {
        GroupFunction function = solution.Function.Groups[group];
        int moments = variances.Length, p = function.Implied.Mean.Length;
        double n = function.Count;
        double[] weight = NormalTheory.MomentCovariance(function.Implied.Covariance, p, function.Means), weighted = Derivatives(function, q, moments);
        double[] spread = NormalTheory.MomentCovariance(solution.Problem.Samples[group].Covariance, p, function.Means), row = new double[moments];
        Cholesky.TryFactor(weight, moments, weight, out _);
        for (int k = 0; k < q; k++)
            Cholesky.Solve(weight, moments, weighted.AsSpan(k * moments, moments));
        for (int i = 0; i < moments; i++)
        {
            Array.Clear(row);
            for (int k = 0; k < q; k++)
                TensorPrimitives.MultiplyAdd(weighted.AsSpan(k * moments, moments), -n * followed[(i * q) + k], row, row);
            if (same)
                row[i]++;
            variances[i] += SymmetricMatrix.QuadraticForm(spread, moments, row) / n;
        }
    }

    private static double[] Derivatives(GroupFunction function, int q, int moments)
    {
        var rows = new double[q * moments];
        function.Implied.AddDerivatives(rows);
        return rows;
    }
}
