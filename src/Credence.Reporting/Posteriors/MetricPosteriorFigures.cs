using Credence.Analysis;
using Credence.Bayes;

namespace Credence.Reporting;

/// <summary>The pictures of a metric's posterior.</summary>
internal static class MetricPosteriorFigures
{
    /// <summary>The pictures of how the chains ran, which a reader wants only in doubt.</summary>
    public static bool IsOfChains(string name) => name is "trace" or "pair" or "energy";

    /// <summary>Posterior of the differences with its interval and the shares on either side of 0, the levels together, and how the chains ran.</summary>
    public static IEnumerable<(string Name, Drawing Drawing)> Of(MetricResult metric)
    {
        if (metric.Posterior is not { Draws: { } draws } posterior)
            yield break;
        string[] effects = [.. draws.Parameters.ElementNames.Where(name => name.StartsWith("difference[", StringComparison.Ordinal) || name.StartsWith("lift[", StringComparison.Ordinal))];
        PosteriorFigureOptions options = new()
        {
            Elements = [.. effects, .. draws.Parameters.ElementNames.Except(effects)],
            References = effects.ToDictionary(name => name, _ => 0.0),
            Groups = "mean",
        };
        foreach ((string name, Drawing drawing) in PosteriorFigures.Of(draws, posterior.Summary, options))
        {
            // Levels, spreads and lifts have scales of their own, which one axis does not show.
            if (name != "forest")
                yield return (name, drawing);
        }
        int[] differences = [.. draws.Parameters.ElementNames.Index().Where(element => element.Item.StartsWith("difference[", StringComparison.Ordinal)).Select(element => element.Index)];
        if (differences.Length > 1 && PosteriorForestFigure.Of(draws, posterior.Summary, differences) is { } forest)
            yield return ("forest", forest);
        foreach (PredictiveCheck check in new[] { posterior.PriorPredictive, posterior.PosteriorPredictive }.OfType<PredictiveCheck>())
        {
            foreach ((string name, Drawing drawing) in PosteriorFigures.Of(check))
                yield return (name, drawing);
        }
    }
}
