using System.Text;
using Credence.Data;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Reads the indicators of a construct, and refuses what a construct cannot be asked.</summary>
internal static class ConstructIndicators
{
    /// <summary>Reads a comma list of columns or expressions; commas in quotes and brackets do not part.</summary>
    /// <param name="place">Where the list stands, for errors.</param>
    /// <param name="text">The list.</param>
    /// <exception cref="InputException">There are too few, one is empty, one stands twice, or one is no expression.</exception>
    public static IReadOnlyList<(string Name, Expression Value)> Parse(string place, string text) => Of(place, Parts(text));

    /// <summary>The indicators of a construct, each a column or an expression.</summary>
    /// <param name="place">Where they stand, for errors.</param>
    /// <param name="texts">The indicators as written.</param>
    /// <exception cref="InputException">There are too few, one is empty, one stands twice, or one is no expression.</exception>
    public static IReadOnlyList<(string Name, Expression Value)> Of(string place, IReadOnlyList<string> texts)
    {
        if (texts.Any(string.IsNullOrWhiteSpace))
            throw new InputException(place, "an indicator is empty", "write construct:A,B,C");
        (string Name, Expression Value)[] indicators = [.. texts.Select(text =>
        {
            Expression value = ExpressionAt.Parse(place, text);
            return (value is ColumnReference column ? column.Name : text.Trim(), value);
        })];
        if (indicators.GroupBy(indicator => indicator.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InputException(place, $"the indicator {twice.Key} stands twice", "name each indicator once");
        return indicators.Length >= LatentMeans.FewestIndicators ? indicators : throw new InputException(
            place,
            FormattableString.Invariant($"a construct of {indicators.Length} {(indicators.Length == 1 ? "indicator" : "indicators")} is not identified: what they share and what is their own cannot be told apart"),
            "name at least three, as in construct:A,B,C, or compare each by itself");
    }

    /// <exception cref="InputException">The options ask of a construct what it does not have.</exception>
    public static void Check(AnalyzeOptions options)
    {
        if (options.Metrics.FirstOrDefault(metric => metric.Kind == MetricKind.Construct) is not { } construct)
            return;
        string name = construct.Name;
        const string Alone = "leave it out, or analyse the construct by itself";
        if (options.Adjustment.Cluster is not null)
            throw new InputException("--cluster", $"{name} is a construct, whose factor model takes units as independent", Alone);
        if (options.Adjustment.Method != AdjustmentMethod.None)
            throw new InputException($"--adjust {AdjustmentChoice.Name(options.Adjustment.Method)}", $"{name} is a construct, which is not adjusted: no unit has a value of it", Alone);
        if (options.Test != TestKind.Default)
            throw new InputException("--test", $"{name} is a construct, which has the test of its factor model", Alone);
        if (options.Sequential is not null)
            throw new InputException("--inference sequential", $"{name} is a construct, whose test holds at one look", Alone);
        if (options.Posterior is { } posterior)
            throw new InputException($"--inference {posterior.Inference.ToString().ToLowerInvariant()}", $"{name} is a construct, which analyze fits by maximum likelihood", Alone);
        if (options.Since is not null)
            throw new InputException("--since", $"{name} is a construct, whose unit, the control's standard deviation, would change from time to time", Alone);
        if (options.Metrics.Any(metric => metric is { Kind: MetricKind.Construct, Winsorize: not null }))
            throw new InputException("--winsorize", $"{name} is a construct, whose indicators are not capped", Alone);
        foreach (MetricSpec metric in options.Metrics.Where(metric => metric.Kind == MetricKind.Construct))
        {
            if ((metric.Margin ?? metric.Equivalence) is { IsRelative: true })
            {
                throw new InputException(
                    metric.Margin is null ? "--equivalence" : "--margin",
                    $"{metric.Name} is a construct, whose mean in the control is 0, so that no percentage of it is a margin",
                    "give the margin in standard deviations of the control, e.g. 0.1");
            }
        }
    }

    private static List<string> Parts(string text)
    {
        List<string> parts = [];
        StringBuilder part = new();
        int depth = 0;
        bool quoted = false;
        foreach (char c in text)
        {
            if (c == '"')
                quoted = !quoted;
            depth += quoted ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && !quoted && depth == 0)
            {
                parts.Add(part.ToString());
                part.Clear();
                continue;
            }
            part.Append(c);
        }
        parts.Add(part.ToString());
        return parts;
    }
}
