using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>The values an arm's mean can take.</summary>
internal enum Support
{
    /// <summary>Any number, x = location + scale · s.</summary>
    Line,

    /// <summary>Numbers above 0, x = location · eˢ.</summary>
    Positive,

    /// <summary>Probabilities, with log odds s above those of the location.</summary>
    Unit,
}

/// <summary>
/// A posterior density in a coordinate s around its centre, cut into panels in each of which it changes by a factor of e⁴ at most, so that a
/// Gauss rule is exact to rounding. Both tails are sums of positive terms: neither cancels, down to 1e-300.
/// </summary>
internal abstract class PosteriorDensity
{
    // exp(−760) is below the smallest double.
    private const double Reach = 760, LargestChange = 4, Farthest = 1e150;

    private double[] edges = [], lower = [], upper = [];
    private double logNorm;

    /// <param name="support">The values the mean can take.</param>
    /// <param name="location">Where s = 0: the value, or its log, or its log odds.</param>
    /// <param name="scale">On the line, the length of s; otherwise the distance in s over which the density changes.</param>
    protected PosteriorDensity(Support support, double location, double scale) => (Support, Location, Scale) = (support, location, scale);

    public Support Support { get; }

    public double Location { get; }

    public double Scale { get; }

    /// <summary>The ends of the panels, in increasing order.</summary>
    public ReadOnlySpan<double> Edges => edges;

    /// <summary>Whether all but a negligible share of the probability lies within the numbers a double can hold.</summary>
    public bool IsProper => !double.IsNaN(logNorm);

    /// <summary>The number of panels.</summary>
    public int Panels => edges.Length - 1;

    /// <summary>P(S ≤ s) at the ends of the panels.</summary>
    public ReadOnlySpan<double> LowerTails => lower;

    /// <summary>P(S &gt; s) at the ends of the panels.</summary>
    public ReadOnlySpan<double> UpperTails => upper;

    /// <summary>The log density of the coordinate.</summary>
    public double LogDensity(double s) => LogKernel(s) - logNorm;

    /// <summary>log dx/ds.</summary>
    public double LogSlope(double s) => Support switch
    {
        Support.Line => Math.Log(Scale),
        Support.Positive => Location + s,
        _ => -Math.Abs(Location + s) - 2 * Elementary.Log1p(Math.Exp(-Math.Abs(Location + s))),
    };

    /// <summary>The value x at a coordinate.</summary>
    public double Value(double s) => Support switch
    {
        Support.Line => Location + Scale * s,
        Support.Positive => Math.Exp(Location + s),
        _ => 1 / (1 + Math.Exp(-(Location + s))),
    };

    /// <summary>1 − x of a probability, without cancellation.</summary>
    public double Complement(double s) => 1 / (1 + Math.Exp(Location + s));

    /// <summary>The panel that holds a coordinate, within the first and the last.</summary>
    public int PanelOf(double s)
    {
        int index = Array.BinarySearch(edges, s);
        return Math.Clamp(index >= 0 ? index : ~index - 1, 0, Panels - 1);
    }

    /// <summary>P(S ≤ s), given the panel of s.</summary>
    public double LowerTail(double s, int panel)
        => s <= edges[0] ? 0 : s >= edges[^1] ? 1 : s == edges[panel] ? lower[panel] : lower[panel] + Mass(edges[panel], s);

    /// <summary>P(S &gt; s), given the panel of s.</summary>
    public double UpperTail(double s, int panel)
        => s <= edges[0] ? 1 : s >= edges[^1] ? 0 : s == edges[panel + 1] ? upper[panel + 1] : upper[panel + 1] + Mass(s, edges[panel + 1]);

    /// <summary>The mean and the standard deviation of the value, as sums over the panels around the location.</summary>
    public (double Mean, double StandardDeviation) Moments()
    {
        double mean = Expectation(s => s);
        return (Location + Scale * mean, Scale * Math.Sqrt(Expectation(s => (s - mean) * (s - mean))));
    }

    /// <summary>The expectation of a function of the coordinate.</summary>
    private double Expectation(Func<double, double> function)
    {
        double sum = 0;
        for (int i = 0; i < Panels; i++)
        {
            double half = 0.5 * (edges[i + 1] - edges[i]);
            for (int k = 0; k < PanelRule.Order; k++)
            {
                double s = edges[i] + half * (1 + PanelRule.Nodes[k]);
                sum += half * PanelRule.Weights[k] * function(s) * Math.Exp(LogDensity(s));
            }
        }
        return sum;
    }

    /// <summary>The log density but for its constant.</summary>
    protected abstract double LogKernel(double s);

