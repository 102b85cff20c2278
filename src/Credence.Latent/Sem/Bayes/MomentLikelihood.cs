using System.Numerics.Tensors;
using Credence.Numerics;

namespace Credence.Latent;

/// <summary>The log likelihood of one group by its implied moments, with its slopes. One instance per thread.</summary>
internal abstract class GroupLikelihood
{
    /// <summary>The log likelihood; −∞ where the covariance is not positive definite.</summary>
    /// <param name="mean">μ; not read without a mean structure.</param>
    /// <param name="covariance">Σ, p × p, both triangles.</param>
    /// <param name="meanSlope">Receives ∂l/∂μ; untouched without a mean structure.</param>
    /// <param name="covarianceSlope">Receives the symmetric G with dl = tr(G dΣ).</param>
    public abstract double Evaluate(ReadOnlySpan<double> mean, ReadOnlySpan<double> covariance, Span<double> meanSlope, Span<double> covarianceSlope);
}

/// <summary>The likelihood of rows with missing cells by their patterns; means are modelled.</summary>
internal sealed class IncompleteLikelihood(PatternLikelihood patterns) : GroupLikelihood
{
    public override double Evaluate(ReadOnlySpan<double> mean, ReadOnlySpan<double> covariance, Span<double> meanSlope, Span<double> covarianceSlope)
        => patterns.Evaluate(mean, covariance, meanSlope, covarianceSlope);
}

/// <summary>The likelihood of complete rows by their moments: its cost does not grow with the rows.</summary>
/// <remarks>
/// l = −½ [ν log|Σ| + tr Σ⁻¹ T] with K = Σ⁻¹, G = ½ (K T K − ν K). With means in the model ν = n, T = S + n d dᵀ, d = ȳ − μ, ∂l/∂μ = n K d. Without,
/// the means are integrated out under a flat prior, which leaves ν = n − 1 and T = S; where they are known, ν = n.
/// </remarks>
internal sealed class MomentLikelihood : GroupLikelihood
{
    // A conditional variance that is a smaller share of the variance than this has lost all its digits.
    private const double LeastShare = 1e-13;

    private readonly int p, stride;
    private readonly bool meanStructure;
    private readonly double count, weight, constant;
    private readonly double[] means, scatter, spread, factor, inverse, precision, product, deviation, reciprocals;

    public MomentLikelihood(StructuralSample sample, bool meanStructure)
    {
        (p, this.meanStructure) = (sample.Variables.Count, meanStructure);
        stride = PaddedTriangle.Stride(p);
        count = sample.Count;
        bool integrated = !meanStructure && !sample.MeansKnown;
        weight = integrated ? count - 1 : count;
        constant = -0.5 * p * ((weight * Math.Log(2 * Math.PI)) + (integrated ? Math.Log(count) : 0));
        means = [.. sample.Moments.Means.Span, .. new double[stride - p]];
        scatter = new double[stride * stride];
        for (int i = 0; i < p; i++)
            sample.Moments.Scatter.Span.Slice(i * p, p).CopyTo(scatter.AsSpan(i * stride));
        spread = [.. scatter];
        (factor, inverse, precision, product) = (new double[p * stride], new double[p * stride], new double[p * stride], new double[p * stride]);
        (deviation, reciprocals) = (new double[stride], new double[p]);
    }

    public override double Evaluate(ReadOnlySpan<double> mean, ReadOnlySpan<double> covariance, Span<double> meanSlope, Span<double> covarianceSlope)
    {
        double logDeterminant = Factor(covariance);
        if (!double.IsFinite(logDeterminant))
            return double.NegativeInfinity;
        PaddedTriangle.Inverse(factor, reciprocals, p, inverse);
        Array.Clear(precision);
        PaddedTriangle.AddTransposedProduct(inverse, inverse, p, precision);
        for (int i = 0; i < p; i++)
        {
            precision.AsSpan((i * stride) + i + 1, stride - i - 1).Clear();
            for (int j = 0; j < i; j++)
                precision[(j * stride) + i] = precision[(i * stride) + j];
        }
        if (meanStructure)
            AddMean(mean, meanSlope);
        MatrixProduct.TimesTransposed(precision, spread, stride, product);
        MatrixProduct.TimesTransposed(product, precision, stride, covarianceSlope);
        for (int i = 0; i < p; i++)
        {
            Span<double> row = covarianceSlope.Slice(i * p, p);
            TensorPrimitives.MultiplyAdd(precision.AsSpan(i * stride, p), -weight, row, row);
            TensorPrimitives.Multiply(row, 0.5, row);
        }
        double distance = TensorPrimitives.Dot<double>(precision, spread.AsSpan(0, p * stride));
        return constant - (0.5 * ((weight * logDeterminant) + distance));
    }

    private void AddMean(ReadOnlySpan<double> mean, Span<double> meanSlope)
    {
        for (int i = 0; i < p; i++)
            deviation[i] = means[i] - mean[i];
        scatter.CopyTo(spread, 0);
        for (int i = 0; i < p; i++)
        {
            PaddedTriangle.AddScaled(spread.AsSpan(i * stride, stride), count * deviation[i], deviation);
            meanSlope[i] = count * PaddedTriangle.Dot(precision.AsSpan(i * stride, stride), deviation);
        }
    }

    // The Cholesky factor, and log|Σ|; NaN where a pivot is not positive.
    private double Factor(ReadOnlySpan<double> covariance)
    {
        Array.Clear(factor);
        double determinant = 1, logDeterminant = 0;
        for (int i = 0; i < p; i++)
        {
            Span<double> row = factor.AsSpan(i * stride, stride);
            for (int j = 0; j < i; j++)
            {
                int length = PaddedTriangle.Stride(j);
                row[j] = (covariance[(i * p) + j] - PaddedTriangle.Dot(row[..length], factor.AsSpan(j * stride, length))) * reciprocals[j];
            }
            double variance = covariance[(i * p) + i], pivot = variance - PaddedTriangle.Dot(row, row);
            if (!(pivot > LeastShare * variance) || !double.IsFinite(pivot))
                return double.NaN;
            row[i] = Math.Sqrt(pivot);
            reciprocals[i] = 1 / row[i];
            determinant *= pivot;
            if (determinant is < 1e-200 or > 1e200)
            {
                logDeterminant += Math.Log(determinant);
                determinant = 1;
            }
        }
        return logDeterminant + Math.Log(determinant);
    }
}
