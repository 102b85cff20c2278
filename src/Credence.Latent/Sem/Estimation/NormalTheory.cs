namespace Credence.Latent;

/// <summary>Moments of sample moments under normality.</summary>
internal static class NormalTheory
{
    /// <summary>n times the covariance matrix of the lower triangle of S by rows, cov(s_ij, s_kl) = σ_ik σ_jl + σ_il σ_jk, and of the means after it.</summary>
    /// <param name="sigma">Σ, row-major.</param>
    /// <param name="p">The number of variables.</param>
    /// <param name="means">Whether means follow.</param>
    public static double[] MomentCovariance(ReadOnlySpan<double> sigma, int p, bool means)
    {
        int pairs = p * (p + 1) / 2, all = pairs + (means ? p : 0), row = 0;
        var result = new double[all * all];
        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j <= i; j++, row++)
            {
                int column = 0;
                for (int k = 0; k < p; k++)
                {
                    for (int l = 0; l <= k; l++, column++)
                        result[(row * all) + column] = (sigma[(i * p) + k] * sigma[(j * p) + l]) + (sigma[(i * p) + l] * sigma[(j * p) + k]);
                }
            }
        }
        for (int i = 0; means && i < p; i++)
            sigma.Slice(i * p, p).CopyTo(result.AsSpan(((pairs + i) * all) + pairs));
        return result;
    }
}