    /// <summary>Places where the density may have a peak, with distances over which it changes there.</summary>
    protected virtual IReadOnlyList<(double Position, double Width)> Landmarks => [(0, 1)];

    /// <summary>Cuts the density into panels and sums its tails. To be called once, by the constructor of the class that knows the kernel.</summary>
    protected void Build()
    {
        IReadOnlyList<(double Position, double Width)> landmarks = Landmarks;
        double left = landmarks.Min(landmark => landmark.Position), right = landmarks.Max(landmark => landmark.Position);
        double peak = Peak(left, right), highest = Math.Max(LogKernel(peak), landmarks.Max(landmark => LogKernel(landmark.Position)));
        logNorm = highest;
        List<double> cuts = [.. landmarks.Select(landmark => landmark.Position), peak];
        foreach ((double position, double width) in landmarks)
        {
            cuts.Add(End(position, -width, highest));
            cuts.Add(End(position, width, highest));
        }
        double[] ordered = [.. cuts.Distinct().Order()];
        if (IsCutShort(ordered[0]) || IsCutShort(ordered[^1]))
            logNorm = double.NaN;
        List<double> ends = [];
        for (int i = 0; i + 1 < ordered.Length; i++)
            Divide(ordered[i], ordered[i + 1], highest, ends);
        ends.Add(ordered[^1]);
        Sum([.. ends]);
    }

    /// <summary>Whether much probability lies beyond an end, as in a t distribution with a small fraction of a degree of freedom.</summary>
    private bool IsCutShort(double end) => LogDensity(end) + Math.Log(Math.Abs(end)) > -34;

    private void Sum(double[] ends)
    {
        edges = ends;
        (lower, upper) = (new double[ends.Length], new double[ends.Length]);
        double[] masses = new double[Panels];
        for (int i = 0; i < Panels; i++)
            masses[i] = Mass(edges[i], edges[i + 1]);
        for (int i = 0; i < Panels; i++)
            lower[i + 1] = lower[i] + masses[i];
        for (int i = Panels - 1; i >= 0; i--)
            upper[i] = upper[i + 1] + masses[i];
        double total = lower[^1];
        logNorm += Math.Log(total);
        for (int i = 0; i <= Panels; i++)
        {
            lower[i] /= total;
            upper[i] /= total;
        }
    }

    private double Mass(double left, double right)
    {
        double centre = 0.5 * (left + right), half = 0.5 * (right - left), sum = 0;
        ReadOnlySpan<double> nodes = PanelRule.Nodes, weights = PanelRule.Weights;
        for (int i = 0; i < PanelRule.Order; i++)
            sum += weights[i] * Math.Exp(LogDensity(centre + half * nodes[i]));
        return half * sum;
    }

    /// <summary>Halves an interval until the log density changes little over each part; appends the left ends.</summary>
    private void Divide(double left, double right, double highest, List<double> ends)
    {
        Stack<(double Left, double Right)> rest = new([(left, right)]);
        while (rest.TryPop(out (double Left, double Right) part))
        {
            double middle = part.Left + 0.5 * (part.Right - part.Left);
            if (IsFlat(part.Left, part.Right, highest) || !(middle > part.Left && middle < part.Right))
            {
                ends.Add(part.Left);
                continue;
            }
            rest.Push((middle, part.Right));
            rest.Push((part.Left, middle));
        }
    }

    private bool IsFlat(double left, double right, double highest)
    {
        double least = double.PositiveInfinity, most = double.NegativeInfinity;
        for (int i = 0; i <= 4; i++)
        {
            double log = Math.Max(LogKernel(left + 0.25 * i * (right - left)) - highest, -2 * Reach);
            (least, most) = (Math.Min(least, log), Math.Max(most, log));
        }
        if (most < -Reach)
            return true;
        // The value itself changes by eˢ, until it underflows.
        bool smooth = Support == Support.Line || right - left <= LargestChange || right < -Reach - Location || left > Reach - Location;
        return smooth && most - least <= LargestChange;
    }

    /// <summary>Where the density has fallen below the smallest double, going from a place by doubled steps.</summary>
    private double End(double position, double step, double highest)
    {
        while (Math.Abs(step) < Farthest && LogKernel(position + step) - highest > -Reach)
            step *= 2;
        return position + step;
    }

    /// <summary>The highest place between two, by golden sections.</summary>
    private double Peak(double left, double right)
    {
        const double golden = 0.6180339887498949;
        for (int i = 0; i < 100 && right - left > 1e-9 * (Math.Abs(left) + Math.Abs(right)); i++)
        {
            double span = golden * (right - left);
            if (LogKernel(right - span) < LogKernel(left + span))
                left = right - span;
            else
                right = left + span;
        }
        return 0.5 * (left + right);
    }
}
