using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Credence.Statistics;

namespace Credence.Bayes;

/// <summary>Writes draws as JSON in the layout ArviZ's <c>from_dict</c> takes: group, variable, then arrays by chain and draw.</summary>
/// <remarks>Beside the groups stand <c>coords</c> (labels by dimension) and <c>dims</c> (dimensions by variable, chain and draw left out).
/// Numbers round-trip; those that are not finite are the strings <c>"NaN"</c>, <c>"Infinity"</c> and <c>"-Infinity"</c>.</remarks>
public static class InferenceJson
{
    /// <summary>Writes a file.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(InferenceData data, string path)
    {
        ArgumentNullException.ThrowIfNull(data);
        AtomicOutput.File(path, stream => Write(data, stream));
    }

    /// <summary>Writes to a stream.</summary>
    public static void Write(InferenceData data, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(data);
        using Utf8JsonWriter json = new(stream, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Dictionary<string, Array> coordinates = new(StringComparer.Ordinal);
        Dictionary<string, IReadOnlyList<string>> dimensions = new(StringComparer.Ordinal);
        json.WriteStartObject();
        foreach (ExportGroup group in ExportGroup.Of(data))
        {
            json.WriteStartObject(group.Name);
            foreach (ExportVariable variable in group.Variables)
            {
                json.WritePropertyName(variable.Name);
                int next = 0;
                Nested(json, variable.Values, variable.Shape, 0, ref next);
                json.Flush();
                string[] own = [.. variable.Dimensions.Where(name => name is not ("chain" or "draw"))];
                // A variable whose dimensions differ between groups has none that a reader could be told.
                if (!dimensions.TryAdd(variable.Name, own) && !dimensions[variable.Name].SequenceEqual(own))
                    dimensions[variable.Name] = [];
            }
            json.WriteEndObject();
            foreach (ExportVariable coordinate in group.Coordinates.Where(coordinate => coordinate.Name is not ("chain" or "draw")))
                coordinates.TryAdd(coordinate.Name, coordinate.Values);
        }
        Lists(json, "coords", coordinates);
        Lists(json, "dims", dimensions.Where(pair => pair.Value.Count > 0).Select(pair => KeyValuePair.Create<string, Array>(pair.Key, pair.Value.ToArray())));
        json.WriteEndObject();
    }

    private static void Lists(Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<string, Array>> lists)
    {
        json.WriteStartObject(name);
        foreach ((string key, Array list) in lists)
        {
            json.WritePropertyName(key);
            int next = 0;
            Nested(json, list, [list.Length], 0, ref next);
        }
        json.WriteEndObject();
    }

    private static void Nested(Utf8JsonWriter json, Array values, IReadOnlyList<int> shape, int depth, ref int next)
    {
        if (depth == shape.Count)
        {
            Value(json, values, next++);
            return;
        }
        json.WriteStartArray();
        for (int i = 0; i < shape[depth]; i++)
            Nested(json, values, shape, depth + 1, ref next);
        json.WriteEndArray();
    }

    private static void Value(Utf8JsonWriter json, Array values, int place)
    {
        switch (values)
        {
            case double[] numbers when double.IsFinite(numbers[place]):
                json.WriteNumberValue(numbers[place]);
                break;
            case double[] numbers:
                json.WriteStringValue(numbers[place].ToString(CultureInfo.InvariantCulture));
                break;
            case long[] counts:
                json.WriteNumberValue(counts[place]);
                break;
            case bool[] flags:
                json.WriteBooleanValue(flags[place]);
                break;
            case string[] text:
                json.WriteStringValue(text[place]);
                break;
        }
    }
}
