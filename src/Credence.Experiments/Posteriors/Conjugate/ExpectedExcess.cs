namespace Credence.Experiments;

/// <summary>E max(A − B, 0) and E max(B − A, 0) of independent posteriors.</summary>
internal static class ExpectedExcess
{
    /// <summary>The smaller is ∫ P(X ≤ x) P(Y &gt; x) dx, whose terms are positive; the larger follows from the means.</summary>
    /// <param name="a">The posterior of A.</param>
    /// <param name="b">The posterior of B, with the same support.</param>
    /// <param name="difference">E(B) − E(A); infinite or NaN where there is none.</param>
    /// <returns>E max(A − B, 0), then E max(B − A, 0).</returns>
    public static (double OfA, double OfB) Both(PosteriorDensity a, PosteriorDensity b, double difference)
    {
        if (!double.IsFinite(difference) || !a.IsProper || !b.IsProper)
            return (double.NaN, double.NaN);
        if (difference >= 0)
        {
            double excess = Overlap(b, a);
            return (excess, difference + excess);
        }
        double shortfall = Overlap(a, b);
        return (shortfall - difference, shortfall);
    }

    /// <summary>∫ P(X ≤ x) P(Y &gt; x) dx, over the coordinate of Y.</summary>
    private static double Overlap(PosteriorDensity x, PosteriorDensity y)
    {
        AffineMap toX = new(y, x, 1, 0), toY = toX.Inverse;
        double from = toY.At(x.Edges[0]), to = y.Edges[^1], total = 0;
        List<double> cuts = [from, to];
        foreach (double edge in y.Edges)
            cuts.Add(edge);
        foreach (double edge in x.Edges)
            cuts.Add(toY.At(edge));
        double[] ordered = [.. cuts.Where(cut => cut >= from && cut <= to).Distinct().Order()];
        double[] bounds = new double[Math.Max(0, ordered.Length - 1)];
        for (int i = 0; i < bounds.Length; i++)
            bounds[i] = Lower(x, toX.At(ordered[i + 1])) * Upper(y, ordered[i]) * Math.Abs(y.Value(ordered[i + 1]) - y.Value(ordered[i]));
        double most = bounds.Length == 0 ? 0 : bounds.Max();
        for (int i = 0; i < bounds.Length; i++)
        {
            if (bounds[i] > 1e-20 * most)
                total += Part(x, y, toX, ordered[i], ordered[i + 1]);
        }
        return total;
    }

    private static double Part(PosteriorDensity x, PosteriorDensity y, AffineMap toX, double left, double right)
    {
        double half = 0.5 * (right - left), sum = 0;
        for (int k = 0; k < PanelRule.Order; k++)
        {
            double s = left + half * (1 + PanelRule.Nodes[k]);
            sum += PanelRule.Weights[k] * Lower(x, toX.At(s)) * Upper(y, s) * Math.Exp(y.LogSlope(s));
        }
        return half * sum;
    }

    private static double Lower(PosteriorDensity density, double s) => density.LowerTail(s, density.PanelOf(s));

    private static double Upper(PosteriorDensity density, double s) => density.UpperTail(s, density.PanelOf(s));
}
