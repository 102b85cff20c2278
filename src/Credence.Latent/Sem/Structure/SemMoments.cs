using System.Numerics.Tensors;

namespace Credence.Latent;

/// <summary>The moments that a model implies in one group, and their derivatives; evaluated in place, without allocation. Not for several threads.</summary>
internal sealed class SemMoments
{
    private readonly SemStructure structure;
    private readonly int group, p, m;
    private readonly double[] storage, inverse, elimination, frame, product, expectation, covariance, mean, gradientRows, transposed;
    private readonly bool anyPath;

    /// <summary>Makes room for a group's matrices.</summary>
    public SemMoments(SemStructure structure, int group)
    {
        (this.structure, this.group, p, m) = (structure, group, structure.Observed, structure.Latent);
        storage = new double[structure.StorageLength];
        (inverse, elimination) = (new double[m * m], new double[m * m]);
        frame = new double[(p + (2 * m)) * p];
        (gradientRows, transposed) = (new double[frame.Length], new double[m * Math.Max(m, p)]);
        for (int i = 0; i < p; i++)
            frame[(i * p) + i] = 1;
        for (int i = 0; i < m; i++)
            inverse[(i * m) + i] = 1;
        (product, expectation, covariance, mean) = (new double[m * p], new double[m], new double[p * p], new double[p]);
        anyPath = structure.Constants(group).Slice(structure.PathStart, m * m).ContainsAnyExcept(0.0) || AnyPath();
    }

    /// <summary>Σ, row-major p × p.</summary>
    public ReadOnlySpan<double> Covariance => covariance;

    /// <summary>μ; 0 without a mean structure.</summary>
    public ReadOnlySpan<double> Mean => mean;

    /// <summary>The p + 2 m rows of length p from which derivatives are made: the unit vectors, the columns of A = Λ (I − B)⁻¹, the columns of A Ψ (I − B)⁻ᵀ.</summary>
    public ReadOnlySpan<double> Frame => frame;

    /// <summary>The rows of <see cref="Frame"/>.</summary>
    public int FrameRows => p + (2 * m);

    /// <summary>The expectations (I − B)⁻¹ α of the latent variables.</summary>
    public ReadOnlySpan<double> Expectation => expectation;

    /// <summary>Λᵀ, m × p: the loadings of a latent variable are a row.</summary>
    public ReadOnlySpan<double> Loadings => storage.AsSpan(0, m * p);

    /// <summary>B, m × m: row the outcome, column the predictor.</summary>
    public ReadOnlySpan<double> Paths => storage.AsSpan(structure.PathStart, m * m);

    /// <summary>(I − B)⁻¹, m × m: total effects, and 1 on the diagonal where no path leads back.</summary>
    public ReadOnlySpan<double> TotalEffects => inverse;

    /// <summary>Ψ, m × m.</summary>
    public ReadOnlySpan<double> LatentCovariance => storage.AsSpan(structure.LatentCovarianceStart, m * m);

    /// <summary>Θ, p × p.</summary>
    public ReadOnlySpan<double> ResidualCovariance => storage.AsSpan(structure.ResidualCovarianceStart, p * p);

    /// <summary>ν.</summary>
    public ReadOnlySpan<double> Intercepts => storage.AsSpan(structure.MeanStart, p);

    /// <summary>α.</summary>
    public ReadOnlySpan<double> LatentIntercepts => storage.AsSpan(structure.MeanStart + p, m);

    /// <summary>Computes Σ, μ and what their derivatives need.</summary>
    /// <returns>Whether I − B could be inverted.</returns>
    public bool Evaluate(ReadOnlySpan<double> coordinates)
    {
        structure.Constants(group).CopyTo(storage);
        foreach (SemPlace place in structure.Places(group))
        {
            storage[place.Offset] += coordinates[place.Coordinate];
            if (place.Mirror >= 0)
                storage[place.Mirror] += coordinates[place.Coordinate];
        }
        if (anyPath && !InvertPaths())
            return false;
        Span<double> a = frame.AsSpan(p * p, m * p), b = frame.AsSpan((p + m) * p, m * p);
        Transpose(inverse, m, m, transposed);
        RowProduct.Multiply(transposed.AsSpan(0, m * m), m, m, Loadings, p, add: false, a);
        RowProduct.Multiply(LatentCovariance, m, m, a, p, add: false, product);
        RowProduct.Multiply(inverse, m, m, product, p, add: false, b);
        Transpose(product, m, p, transposed);
        ResidualCovariance.CopyTo(covariance);
        RowProduct.Multiply(transposed.AsSpan(0, p * m), p, m, a, p, add: true, covariance);
        if (structure.Table.MeanStructure)
            EvaluateMean(a);
        return true;
    }

