using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>Σ log density of counts whose natural parameter is α + X β, for a constant design X.</summary>
/// <remarks>Rows with equal covariates enter once, by their sums, so that the cost grows with the distinct rows only.</remarks>
internal sealed class CountLinearDensity<TFamily> : TapeOperation<double>
    where TFamily : struct, ICountFamily
{
    // Rows are worked through in blocks that stay in the first cache; every block holds its columns one after another.
    private const int BlockRows = 256;

    private readonly int blocks, width;
    private readonly double[] columns, counts, trials, linear, errors, gradient;
    private readonly double logBase;
    private double interceptSlope;

    public CountLinearDensity(
        string name, ReadOnlySpan<double> y, ReadOnlySpan<double> n, ReadOnlySpan<double> design, Variable<double> intercept, Variable<double> slopes)
        : base(name, intercept, slopes)
    {
        width = slopes.Length;
        Guard.SameLength(design.Length, y.Length * width);
        Guard.SameLength(intercept.Length, 1);
        if (n.Length > 1)
            Guard.SameLength(n.Length, y.Length);
        int[] patterns = Patterns(design, y.Length, out int distinct);
        blocks = (distinct + BlockRows - 1) / BlockRows;
        columns = new double[blocks * BlockRows * width];
        (counts, trials) = (new double[blocks * BlockRows], new double[blocks * BlockRows]);
        (linear, errors, gradient) = (new double[BlockRows], new double[BlockRows], new double[width]);
        for (int i = 0; i < y.Length; i++)
        {
            int row = patterns[i];
            double trial = n[n.Length == 1 ? 0 : i];
            counts[row] += y[i];
            trials[row] += trial;
            logBase += TFamily.LogBase(y[i], trial);
            for (int j = 0; j < width; j++)
                columns[(row / BlockRows * width + j) * BlockRows + row % BlockRows] = design[i * width + j];
        }
    }

    protected override void Forward(Arena<double> arena)
    {
        double intercept = arena.Value(First)[0], value = logBase;
        ReadOnlySpan<double> slopes = arena.Value(Second);
        interceptSlope = 0;
        gradient.AsSpan().Clear();
        for (int block = 0; block < blocks; block++)
        {
            ReadOnlySpan<double> design = columns.AsSpan(block * BlockRows * width, BlockRows * width);
            linear.AsSpan().Fill(intercept);
            for (int j = 0; j < width; j++)
                TensorPrimitives.MultiplyAdd(design.Slice(j * BlockRows, BlockRows), slopes[j], linear, linear);
            value += Evaluate(block * BlockRows);
            for (int j = 0; j < width; j++)
                gradient[j] += TensorPrimitives.Dot(design.Slice(j * BlockRows, BlockRows), errors);
        }
        arena.Start(Result) = value;
    }

    protected override void Backward(Arena<double> arena)
    {
        double bar = arena.AdjointStart(Result);
        if (First.IsVariable)
            arena.Adjoint(First)[0] += bar * interceptSlope;
        if (Second.IsVariable)
        {
            Span<double> share = arena.Adjoint(Second);
            TensorPrimitives.MultiplyAdd(gradient, bar, share, share);
        }
    }

    /// <summary>Numbers the distinct rows in the order of their first appearance.</summary>
    private int[] Patterns(ReadOnlySpan<double> design, int rows, out int distinct)
    {
        Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        int[] patterns = new int[rows];
        for (int i = 0; i < rows; i++)
        {
            // The bits of a row, as text of two bytes a character: equal just where all covariates are.
            string key = new(MemoryMarshal.Cast<double, char>(design.Slice(i * width, width)));
            if (!numbers.TryGetValue(key, out patterns[i]))
                numbers.Add(key, patterns[i] = numbers.Count);
        }
        distinct = numbers.Count;
        return patterns;
    }

    /// <summary>Σ y η − n A(η) of a block, keeping its errors y − n A′(η); rows that fill the last block have y = n = 0.</summary>
    private double Evaluate(int start)
    {
        ref double count = ref MemoryMarshal.GetArrayDataReference(counts), trial = ref MemoryMarshal.GetArrayDataReference(trials);
        Vector<double> sum = default, errorSum = default;
        for (int i = 0; i < BlockRows; i += Vector<double>.Count)
        {
            Vector<double> eta = new(linear, i), y = Vector.LoadUnsafe(ref count, (nuint)(start + i)), n = Vector.LoadUnsafe(ref trial, (nuint)(start + i));
            TFamily.Evaluate(eta, out Vector<double> partition, out Vector<double> mean);
            Vector<double> error = y - n * mean;
            error.CopyTo(errors, i);
            errorSum += error;
            sum += y * eta - n * partition;
        }
        interceptSlope += Vector.Sum(errorSum);
        return Vector.Sum(sum);
    }
}
