using Credence.Numerics;

namespace Credence.Latent;

/// <summary>Derivatives of the log-likelihood of single rows.</summary>
internal static class CasewiseScores
{
    /// <summary>Σ s sᵀ over all rows, for the derivatives s of a row's log-likelihood by the coordinates.</summary>
    /// <param name="solution">A maximum of the likelihood of rows.</param>
    public static double[] Meat(SemSolution solution)
    {
        int q = solution.Coordinates.Length;
        var meat = new double[q * q];
        for (int group = 0; group < solution.Problem.Samples.Count; group++)
        {
            double[] scores = OfGroup(solution.Problem.Samples[group], solution.Function.Groups[group], q);
            SymmetricMatrix.AddRankUpdate(scores, q, 1, meat);
        }
        SymmetricMatrix.MirrorLower(meat, q);
        return meat;
    }

    // One row of coordinates for each row of data.
    private static double[] OfGroup(GroupSample sample, GroupFunction function, int q)
    {
        int p = sample.Means.Length, n = (int)sample.Count;
        var scores = new double[n * q];
        int[] patternOf = PatternOfRow(sample, p, n);
        PatternScore[] patterns = new PatternScore[function.Blocks.Length];
        for (int i = 0; i < patterns.Length; i++)
            patterns[i] = new PatternScore(function, function.Blocks[i], sample, p);
        for (int row = 0; row < n; row++)
            patterns[patternOf[row]].Write(function, sample.Rows.AsSpan(row * p, p), scores.AsSpan(row * q, q));
        return scores;
    }

    private static int[] PatternOfRow(GroupSample sample, int p, int n)
    {
        var numbers = new int[n];
        if (sample.Complete)
            return numbers;
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < sample.Patterns.Count; i++)
            places.Add(string.Join(',', sample.Patterns[i].Observed), i);
        for (int row = 0; row < n; row++)
        {
            double[] values = sample.Rows[(row * p)..((row + 1) * p)];
            numbers[row] = places[string.Join(',', Enumerable.Range(0, p).Where(i => !double.IsNaN(values[i])))];
        }
        return numbers;
    }

    // With y = W (x − μ), a row's score is h (yᵀk₁ yᵀk₂ − k₁ᵀ W k₂) + c yᵀk₁.
    private sealed class PatternScore
    {
        private readonly MomentBlock block;
        private readonly double[] centre, difference, pull, vectors, projections, expected, steps;
        private readonly int basis;

        public PatternScore(GroupFunction function, MomentBlock block, GroupSample sample, int p)
        {
            this.block = block;
            int wide = SmallMatrix.Stride(p);
            basis = function.Vectors.Length / wide;
            (difference, pull, projections) = (new double[block.Stride], new double[block.Stride], new double[basis]);
            bool means = function.Means;
            centre = [.. block.Observed.Select(place => means ? function.Implied.Mean[place] : sample.Means[place])];
            vectors = new double[basis * block.Stride];
            for (int k = 0; k < basis; k++)
            {
                for (int i = 0; i < block.Order; i++)
                    vectors[(k * block.Stride) + i] = function.Vectors[(k * wide) + block.Observed[i]];
            }
            (expected, steps) = (new double[function.Places.Length], new double[function.Places.Length]);
            var half = new double[block.Stride];
            for (int a = 0; a < expected.Length; a++)
            {
                FramePlace place = function.Places[a];
                Weigh(vectors.AsSpan(place.First * block.Stride, block.Stride), half);
                expected[a] = SmallMatrix.Dot(half, vectors.AsSpan(place.Second * block.Stride, block.Stride));
                steps[a] = function.MeanStep(place);
            }
        }

        public void Write(GroupFunction function, ReadOnlySpan<double> row, Span<double> scores)
        {
            for (int i = 0; i < block.Order; i++)
                difference[i] = row[block.Observed[i]] - centre[i];
            Weigh(difference, pull);
            for (int k = 0; k < basis; k++)
                projections[k] = SmallMatrix.Dot(vectors.AsSpan(k * block.Stride, block.Stride), pull);
            for (int a = 0; a < expected.Length; a++)
            {
                FramePlace place = function.Places[a];
                double first = projections[place.First];
                scores[place.Place.Coordinate] += (place.Weight * ((first * projections[place.Second]) - expected[a])) + (steps[a] * first);
            }
        }

        private void Weigh(ReadOnlySpan<double> vector, Span<double> result)
        {
            for (int i = 0; i < block.Order; i++)
                result[i] = SmallMatrix.Dot(block.Weight.AsSpan(i * block.Stride, block.Stride), vector);
        }
    }
}
