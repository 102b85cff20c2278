using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Credence.ExperimentFiles;

/// <summary>Builds the tree of one YAML document. Depth is bounded and aliases are refused, so that no text can blow it up.</summary>
internal sealed class YamlTree
{
    private const int MaximumDepth = 20;
    private const string OneDocument = "an experiment file holds one document of keys and values";

    private readonly Parser parser;
    private readonly ErrorList errors;

    private YamlTree(string text, ErrorList errors)
    {
        parser = new Parser(new StringReader(text));
        this.errors = errors;
    }

    /// <summary>The top-level mapping; null where the text cannot be read as one, which is then among the errors.</summary>
    public static YamlMapping? Parse(string text, ErrorList errors)
    {
        try
        {
            return new YamlTree(text, errors).Document();
        }
        catch (RefusedYamlException refused)
        {
            errors.Add(refused.Mark, refused.Message, refused.Remedy);
            return null;
        }
    }

    private YamlMapping? Document()
    {
        Next();
        if (Next() is not DocumentStart)
        {
            errors.AddToFile("the file is empty", "write at least experiment and variants");
            return null;
        }
        YamlNode root = Node(Next(), 0);
        Next();
        ParsingEvent following = Next();
        if (following is DocumentStart)
            throw new RefusedYamlException(MarkOf(following.Start), "a second document starts here", OneDocument);
        if (root is YamlMapping mapping)
            return mapping;
        errors.Add(root.Mark, $"the file holds {root.Describe()}", OneDocument);
        return null;
    }

    private YamlNode Node(ParsingEvent current, int depth)
    {
        TextMark mark = MarkOf(current.Start);
        if (current is AnchorAlias)
            throw new RefusedYamlException(mark, "aliases (*name) are not read", "write the value out");
        if (current is NodeEvent { Anchor.IsEmpty: false })
            throw new RefusedYamlException(mark, "anchors (&name) are not read", "write the value out where it is needed");
        if (current is NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } })
            throw new RefusedYamlException(mark, "tags (!name) are not read", "remove the tag");
        if (depth == MaximumDepth)
            throw new RefusedYamlException(mark, "the values are nested too deeply", "the deepest that has a meaning is 4");
        return current switch
        {
            Scalar scalar => new YamlScalar(mark, scalar.Value, scalar.Style == ScalarStyle.Plain),
            SequenceStart => Sequence(mark, depth),
            _ => Mapping(mark, depth),
        };
    }

    private YamlSequence Sequence(TextMark mark, int depth)
    {
        List<YamlNode> items = [];
        for (ParsingEvent current = Next(); current is not SequenceEnd; current = Next())
            items.Add(Node(current, depth + 1));
        return new YamlSequence(mark, items);
    }

    private YamlMapping Mapping(TextMark mark, int depth)
    {
        List<KeyValuePair<YamlScalar, YamlNode>> entries = [];
        Dictionary<string, TextMark> seen = new(StringComparer.Ordinal);
        bool hasDuplicates = false;
        for (ParsingEvent current = Next(); current is not MappingEnd; current = Next())
        {
            if (Node(current, depth + 1) is not YamlScalar key)
                throw new RefusedYamlException(MarkOf(current.Start), "a key must be a single value", "write key: value");
            YamlNode value = Node(Next(), depth + 1);
            if (seen.TryAdd(key.Text, key.Mark))
            {
                entries.Add(new(key, value));
                continue;
            }
            hasDuplicates = true;
            errors.Add(key.Mark, $"duplicate key {Wording.Quote(key.Text)}", $"it stands in line {seen[key.Text].Line} already; remove one");
        }
        return new YamlMapping(mark, entries, hasDuplicates);
    }

    private ParsingEvent Next()
    {
        TextMark before = parser.Current is null ? new TextMark(1, 1) : MarkOf(parser.Current.End);
        try
        {
            if (parser.MoveNext() && parser.Current is ParsingEvent current)
                return current;
        }
        catch (YamlException malformed)
        {
            throw Malformed(MarkOf(malformed.Start), malformed.Message);
        }
        catch (InvalidOperationException)
        {
            // Falls through to the general message.
        }
        // The parser loses its state on some malformed texts (a flow mapping broken by a block key) instead of saying what is wrong.
        throw Malformed(before, "something after this place is not closed");
    }

    private static RefusedYamlException Malformed(TextMark mark, string message)
        => new(mark, $"malformed YAML: {char.ToLowerInvariant(message[0])}{message[1..].TrimEnd('.').Replace("  ", " ", StringComparison.Ordinal)}", "check quotes, brackets and indentation");

    private static TextMark MarkOf(Mark mark) => new(checked((int)mark.Line), checked((int)mark.Column));

    private sealed class RefusedYamlException(TextMark mark, string message, string remedy) : Exception(message)
    {
        public TextMark Mark { get; } = mark;

        public string Remedy { get; } = remedy;
    }
}
