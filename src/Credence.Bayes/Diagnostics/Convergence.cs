using System.Globalization;
using Credence.Statistics;

namespace Credence.Bayes;

/// <summary>What the diagnostics say about a set of draws, as findings; blocking ones withhold the verdict.</summary>
/// <remarks>
/// Limits after Vehtari et al. (2021) and Betancourt (2016): R-hat above 1.01 or fewer than 100 effective draws per chain is a warning;
/// R-hat above 1.05 or fewer than 50 effective draws per chain is blocking, since interval limits would then move visibly from run to run.
/// </remarks>
public static class Convergence
{
    /// <summary>The R-hat above which draws are doubtful.</summary>
    public const double DoubtfulRHat = 1.01;

    /// <summary>The R-hat above which draws are not used.</summary>
    public const double UnusableRHat = 1.05;

    /// <summary>The number of effective draws per chain below which draws are doubtful.</summary>
    public const double DoubtfulEss = 100;

    /// <summary>The number of effective draws per chain below which draws are not used.</summary>
    public const double UnusableEss = 50;

    /// <summary>The energy fraction below which energies are explored too slowly.</summary>
    public const double SlowEnergy = 0.3;

    /// <summary>The number of effective draws wanted beyond a quantile.</summary>
    public const double DrawsBeyondQuantile = 10;

    private const int WantedChains = 4;
    private const double ModeGap = 3;

    /// <summary>Everything the draws, their summary and the sampler's record say about convergence.</summary>
    public static IReadOnlyList<Finding> Findings(Draws draws, PosteriorSummary summary)
    {
        ArgumentNullException.ThrowIfNull(draws);
        ArgumentNullException.ThrowIfNull(summary);
        List<Finding?> findings =
        [
            FewChains(draws), UndefinedDraws(summary), .. StandingChains(draws, summary), Disagreement(draws, summary),
            FewEffectiveDraws(draws, summary), UncertainLimits(summary),
        ];
        if (draws.Sampler is { } sampler)
            findings.AddRange([SeparateModes(sampler), Divergences(sampler, draws), DeepTrees(sampler, draws), SlowEnergies(sampler)]);
        return [.. findings.OfType<Finding>()];
    }

    /// <summary>A finding where too few effective draws lie beyond a quantile that is asked for; null where there are enough.</summary>
    /// <param name="draws">The draws of all chains.</param>
    /// <param name="element">The full name of the element.</param>
    /// <param name="probability">The probability of the quantile, in (0, 1).</param>
    /// <exception cref="ArgumentException">There is no such element.</exception>
    public static Finding? OfQuantile(Draws draws, string element, double probability)
    {
        ArgumentNullException.ThrowIfNull(draws);
        Guard.Fraction(probability);
        int index = draws.Parameters.IndexOf(element);
        if (index < 0)
            throw new ArgumentException($"There is no element '{element}'.", nameof(element));
        double ess = ChainDiagnostics.EssQuantile(draws.ByChain(index), probability), beyond = ess * Math.Min(probability, 1 - probability);
        return beyond < DrawsBeyondQuantile
            ? new Finding("uncertain-quantile", Severity.Warning,
                Text($"The {100 * probability:0.###}% quantile of {element} rests on {beyond:0.#} effective draws beyond it."),
                Text($"Draw about {Math.Ceiling(DrawsBeyondQuantile / beyond):0} times as many, or ask for a quantile nearer the middle."))
            : null;
    }

    private static Finding? FewChains(Draws draws) => draws.Chains >= WantedChains ? null : new Finding(
        "few-chains", Severity.Blocking,
        draws.Chains == 1 ? "A single chain cannot show that it has found the whole posterior." : Text($"{draws.Chains} chains are too few to show that they have found the whole posterior."),
        "Sample at least 4 chains (--chains 4).");

    private static Finding? UndefinedDraws(PosteriorSummary summary)
    {
        ElementSummary[] bad = [.. summary.Elements.Where(element => element.Undefined > 0)];
        return bad.Length == 0 ? null : new Finding("undefined-draws", Severity.Blocking,
            Text($"{bad[0].Undefined} draws of {bad[0].Name} are NaN or infinite{AndOthers(bad.Length)}."),
            "Look at the model where it computes this quantity: a logarithm, quotient or power leaves the range of numbers.");
    }

    private static IEnumerable<Finding> StandingChains(Draws draws, PosteriorSummary summary)
    {
        int[] free = [.. Enumerable.Range(0, summary.Elements.Count).Where(element => !summary.Elements[element].IsConstant)];
        bool nothingMoves = free.Length == 0 && summary.Elements.Count > 0 && draws.Sampler is not null;
        for (int chain = 0; chain < draws.Chains && draws.Count > 1; chain++)
        {
            int moved = chain;
            if (nothingMoves || (free.Length > 0 && free.All(element => !draws.Of(element, moved).ContainsAnyExcept(draws.Of(element, moved)[0]))))
            {
                yield return new Finding("standing-chain", Severity.Blocking,
                    Text($"Chain {chain + 1} never moved: all its draws are equal."),
                    "Start it elsewhere (another --seed), and look for a region where the model has no finite gradient.");
            }
        }
    }

    private static Finding? Disagreement(Draws draws, PosteriorSummary summary)
    {
        ElementSummary[] high = [.. summary.Elements.Where(element => element.RHat > DoubtfulRHat).OrderByDescending(element => element.RHat)];
        if (high.Length == 0)
            return null;
        bool unusable = high[0].RHat > UnusableRHat;
        return new Finding("chains-disagree", unusable ? Severity.Blocking : Severity.Warning,
            Text($"R-hat of {high[0].Name} is {high[0].RHat:0.000}{AndOthers(high.Length)}: {(draws.Chains > 1 ? "the chains, or their halves," : "the halves of the chain")} do not agree on one distribution (limit {DoubtfulRHat})."),
            unusable
                ? "Do not read the posterior; sample longer, and if that does not help look for several modes or parameters the data cannot tell apart."
                : "Sample longer (--warmup, --draws).");
    }

