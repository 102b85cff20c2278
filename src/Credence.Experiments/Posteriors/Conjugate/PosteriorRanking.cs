using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>How one of several arms ranks.</summary>
/// <param name="ProbabilityBest">The probability that its mean is the best of all.</param>
/// <param name="ExpectedLoss">What is lost on average by choosing it: the mean distance to the best.</param>
public readonly record struct ArmRank(double ProbabilityBest, double ExpectedLoss);

/// <summary>Which of several independent arms is best, given the exact posteriors of their means.</summary>
public static class PosteriorRanking
{
    // Panels whose share of every answer is below this are passed over.
    private const double Negligible = 1e-20;

    // The value changes by a factor of e² at most over a stretch of logs or log odds.
    private const double WidestGap = 2;

    /// <summary>Ranks the arms: P(best) = ∫ fᵢ Π Fⱼ and the expected loss ∫ Fᵢ (1 − Π Fⱼ), with the products over all other arms.</summary>
    /// <param name="arms">At least two arms, under models of the same kind of mean.</param>
    /// <param name="lowerIsBetter">Whether a lower mean is better.</param>
    /// <exception cref="ArgumentException">There are fewer than two arms, or their means are of different kinds.</exception>
    public static IReadOnlyList<ArmRank> Of(IReadOnlyList<ArmPosterior> arms, bool lowerIsBetter = false)
    {
        ArgumentNullException.ThrowIfNull(arms);
        Guard.AtLeast(arms.Count, 2);
        if (arms.Any(arm => arm.Mean.Lower != arms[0].Mean.Lower || arm.Mean.Upper != arms[0].Mean.Upper))
            throw new ArgumentException("The means are of different kinds.", nameof(arms));
        PosteriorDensity[] densities = [.. arms.Select(arm => arm.ToDensity())];
        if (densities.Any(density => !density.IsProper))
            return [.. arms.Select(_ => new ArmRank(double.NaN, double.NaN))];
        AffineMap[] maps = [.. densities.Select(density => new AffineMap(densities[0], density, 1, 0))];
        double[] cuts = Cuts(densities, maps);
        // What is better lies above, unless lower is better; tails are taken accordingly.
        double[][] worse = [.. densities.Select((density, i) => Tails(density, maps[i], cuts, lowerIsBetter))];
        double[][] better = [.. densities.Select((density, i) => Tails(density, maps[i], cuts, !lowerIsBetter))];
        (double[] best, double[] losses) = (new double[arms.Count], new double[arms.Count]);
        foreach (int k in Relevant(worse, better, cuts, densities[0]))
            Add(densities, maps, cuts[k], cuts[k + 1], lowerIsBetter, best, losses);
        bool hasMeans = arms.All(arm => double.IsFinite(arm.Mean.Mean));
        return [.. best.Select((probability, i) => new ArmRank(probability, hasMeans ? losses[i] : double.NaN))];
    }

    /// <summary>The ends of all arms' panels, in the coordinate of the first, with more where arms lie far apart.</summary>
    private static double[] Cuts(PosteriorDensity[] densities, AffineMap[] maps)
    {
        List<double> cuts = [];
        for (int i = 0; i < densities.Length; i++)
        {
            AffineMap back = maps[i].Inverse;
            foreach (double edge in densities[i].Edges)
                cuts.Add(back.At(edge));
        }
        double[] ordered = [.. cuts.Distinct().Order()];
        if (densities[0].Support == Support.Line)
            return ordered;
        for (int k = 0; k + 1 < ordered.Length; k++)
        {
            int parts = (int)Math.Min(1000, Math.Ceiling((ordered[k + 1] - ordered[k]) / WidestGap));
            for (int part = 1; part < parts; part++)
                cuts.Add(ordered[k] + (ordered[k + 1] - ordered[k]) * part / parts);
        }
        return [.. cuts.Distinct().Order()];
    }

    private static double[] Tails(PosteriorDensity density, AffineMap map, double[] cuts, bool upper)
        => [.. cuts.Select(cut => Tail(density, map.At(cut), upper))];

    private static double Tail(PosteriorDensity density, double s, bool upper)
        => upper ? density.UpperTail(s, density.PanelOf(s)) : density.LowerTail(s, density.PanelOf(s));

    /// <summary>The stretches that matter to any arm's probability or loss, by bounds from the tails at their ends.</summary>
    private static IEnumerable<int> Relevant(double[][] worse, double[][] better, double[] cuts, PosteriorDensity first)
    {
        int arms = worse.Length, stretches = cuts.Length - 1;
        double[,] bounds = new double[stretches, 2 * arms];
        double[] most = new double[2 * arms];
        for (int k = 0; k < stretches; k++)
        {
            double width = Math.Abs(first.Value(cuts[k + 1]) - first.Value(cuts[k])), product = 1, missing = 0;
            for (int i = 0; i < arms; i++)
            {
                product *= Math.Max(worse[i][k], worse[i][k + 1]);
                missing += Math.Max(better[i][k], better[i][k + 1]);
            }
            for (int i = 0; i < arms; i++)
            {
                double own = Math.Max(worse[i][k], worse[i][k + 1]), mass = Math.Abs(Smaller(worse[i], better[i], k));
                bounds[k, i] = own > 0 ? product / own * mass : 0;
                bounds[k, arms + i] = own * Math.Min(1, missing - Math.Max(better[i][k], better[i][k + 1])) * width;
                most[i] = Math.Max(most[i], bounds[k, i]);
                most[arms + i] = Math.Max(most[arms + i], bounds[k, arms + i]);
            }
        }
        for (int k = 0; k < stretches; k++)
        {
            for (int i = 0; i < most.Length; i++)
            {
                if (bounds[k, i] > Negligible * most[i])
                {
                    yield return k;
                    break;
                }
            }
        }
    }

    private static double Smaller(double[] worse, double[] better, int k)
        => worse[k] < 0.5 && worse[k + 1] < 0.5 ? worse[k + 1] - worse[k] : better[k] - better[k + 1];

    private static void Add(PosteriorDensity[] densities, AffineMap[] maps, double left, double right, bool lowerIsBetter, double[] best, double[] losses)
    {
        Span<double> below = stackalloc double[densities.Length], above = stackalloc double[densities.Length];
        double half = 0.5 * (right - left);
        for (int node = 0; node < PanelRule.Order; node++)
        {
            double s = left + half * (1 + PanelRule.Nodes[node]), weight = half * PanelRule.Weights[node], slope = densities[0].LogSlope(s);
            for (int i = 0; i < densities.Length; i++)
            {
                double at = maps[i].At(s);
                (below[i], above[i]) = (Tail(densities[i], at, lowerIsBetter), Tail(densities[i], at, !lowerIsBetter));
            }
            for (int i = 0; i < densities.Length; i++)
            {
                double logs = 0;
                for (int j = 0; j < densities.Length; j++)
                {
                    if (j != i)
                        logs += above[j] < 0.5 ? Elementary.Log1p(-above[j]) : Math.Log(below[j]);
                }
                double at = maps[i].At(s);
                best[i] += weight * Math.Exp(densities[i].LogDensity(at) + slope - densities[i].LogSlope(at) + logs);
                losses[i] += weight * Math.Exp(slope) * below[i] * -Elementary.Expm1(logs);
            }
        }
    }
}
