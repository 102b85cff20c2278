namespace Credence.Experiments;

/// <summary>The two-sample test of Kolmogorov and Smirnov: whether two arms have one distribution.</summary>
/// <param name="Distance">Largest distance of the empirical distribution functions, in [0, 1].</param>
/// <param name="PValue">Two-sided p-value.</param>
/// <param name="IsExact">Whether the p-value is exact given the ties; else it is that of Smirnov's limit (1939), which is conservative with ties.</param>
public sealed record KolmogorovSmirnov(double Distance, double PValue, bool IsExact)
{
    // Pairs up to which paths are counted: some hundredths of a second.
    private const long AffordablePairs = 4_000_000;

    /// <summary>Tests the arms.</summary>
    /// <returns>Distance and p-value are NaN where an arm is empty.</returns>
    public static KolmogorovSmirnov Test(RankedArms arms)
    {
        ArgumentNullException.ThrowIfNull(arms);
        if (arms.Pairs == 0)
            return new(double.NaN, double.NaN, false);
        long distance = LargestDistance(arms);
        double share = (double)distance / arms.Pairs;
        if (arms.Pairs <= AffordablePairs)
            return new(share, Exact(arms, distance), true);
        double control = arms.Control.Length, treatment = arms.Treatment.Length;
        return new(share, Limit(Math.Sqrt(control * treatment / (control + treatment)) * share), false);
    }

    // In units of one over the number of pairs, so that distances are whole numbers.
    private static long LargestDistance(RankedArms arms)
    {
        ReadOnlySpan<double> control = arms.Control, treatment = arms.Treatment;
        long largest = 0;
        int c = 0, t = 0;
        foreach (int end in arms.TieEnds)
        {
            while (c + t < end)
            {
                if (t == treatment.Length || c < control.Length && control[c] <= treatment[t])
                    c++;
                else
                    t++;
            }
            largest = Math.Max(largest, Math.Abs((long)t * control.Length - (long)c * treatment.Length));
        }
        return largest;
    }

    // Share of the paths from (0, 0) to (control, treatment), each equally likely, that reach the distance at the end of a group of equal
    // values (Schröer and Trenkler 1995). The share that has reached it is carried along, so that small p-values keep their digits.
    private static double Exact(RankedArms arms, long distance)
    {
        int control = arms.Control.Length, treatment = arms.Treatment.Length;
        bool[] isEnd = new bool[control + treatment + 1];
        foreach (int end in arms.TieEnds)
            isEnd[end] = true;
        double[] reached = new double[treatment + 1];
        for (int c = 0; c <= control; c++)
        {
            for (int t = 0; t <= treatment; t++)
            {
                if (isEnd[c + t] && Math.Abs((long)t * control - (long)c * treatment) >= distance)
                    reached[t] = 1;
                else if (c + t > 0)
                    reached[t] = ((c > 0 ? c * reached[t] : 0) + (t > 0 ? t * reached[t - 1] : 0)) / (c + t);
            }
        }
        return reached[treatment];
    }

    // Upper tail of Kolmogorov's distribution: the alternating series, or for small x its transform, of which few terms matter.
    private static double Limit(double x)
    {
        if (x < 0.2)
            return 1;
        double sum = 0;
        if (x < 1.18)
        {
            double step = Math.PI * Math.PI / (8 * x * x);
            for (int k = 1; k <= 7; k += 2)
                sum += Math.Exp(-k * k * step);
            return 1 - Math.Sqrt(2 * Math.PI) / x * sum;
        }
        for (int k = 1; k <= 6; k++)
            sum += (k % 2 == 1 ? 2 : -2) * Math.Exp(-2.0 * k * k * x * x);
        return sum;
    }
}
