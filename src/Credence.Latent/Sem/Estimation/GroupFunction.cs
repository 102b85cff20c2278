namespace Credence.Latent;

/// <summary>The discrepancy of one group, its gradient and its curvature in the coordinates of the whole model.</summary>
internal sealed class GroupFunction
{
    private readonly SemStructure structure;
    private readonly SemMoments implied;
    private readonly MomentBlock[] blocks;
    private readonly Discrepancy discrepancy;
    private readonly FramePlace[] places;
    private readonly int[] basis;
    private readonly bool means;
    private readonly int p, stride, basisStride;
    private readonly double[] vectors, slope, meanSlope, slopeProducts, meanProducts, weightProducts, spreadProducts, pullProducts;
    private readonly double[] half, selected, steps, curvature, latentCovariance;

    /// <param name="structure">The model.</param>
    /// <param name="group">The group.</param>
    /// <param name="blocks">The moments of its rows, by pattern of observed variables.</param>
    /// <param name="discrepancy">What is minimized.</param>
    public GroupFunction(SemStructure structure, int group, MomentBlock[] blocks, Discrepancy discrepancy)
    {
        (this.structure, this.blocks, this.discrepancy, p) = (structure, blocks, discrepancy, structure.Observed);
        implied = new SemMoments(structure, group);
        Count = blocks.Sum(block => block.Count);
        (places, basis) = FramePlace.Arrange(structure.Places(group), p + (2 * structure.Latent), p);
        means = structure.Table.MeanStructure;
        int k = basis.Length, free = places.Length;
        (stride, basisStride) = (SmallMatrix.Stride(p), SmallMatrix.Stride(k));
        (slope, meanSlope) = (new double[p * stride], new double[stride]);
        (slopeProducts, weightProducts, spreadProducts) = (new double[k * basisStride], new double[k * basisStride], new double[k * basisStride]);
        (meanProducts, pullProducts, steps) = (new double[k], new double[k], new double[free]);
        (vectors, half, selected) = (new double[k * stride], new double[k * stride], new double[k * stride]);
        curvature = new double[free * free];
        latentCovariance = new double[structure.Latent * structure.Latent];
        if (discrepancy != Discrepancy.Likelihood)
            Regular = blocks[0].FixWeight(discrepancy == Discrepancy.UnweightedLeastSquares);
    }

    /// <summary>The number of rows.</summary>
    public long Count { get; }

    /// <summary>Whether the weight of least squares exists.</summary>
    public bool Regular { get; } = true;

    /// <summary>The moments implied at the point of the last call of <see cref="Value"/>.</summary>
    public SemMoments Implied => implied;

    /// <summary>The free parameters of the group.</summary>
    public ReadOnlySpan<FramePlace> Places => places;

    /// <summary>The moments of the rows.</summary>
    public ReadOnlySpan<MomentBlock> Blocks => blocks;

    /// <summary>Whether means are modelled.</summary>
    public bool Means => means;

    /// <summary>The vectors of the basis as padded rows.</summary>
    public ReadOnlySpan<double> Vectors => vectors;

    /// <summary>The discrepancy times the rows; NaN where the implied covariance is not positive definite.</summary>
    public double Value(ReadOnlySpan<double> coordinates)
    {
        if (!implied.Evaluate(coordinates))
            return double.NaN;
        double sum = 0;
        foreach (MomentBlock block in blocks)
        {
            sum += block.Count * (discrepancy == Discrepancy.Likelihood
                ? block.Likelihood(implied, means)
                : block.LeastSquares(implied, means, discrepancy == Discrepancy.UnweightedLeastSquares));
        }
        return sum;
    }

    /// <summary>Adds the gradient of the value at the point of the last call of <see cref="Value"/>.</summary>
    public void AddGradient(Span<double> gradient)
    {
        for (int k = 0; k < basis.Length; k++)
            implied.Frame.Slice(basis[k] * p, p).CopyTo(vectors.AsSpan(k * stride));
        Slopes();
        SmallMatrix.Product(vectors, basis.Length, p, stride, slope, stride, half);
        for (int k = 0; k < basis.Length; k++)
            meanProducts[k] = SmallMatrix.Dot(vectors.AsSpan(k * stride, stride), meanSlope);
        foreach (ref readonly FramePlace x in places.AsSpan())
        {
            double sigma = x.Weight == 0 ? 0
                : 2 * x.Weight * SmallMatrix.Dot(half.AsSpan(x.First * stride, stride), vectors.AsSpan(x.Second * stride, stride));
            gradient[x.Place.Coordinate] += sigma + (MeanStep(x) * meanProducts[x.First]);
        }
    }

