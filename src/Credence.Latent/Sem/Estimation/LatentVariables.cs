using System.Numerics.Tensors;

namespace Credence.Latent;

/// <summary>Moments of latent variables that a model implies.</summary>
internal static class LatentVariables
{
    /// <summary>Writes C = (I − B)⁻¹ Ψ (I − B)⁻ᵀ, row-major.</summary>
    /// <param name="implied">The moments, evaluated.</param>
    /// <param name="latent">The number m of latent variables.</param>
    /// <param name="covariance">Receives C.</param>
    public static void Covariance(SemMoments implied, int latent, Span<double> covariance)
    {
        ReadOnlySpan<double> effects = implied.TotalEffects, psi = implied.LatentCovariance;
        Span<double> row = latent <= 64 ? stackalloc double[latent] : new double[latent];
        for (int i = 0; i < latent; i++)
        {
            row.Clear();
            for (int k = 0; k < latent; k++)
            {
                double effect = effects[(i * latent) + k];
                if (effect != 0)
                    TensorPrimitives.MultiplyAdd(psi.Slice(k * latent, latent), effect, row, row);
            }
            for (int j = 0; j < latent; j++)
                covariance[(i * latent) + j] = TensorPrimitives.Dot(row, effects.Slice(j * latent, latent));
        }
    }
}
