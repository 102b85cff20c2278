using Credence.Numerics;

namespace Credence.Analysis;

/// <summary>What to hide of a data set.</summary>
/// <param name="Purpose">Name of the random numbers that choose.</param>
/// <param name="Columns">The columns whose cells can be hidden.</param>
/// <param name="Count">How many cells to hide.</param>
/// <param name="Weight">Weight of a cell, above 0, from the cells of its row and its place in <paramref name="Columns"/>.</param>
internal sealed record Concealment(string Purpose, IReadOnlyList<WeighingColumn> Columns, long Count, CellWeight Weight);

/// <summary>Weight of a cell of a complete row.</summary>
internal delegate double CellWeight(ReadOnlySpan<double> row, WeighingColumn column);

/// <summary>
/// A weighted random sample of exactly so many cells without replacement (Efraimidis and Spirakis 2006): each cell gets the key
/// E / weight with E standard exponential, and the smallest keys are hidden. The keys are recomputed from their random stream
/// whenever they are needed, so that only the threshold is kept.
/// </summary>
internal sealed class HiddenCells
{
    // The upper 18 bits of a double that is not negative are a 0, its exponent and 6 bits of its mantissa: 2^17 bins 1.6 % wide, in order.
    private const int BinShift = 64 - 18;

    private readonly Concealment concealment;
    private readonly ulong seed;
    private (double Key, long Cell) threshold;

    private HiddenCells(Concealment concealment, ulong seed) => (this.concealment, this.seed) = (concealment, seed);

    /// <summary>Chooses the cells to hide among those of the complete table.</summary>
    public static HiddenCells Choose(SimulatedTable complete, Concealment concealment, ulong seed, CancellationToken cancellation)
    {
        var hidden = new HiddenCells(concealment, seed);
        var bins = new long[1 << 17];
        hidden.VisitKeys(complete, (key, _) => bins[Bin(key)]++, cancellation);
        int bin = 0;
        long below = 0;
        while (below + bins[bin] < concealment.Count)
            below += bins[bin++];

        var candidates = new List<(double Key, long Cell)>((int)bins[bin]);
        hidden.VisitKeys(complete, (key, cell) =>
        {
            if (Bin(key) == bin)
                candidates.Add((key, cell));
        }, cancellation);
        candidates.Sort();
        hidden.threshold = candidates[(int)(concealment.Count - below - 1)];
        return hidden;
    }

    /// <summary>Makes the chosen cells of a complete block missing.</summary>
    public void Hide(long block, Span<double> cells, int width)
    {
        IReadOnlyList<WeighingColumn> columns = concealment.Columns;
        var random = new RandomStream(seed, concealment.Purpose, (ulong)block);
        long cell = block * SimulatedTable.BlockRows * columns.Count;
        Span<bool> chosen = stackalloc bool[columns.Count];
        for (int start = 0; start < cells.Length; start += width)
        {
            Span<double> row = cells.Slice(start, width);
            for (int c = 0; c < columns.Count; c++)
                chosen[c] = (Key(row, columns[c], random), cell++).CompareTo(threshold) <= 0;
            // All keys of a row come before its first change: they weigh the complete values.
            for (int c = 0; c < columns.Count; c++)
            {
                if (!chosen[c])
                    continue;
                row[columns[c].Column] = double.NaN;
                if (columns[c].Derived is { } derived)
                    row[derived] = double.NaN;
            }
        }
    }

    private static int Bin(double key) => (int)(BitConverter.DoubleToUInt64Bits(key) >> BinShift);

    private double Key(ReadOnlySpan<double> row, WeighingColumn column, RandomStream random)
        => random.NextExponential() / concealment.Weight(row, column);

    private void VisitKeys(SimulatedTable complete, Action<double, long> visit, CancellationToken cancellation)
    {
        double[] cells = complete.NewBlock();
        long cell = 0;
        for (long block = 0; block < complete.Blocks; block++)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = complete.ReadBlock(block, cells);
            var random = new RandomStream(seed, concealment.Purpose, (ulong)block);
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<double> row = cells.AsSpan(i * complete.Width, complete.Width);
                foreach (WeighingColumn column in concealment.Columns)
                    visit(Key(row, column, random), cell++);
            }
        }
    }
}
