namespace Credence.Experiments;

/// <summary>P(B ≤ φ(A)), P(B &gt; φ(A)) and the density of the amount by which B exceeds φ(A), at 0, for independent A and B.</summary>
/// <param name="Lower">The first probability.</param>
/// <param name="Upper">The second; neither is a difference from 1.</param>
/// <param name="Density">The density of B − φ(A) at 0 or, where that is asked for, of B/A at the ratio.</param>
internal readonly record struct ArmComparison(double Lower, double Upper, double Density)
{
    public static ArmComparison operator +(ArmComparison a, ArmComparison b) => new(a.Lower + b.Lower, a.Upper + b.Upper, a.Density + b.Density);

    /// <summary>With the probabilities exchanged.</summary>
    public ArmComparison Flipped => new(Upper, Lower, Density);
}

/// <summary>The integral of one posterior's density times another's tails, panel by panel, where the panels of both are cut at each other's ends.</summary>
internal sealed class ArmIntegral
{
    // Panels whose share of both probabilities is below this are passed over.
    private const double Negligible = 1e-20;

    private readonly PosteriorDensity a, b;
    private readonly AffineMap map, inverse;
    private readonly bool ofRatio;
    private readonly List<Cut> cuts;

    /// <param name="a">The posterior of A.</param>
    /// <param name="b">The posterior of B, with the same support.</param>
    /// <param name="ratio">The ratio of φ(x) = ratio · x + shift, above 0.</param>
    /// <param name="shift">The shift.</param>
    /// <param name="ofRatio">Whether the density is that of B/A rather than of B − φ(A).</param>
    public ArmIntegral(PosteriorDensity a, PosteriorDensity b, double ratio, double shift, bool ofRatio)
    {
        (this.a, this.b, this.ofRatio) = (a, b, ofRatio);
        map = new AffineMap(a, b, ratio, shift);
        inverse = map.Inverse;
        cuts = Merge();
    }

    /// <summary>Over all of A, or over coordinates of A between two limits.</summary>
    public ArmComparison Over(double from = double.NegativeInfinity, double to = double.PositiveInfinity)
    {
        if (!a.IsProper || !b.IsProper)
            return new(double.NaN, double.NaN, double.NaN);
        List<Part> parts = Parts(from, to);
        double mostLower = 0, mostUpper = 0;
        foreach (Part part in parts)
        {
            mostLower = Math.Max(mostLower, part.LowerBound);
            mostUpper = Math.Max(mostUpper, part.UpperBound);
        }
        ArmComparison sum = default;
        foreach (Part part in parts)
        {
            if (part.LowerBound > Negligible * mostLower || part.UpperBound > Negligible * mostUpper)
                sum += Integrate(part);
        }
        return sum;
    }

    /// <summary>The ends of A's panels and the images of those of B's, in order, in both coordinates.</summary>
    private List<Cut> Merge()
    {
        List<Cut> merged = new(a.Panels + b.Panels + 2);
        int i = 0, j = 0;
        ReadOnlySpan<double> ofA = a.Edges, ofB = b.Edges;
        double next = inverse.At(ofB[0]);
        while (i < ofA.Length)
        {
            if (j < ofB.Length && next < ofA[i])
            {
                if (next > ofA[0])
                    merged.Add(new Cut(next, ofB[j]));
                next = ++j < ofB.Length ? inverse.At(ofB[j]) : double.PositiveInfinity;
            }
            else
            {
                merged.Add(new Cut(ofA[i], map.At(ofA[i])));
                i++;
            }
        }
        return merged;
    }

