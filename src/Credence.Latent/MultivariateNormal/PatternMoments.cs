using Credence.Statistics;

namespace Credence.Latent;

/// <summary>
/// Rows with missing cells as sufficient statistics of a normal model: one set of moments for each missingness pattern. Whatever is computed
/// from them costs by patterns, not by rows.
/// </summary>
public sealed class PatternMoments
{
    private PatternMoments(IReadOnlyList<string> variables, MissingnessPattern[] patterns, long emptyRows)
    {
        (Variables, Patterns, EmptyRows) = (variables, patterns, emptyRows);
        foreach (MissingnessPattern pattern in patterns)
            Count += pattern.Count;
    }

    /// <summary>The names of the p variables.</summary>
    public IReadOnlyList<string> Variables { get; }

    /// <summary>The patterns that occur, ordered by their observed variables.</summary>
    public IReadOnlyList<MissingnessPattern> Patterns { get; }

    /// <summary>The number of rows in which at least one variable is observed.</summary>
    public long Count { get; }

    /// <summary>The number of rows in which all variables are missing; they say nothing of a normal model.</summary>
    public long EmptyRows { get; }

    /// <summary>The number of rows in which no variable is missing.</summary>
    public long CompleteRows => Patterns.FirstOrDefault(pattern => pattern.Observed.Length == Variables.Count)?.Count ?? 0;

    /// <summary>Whether no cell is missing in the rows that have any.</summary>
    public bool IsComplete => Patterns.Count == 1 && Patterns[0].Observed.Length == Variables.Count;

    /// <summary>The number of missing cells, those of empty rows left out.</summary>
    public long MissingCells => Patterns.Sum(pattern => pattern.Count * (Variables.Count - pattern.Observed.Length));

    /// <summary>Groups rows by the variables that are observed.</summary>
    /// <param name="variables">The names of the p variables.</param>
    /// <param name="rows">n × p values, row by row; NaN is missing.</param>
    /// <exception cref="ArgumentException">The length is no multiple of p, or a value is infinite.</exception>
    public static PatternMoments Of(IReadOnlyList<string> variables, ReadOnlySpan<double> rows) => Of(variables, rows, out _);

    /// <summary>Groups rows by the variables that are observed, and says which row belongs where.</summary>
    /// <param name="variables">The names of the p variables.</param>
    /// <param name="rows">n × p values, row by row; NaN is missing.</param>
    /// <param name="patternOfRow">The place of each row's pattern in <see cref="Patterns"/>; −1 for an empty row.</param>
    /// <exception cref="ArgumentException">The length is no multiple of p, or a value is infinite.</exception>
    public static PatternMoments Of(IReadOnlyList<string> variables, ReadOnlySpan<double> rows, out int[] patternOfRow)
    {
        ArgumentNullException.ThrowIfNull(variables);
        int p = (int)Guard.AtLeast(variables.Count, 1), n = rows.Length / p;
        Guard.SameLength(rows.Length, n * p);
        int[] groupOfRow = Group(rows, p, out List<int[]> observed);
        int[] sizes = new int[observed.Count];
        foreach (int group in groupOfRow)
            sizes[group]++;
        int[][] members = [.. sizes.Select(size => new int[size])];
        Array.Clear(sizes);
        for (int row = 0; row < n; row++)
            members[groupOfRow[row]][sizes[groupOfRow[row]]++] = row;

        long empty = 0;
        List<(int Group, MissingnessPattern Pattern)> found = [];
        for (int group = 0; group < members.Length; group++)
        {
            if (observed[group].Length == 0)
                empty = members[group].Length;
            else
                found.Add((group, MissingnessPattern.Of(observed[group], members[group], rows, p)));
        }
        found.Sort((x, y) => MissingnessPattern.Compare(x.Pattern, y.Pattern));
        int[] places = new int[members.Length];
        Array.Fill(places, -1);
        for (int place = 0; place < found.Count; place++)
            places[found[place].Group] = place;
        patternOfRow = Array.ConvertAll(groupOfRow, group => places[group]);
        return new PatternMoments([.. variables], [.. found.Select(entry => entry.Pattern)], empty);
    }

    /// <summary>Complete rows as one pattern.</summary>
    /// <param name="moments">The statistics of complete rows; at least one.</param>
    public static PatternMoments Of(MultivariateMoments moments)
    {
        ArgumentNullException.ThrowIfNull(moments);
        Guard.AtLeast(moments.Count, 1);
        int[] all = [.. Enumerable.Range(0, moments.Variables.Count)];
        return new PatternMoments(moments.Variables, [new(all, moments.Count, moments.Means, moments.Scatter)], 0);
    }

