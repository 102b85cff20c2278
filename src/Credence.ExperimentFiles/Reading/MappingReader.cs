using System.Globalization;

namespace Credence.ExperimentFiles;

/// <summary>Reads typed values of one mapping; whatever is wrong goes to the error list and reads as absent.</summary>
internal sealed class MappingReader
{
    private readonly YamlMapping mapping;
    private readonly string owner;
    private readonly ErrorList errors;

    /// <summary>Reports every key that is not among the known ones.</summary>
    /// <param name="mapping">The mapping to read.</param>
    /// <param name="owner">How messages name it; empty at the top level.</param>
    /// <param name="keys">Its known keys.</param>
    /// <param name="errors">Where errors go.</param>
    public MappingReader(YamlMapping mapping, string owner, IReadOnlyList<string> keys, ErrorList errors)
    {
        (this.mapping, this.owner, this.errors) = (mapping, owner, errors);
        foreach ((YamlScalar key, _) in mapping.Entries)
        {
            if (!keys.Contains(key.Text))
                errors.Add(key.Mark, Sentence($"unknown key {Wording.Quote(key.Text)}"), Wording.DidYouMean(key.Text, keys, "known keys"));
        }
    }

    /// <summary>Whether the key is present with a value other than null, be it right or wrong.</summary>
    public bool Has(string key) => mapping[key] is not null;

    /// <summary>Place of the key's value, or of the mapping where it is absent.</summary>
    public TextMark MarkOf(string key) => mapping[key]?.Mark ?? mapping.Mark;

    /// <summary>Adds an error at the place of a key.</summary>
    public void Error(string key, string message, string remedy) => errors.Add(MarkOf(key), Sentence(message), remedy);

    /// <summary>Adds an error at the place of the mapping.</summary>
    public void Error(string message, string remedy) => errors.Add(mapping.Mark, Sentence(message), remedy);

    /// <summary>Reports a key that must be present.</summary>
    public void Require(string key, string example)
    {
        if (!Has(key))
            Error(key, $"{Wording.Quote(key)} is missing", $"write {key}: {example}");
    }

    public string? Text(string key) => mapping[key] switch
    {
        null => null,
        YamlScalar { Text.Length: > 0 } scalar => scalar.Text,
        YamlNode node => Wrong<string>(key, node, "must be text that is not empty"),
    };

    public double? Number(string key, Func<double, bool> isValid, string range) => mapping[key] switch
    {
        null => null,
        YamlScalar { Number: double number } when isValid(number) => number,
        YamlNode node => WrongValue<double>(key, node, $"must be {range}"),
    };

    public int? WholeNumber(string key, int minimum) => mapping[key] switch
    {
        null => null,
        YamlScalar { Number: double number } when number >= minimum && number <= int.MaxValue && double.IsInteger(number) => (int)number,
        YamlNode node => WrongValue<int>(key, node, string.Create(CultureInfo.InvariantCulture, $"must be a whole number, at least {minimum}")),
    };

    public bool Flag(string key, bool otherwise) => mapping[key] switch
    {
        null => otherwise,
        YamlScalar { Flag: bool flag } => flag,
        YamlNode node => WrongValue<bool>(key, node, "must be true or false") ?? otherwise,
    };

    public TimeSpan? Duration(string key, bool orZero = false) => mapping[key] switch
    {
        null => null,
        YamlScalar scalar when Durations.TryParse(scalar.Text, out TimeSpan duration) && (orZero || duration > TimeSpan.Zero) => duration,
        YamlNode node => WrongValue<TimeSpan>(key, node, orZero ? "must be a duration such as 7d, 12h or 30m" : "must be a duration above 0 such as 7d, 12h or 30m"),
    };

    /// <summary>One of the words of an enumeration, in lower case.</summary>
    public TEnum? Choice<TEnum>(string key)
        where TEnum : struct, Enum
    {
        if (mapping[key] is not YamlNode node)
            return null;
        IReadOnlyList<string> words = Words.Of<TEnum>();
        if (node is not YamlScalar scalar)
            return WrongValue<TEnum>(key, node, $"must be one of {string.Join(", ", words)}");
        if (words.Contains(scalar.Text))
            return Words.Parse<TEnum>(scalar.Text);
        return WrongValue<TEnum>(key, node, Wording.DidYouMean(scalar.Text, words, "must be one of"));
    }

    /// <summary>A list of texts; a single text counts as a list of one.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        if (mapping[key] is YamlScalar)
            return Text(key) is string text ? [text] : [];
        List<string> texts = [];
        foreach (YamlNode item in Items(key))
        {
            if (item is YamlScalar { IsNull: false, Text.Length: > 0 } scalar)
                texts.Add(scalar.Text);
            else
                errors.Add(item.Mark, Sentence($"{key} holds {item.Describe()}"), "its items must be text");
        }
        return texts;
    }

    /// <summary>The items of a list; empty where it is absent or not a list.</summary>
    public IReadOnlyList<YamlNode> Items(string key) => mapping[key] switch
    {
        null => [],
        YamlSequence sequence => sequence.Items,
        YamlNode node => Wrong<IReadOnlyList<YamlNode>>(key, node, "must be a list") ?? [],
    };

    /// <summary>The mapping under a key, to be read in turn.</summary>
    public MappingReader? Inner(string key, IReadOnlyList<string> keys) => mapping[key] switch
    {
        null => null,
        YamlMapping inner => new MappingReader(inner, owner.Length > 0 ? $"{owner}: {key}" : key, keys, errors),
        YamlNode node => Wrong<MappingReader>(key, node, $"must be a mapping of {string.Join(", ", keys)}"),
    };

    /// <summary>The value under a key, of any type; null where it is absent.</summary>
    public YamlNode? Node(string key) => mapping[key];

    /// <summary>Reports that the value of a key is of the wrong type.</summary>
    public T? Wrong<T>(string key, YamlNode node, string expected)
        where T : class
    {
        errors.Add(node.Mark, Sentence($"{key} is {node.Describe()}"), expected);
        return null;
    }

    private T? WrongValue<T>(string key, YamlNode node, string expected)
        where T : struct
    {
        errors.Add(node.Mark, Sentence($"{key} is {node.Describe()}"), expected);
        return null;
    }

    private string Sentence(string message) => owner.Length > 0 ? $"{owner}: {message}" : message;
}
