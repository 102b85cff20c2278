namespace Credence.Experiments;

/// <summary>Binomial probabilities around the mode; what is left out sums to less than 1e-18.</summary>
internal sealed class BinomialWindow
{
    private const double Negligible = 1e-24;

    private readonly double[] _probability;
    private readonly double[] _below;
    private readonly double[] _fromHere;

    /// <param name="trials">Number of trials, at least 1.</param>
    /// <param name="success">Probability of success, in [0, 1].</param>
    public BinomialWindow(long trials, double success)
    {
        long mode = Math.Min(trials, (long)Math.Floor((trials + 1) * success));
        double odds = success / (1 - success);
        List<double> down = [], up = [];
        for ((long k, double p) = (mode, 1.0); k > 0 && (p *= k / (trials - k + 1.0) / odds) > Negligible; k--)
            down.Add(p);
        for ((long k, double p) = (mode, 1.0); k < trials && (p *= (trials - k) / (k + 1.0) * odds) > Negligible; k++)
            up.Add(p);
        First = mode - down.Count;
        _probability = [.. Enumerable.Reverse(down), 1, .. up];
        _below = new double[_probability.Length + 1];
        _fromHere = new double[_probability.Length + 1];
        double total = 0;
        foreach (double p in _probability)
            total += p;
        for (int i = 0; i < _probability.Length; i++)
        {
            _probability[i] /= total;
            _below[i + 1] = _below[i] + _probability[i];
        }
        for (int i = _probability.Length - 1; i >= 0; i--)
            _fromHere[i] = _fromHere[i + 1] + _probability[i];
    }

    /// <summary>Smallest number of successes in the window.</summary>
    public long First { get; }

    /// <summary>Number of probabilities in the window.</summary>
    public int Length => _probability.Length;

    /// <summary>Probability of <see cref="First"/> + <paramref name="index"/> successes.</summary>
    public double this[int index] => _probability[index];

    /// <summary>Probability of fewer than <see cref="First"/> + <paramref name="index"/> successes.</summary>
    public double Below(int index) => _below[index];

    /// <summary>Probability of <see cref="First"/> + <paramref name="index"/> successes or more.</summary>
    public double FromHere(int index) => _fromHere[index];
}
