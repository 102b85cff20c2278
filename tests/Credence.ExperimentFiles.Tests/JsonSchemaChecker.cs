using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Credence.ExperimentFiles.Tests;

/// <summary>Validates JSON against the part of JSON schema that the published schema uses; other keywords are an error of the test.</summary>
internal sealed class JsonSchemaChecker(JsonObject root)
{
    private static readonly string[] Annotations = ["$schema", "$defs", "title", "description", "default"];

    /// <summary>Places and reasons where the value does not fit.</summary>
    public IReadOnlyList<string> Problems(JsonNode? value)
    {
        List<string> problems = [];
        Check(root, value, "", problems);
        return problems;
    }

    private void Check(JsonObject schema, JsonNode? value, string at, List<string> problems)
    {
        foreach ((string keyword, JsonNode? rule) in schema)
        {
            if (Annotations.Contains(keyword) || Fits(keyword, rule!, schema, value, at, problems))
                continue;
            problems.Add($"{at}: {keyword}");
        }
    }

    private bool Fits(string keyword, JsonNode rule, JsonObject schema, JsonNode? value, string at, List<string> problems)
    {
        double? number = TypeOf(value) is "number" or "integer" ? value!.GetValue<double>() : null;
        string? text = TypeOf(value) == "string" ? value!.GetValue<string>() : null;
        switch (keyword)
        {
            case "$ref": Check(Definition(rule.GetValue<string>()), value, at, problems); return true;
            case "type": return (rule as JsonArray ?? [rule.DeepClone()]).Any(type => IsOfType(type!.GetValue<string>(), value));
            case "enum": return rule.AsArray().Any(option => JsonNode.DeepEquals(option, value));
            case "oneOf": return rule.AsArray().Count(option => Matches(option!.AsObject(), value)) == 1;
            case "required": return value is not JsonObject owner || rule.AsArray().All(key => owner.ContainsKey(key!.GetValue<string>()));
            case "exclusiveMinimum": return number is null || number > rule.GetValue<double>();
            case "exclusiveMaximum": return number is null || number < rule.GetValue<double>();
            case "minimum": return number is null || number >= rule.GetValue<double>();
            case "maximum": return number is null || number <= rule.GetValue<double>();
            case "minLength": return text is null || text.Length >= rule.GetValue<int>();
            case "pattern": return text is null || Regex.IsMatch(text, rule.GetValue<string>());
            case "minItems": return value is not JsonArray list || list.Count >= rule.GetValue<int>();
            case "minProperties": return value is not JsonObject mapping || mapping.Count >= rule.GetValue<int>();
            case "items": Each(value as JsonArray, rule.AsObject(), at, problems); return true;
            case "properties": Properties(value as JsonObject, rule.AsObject(), at, problems); return true;
            case "additionalProperties": return Additional(value as JsonObject, rule, schema, at, problems);
            default: throw new NotSupportedException($"The checker does not know the keyword {keyword}.");
        }
    }

    private void Each(JsonArray? list, JsonObject schema, string at, List<string> problems)
    {
        for (int i = 0; i < (list?.Count ?? 0); i++)
            Check(schema, list![i], $"{at}/{i}", problems);
    }

    private void Properties(JsonObject? mapping, JsonObject schemas, string at, List<string> problems)
    {
        foreach ((string key, JsonNode? schema) in schemas)
        {
            if (mapping?.ContainsKey(key) == true)
                Check(schema!.AsObject(), mapping[key], $"{at}/{key}", problems);
        }
    }

    private bool Additional(JsonObject? mapping, JsonNode rule, JsonObject schema, string at, List<string> problems)
    {
        bool areAllowed = true;
        foreach ((string key, JsonNode? inner) in mapping ?? [])
        {
            if (schema["properties"]?.AsObject().ContainsKey(key) == true)
                continue;
            if (rule is JsonObject further)
                Check(further, inner, $"{at}/{key}", problems);
            else
                areAllowed = false;
        }
        return areAllowed;
    }

    private bool Matches(JsonObject schema, JsonNode? value)
    {
        List<string> problems = [];
        Check(schema, value, "", problems);
        return problems.Count == 0;
    }

    private JsonObject Definition(string reference) => root["$defs"]![reference["#/$defs/".Length..]]!.AsObject();

    private static bool IsOfType(string type, JsonNode? value) => TypeOf(value) == type || (type == "number" && TypeOf(value) == "integer");

    private static string TypeOf(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "object",
        JsonArray => "array",
        _ when value.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => "boolean",
        _ when value.GetValueKind() == System.Text.Json.JsonValueKind.Number => double.IsInteger(value.GetValue<double>()) ? "integer" : "number",
        _ => "string",
    };
}