    private List<Part> Parts(double from, double to)
    {
        List<Part> parts = new(cuts.Count);
        int inA = 0, inB = 0;
        for (int k = 0; k + 1 < cuts.Count; k++)
        {
            Cut left = cuts[k], right = cuts[k + 1];
            if (right.A <= from || left.A >= to || !(right.A > left.A))
                continue;
            if (left.A < from)
                left = new Cut(from, map.At(from));
            if (right.A > to)
                right = new Cut(to, map.At(to));
            while (inA < a.Panels - 1 && a.Edges[inA + 1] <= left.A)
                inA++;
            while (inB < b.Panels - 1 && b.Edges[inB + 1] <= left.B)
                inB++;
            double mass = a.LowerTails[inA + 1] < 0.5 ? a.LowerTails[inA + 1] - a.LowerTails[inA] : a.UpperTails[inA] - a.UpperTails[inA + 1];
            double below = right.B <= b.Edges[0] ? 0 : left.B >= b.Edges[^1] ? 1 : b.LowerTails[inB + 1];
            double above = left.B >= b.Edges[^1] ? 0 : right.B <= b.Edges[0] ? 1 : b.UpperTails[inB];
            parts.Add(new Part(left, right, inA, inB, mass * below, mass * above));
        }
        return parts;
    }

    private ArmComparison Integrate(in Part part)
    {
        (Cut left, Cut right) = (part.Left, part.Right);
        if (right.B <= b.Edges[0] || left.B >= b.Edges[^1])
        {
            double mass = Mass(left.A, right.A);
            return left.B >= b.Edges[^1] ? new(mass, 0, 0) : new(0, mass, 0);
        }
        // Images that round to an end of B's support lie at infinity.
        (left, right) = (left with { B = Math.Max(left.B, b.Edges[0]) }, right with { B = Math.Min(right.B, b.Edges[^1]) });
        // In the coordinate that is stretched more: near the ends of a support the other is squeezed into a corner.
        bool inB = right.B - left.B > right.A - left.A;
        Span<double> densityA = stackalloc double[PanelRule.Order], densityB = stackalloc double[PanelRule.Order];
        Span<double> density = stackalloc double[PanelRule.Order];
        double from = inB ? left.B : left.A, to = inB ? right.B : right.A, half = 0.5 * (to - from);
        for (int k = 0; k < PanelRule.Order; k++)
        {
            double at = from + half * (1 + PanelRule.Nodes[k]);
            double sA = inB ? inverse.At(at) : at, sB = inB ? at : map.At(at);
            double slopeA = a.LogSlope(sA) + map.LogRatio, slopeB = b.LogSlope(sB), logA = a.LogDensity(sA), logB = b.LogDensity(sB);
            densityA[k] = half * Math.Exp(inB ? logA + slopeB - slopeA : logA);
            densityB[k] = half * Math.Exp(inB ? logB : logB + slopeA - slopeB);
            density[k] = Math.Exp(logB - slopeB);
            if (ofRatio)
                density[k] *= Math.Abs(a.Value(sA));
        }
        return Sum(densityA, densityB, density, b.LowerTail(left.B, part.PanelB), b.UpperTail(right.B, part.PanelB));
    }

    private static ArmComparison Sum(Span<double> densityA, Span<double> densityB, Span<double> density, double below, double above)
    {
        double lower = 0, upper = 0, peak = 0, total = 0;
        for (int k = 0; k < PanelRule.Order; k++)
            total += PanelRule.Weights[k] * densityB[k];
        for (int k = 0; k < PanelRule.Order; k++)
        {
            double weight = PanelRule.Weights[k] * densityA[k], inside = 0;
            ReadOnlySpan<double> upTo = PanelRule.WeightsUpTo(k);
            for (int j = 0; j < PanelRule.Order; j++)
                inside += upTo[j] * densityB[j];
            lower += weight * (below + inside);
            upper += weight * (above + (total - inside));
            peak += weight * density[k];
        }
        return new ArmComparison(lower, upper, peak);
    }

    private double Mass(double from, double to)
    {
        double half = 0.5 * (to - from), sum = 0;
        for (int k = 0; k < PanelRule.Order; k++)
            sum += PanelRule.Weights[k] * Math.Exp(a.LogDensity(from + half * (1 + PanelRule.Nodes[k])));
        return half * sum;
    }

    /// <summary>A place in the coordinates of A and of B.</summary>
    private readonly record struct Cut(double A, double B);

    /// <summary>A stretch within one panel of each, with bounds of what it adds to both probabilities.</summary>
    private readonly record struct Part(Cut Left, Cut Right, int PanelA, int PanelB, double LowerBound, double UpperBound);
}
