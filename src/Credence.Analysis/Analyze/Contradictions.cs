using Credence.Data;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Refuses a question that contradicts itself.</summary>
internal static class Contradictions
{
    /// <exception cref="InputException">The options contradict each other.</exception>
    public static void Check(AnalyzeOptions options)
    {
        string? variant = options.Split?.Column ?? (options.Variant as ColumnReference)?.Name;
        if (options.By.FirstOrDefault(column => column == variant) is { } itself)
            throw new InputException($"--by {itself}", "the variants are made of this column, so that no segment would hold two of them", "break down by another column");
        if (options.Split is null && options.Since is { } since && since == variant)
            throw new InputException($"--since {since}", "this column holds the variant", "name the column of the time since exposure");
        if (options.By.GroupBy(column => column, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InputException($"--by {twice.Key}", "stands twice", "name each column once");
        foreach (MetricSpec metric in options.Metrics.Where(metric => metric is { Margin: not null, Role: not MetricRole.Guardrail }))
        {
            (Alternative ofHarm, string good) = metric.Direction == Direction.Increase ? (Alternative.Less, "greater") : (Alternative.Greater, "less");
            if (options.Effect.Alternative == ofHarm)
            {
                throw new InputException(
                    $"--alternative {ofHarm.ToString().ToLowerInvariant()}",
                    $"{metric.Name} has a margin, which asks whether harm can be ruled out, and this side asks whether there is harm",
                    $"leave it out, or write --alternative {good}");
            }
        }
    }
}
