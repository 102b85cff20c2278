using Credence.Numerics;

namespace Credence.Latent;

/// <summary>A linear regression of one predictor of a design on others, and a draw of its coefficients and residual deviation from their posterior.</summary>
/// <remarks>
/// Rubin (1987), page 167: σ*² = RSS / χ²(ν), β* ~ N(β̂, σ*² (X'X + Λ)⁻¹) under the prior 1/σ². The ridge Λ, 0.00001 of the diagonal of X'X, keeps
/// collinear predictors apart; where rows are fewer than twice the predictors it is a normal prior that expects the p predictors together to
/// explain half of the variance.
/// </remarks>
/// <param name="Estimate">β̂, by predictor of the design; 0 for those not used.</param>
/// <param name="Drawn">β*.</param>
/// <param name="Deviation">σ*.</param>
internal sealed record LinearDraw(double[] Estimate, double[] Drawn, double Deviation)
{
    private const double Ridge = 1e-5;

    /// <summary>Fits and draws.</summary>
    /// <param name="rows">Rows of the design, one after another.</param>
    /// <param name="width">Their length.</param>
    /// <param name="target">What is regressed.</param>
    /// <param name="predictors">On what.</param>
    /// <param name="random">The random numbers.</param>
    public static LinearDraw Of(ReadOnlySpan<double> rows, int width, int target, ReadOnlySpan<int> predictors, RandomStream random)
    {
        int count = rows.Length / width, p = predictors.Length;
        double[] gram = new double[width * width], system = new double[p * p], solution = new double[p];
        SymmetricMatrix.AddRankUpdate(rows, width, 1, gram);
        SymmetricMatrix.MirrorLower(gram, width);
        bool crowded = count < 2 * p;
        double added = 0;
        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j <= i; j++)
                system[(i * p) + j] = gram[(predictors[i] * width) + predictors[j]];
            double own = system[(i * p) + i], ridge = crowded && predictors[i] > 0 ? p : own > 0 ? Ridge * own : 1;
            system[(i * p) + i] += ridge;
            solution[i] = gram[(predictors[i] * width) + target];
            added = Math.Max(added, ridge);
        }
        if (!Cholesky.TryFactor(system, p, system, out int pivot))
            throw new ArithmeticException($"Predictor {pivot} of {p} has no positive pivot.");
        Cholesky.Solve(system, p, solution);

        double[] estimate = new double[width], drawn = new double[width];
        Scatter(solution, predictors, estimate);
        double degrees = count - (crowded ? EffectiveParameters(system, p, added) : p);
        double deviation = Math.Sqrt(Residual(gram, width, target, estimate) / random.NextGamma(Math.Max(degrees, 1) / 2, 2));
        double[] noise = new double[p];
        random.FillNormal(noise);
        TriangularSolve.LowerTransposed(system, p, noise);
        for (int i = 0; i < p; i++)
            solution[i] += deviation * noise[i];
        Scatter(solution, predictors, drawn);
        return new(estimate, drawn, deviation);
    }

    private static void Scatter(double[] solution, ReadOnlySpan<int> predictors, double[] target)
    {
        for (int i = 0; i < predictors.Length; i++)
            target[predictors[i]] = solution[i];
    }

    // Trace of (X'X + λI)⁻¹ X'X, the intercept taken as if it were shrunk too.
    private static double EffectiveParameters(ReadOnlySpan<double> factor, int p, double ridge)
    {
        double[] inverse = new double[p * p];
        Cholesky.Inverse(factor, p, inverse);
        double trace = 0;
        for (int i = 0; i < p; i++)
            trace += 1 - (ridge * inverse[(i * p) + i]);
        return Math.Max(trace, 1);
    }

    private static double Residual(ReadOnlySpan<double> gram, int width, int target, double[] estimate)
    {
        double[] contrast = [.. estimate];
        contrast[target] = -1;
        return Math.Max(SymmetricMatrix.QuadraticForm(gram, width, contrast), 0);
    }
}
