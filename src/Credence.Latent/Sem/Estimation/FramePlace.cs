namespace Credence.Latent;

/// <summary>
/// A free parameter as it moves the moments: ∂Σ = h (k₁ k₂ᵀ + k₂ k₁ᵀ) and ∂μ = c k₁, where k₁ and k₂ are vectors of a basis that holds only those
/// rows of <see cref="SemMoments.Frame"/> that some free parameter needs.
/// </summary>
/// <param name="Place">Where it stands.</param>
/// <param name="First">The number of k₁ in the basis.</param>
/// <param name="Second">The number of k₂ in the basis.</param>
/// <param name="Target">The latent variable that k₁ is the column of A for; −1 where k₁ is a unit vector.</param>
/// <param name="Source">The latent variable that k₂ is the column of A or Λ C for; −1 where there is none.</param>
/// <param name="Directed">Whether it is a loading or a path.</param>
internal readonly record struct FramePlace(SemPlace Place, int First, int Second, int Target, int Source, bool Directed)
{
    /// <summary>h.</summary>
    public double Weight => Place.Weight;

    /// <summary>Finds the basis of a group's free parameters.</summary>
    /// <param name="places">The parameters.</param>
    /// <param name="frameRows">The number of rows of the frame: p + 2 m.</param>
    /// <param name="observed">The number p of observed variables.</param>
    public static (FramePlace[] Places, int[] Basis) Arrange(ReadOnlySpan<SemPlace> places, int frameRows, int observed)
    {
        int latent = (frameRows - observed) / 2;
        var result = new FramePlace[places.Length];
        var basis = new List<int>();
        var numbers = new int[frameRows];
        Array.Fill(numbers, -1);
        for (int i = 0; i < places.Length; i++)
        {
            SemPlace place = places[i];
            bool intercept = place.Weight == 0;
            int u = intercept ? place.MeanRow : place.U, v = intercept ? place.MeanRow : place.V;
            bool directed = !intercept && v >= observed + latent;
            int first = Number(u), second = Number(v);
            result[i] = new FramePlace(place, first, second, u < observed ? -1 : u - observed, v < observed ? -1 : (v - observed) % latent, directed);
        }
        return (result, [.. basis]);

        int Number(int row)
        {
            if (numbers[row] < 0)
            {
                numbers[row] = basis.Count;
                basis.Add(row);
            }
            return numbers[row];
        }
    }
}
