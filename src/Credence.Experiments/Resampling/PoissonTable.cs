namespace Credence.Experiments;

/// <summary>Poisson numbers of one mean from one draw each, by a table of the distribution function to 64 bits.</summary>
internal sealed class PoissonTable
{
    private readonly ulong[] _cumulative;
    private readonly ushort[] _guide = new ushort[256];
    private readonly int _lowest;

    /// <param name="mean">Above 0, at most 1000.</param>
    public PoissonTable(double mean)
    {
        int mode = (int)mean;
        List<double> below = [], above = [1];
        for (double p = 1; mode - below.Count > 0 && p > 1e-40; below.Add(p))
            p *= (mode - below.Count) / mean;
        for (double p = 1; p > 1e-40; above.Add(p))
            p *= mean / (mode + above.Count);
        below.Reverse();
        double[] weights = [.. below, .. above];
        _lowest = mode - below.Count;
        double total = weights.Sum(), sum = 0;
        _cumulative = new ulong[weights.Length];
        for (int k = 0; k < weights.Length; k++)
            _cumulative[k] = (sum += weights[k] / total) < 1 ? (ulong)(sum * 18446744073709551616.0) : ulong.MaxValue;
        _cumulative[^1] = ulong.MaxValue;
        for (int i = 0; i < _guide.Length; i++)
            _guide[i] = (ushort)Array.FindIndex(_cumulative, limit => (ulong)i << 56 < limit);
    }

    /// <summary>The number that belongs to 64 random bits.</summary>
    public int Of(ulong bits)
    {
        int k = _guide[bits >> 56];
        while (bits >= _cumulative[k] && k < _cumulative.Length - 1)
            k++;
        return _lowest + k;
    }
}