    /// <summary>Adds to a gradient by the coordinates, given the slopes of a function by Σ (symmetric, both triangles, as if all entries were free) and by μ.</summary>
    /// <param name="covarianceSlope">G with df = tr(G dΣ), p × p.</param>
    /// <param name="meanSlope">g with df = gᵀ dμ; empty where the function does not depend on μ.</param>
    /// <param name="gradient">Added to.</param>
    public void AddGradient(ReadOnlySpan<double> covarianceSlope, ReadOnlySpan<double> meanSlope, Span<double> gradient)
    {
        covarianceSlope.CopyTo(gradientRows);
        RowProduct.Multiply(frame.AsSpan(p * p, 2 * m * p), 2 * m, p, covarianceSlope, p, add: false, gradientRows.AsSpan(p * p));
        foreach (SemPlace place in structure.Places(group))
        {
            double slope = 0;
            if (place.Weight > 0)
            {
                slope = 2 * place.Weight * (place.U < p
                    ? gradientRows[(place.V * p) + place.U]
                    : TensorPrimitives.Dot(FrameRow(place.U), gradientRows.AsSpan(place.V * p, p)));
            }
            if (place.MeanRow >= 0 && !meanSlope.IsEmpty)
                slope += MeanStep(place) * (place.MeanRow < p ? meanSlope[place.MeanRow] : TensorPrimitives.Dot(FrameRow(place.MeanRow), meanSlope));
            gradient[place.Coordinate] += slope;
        }
    }

    /// <summary>Adds the derivatives of the group's moments: a row per coordinate, with the lower triangle of Σ by rows, then μ where means are modelled.</summary>
    /// <param name="rows">Coordinates × moments of the group; added to.</param>
    public void AddDerivatives(Span<double> rows)
    {
        int moments = structure.MomentsOfGroup;
        foreach (SemPlace place in structure.Places(group))
        {
            Span<double> row = rows.Slice(place.Coordinate * moments, moments);
            ReadOnlySpan<double> u = FrameRow(place.U), v = FrameRow(place.V);
            int at = 0;
            for (int i = 0; i < p; i++)
            {
                for (int j = 0; j <= i; j++)
                    row[at++] += place.Weight * ((u[i] * v[j]) + (v[i] * u[j]));
            }
            if (structure.Table.MeanStructure && place.MeanRow >= 0)
                AddScaled(row[at..], MeanStep(place), FrameRow(place.MeanRow));
        }
    }

    /// <summary>The length of the step of μ along its row of the frame.</summary>
    public double MeanStep(in SemPlace place) => place.MeanLatent < 0 ? 1 : expectation[place.MeanLatent];

    private bool AnyPath()
    {
        foreach (SemPlace place in structure.Places(group))
        {
            if (place.Offset >= structure.PathStart && place.Offset < structure.LatentCovarianceStart)
                return true;
        }
        return false;
    }

    private ReadOnlySpan<double> FrameRow(int row) => frame.AsSpan(row * p, p);

    private void EvaluateMean(ReadOnlySpan<double> a)
    {
        Intercepts.CopyTo(mean);
        for (int k = 0; k < m; k++)
        {
            AddScaled(mean, LatentIntercepts[k], a.Slice(k * p, p));
            expectation[k] = TensorPrimitives.Dot(inverse.AsSpan(k * m, m), LatentIntercepts);
        }
    }

    private static void Transpose(ReadOnlySpan<double> matrix, int rows, int columns, Span<double> target)
    {
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                target[(j * rows) + i] = matrix[(i * columns) + j];
        }
    }

    private static void AddScaled(Span<double> target, double factor, ReadOnlySpan<double> source)
    {
        if (factor != 0)
            TensorPrimitives.MultiplyAdd(source, factor, target, target);
    }

    // Gauss and Jordan with the largest pivot of a column.
    private bool InvertPaths()
    {
        TensorPrimitives.Negate(Paths, elimination);
        Array.Clear(inverse);
        for (int i = 0; i < m; i++)
        {
            elimination[(i * m) + i] += 1;
            inverse[(i * m) + i] = 1;
        }
        for (int column = 0; column < m; column++)
        {
            int pivot = column;
            for (int i = column + 1; i < m; i++)
            {
                if (Math.Abs(elimination[(i * m) + column]) > Math.Abs(elimination[(pivot * m) + column]))
                    pivot = i;
            }
            double size = elimination[(pivot * m) + column];
            if (!(Math.Abs(size) > 1e-14))
                return false;
            Swap(elimination, pivot, column);
            Swap(inverse, pivot, column);
            TensorPrimitives.Divide(elimination.AsSpan(column * m, m), size, elimination.AsSpan(column * m, m));
            TensorPrimitives.Divide(inverse.AsSpan(column * m, m), size, inverse.AsSpan(column * m, m));
            for (int i = 0; i < m; i++)
            {
                double factor = -elimination[(i * m) + column];
                if (i == column || factor == 0)
                    continue;
                AddScaled(elimination.AsSpan(i * m, m), factor, elimination.AsSpan(column * m, m));
                AddScaled(inverse.AsSpan(i * m, m), factor, inverse.AsSpan(column * m, m));
            }
        }
        return true;
    }

    private void Swap(double[] matrix, int i, int j)
    {
        if (i == j)
            return;
        for (int k = 0; k < m; k++)
            (matrix[(i * m) + k], matrix[(j * m) + k]) = (matrix[(j * m) + k], matrix[(i * m) + k]);
    }
}
