namespace Credence.Statistics;

/// <summary>Arithmetic shared by all moments: merging means and centring sums without losing digits.</summary>
internal static class PairwiseUpdate
{
    /// <summary>Mean of two sets: the larger set's mean moved towards the smaller's, the same bits in either order.</summary>
    public static double Mean(long countA, double meanA, long countB, double meanB)
    {
        if (countA == countB)
            return meanA / 2 + meanB / 2;
        return countA > countB
            ? meanA + (meanB - meanA) * ((double)countB / (countA + countB))
            : meanB + (meanA - meanB) * ((double)countA / (countA + countB));
    }

    /// <summary>What the squared distance of two means weighs in the merged sum of squares: n₁n₂/(n₁ + n₂).</summary>
    public static double Weight(long countA, long countB) => (double)countA * countB / (countA + countB);

    /// <summary>Sum of squared deviations from the mean, of shifted sums: Q − S²/n.</summary>
    /// <remarks>What is left below the rounding error of the sums themselves is no variance: a constant column must give 0,
    /// not noise that a test would divide by. Squares that overflow stay infinite or NaN: too large is not constant.</remarks>
    public static double Centred(double squares, double sum, long count)
    {
        if (count < 2)
            return 0;
        double centred = squares - sum * (sum / count);
        double noise = Math.Max(8, Math.Sqrt(count)) * Rounding.Unit * squares;
        return centred <= noise && double.IsFinite(squares) ? 0 : centred;
    }
}
