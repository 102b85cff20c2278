using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>The bootstrap of a stream: every unit counts a Poisson number of times in each resample, so that no unit has to be kept
/// (Chamandy, Muralidharan, Najmi and Naidu 2012).</summary>
/// <remarks>The number of times depends on the seed, the unit's key and the resample alone. Resamples of parts of the units, such as days or shards,
/// therefore add up to those of the whole, in whatever order they are merged; a unit whose values are spread over several parts counts equally
/// often in all of them. Numbers are Poisson with mean 1 to 32 bits. Memory: three numbers for each resample. Not thread-safe.</remarks>
public sealed class PoissonBootstrap
{
    private static readonly uint[] s_limits = Limits();

    private readonly ResamplingOptions _options;
    private readonly RandomStream _root;
    private readonly double[] _numerators, _denominators, _times;
    private readonly ulong[] _words;
    private double _numerator, _denominator;

    /// <summary>Starts without units.</summary>
    /// <param name="options">Number of resamples and seed; parts to be merged have the same.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public PoissonBootstrap(ResamplingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        (_options, _root) = (options, new(options.Seed, "poisson bootstrap"));
        (_numerators, _denominators, _times) = (new double[options.Replicates], new double[options.Replicates], new double[options.Replicates]);
        _words = new ulong[(options.Replicates + 1) / 2];
    }

    /// <summary>Calls of <see cref="Add"/> so far, those of merged parts included.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a unit, or a part of its values.</summary>
    /// <param name="key">The unit's key, the same in every part.</param>
    /// <param name="numerator">Its value, or its numerator.</param>
    /// <param name="denominator">Its denominator; 1 for a mean.</param>
    public void Add(ulong key, double numerator, double denominator = 1)
    {
        _root.Numbered(key).Fill(_words);
        ReadOnlySpan<uint> bits = MemoryMarshal.Cast<ulong, uint>(_words)[.._times.Length];
        for (int i = 0; i < bits.Length; i++)
            _times[i] = TimesOf(bits[i]);
        TensorPrimitives.MultiplyAdd<double>(_times, numerator, _numerators, _numerators);
        TensorPrimitives.MultiplyAdd<double>(_times, denominator, _denominators, _denominators);
        _numerator += numerator;
        _denominator += denominator;
        Count++;
    }

    /// <summary>Adds the units of another part.</summary>
    /// <exception cref="ArgumentException">Its seed or number of resamples differ.</exception>
    public void Merge(PoissonBootstrap other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._options.Seed != _options.Seed || other._options.Replicates != _options.Replicates)
            throw new ArgumentException("The parts have different seeds or numbers of resamples; must be the same.", nameof(other));
        TensorPrimitives.Add(_numerators, other._numerators, _numerators);
        TensorPrimitives.Add(_denominators, other._denominators, _denominators);
        _numerator += other._numerator;
        _denominator += other._denominator;
        Count += other.Count;
    }

    /// <summary>The level over the resamples so far, for <see cref="Bootstrap.Compare"/> with percentile or basic intervals.</summary>
    public ArmReplicates ToReplicates()
    {
        double[] levels = new double[_options.Replicates];
        for (int i = 0; i < levels.Length; i++)
            levels[i] = _denominators[i] == 0 ? double.NaN : _numerators[i] / _denominators[i];
        return new((int)Math.Min(Count, int.MaxValue), _denominator == 0 ? double.NaN : _numerator / _denominator, double.NaN, levels, null, null, null);
    }

    /// <summary>The Poisson number that belongs to 32 random bits.</summary>
    internal static int TimesOf(uint bits)
    {
        int times = 0;
        foreach (uint limit in s_limits)
            times += bits >= limit ? 1 : 0;
        return times;
    }

    // The distribution function at 0, 1, … in units of 2⁻³², up to the last below 1.
    private static uint[] Limits()
    {
        List<uint> limits = [];
        double term = Math.Exp(-1), sum = 0;
        for (int k = 0; k < 12; k++)
        {
            sum += term;
            term /= k + 1;
            limits.Add((uint)Math.Min(uint.MaxValue, Math.Round(sum * 4294967296.0)));
        }
        return [.. limits];
    }
}
