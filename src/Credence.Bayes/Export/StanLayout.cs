using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Credence.Bayes;

/// <summary>How the elements of a layout are called and ordered in Stan's CSV: <c>theta.1.2</c>, indices from 1, the first running fastest.</summary>
internal static class StanLayout
{
    /// <summary>Starts the comment that keeps the names and labels Stan's columns cannot.</summary>
    public const string Mark = "# layout: ";

    /// <summary>The columns: their names, and the element each holds.</summary>
    public static (string[] Names, int[] Elements) Columns(ParameterLayout layout)
    {
        List<string> names = [];
        List<int> elements = [];
        string[] stems = Stems(layout);
        for (int p = 0; p < stems.Length; p++)
        {
            Parameter parameter = layout.Parameters[p];
            int offset = layout.Offset(parameter.Name);
            IReadOnlyList<int> shape = parameter.Shape;
            int[] index = new int[shape.Count];
            for (int i = 0; i < parameter.Size; i++)
            {
                names.Add(shape.Count == 0 ? stems[p] : $"{stems[p]}.{string.Join('.', index.Select(k => (k + 1).ToString(CultureInfo.InvariantCulture)))}");
                elements.Add(offset + RowMajor(index, shape));
                for (int d = 0; d < index.Length && ++index[d] == shape[d]; d++)
                    index[d] = 0;
            }
        }
        return ([.. names], [.. elements]);
    }

    /// <summary>The place of an element in row-major order.</summary>
    public static int RowMajor(ReadOnlySpan<int> index, IReadOnlyList<int> shape)
    {
        int place = 0;
        for (int d = 0; d < index.Length; d++)
            place = (place * shape[d]) + index[d];
        return place;
    }

    /// <summary>The layout as one line of JSON.</summary>
    public static string Describe(ParameterLayout layout)
    {
        string[] stems = Stems(layout);
        JsonArray all = [];
        for (int p = 0; p < stems.Length; p++)
        {
            Parameter parameter = layout.Parameters[p];
            all.Add((JsonNode)new JsonObject
            {
                ["column"] = stems[p],
                ["name"] = parameter.Name,
                ["dimensions"] = new JsonArray([.. parameter.Dimensions.Select(dimension => new JsonObject
                {
                    ["name"] = dimension.Name,
                    ["labels"] = new JsonArray([.. dimension.Labels.Select(label => JsonValue.Create(label))]),
                })]),
            });
        }
        // Readers of Stan's comments take what has an equals sign for a setting.
        return Mark + all.ToJsonString().Replace("=", "\\u003D", StringComparison.Ordinal);
    }

    /// <summary>Reads what <see cref="Describe"/> wrote: each parameter by its column; null where the line is damaged.</summary>
    public static Dictionary<string, Parameter>? Read(string line)
    {
        try
        {
            return JsonNode.Parse(line[Mark.Length..])!.AsArray().ToDictionary(
                entry => (string)entry!["column"]!,
                entry => new Parameter(
                    (string)entry!["name"]!,
                    [.. entry["dimensions"]!.AsArray().Select(dimension => new ParameterDimension(
                        (string)dimension!["name"]!, [.. dimension["labels"]!.AsArray().Select(label => (string)label!)]))]),
                StringComparer.Ordinal);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or ArgumentException)
        {
            return null;
        }
    }

    // Stan's names have letters, digits and single underscores; two names that become equal are told apart by a number.
    private static string[] Stems(ParameterLayout layout)
    {
        HashSet<string> taken = new(StringComparer.Ordinal);
        return [.. layout.Parameters.Select(parameter =>
        {
            StringBuilder text = new();
            foreach (char c in parameter.Name)
            {
                if (char.IsAsciiLetterOrDigit(c))
                    text.Append(c);
                else if (text.Length > 0 && text[^1] != '_')
                    text.Append('_');
            }
            string stem = text.ToString().TrimEnd('_');
            if (stem.Length == 0 || !char.IsAsciiLetter(stem[0]))
                stem = "x" + stem;
            string free = stem;
            for (int i = 2; !taken.Add(free); i++)
                free = string.Create(CultureInfo.InvariantCulture, $"{stem}_{i}");
            return free;
        })];
    }
}
