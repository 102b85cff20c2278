using System.Globalization;
using Credence.Statistics;

namespace Credence.Bayes;

/// <summary>How a posterior answers to a slightly stronger or weaker prior or likelihood.</summary>
public enum PriorSensitivity
{
    /// <summary>The posterior does not depend visibly on the prior.</summary>
    None,

    /// <summary>Prior and likelihood both move the posterior: they pull in different directions.</summary>
    Conflict,

    /// <summary>The prior moves the posterior and the likelihood does not: the data say little.</summary>
    PriorDominates,
}

/// <summary>The power-scaling sensitivity of one element.</summary>
/// <param name="Name">The full name of the element.</param>
/// <param name="Prior">The distance the posterior moves per doubling of the prior's power.</param>
/// <param name="Likelihood">The same for the likelihood.</param>
/// <param name="Diagnosis">What the two together mean.</param>
public sealed record ElementSensitivity(string Name, double Prior, double Likelihood, PriorSensitivity Diagnosis);

/// <summary>
/// Sensitivity of posteriors to the prior by power-scaling (Kallioinen, Paananen, Bürkner and Vehtari, 2024): prior or likelihood is raised
/// to a power near 1 by importance weights, and the cumulative Jensen–Shannon distance to the posterior is measured.
/// </summary>
public static class PowerScaling
{
    /// <summary>The sensitivity from which a posterior is called sensitive (section 3.4 of the paper).</summary>
    public const double Sensitive = 0.05;

    private const double Step = 0.01;

    /// <summary>Measures the sensitivity of every element; constant elements have none.</summary>
    /// <param name="draws">The draws of all chains.</param>
    /// <param name="logPrior">The log prior density at each draw, one chain after another, up to a constant; on the scale of the reported values.</param>
    /// <param name="logLikelihood">The joint log likelihood at each draw, up to a constant.</param>
    public static IReadOnlyList<ElementSensitivity> Sensitivity(Draws draws, ReadOnlySpan<double> logPrior, ReadOnlySpan<double> logLikelihood)
    {
        ArgumentNullException.ThrowIfNull(draws);
        int size = draws.Chains * draws.Count;
        Guard.SameLength(logPrior.Length, size);
        Guard.SameLength(logLikelihood.Length, size);
        double[] strongerPrior = Weights(logPrior, Step), weakerPrior = Weights(logPrior, -Step);
        double[] strongerData = Weights(logLikelihood, Step), weakerData = Weights(logLikelihood, -Step);
        ElementSensitivity[] elements = new ElementSensitivity[draws.Parameters.Count];
        Parallel.For(0, elements.Length, element =>
        {
            double[] sorted = draws.Of(element).ToArray();
            int[] order = [.. Enumerable.Range(0, size)];
            Array.Sort(sorted, order);
            double Slope(double[] stronger, double[] weaker)
                => (Distance(sorted, order, stronger) + Distance(sorted, order, weaker)) / (2 * Math.Log2(1 + Step));
            double prior = Slope(strongerPrior, weakerPrior), data = Slope(strongerData, weakerData);
            PriorSensitivity diagnosis = !(prior >= Sensitive) ? PriorSensitivity.None
                : data >= Sensitive ? PriorSensitivity.Conflict : PriorSensitivity.PriorDominates;
            elements[element] = new ElementSensitivity(draws.Parameters.ElementNames[element], prior, data, diagnosis);
        });
        return elements;
    }

    /// <summary>What the sensitivities say, one finding for conflict and one for domination.</summary>
    public static IReadOnlyList<Finding> Findings(IReadOnlyList<ElementSensitivity> sensitivities)
    {
        ArgumentNullException.ThrowIfNull(sensitivities);
        List<Finding> findings = [];
        if (Names(sensitivities, PriorSensitivity.Conflict) is { Length: > 0 } conflict)
        {
            findings.Add(new Finding("prior-data-conflict", Severity.Warning, $"Prior and data pull {conflict} in different directions.",
                "Ask which of the two is wrong, and see how the result changes with a wider prior (--prior)."));
        }
        if (Names(sensitivities, PriorSensitivity.PriorDominates) is { Length: > 0 } dominated)
        {
            findings.Add(new Finding("prior-dominates", Severity.Warning, $"The posterior of {dominated} follows the prior; the data say little about it.",
                "State the prior beside the result, or collect more data."));
        }
        return findings;
    }

    /// <summary>The normalised weights of draws when a component of the posterior is raised to the power 1 + step.</summary>
    private static double[] Weights(ReadOnlySpan<double> logComponent, double step)
    {
        double[] ratios = logComponent.ToArray(), weights = new double[ratios.Length];
        for (int s = 0; s < ratios.Length; s++)
            ratios[s] *= step;
        ParetoSmoothing.Smooth(ratios, 1, weights);
        for (int s = 0; s < weights.Length; s++)
            weights[s] = Math.Exp(weights[s]);
        return weights;
    }

    /// <summary>The distance between plain and weighted draws: the larger of those of the distribution functions from either end, so that a change of sign changes nothing.</summary>
    private static double Distance(double[] sorted, int[] order, double[] weights)
    {
        double plainIntegral = 0, weightedIntegral = 0, divergence = 0, upperPlain = 0, upperWeighted = 0, upperDivergence = 0;
        double plain = 0, weighted = 0;
        for (int i = 0; i + 1 < sorted.Length; i++)
        {
            double width = sorted[i + 1] - sorted[i];
            plain += 1.0 / sorted.Length;
            weighted += weights[order[i]];
            plainIntegral += width * plain;
            weightedIntegral += width * weighted;
            divergence += width * Divergence(plain, weighted);
            double plainAbove = 1 - plain, weightedAbove = Math.Max(0, 1 - weighted);
            upperPlain += width * plainAbove;
            upperWeighted += width * weightedAbove;
            upperDivergence += width * Divergence(plainAbove, weightedAbove);
        }
        // The linear terms of the two directions cancel; the sum of the integrals bounds the divergence (Nguyen and Vreeken, 2015).
        return Math.Sqrt(Math.Max(Share(divergence, plainIntegral + weightedIntegral), Share(upperDivergence, upperPlain + upperWeighted)));
    }

    private static double Share(double divergence, double bound) => bound > 0 ? Math.Max(0, divergence) / bound : double.IsNaN(bound) ? double.NaN : 0;

    private static double Divergence(double p, double q)
    {
        double middle = 0.5 * (p + q);
        return (p > 0 ? p * Math.Log2(p / middle) : 0) + (q > 0 ? q * Math.Log2(q / middle) : 0);
    }

    private static string Names(IReadOnlyList<ElementSensitivity> sensitivities, PriorSensitivity diagnosis)
        => string.Join(", ", sensitivities.Where(element => element.Diagnosis == diagnosis).OrderByDescending(element => element.Prior)
            .Select(element => string.Create(CultureInfo.InvariantCulture, $"{element.Name} (prior {element.Prior:0.00}, likelihood {element.Likelihood:0.00})")));
}
