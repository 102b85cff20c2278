namespace Credence.Latent;

/// <summary>Where a free parameter stands among the matrices of its group, and how the implied moments move with it.</summary>
/// <remarks>
/// Every derivative of Σ has rank two at most: dΣ = <see cref="Weight"/> (u vᵀ + v uᵀ), with u and v rows of <see cref="SemMoments.Frame"/>. With
/// K = F W Fᵀ for the frame F and any symmetric W, tr(W dΣₐ W dΣ_b) = 2 wₐ w_b (K[uₐ,u_b] K[vₐ,v_b] + K[uₐ,v_b] K[vₐ,u_b]), so that an information
/// matrix costs four look-ups per pair.
/// </remarks>
/// <param name="Parameter">The row of the parameter table.</param>
/// <param name="Coordinate">The coordinate that it takes.</param>
/// <param name="Offset">Its cell in the matrices' storage.</param>
/// <param name="Mirror">The cell across the diagonal of a symmetric matrix; −1 where there is none.</param>
/// <param name="U">The frame's row u.</param>
/// <param name="V">The frame's row v.</param>
/// <param name="Weight">1; ½ for a variance; 0 where Σ does not depend on it.</param>
/// <param name="MeanRow">The frame's row along which μ moves; −1 where μ does not.</param>
/// <param name="MeanLatent">The latent variable whose expectation is the length of that step; −1 where it is 1.</param>
internal readonly record struct SemPlace(
    int Parameter, int Coordinate, int Offset, int Mirror, int U, int V, double Weight, int MeanRow, int MeanLatent);
