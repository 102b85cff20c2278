using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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

    private readonly int p;
    private readonly bool meanStructure;
    private readonly double count, weight, constant;
    private readonly double[] means, scatter, spread, precision, product, deviation;

    public MomentLikelihood(StructuralSample sample, bool meanStructure)
    {
        (p, this.meanStructure) = (sample.Variables.Count, meanStructure);
        count = sample.Count;
        bool integrated = !meanStructure && !sample.MeansKnown;
        weight = integrated ? count - 1 : count;
        constant = -0.5 * p * ((weight * Math.Log(2 * Math.PI)) + (integrated ? Math.Log(count) : 0));
        (means, scatter) = ([.. sample.Moments.Means.Span], [.. sample.Moments.Scatter.Span]);
        spread = [.. scatter];
        (precision, product, deviation) = (new double[p * p], new double[p * p], new double[p]);
    }

    public override double Evaluate(ReadOnlySpan<double> mean, ReadOnlySpan<double> covariance, Span<double> meanSlope, Span<double> covarianceSlope)
    {
        double logDeterminant = Invert(covariance);
        if (!double.IsFinite(logDeterminant))
            return double.NegativeInfinity;
        if (meanStructure)
            AddMean(mean, meanSlope);
        // −½ ν K + ½ K T K.
        TensorPrimitives.Multiply(precision, -0.5 * weight, covarianceSlope);
        RowProduct.Multiply(precision, p, p, spread, p, add: false, product);
        double distance = 0;
        for (int i = 0; i < p; i++)
            distance += product[i * (p + 1)];
        TensorPrimitives.Multiply(product, 0.5, product);
        RowProduct.Multiply(product, p, p, precision, p, add: true, covarianceSlope);
        return constant - (0.5 * ((weight * logDeterminant) + distance));
    }

    private void AddMean(ReadOnlySpan<double> mean, Span<double> meanSlope)
    {
        TensorPrimitives.Subtract(means, mean, deviation);
        scatter.CopyTo(spread, 0);
        for (int i = 0; i < p; i++)
        {
            Span<double> row = spread.AsSpan(i * p, p);
            TensorPrimitives.MultiplyAdd(deviation, count * deviation[i], row, row);
            meanSlope[i] = count * TensorPrimitives.Dot<double>(precision.AsSpan(i * p, p), deviation);
        }
    }

    // Σ⁻¹ by Gauss–Jordan sweeps, whose pivots are those of Cholesky's factor, and log|Σ|; NaN where a pivot is not positive.
    private double Invert(ReadOnlySpan<double> covariance)
    {
        covariance.CopyTo(precision);
        double determinant = 1, logDeterminant = 0;
        for (int k = 0; k < p; k++)
        {
            double pivot = precision[k * (p + 1)];
            if (!(pivot > LeastShare * covariance[k * (p + 1)]) || !double.IsFinite(pivot))
                return double.NaN;
            Sweep(k, 1 / pivot);
            determinant *= pivot;
            if (determinant is < 1e-200 or > 1e200)
            {
                logDeterminant += Math.Log(determinant);
                determinant = 1;
            }
        }
        return logDeterminant + Math.Log(determinant);
    }

    // Row k times the reciprocal of its pivot, and every other row less as much of it as clears its column k.
    private void Sweep(int k, double reciprocal)
    {
        ref double all = ref MemoryMarshal.GetArrayDataReference(precision);
        ref double swept = ref Unsafe.Add(ref all, k * p);
        nuint length = (nuint)p, whole = length & ~(nuint)3;
        Unsafe.Add(ref swept, k) = 1;
        for (nuint j = 0; j < length; j++)
            Unsafe.Add(ref swept, j) *= reciprocal;
        for (int i = 0; i < p; i++)
        {
            if (i == k)
                continue;
            ref double row = ref Unsafe.Add(ref all, i * p);
            double factor = -Unsafe.Add(ref row, k);
            Unsafe.Add(ref row, k) = 0;
            Vector256<double> f = Vector256.Create(factor);
            nuint j = 0;
            for (; j < whole; j += 4)
                Vector256.FusedMultiplyAdd(f, Vector256.LoadUnsafe(ref swept, j), Vector256.LoadUnsafe(ref row, j)).StoreUnsafe(ref row, j);
            for (; j < length; j++)
                Unsafe.Add(ref row, j) = Math.FusedMultiplyAdd(factor, Unsafe.Add(ref swept, j), Unsafe.Add(ref row, j));
        }
    }
}