    /// <summary>The factor of k₁ in ∂μ.</summary>
    public double MeanStep(in FramePlace x) => means && x.Place.MeanRow >= 0 ? implied.MeanStep(x.Place) : 0;

    /// <summary>Adds the expected or the exact second derivatives to the lower triangle; the gradient must have been asked for at this point.</summary>
    public void AddCurvature(Span<double> matrix, int order, bool exact)
    {
        FramePlace[] free = places;
        Array.Clear(curvature);
        for (int a = 0; a < free.Length; a++)
            steps[a] = MeanStep(free[a]);
        foreach (MomentBlock block in blocks)
        {
            Project(block, exact && discrepancy == Discrepancy.Likelihood);
            if (discrepancy == Discrepancy.UnweightedLeastSquares)
                AddUnweighted();
            else
                AddBlock(block.Count, exact && discrepancy == Discrepancy.Likelihood);
        }
        if (exact)
            AddBending();
        for (int a = 0; a < free.Length; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                (int row, int column) = (free[a].Place.Coordinate, free[b].Place.Coordinate);
                double value = curvature[(a * free.Length) + b];
                matrix[(Math.Max(row, column) * order) + Math.Min(row, column)] += row == column && a != b ? 2 * value : value;
            }
        }
    }

    // G = ∂F/∂Σ and g = ∂F/∂μ, summed over the blocks.
    private void Slopes()
    {
        Array.Clear(slope);
        Array.Clear(meanSlope);
        bool likelihood = discrepancy == Discrepancy.Likelihood, unweighted = discrepancy == Discrepancy.UnweightedLeastSquares;
        foreach (MomentBlock block in blocks)
        {
            double n = block.Count;
            for (int i = 0; i < block.Order; i++)
            {
                int target = block.Observed[i] * stride, source = i * block.Stride;
                for (int j = 0; j < block.Order; j++)
                {
                    double spread = block.Spread[source + j];
                    double value = likelihood ? block.Weight[source + j] - spread : unweighted && i == j ? -2 * spread : -spread;
                    slope[target + block.Observed[j]] += n * value;
                }
                meanSlope[block.Observed[i]] -= 2 * n * block.Pull[i];
            }
        }
    }

    // K W Kᵀ, and for the exact curvature K W T W Kᵀ and K W d, on the variables of a block.
    private void Project(MomentBlock block, bool exact)
    {
        int k = basis.Length, narrow = block.Stride;
        Span<double> rows = vectors;
        if (block.Order < p)
        {
            for (int i = 0; i < k; i++)
            {
                for (int j = 0; j < block.Order; j++)
                    selected[(i * narrow) + j] = vectors[(i * stride) + block.Observed[j]];
                selected.AsSpan((i * narrow) + block.Order, narrow - block.Order).Clear();
            }
            rows = selected;
        }
        SmallMatrix.Product(rows, k, block.Order, narrow, block.Weight, narrow, half);
        SmallMatrix.SymmetricProduct(half, rows, k, narrow, weightProducts, basisStride);
        if (!exact)
            return;
        for (int i = 0; i < k; i++)
            pullProducts[i] = SmallMatrix.Dot(rows.Slice(i * narrow, narrow), block.Pull);
        SmallMatrix.Product(rows, k, block.Order, narrow, block.Spread, narrow, half);
        SmallMatrix.SymmetricProduct(half, rows, k, narrow, spreadProducts, basisStride);
    }

    // tr W Σ_a W Σ_b from products of the vectors of the basis; exact: less it, plus 2 tr W Σ_a W Σ_b W T and the cross terms with the means.
    private void AddBlock(double count, bool exact)
    {
        ReadOnlySpan<FramePlace> free = places;
        ReadOnlySpan<double> m = weightProducts, n = spreadProducts, z = pullProducts;
        for (int a = 0; a < free.Length; a++)
        {
            FramePlace x = free[a];
            int first = x.First * basisStride, second = x.Second * basisStride;
            if (m[first + x.First] == 0)
                continue;
            Span<double> row = curvature.AsSpan(a * free.Length, a + 1);
            for (int b = 0; b < row.Length; b++)
            {
                FramePlace y = free[b];
                double m11 = m[first + y.First], m12 = m[first + y.Second], m21 = m[second + y.First], m22 = m[second + y.Second];
                double scale = x.Weight * y.Weight, value = 2 * scale * ((m11 * m22) + (m12 * m21));
                if (exact)
                {
                    double n11 = n[first + y.First], n12 = n[first + y.Second], n21 = n[second + y.First], n22 = n[second + y.Second];
                    value = (2 * scale * ((m21 * n12) + (m22 * n11) + (m11 * n22) + (m12 * n21))) - value;
                    value += 2 * steps[a] * y.Weight * ((m11 * z[y.Second]) + (m12 * z[y.First]));
                    value += 2 * steps[b] * x.Weight * ((m11 * z[x.Second]) + (m21 * z[x.First]));
                }
                row[b] += count * (value + (2 * steps[a] * steps[b] * m11));
            }
        }
    }

    // Squared residuals, each covariance counted once: half of the full sum and of the diagonal.
    private void AddUnweighted()
    {
        ReadOnlySpan<FramePlace> free = places;
        ReadOnlySpan<double> m = weightProducts, k = vectors;
        for (int a = 0; a < free.Length; a++)
        {
            FramePlace x = free[a];
            for (int b = 0; b <= a; b++)
            {
                FramePlace y = free[b];
                double m11 = m[(x.First * basisStride) + y.First], m12 = m[(x.First * basisStride) + y.Second];
                double m21 = m[(x.Second * basisStride) + y.First], m22 = m[(x.Second * basisStride) + y.Second], diagonal = 0;
                for (int i = 0; i < p; i++)
                    diagonal += k[(x.First * stride) + i] * k[(x.Second * stride) + i] * k[(y.First * stride) + i] * k[(y.Second * stride) + i];
                double value = (2 * x.Weight * y.Weight * ((m11 * m22) + (m12 * m21) + (2 * diagonal))) + (2 * steps[a] * steps[b] * m11);
                curvature[(a * free.Length) + b] += Count * value;
            }
        }
    }

    // tr G Σ_ab + gᵀ μ_ab: how the model bends the moments.
    private void AddBending()
    {
        SmallMatrix.Product(vectors, basis.Length, p, stride, slope, stride, half);
        SmallMatrix.SymmetricProduct(half, vectors, basis.Length, stride, slopeProducts, basisStride);
        LatentVariables.Covariance(implied, structure.Latent, latentCovariance);
        for (int a = 0; a < places.Length; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                double bending = places[a].Directed ? Bending(places[a], places[b]) : places[b].Directed ? Bending(places[b], places[a]) : 0;
                curvature[(a * places.Length) + b] += bending;
            }
        }
    }

    // The derivative along y of 2 k₁ᵀ G k₂ + c gᵀ k₁ for a loading or path x from the latent variable j, with G and g held. For a path to i, k₁ is a
    // column of A = Λ (I − B)⁻¹, which moves along k₁ of y by (I − B)⁻¹; k₂ is a column of Λ C, which moves along both vectors of y.
    private double Bending(in FramePlace x, in FramePlace y)
    {
        int m = structure.Latent, j = x.Source;
        ReadOnlySpan<double> e = implied.TotalEffects, r = slopeProducts;
        int row = x.First * basisStride;
        if (!y.Directed)
        {
            if (y.Target < 0)
                return 0;
            double along = e[(j * m) + y.Target];
            return y.Weight == 0 ? along * (means ? meanProducts[x.First] : 0)
                : 2 * y.Weight * ((e[(j * m) + y.Source] * r[row + y.First]) + (along * r[row + y.Second]));
        }
        double first = x.Target < 0 ? 0 : e[(y.Source * m) + x.Target], second = y.Target < 0 ? 0 : e[(j * m) + y.Target];
        double sigma = 2 * ((first * r[(y.First * basisStride) + x.Second])
            + (latentCovariance[(y.Source * m) + j] * r[row + y.First]) + (second * r[row + y.Second]));
        return !means ? sigma
            : sigma + (second * implied.Expectation[y.Source] * meanProducts[x.First]) + (implied.Expectation[j] * first * meanProducts[y.First]);
    }
}