    private static Finding? FewEffectiveDraws(Draws draws, PosteriorSummary summary)
    {
        double limit = DoubtfulEss * draws.Chains;
        (ElementSummary Element, double Ess)[] low = [.. summary.Elements
            .Select(element => (element, Ess: LowerOf(element.EssBulk, element.EssTail)))
            .Where(pair => pair.Ess < limit).OrderBy(pair => pair.Ess)];
        if (low.Length == 0)
            return null;
        (ElementSummary worst, double ess) = low[0];
        string part = worst.EssTail < worst.EssBulk ? "tails" : "bulk";
        return new Finding("few-effective-draws", ess < UnusableEss * draws.Chains ? Severity.Blocking : Severity.Warning,
            Text($"The {part} of {worst.Name} has {ess:0} effective draws{AndOthers(low.Length)}; {limit:0} are wanted ({DoubtfulEss:0} for each chain)."),
            Text($"Draw about {Math.Ceiling(limit / ess):0} times as many (--draws), or give the model parameters that are less correlated."));
    }

    // Where the tails have no effective sample size, as of a rare event, nothing can be said about limits.
    private static Finding? UncertainLimits(PosteriorSummary summary)
    {
        ElementSummary[] low = [.. summary.Elements.Where(element => element.EssTail * (1 - summary.Level) / 2 < DrawsBeyondQuantile).OrderBy(element => element.EssTail)];
        if (low.Length == 0)
            return null;
        double beyond = low[0].EssTail * (1 - summary.Level) / 2;
        return new Finding("uncertain-quantile", Severity.Warning,
            Text($"Each limit of the {100 * summary.Level:0.###}% interval of {low[0].Name} rests on {beyond:0.#} effective draws beyond it{AndOthers(low.Length)}."),
            Text($"Draw about {Math.Ceiling(DrawsBeyondQuantile / beyond):0} times as many (--draws), or ask for a narrower interval (--hdi)."));
    }

    /// <summary>Chains whose mean log densities lie further apart than three standard deviations within a chain, and do not mix.</summary>
    private static Finding? SeparateModes(SamplerRecord sampler)
    {
        double[][] logDensity = [.. sampler.Chains.Select(chain => chain.LogDensity)];
        if (logDensity.Length < 2 || logDensity[0].Length < 4 || !(ChainDiagnostics.SplitRHat(logDensity) > UnusableRHat))
            return null;
        double[] means = [.. logDensity.Select(chain => ChainMoments.Mean(chain))];
        double within = Math.Sqrt(logDensity.Average(chain => ChainMoments.Variance(chain)));
        int highest = Array.IndexOf(means, means.Max()), lowest = Array.IndexOf(means, means.Min());
        return means[highest] - means[lowest] <= ModeGap * within ? null : new Finding("separate-modes", Severity.Blocking,
            Text($"Chain {lowest + 1} stays at a mean log density of {means[lowest]:0.0}, chain {highest + 1} at {means[highest]:0.0}: they are in different modes."),
            "Find out what tells the modes apart (labels that can be exchanged, a sign), and exclude by prior or ordering those that mean the same.");
    }

    private static Finding? Divergences(SamplerRecord sampler, Draws draws)
    {
        int divergences = sampler.Chains.Sum(chain => chain.Diverging.Count(diverged => diverged));
        return divergences == 0 ? null : new Finding("divergent-transitions", Severity.Warning,
            Text($"{divergences} of {draws.Chains * draws.Count} transitions diverged: the sampler did not reach regions of strong curvature, and the posterior may be biased."),
            "Raise --target-accept (0.95, 0.99), or write the model in parameters that depend less on each other, such as non-centred effects.");
    }

    private static Finding? DeepTrees(SamplerRecord sampler, Draws draws)
    {
        int hits = sampler.Chains.Sum(chain => chain.TreeDepth.Count(depth => depth >= sampler.MaximumDepth));
        return hits == 0 ? null : new Finding("tree-depth-reached", Severity.Warning,
            Text($"{hits} of {draws.Chains * draws.Count} trajectories reached the largest tree depth of {sampler.MaximumDepth} before they turned, which makes draws dependent."),
            "Raise --max-depth, or give the model parameters of like scale and little correlation.");
    }

    private static Finding? SlowEnergies(SamplerRecord sampler)
    {
        (double Fraction, int Chain)[] slow = [.. sampler.Chains
            .Select((chain, index) => (Fraction: ChainDiagnostics.Ebfmi(chain.Energy), Chain: index + 1))
            .Where(chain => chain.Fraction < SlowEnergy).OrderBy(chain => chain.Fraction)];
        return slow.Length == 0 ? null : new Finding("slow-energy", Severity.Warning,
            Text($"The energy fraction (E-BFMI) of chain {slow[0].Chain} is {slow[0].Fraction:0.00}{AndOthers(slow.Length)}, below {SlowEnergy}: heavy tails are explored too slowly."),
            "Write the model in parameters with lighter tails, such as logarithms of scales, or sample longer.");
    }

    private static double LowerOf(double first, double second) => double.IsNaN(second) ? first : Math.Min(first, second);

    private static string AndOthers(int count) => count == 1 ? "" : Text($", and {count - 1} more {(count == 2 ? "is" : "are")} like it");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
