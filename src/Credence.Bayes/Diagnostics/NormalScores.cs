using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>Normal scores of ranks among S values, Φ⁻¹((r − 3/8)/(S + 1/4)) (Blom, 1958; Vehtari et al., 2021, equation 14), each computed once.</summary>
internal sealed class NormalScores
{
    private readonly int size;
    private readonly double[] byDoubledRank;

    public NormalScores(int size)
    {
        this.size = size;
        byDoubledRank = new double[2 * size + 1];
        Array.Fill(byDoubledRank, double.NaN);
    }

    /// <summary>
    /// Writes the score of each value at its place; ties share the score of their average rank.
    /// </summary>
    /// <param name="sorted">The values in increasing order.</param>
    /// <param name="places">Where the score of each is written.</param>
    /// <param name="scores">Receives the scores.</param>
    public void Write(ReadOnlySpan<double> sorted, ReadOnlySpan<int> places, Span<double> scores)
    {
        for (int first = 0, next; first < sorted.Length; first = next)
        {
            for (next = first + 1; next < sorted.Length && sorted[next] == sorted[first]; next++)
            {
            }
            // Ranks first + 1 … next, counted from 1.
            double score = Score(first + next + 1);
            for (int i = first; i < next; i++)
                scores[places[i]] = score;
        }
    }

    private double Score(int doubledRank)
    {
        double score = byDoubledRank[doubledRank];
        if (double.IsNaN(score))
        {
            score = Normal.Quantile((0.5 * doubledRank - 0.375) / (size + 0.25));
            byDoubledRank[doubledRank] = score;
        }
        return score;
    }
}
