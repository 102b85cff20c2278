namespace Credence.ExperimentFiles;

/// <summary>Words of error messages: quoted values, lists, and the nearest known word.</summary>
internal static class Wording
{
    private const int LongestQuote = 60;

    /// <summary>A value in double quotes, on one line and not too long.</summary>
    public static string Quote(string text)
    {
        string shown = text.Length <= LongestQuote ? text : text[..LongestQuote] + "…";
        return "\"" + string.Concat(shown.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)) + "\"";
    }

    /// <summary>The remedy for an unknown word: the nearest known one, or all of them.</summary>
    public static string DidYouMean(string word, IReadOnlyList<string> known, string plural)
        => Nearest(word, known) is string nearest ? $"did you mean {Quote(nearest)}?" : $"{plural}: {string.Join(", ", known)}";

    /// <summary>The known word nearest by edit distance, letter case aside; null where none is near.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        string? nearest = null;
        int best = Math.Max(1, word.Length / 3) + 1;
        foreach (string candidate in known)
        {
            if (Math.Abs(candidate.Length - word.Length) >= best)
                continue;
            int distance = Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance < best)
                (nearest, best) = (candidate, distance);
        }
        return nearest;
    }

    // Edit distance with insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
    private static int Distance(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
            cost[i, 0] = i;
        for (int j = 0; j <= b.Length; j++)
            cost[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int substitution = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(substitution, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }
        return cost[a.Length, b.Length];
    }
}
