using System.Globalization;

namespace Credence.ExperimentFiles;

/// <summary>A place in the text, counted from 1.</summary>
internal readonly record struct TextMark(int Line, int Column);

/// <summary>A node of the parsed text that knows its place.</summary>
internal abstract class YamlNode(TextMark mark)
{
    public TextMark Mark { get; } = mark;

    /// <summary>The node as an error message names it.</summary>
    public abstract string Describe();
}

/// <summary>A single value; only a plain one, written without quotes, can be a number, true, false or null.</summary>
internal sealed class YamlScalar(TextMark mark, string text, bool isPlain) : YamlNode(mark)
{
    public string Text { get; } = text;

    public bool IsNull => isPlain && Text is "" or "~" or "null" or "Null" or "NULL";

    public double? Number
        => isPlain && double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null;

    public bool? Flag => !isPlain ? null : Text switch
    {
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ => null,
    };

    public override string Describe() => IsNull ? "empty" : Number is null && Flag is null ? Wording.Quote(Text) : Text;
}

/// <summary>A list of nodes.</summary>
internal sealed class YamlSequence(TextMark mark, IReadOnlyList<YamlNode> items) : YamlNode(mark)
{
    public IReadOnlyList<YamlNode> Items { get; } = items;

    public override string Describe() => "a list";
}

/// <summary>Keys and values in the order of the text; of a duplicate key only the first stays.</summary>
internal sealed class YamlMapping(TextMark mark, IReadOnlyList<KeyValuePair<YamlScalar, YamlNode>> entries, bool hasDuplicates) : YamlNode(mark)
{
    private readonly Dictionary<string, YamlNode> values = entries.ToDictionary(entry => entry.Key.Text, entry => entry.Value, StringComparer.Ordinal);

    public IReadOnlyList<KeyValuePair<YamlScalar, YamlNode>> Entries { get; } = entries;

    public bool HasDuplicates { get; } = hasDuplicates;

    /// <summary>The value of a key; null where the key is absent or its value is null.</summary>
    public YamlNode? this[string key]
        => values.TryGetValue(key, out YamlNode? node) && node is not YamlScalar { IsNull: true } ? node : null;

    public override string Describe() => "a mapping";
}
