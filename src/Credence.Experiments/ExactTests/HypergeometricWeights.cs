namespace Credence.Experiments;

/// <summary>The treatment's successes given all margins of a two-by-two table, with any odds ratio (Fisher's noncentral hypergeometric
/// distribution).</summary>
/// <remarks>Probabilities come by recursion from the mode, so that they are sums and products of positive numbers; what is left out sums to less
/// than 1e-20 of the whole and of the tail asked for.</remarks>
internal sealed class HypergeometricWeights
{
    private const double Negligible = 1e-25;

    private readonly double[] _weights;
    private readonly long _first;
    private readonly double _total;

    /// <param name="successes">Successes of both arms.</param>
    /// <param name="treatment">Units of the treatment.</param>
    /// <param name="control">Units of the control.</param>
    /// <param name="odds">Odds ratio, above 0 and finite.</param>
    /// <param name="observed">A number of successes whose tails are to be reached.</param>
    public HypergeometricWeights(long successes, long treatment, long control, double odds, long observed)
    {
        long low = Math.Max(0, successes - control), high = Math.Min(successes, treatment);
        long mode = Math.Clamp(Mode(successes, treatment, control, odds), low, high);
        // The side of the observed number comes first: its weight there says how small a weight may matter.
        List<double> down = [], up = [];
        double observedWeight = 1;
        if (observed < mode)
            Down();
        Up();
        if (observed >= mode)
            Down();
        _first = mode - down.Count;
        _weights = [.. Enumerable.Reverse(down), 1, .. up];
        _total = _weights.Sum();

        void Down()
        {
            double weight = 1;
            for (long x = mode - 1; x >= low && (weight > Negligible * observedWeight || x >= observed); x--)
            {
                weight *= (x + 1) * (control - successes + x + 1.0) / ((treatment - x) * (double)(successes - x)) / odds;
                down.Add(weight);
                observedWeight = x == observed ? weight : observedWeight;
            }
        }

        void Up()
        {
            double weight = 1;
            for (long x = mode + 1; x <= high && (weight > Negligible * observedWeight || x <= observed); x++)
            {
                weight *= (treatment - x + 1) * (successes - x + 1.0) / (x * (double)(control - successes + x)) * odds;
                up.Add(weight);
                observedWeight = x == observed ? weight : observedWeight;
            }
        }
    }

    /// <summary>P(X ≤ x).</summary>
    public double Lower(long x) => Sum(0, x - _first + 1);

    /// <summary>P(X ≥ x).</summary>
    public double Upper(long x) => Sum(x - _first, _weights.Length);

    /// <summary>Sum of the probabilities that are at most that of x.</summary>
    public double AtMost(long x)
    {
        // Probabilities that are equal but for rounding count as equal, as in other implementations.
        const double Slack = 1 + 1e-7;
        long place = x - _first;
        double limit = place >= 0 && place < _weights.Length ? _weights[place] * Slack : 0, sum = 0;
        foreach (double weight in _weights)
            sum += weight <= limit ? weight : 0;
        return Math.Min(1, sum / _total);
    }

    /// <summary>Mean of the distribution.</summary>
    public double Mean
    {
        get
        {
            double sum = 0;
            for (int i = 0; i < _weights.Length; i++)
                sum += _weights[i] / _total * i;
            return _first + sum;
        }
    }

    private double Sum(long from, long to)
    {
        double sum = 0;
        for (long i = Math.Max(0, from); i < Math.Min(to, _weights.Length); i++)
            sum += _weights[i];
        return Math.Min(1, sum / _total);
    }

    // The weights rise while (treatment − x + 1)(successes − x + 1) odds ≥ x (control − successes + x): up to the smaller root.
    private static long Mode(long successes, long treatment, long control, double odds)
    {
        double b = ((double)treatment + successes + 2) * odds + control - successes;
        double c = (treatment + 1.0) * (successes + 1.0) * odds;
        double root = 2 * c / (b + Math.Sqrt(Math.Max(0, b * b - 4 * (odds - 1) * c)));
        return double.IsFinite(root) ? (long)Math.Floor(root) : long.MaxValue;
    }
}
