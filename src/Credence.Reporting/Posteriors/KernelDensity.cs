namespace Credence.Reporting;

/// <summary>The density of draws on a grid between the smallest and the largest, by a Gaussian kernel that reflects at both ends.</summary>
/// <remarks>The bandwidth solves Botev's fixed point (Botev, Grotowski and Kroese, 2010, "Kernel density estimation via diffusion", algorithm 1),
/// which does not blur separate modes as a rule for normal data does; where it has no solution, Silverman's rule (1986, equation 3.31) is used.
/// Reflection keeps the density of a bounded quantity from leaking over its bound.</remarks>
internal sealed class KernelDensity
{
    private const int Size = 512;
    private const int Plugs = 7;

    private KernelDensity(double[] grid, double[] heights) => (Grid, Heights) = (grid, heights);

    /// <summary>The places, in increasing order.</summary>
    public double[] Grid { get; }

    /// <summary>The density at each.</summary>
    public double[] Heights { get; }

    /// <summary>Estimates the density of the finite values; null where fewer than two differ.</summary>
    public static KernelDensity? Of(ReadOnlySpan<double> draws)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        int finite = 0;
        foreach (double draw in draws)
        {
            if (!double.IsFinite(draw))
                continue;
            (low, high) = (Math.Min(low, draw), Math.Max(high, draw));
            finite++;
        }
        double range = high - low;
        if (!(range > 0) || !double.IsFinite(range))
            return null;
        double[] shares = new double[Size];
        foreach (double draw in draws)
        {
            if (double.IsFinite(draw))
                shares[Math.Min((int)((draw - low) / range * Size), Size - 1)] += 1.0 / finite;
        }
        double[] cosines = Cosines(shares);
        double time = Bandwidth(cosines, finite) ?? Silverman(draws, finite, range);
        for (int k = 1; k < Size; k++)
            cosines[k] *= Math.Exp(-0.5 * k * k * Math.PI * Math.PI * time);
        double[] grid = [.. Enumerable.Range(0, Size).Select(i => low + ((i + 0.5) / Size * range))];
        double[] heights = [.. Heightened(cosines).Select(height => Math.Max(height, 0) / range)];
        return new(grid, heights);
    }

    /// <summary>The density at a place, between those of the grid; 0 outside.</summary>
    public double At(double x)
    {
        double step = Grid[1] - Grid[0];
        double place = (x - Grid[0]) / step;
        if (place < -0.5 || place > Size - 0.5)
            return 0;
        int left = Math.Clamp((int)Math.Floor(place), 0, Size - 2);
        double part = Math.Clamp(place - left, 0, 1);
        return ((1 - part) * Heights[left]) + (part * Heights[left + 1]);
    }

    // The discrete cosine transform of shares in bins: a_0 = 1, a_k = 2 Σ share_i cos(πk(i + 1/2)/n).
    private static double[] Cosines(double[] shares)
    {
        double[] result = new double[Size];
        for (int k = 0; k < Size; k++)
        {
            double sum = 0;
            for (int i = 0; i < Size; i++)
                sum += shares[i] * Cosine(k, i);
            result[k] = k == 0 ? sum : 2 * sum;
        }
        return result;
    }

    private static IEnumerable<double> Heightened(double[] cosines)
    {
        for (int i = 0; i < Size; i++)
        {
            double sum = cosines[0];
            for (int k = 1; k < Size; k++)
                sum += cosines[k] * Cosine(k, i);
            yield return sum;
        }
    }

    private static readonly double[] Wave = [.. Enumerable.Range(0, 4 * Size).Select(i => Math.Cos(Math.PI * i / (2 * Size)))];

    private static double Cosine(int k, int i) => Wave[k * ((2 * i) + 1) % (4 * Size)];

    // Solves t = ξγ^[l](t) for the squared bandwidth, in units of the range, by bisection over the interval in which it lies.
    private static double? Bandwidth(double[] cosines, int count)
    {
        double[] squares = [.. cosines.Skip(1).Select(a => 0.25 * a * a)];
        double Gap(double time) => time - FixedPoint(time, squares, count);
        double low = 0, high = 1e-7;
        while (high < 0.1 && Gap(high) < 0)
            (low, high) = (high, 2 * high);
        if (!(Gap(high) >= 0))
            return null;
        for (int i = 0; i < 60; i++)
        {
            double middle = 0.5 * (low + high);
            if (Gap(middle) < 0)
                low = middle;
            else
                high = middle;
        }
        return high;
    }

    private static double FixedPoint(double time, double[] squares, double count)
    {
        double norm = Norm(Plugs, time, squares);
        for (int s = Plugs - 1; s >= 2; s--)
        {
            double odd = 1;
            for (int j = 3; j <= (2 * s) - 1; j += 2)
                odd *= j;
            double constant = (1 + Math.Pow(0.5, s + 0.5)) / 3;
            double stage = Math.Pow(2 * constant * odd / Math.Sqrt(Math.PI / 2) / (count * norm), 2.0 / (3 + (2 * s)));
            norm = Norm(s, stage, squares);
        }
        return Math.Pow(2 * count * Math.Sqrt(Math.PI) * norm, -0.4);
    }

    // ‖f^(s)‖² after diffusion for a time.
    private static double Norm(int s, double time, double[] squares)
    {
        double sum = 0;
        for (int k = 1; k <= squares.Length; k++)
        {
            double square = (double)k * k;
            sum += Math.Pow(square, s) * squares[k - 1] * Math.Exp(-square * Math.PI * Math.PI * time);
        }
        return 2 * Math.Pow(Math.PI, 2 * s) * sum;
    }

    private static double Silverman(ReadOnlySpan<double> draws, int finite, double range)
    {
        double[] sorted = [.. draws.ToArray().Where(double.IsFinite).Order()];
        double mean = sorted.Average();
        double deviation = Math.Sqrt(sorted.Sum(x => (x - mean) * (x - mean)) / Math.Max(1, finite - 1));
        double quartiles = (sorted[3 * (finite - 1) / 4] - sorted[(finite - 1) / 4]) / 1.34;
        double width = 0.9 * (quartiles > 0 ? Math.Min(deviation, quartiles) : deviation) * Math.Pow(finite, -0.2) / range;
        return width * width;
    }
}
