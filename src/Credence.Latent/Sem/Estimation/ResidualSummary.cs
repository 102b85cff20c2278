using System.Numerics.Tensors;
using Credence.Numerics;

namespace Credence.Latent;

/// <summary>Sizes of residual moments, and the share of the sample's moments that a model explains.</summary>
internal static class ResidualSummary
{
    /// <summary>Residual measures; those of several groups are averaged by their rows.</summary>
    /// <param name="samples">The data of each group.</param>
    /// <param name="function">The discrepancy, evaluated at the estimates.</param>
    /// <param name="means">Whether means are modelled.</param>
    public static ResidualSizes Sizes(IReadOnlyList<GroupSample> samples, MomentFunction function, bool means)
    {
        Span<double> totals = stackalloc double[8];
        Span<double> group = stackalloc double[8];
        for (int i = 0; i < samples.Count; i++)
        {
            OfGroup(samples[i], function.Groups[i].Implied, means, group);
            for (int k = 0; k < totals.Length; k++)
                totals[k] += (double)samples[i].Count / function.Rows * group[k];
        }
        return new ResidualSizes(totals[0], totals[1], totals[2], totals[3], totals[4], totals[5], totals[6], totals[7]);
    }

    /// <summary>1 − eᵀ V e / sᵀ V s, averaged over the rows of the groups, for residuals e of the moments s and the metric V of the discrepancy (Tanaka and Huba, 1985).</summary>
    /// <remarks>Moments of exogenous variables that are held at the data's count for nothing. With missing cells the metric is the expected information of
    /// the saturated model at the implied moments, and the residuals are those of moments pair by pair.</remarks>
    public static double Gfi(SemProblem problem, MomentFunction function, SemSolution? saturated)
    {
        if (saturated is not null)
            return GfiWithMissing(saturated.Problem, function);
        (IReadOnlyList<GroupSample> samples, Discrepancy discrepancy, bool means) = (problem.Samples, problem.Discrepancy, problem.Table.MeanStructure);
        double sum = 0;
        for (int i = 0; i < samples.Count; i++)
        {
            GroupSample sample = samples[i];
            SemMoments implied = function.Groups[i].Implied;
            int p = sample.Means.Length, stride = SmallMatrix.Stride(p);
            double[] weight = Weight(sample, implied, discrepancy, stride), residual = new double[p * stride], moments = new double[p * stride];
            double[] difference = new double[stride], mean = new double[stride];
            for (int j = 0; j < p; j++)
            {
                for (int k = 0; k < p; k++)
                {
                    moments[(j * stride) + k] = problem.Exogenous[j] && problem.Exogenous[k] ? 0 : sample.Covariance[(j * p) + k];
                    residual[(j * stride) + k] = sample.Covariance[(j * p) + k] - implied.Covariance[(j * p) + k];
                }
                mean[j] = means && !problem.Exogenous[j] ? sample.Means[j] : 0;
                difference[j] = means ? sample.Means[j] - implied.Mean[j] : 0;
            }
            bool unweighted = discrepancy == Discrepancy.UnweightedLeastSquares;
            double left = Size(residual, difference, weight, p, stride, unweighted), all = Size(moments, mean, weight, p, stride, unweighted);
            sum += (double)sample.Count / problem.Rows * (1 - (left / all));
        }
        return sum;
    }

    private static double GfiWithMissing(SemProblem problem, MomentFunction function)
    {
        ParameterTable table = problem.Table;
        GroupSample[] implied = [.. problem.Samples.Select((sample, group) => sample with
        {
            Means = function.Groups[group].Implied.Mean.ToArray(),
            Covariance = function.Groups[group].Implied.Covariance.ToArray(),
        })];
        double[] moments = ReferenceModels.AtMoments(table, problem.Samples), expected = ReferenceModels.AtMoments(table, implied);
        double[] metric = SemSolution.At(problem, expected).Curvature(false);
        double all = SymmetricMatrix.QuadraticForm(metric, moments.Length, moments);
        TensorPrimitives.Subtract(moments, expected, expected);
        return 1 - (SymmetricMatrix.QuadraticForm(metric, moments.Length, expected) / all);
    }

    private static double[] Weight(GroupSample sample, SemMoments implied, Discrepancy discrepancy, int stride)
    {
        int p = sample.Means.Length;
        var weight = new double[p * stride];
        ReadOnlySpan<double> source = discrepancy == Discrepancy.Likelihood ? implied.Covariance : sample.Covariance;
        for (int i = 0; i < p; i++)
            source.Slice(i * p, p).CopyTo(weight.AsSpan(i * stride));
        SmallMatrix.InvertPositive(weight, p, stride, out _);
        return weight;
    }

    private static double Size(double[] matrix, double[] vector, double[] weight, int p, int stride, bool unweighted)
    {
        double sum = 0;
        if (unweighted)
        {
            for (int i = 0; i < p; i++)
            {
                sum += vector[i] * vector[i];
                for (int j = 0; j <= i; j++)
                    sum += matrix[(i * stride) + j] * matrix[(i * stride) + j];
            }
            return sum;
        }
        var half = new double[p * stride];
        SmallMatrix.Product(weight, p, p, stride, matrix, stride, half);
        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j < p; j++)
                sum += 0.5 * half[(i * stride) + j] * half[(j * stride) + i];
            sum += vector[i] * SmallMatrix.Dot(weight.AsSpan(i * stride, stride), vector);
        }
        return sum;
    }

    // In the order of the record.
    private static void OfGroup(GroupSample sample, SemMoments implied, bool means, Span<double> result)
    {
        int p = sample.Means.Length;
        double[] s = sample.Covariance;
        ReadOnlySpan<double> sigma = implied.Covariance;
        double bentler = 0, mplus = 0, correlation = 0, raw = 0;
        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double observed = s[(i * p) + j], expected = sigma[(i * p) + j], scale = Math.Sqrt(s[(i * p) + i] * s[(j * p) + j]);
                double impliedScale = Math.Sqrt(sigma[(i * p) + i] * sigma[(j * p) + j]);
                double plain = observed - expected, standardized = plain / scale;
                double correlations = i == j ? 0 : (observed / scale) - (expected / impliedScale);
                raw += plain * plain;
                bentler += standardized * standardized;
                correlation += correlations * correlations;
                mplus += i == j ? standardized * standardized : correlations * correlations;
            }
        }
        double meanBentler = 0, meanMplus = 0, meanRaw = 0;
        for (int i = 0; means && i < p; i++)
        {
            double plain = sample.Means[i] - implied.Mean[i], scale = Math.Sqrt(s[(i * p) + i]);
            double standardized = (sample.Means[i] / scale) - (implied.Mean[i] / Math.Sqrt(sigma[(i * p) + i]));
            meanRaw += plain * plain;
            meanBentler += plain * plain / (scale * scale);
            meanMplus += standardized * standardized;
        }
        int pairs = p * (p + 1) / 2, more = means ? p : 0;
        result[0] = Math.Sqrt((bentler + meanBentler) / (pairs + more));
        result[1] = Math.Sqrt(bentler / pairs);
        result[2] = Math.Sqrt((mplus + meanMplus) / (pairs + more));
        result[3] = Math.Sqrt(mplus / pairs);
        result[4] = Math.Sqrt((correlation + meanBentler) / Math.Max(pairs - p + more, 1));
        result[5] = Math.Sqrt(correlation / Math.Max(pairs - p, 1));
        result[6] = Math.Sqrt((raw + meanRaw) / (pairs + more));
        result[7] = Math.Sqrt(raw / pairs);
    }
}
