namespace Credence;

/// <summary>The known name that a mistyped one most likely meant.</summary>
internal static class Nearest
{
    /// <summary>The nearest name by edit distance, or null where none is near.</summary>
    /// <remarks>Distance counts insertions, deletions, substitutions and swaps of neighbours (optimal string alignment), without regard to case.
    /// A name is near when at most a third of its letters, and never more than four, have to change.</remarks>
    public static string? Of(string mistyped, IEnumerable<string> known) => Names(mistyped, known, 1) is [string nearest, ..] ? nearest : null;

    /// <summary>The nearest names, nearest first.</summary>
    public static IReadOnlyList<string> Names(string mistyped, IEnumerable<string> known, int most)
        => [.. known
            .Select(name => (Name: name, Distance: Distance(Shorten(mistyped), Shorten(name))))
            .Where(candidate => candidate.Distance <= Math.Clamp((Math.Max(mistyped.Length, candidate.Name.Length) + 1) / 3, 1, 4))
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Take(most)
            .Select(candidate => candidate.Name)];

    // Names longer than this are told apart by their beginnings; the work is quadratic in the length.
    private static string Shorten(string text) => (text.Length <= 64 ? text : text[..64]).ToUpperInvariant();

    private static int Distance(string a, string b)
    {
        int[] before = new int[b.Length + 1], last = new int[b.Length + 1], current = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
            last[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = a[i - 1] == b[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(last[j] + 1, current[j - 1] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    current[j] = Math.Min(current[j], before[j - 2] + 1);
            }
            (before, last, current) = (last, current, before);
        }
        return last[b.Length];
    }
}