    /// <summary>The statistics of both sets of rows together.</summary>
    /// <param name="other">Other rows of the same variables.</param>
    /// <exception cref="ArgumentException">The variables differ.</exception>
    public PatternMoments Merge(PatternMoments other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!Variables.SequenceEqual(other.Variables))
            throw new ArgumentException("The variables differ.", nameof(other));
        List<MissingnessPattern> merged = [];
        int i = 0, j = 0;
        while (i < Patterns.Count || j < other.Patterns.Count)
        {
            int order = i == Patterns.Count ? 1 : j == other.Patterns.Count ? -1 : MissingnessPattern.Compare(Patterns[i], other.Patterns[j]);
            merged.Add(order < 0 ? Patterns[i++] : order > 0 ? other.Patterns[j++] : Patterns[i++].Merge(other.Patterns[j++]));
        }
        return new PatternMoments(Variables, [.. merged], EmptyRows + other.EmptyRows);
    }

    /// <summary>The moments of all observed values of each variable.</summary>
    public IReadOnlyList<Moments> Available()
    {
        Moments[] available = new Moments[Variables.Count];
        Array.Fill(available, Moments.Empty);
        foreach (MissingnessPattern pattern in Patterns)
        {
            int k = pattern.Observed.Length;
            for (int i = 0; i < k; i++)
            {
                ref Moments target = ref available[pattern.Observed.Span[i]];
                target = target.Merge(new Moments(pattern.Count, pattern.Means.Span[i], pattern.Scatter.Span[(i * k) + i]));
            }
        }
        return available;
    }

    /// <summary>The moments of two variables in the rows that have both; a count of 0 where there are none.</summary>
    /// <param name="first">The place of a variable.</param>
    /// <param name="second">The place of another.</param>
    /// <exception cref="ArgumentException">The places are equal.</exception>
    public MultivariateMoments Pair(int first, int second)
    {
        if (first == second)
            throw new ArgumentException("A pair needs two variables.", nameof(second));
        MissingnessPattern? pair = null;
        foreach (MissingnessPattern pattern in Patterns)
        {
            int i = pattern.Observed.Span.BinarySearch(first), j = pattern.Observed.Span.BinarySearch(second), k = pattern.Observed.Length;
            if (i < 0 || j < 0)
                continue;
            ReadOnlySpan<double> means = pattern.Means.Span, scatter = pattern.Scatter.Span;
            MissingnessPattern part = new(
                new[] { first, second }, pattern.Count, new[] { means[i], means[j] },
                new[] { scatter[(i * k) + i], scatter[(i * k) + j], scatter[(i * k) + j], scatter[(j * k) + j] });
            pair = pair?.Merge(part) ?? part;
        }
        string[] names = [Variables[first], Variables[second]];
        return pair is null ? new(names, 0, new double[2], new double[4]) : new(names, pair.Count, pair.Means, pair.Scatter);
    }

    /// <summary>The correlation of each pair of variables in the rows that have both, p × p; NaN where it has no value. Need not be positive definite.</summary>
    public double[] PairwiseCorrelations()
    {
        int p = Variables.Count;
        double[] correlations = new double[p * p];
        for (int i = 0; i < p; i++)
        {
            correlations[(i * p) + i] = 1;
            for (int j = 0; j < i; j++)
            {
                ReadOnlySpan<double> scatter = Pair(i, j).Scatter.Span;
                correlations[(i * p) + j] = correlations[(j * p) + i] = scatter[1] / Math.Sqrt(scatter[0] * scatter[3]);
            }
        }
        return correlations;
    }

    /// <summary>The number of rows that have both of two variables, p × p; on the diagonal those that have one.</summary>
    public long[] RowsTogether()
    {
        int p = Variables.Count;
        long[] rows = new long[p * p];
        foreach (MissingnessPattern pattern in Patterns)
        {
            foreach (int i in pattern.Observed.Span)
            {
                foreach (int j in pattern.Observed.Span)
                    rows[(i * p) + j] += pattern.Count;
            }
        }
        return rows;
    }

    /// <summary>The pairs of variables that no row has both of: nothing but a prior can say how they go together.</summary>
    public IReadOnlyList<(int First, int Second)> NeverTogether()
    {
        int p = Variables.Count;
        long[] rows = RowsTogether();
        return [.. from i in Enumerable.Range(0, p) from j in Enumerable.Range(i + 1, p - i - 1) where rows[(i * p) + j] == 0 select (i, j)];
    }

    // A group for each distinct set of observed variables, numbered as they first occur; the set is a text of one bit for each variable.
    private static int[] Group(ReadOnlySpan<double> rows, int p, out List<int[]> observed)
    {
        int n = rows.Length / p;
        Dictionary<string, int> groups = new(StringComparer.Ordinal);
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup = groups.GetAlternateLookup<ReadOnlySpan<char>>();
        char[] mask = new char[(p + 15) / 16];
        int[] groupOfRow = new int[n];
        observed = [];
        for (int row = 0; row < n; row++)
        {
            ReadOnlySpan<double> cells = rows.Slice(row * p, p);
            Array.Clear(mask);
            for (int i = 0; i < p; i++)
            {
                if (double.IsInfinity(cells[i]))
                    Guard.Finite(cells[i], nameof(rows));
                if (!double.IsNaN(cells[i]))
                    mask[i >> 4] |= (char)(1 << (i & 15));
            }
            if (!lookup.TryGetValue(mask, out groupOfRow[row]))
            {
                lookup[mask] = groupOfRow[row] = observed.Count;
                observed.Add([.. Enumerable.Range(0, p).Where(i => (mask[i >> 4] & (1 << (i & 15))) != 0)]);
            }
        }
        return groupOfRow;
    }
}
