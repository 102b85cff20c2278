using System.Globalization;
using Credence.Bayes;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>Chains that stay in another mode than the rest: at a lower density, or where latent variables point the other way.</summary>
public static class ChainModes
{
    private const double DensityGap = 3, ValueGap = 4;

    /// <summary>A blocking finding for each chain that does not share the mode of the chain with the highest mean log density.</summary>
    /// <param name="draws">Draws of a structural equation model with the sampler's record.</param>
    public static IReadOnlyList<Finding> Findings(Draws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        if (draws.Sampler is not { } sampler || draws.Chains < 2 || draws.Count < 4)
            return [];
        double[] means = [.. sampler.Chains.Select(chain => chain.LogDensity.Average())];
        int best = Array.IndexOf(means, means.Max());
        double within = Math.Sqrt(sampler.Chains.Average(chain => Variance(chain.LogDensity)));
        return [.. Enumerable.Range(0, draws.Chains).Where(chain => chain != best)
            .Select(chain => Of(draws, chain, best, (means[best] - means[chain]) / within, means[best] - means[chain])).OfType<Finding>()];
    }

    private static Finding? Of(Draws draws, int chain, int best, double gap, double difference)
    {
        (int element, double separation) = MostTurned(draws, chain, best);
        bool turned = separation > ValueGap, lower = gap > DensityGap;
        if (!turned && !lower)
            return null;
        string density = lower ? Text($"stays {difference:0.0} below chain {best + 1} in mean log density") : Text($"has the log density of chain {best + 1}");
        string sign = element < 0 ? "" : Text($", with {draws.Parameters.ElementNames[element]} at {Mean(draws.Of(element, chain)):G3} against {Mean(draws.Of(element, best)):G3} there");
        return new Finding("sem-chain-in-other-mode", Severity.Blocking,
            $"Chain {chain + 1} {density}{sign}: it is in {(turned ? "a mode in which latent variables point the other way" : "a lower mode")}.",
            "Sample again with another seed or from the model's own starting points; where it comes back, state the direction by a prior on loadings, or take a stronger indicator as marker.");
    }

    // The element whose sign differs most clearly between two chains, in standard deviations within chains; −1 where none does.
    private static (int Element, double Separation) MostTurned(Draws draws, int chain, int other)
    {
        (int Element, double Separation) most = (-1, 0);
        for (int element = 0; element < draws.Parameters.Count; element++)
        {
            ReadOnlySpan<double> own = draws.Of(element, chain), against = draws.Of(element, other);
            double mean = Mean(own), there = Mean(against);
            if (Math.Sign(mean) * Math.Sign(there) >= 0)
                continue;
            double separation = Math.Abs(mean - there) / Math.Sqrt(0.5 * (Variance(own) + Variance(against)));
            if (separation > most.Separation)
                most = (element, separation);
        }
        return most;
    }

    private static double Mean(ReadOnlySpan<double> values) => System.Numerics.Tensors.TensorPrimitives.Sum(values) / values.Length;

    private static double Variance(ReadOnlySpan<double> values)
    {
        double mean = Mean(values), sum = 0;
        foreach (double value in values)
            sum += (value - mean) * (value - mean);
        return sum / (values.Length - 1);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
