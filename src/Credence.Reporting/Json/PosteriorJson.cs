using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Credence.Analysis;
using Credence.Bayes;

namespace Credence.Reporting;

/// <summary>Writes posteriors: <c>posterior</c> of metrics, and null for what tests say in comparisons that rest on one.</summary>
internal static class PosteriorJson
{
    /// <summary>Makes the keys of a test null where a posterior stands in its place.</summary>
    public static void AddTo(JsonTypeInfo type)
    {
        Replace("statistic", comparison => comparison.Statistic);
        Replace("pValue", comparison => comparison.PValue);
        Replace("adjustedPValue", comparison => comparison.AdjustedPValue);

        void Replace(string name, Func<Comparison, double> value)
        {
            int place = type.Properties.Index().First(property => property.Item.Name == name).Index;
            type.Properties.RemoveAt(place);
            JsonPropertyInfo property = type.CreateJsonPropertyInfo(typeof(JsonNode), name);
            property.Get = comparison => ((Comparison)comparison) is { Frequentist: null } plain ? Number(value(plain)) : null;
            type.Properties.Insert(place, property);
        }
    }

    /// <summary>Adds the posterior of a metric: its summary with how it was found.</summary>
    public static void AddSummaryTo(JsonTypeInfo type)
    {
        foreach (JsonPropertyInfo own in type.Properties.Where(property => property.Name == "posterior").ToArray())
            type.Properties.Remove(own);
        JsonPropertyInfo property = type.CreateJsonPropertyInfo(typeof(JsonNode), "posterior");
        property.Get = metric => ((MetricResult)metric).Posterior is { } posterior ? Of(posterior) : null;
        type.Properties.Add(property);
    }

    private static JsonObject Of(MetricPosterior posterior)
    {
        JsonObject summary = PosteriorTables.Json(posterior.Draws, posterior.Summary);
        summary["inference"] = posterior.Inference;
        summary["likelihood"] = posterior.Likelihood;
        summary["priors"] = new JsonArray([.. posterior.Priors.Select(text => JsonValue.Create(text))]);
        foreach (PredictiveCheck check in new[] { posterior.PriorPredictive, posterior.PosteriorPredictive }.OfType<PredictiveCheck>())
            summary[check.IsPrior ? "priorPredictive" : "posteriorPredictive"] = Of(check);
        return summary;
    }

    /// <summary>The statistics of a predictive check.</summary>
    public static JsonArray Of(PredictiveCheck check) => new(
    [
        .. check.Groups.Select(group => new JsonObject
        {
            ["group"] = group.Group,
            ["statistics"] = new JsonArray(
            [
                .. group.Statistics.Select(statistic => new JsonObject
                {
                    ["name"] = statistic.Name,
                    ["observed"] = double.IsNaN(statistic.Observed) ? null : Number(statistic.Observed),
                    ["interval"] = new JsonObject { ["lower"] = Number(statistic.Interval.Lower), ["upper"] = Number(statistic.Interval.Upper), ["level"] = statistic.Interval.Level },
                    ["pValue"] = double.IsNaN(statistic.PValue) ? null : Number(statistic.PValue),
                }),
            ]),
        }),
    ]);

    private static JsonValue Number(double value)
        => double.IsFinite(value) ? JsonValue.Create(value) : JsonValue.Create(value.ToString(CultureInfo.InvariantCulture))!;
}
