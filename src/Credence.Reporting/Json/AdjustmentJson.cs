using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Credence.Analysis;

namespace Credence.Reporting;

/// <summary>Writes what an adjustment for covariates did: <c>theta</c>, <c>correlation</c> and <c>unadjusted</c>, null without one.</summary>
internal static class AdjustmentJson
{
    /// <summary>Puts the keys in the place of the record's own.</summary>
    public static void AddTo(JsonTypeInfo type)
    {
        foreach (JsonPropertyInfo own in type.Properties.Where(property => property.Name == "adjustmentDetail").ToArray())
            type.Properties.Remove(own);
        Add("theta", detail => Theta(detail.Slopes));
        Add("correlation", detail => Number(detail.Correlation));
        Add("unadjusted", detail => new JsonObject { ["estimate"] = Number(detail.PlainEstimate), ["standardError"] = Number(detail.PlainStandardError) });

        void Add(string name, Func<AdjustmentDetail, JsonNode?> value)
        {
            JsonPropertyInfo property = type.CreateJsonPropertyInfo(typeof(JsonNode), name);
            property.Get = comparison => ((Comparison)comparison).AdjustmentDetail is { } detail ? value(detail) : null;
            type.Properties.Add(property);
        }
    }

    // The slope of one covariate is a number; those of several stand under their names.
    private static JsonNode? Theta(IReadOnlyDictionary<string, double> slopes) => slopes.Count switch
    {
        0 => null,
        1 => Number(slopes.Values.First()),
        _ => new JsonObject(slopes.Select(slope => KeyValuePair.Create(slope.Key, (JsonNode?)Number(slope.Value)))),
    };

    private static JsonValue? Number(double value)
        => double.IsFinite(value) ? JsonValue.Create(value) : JsonValue.Create(value.ToString(CultureInfo.InvariantCulture));
}
