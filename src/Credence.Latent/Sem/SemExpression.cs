namespace Credence.Latent;

/// <summary>An expression of labelled parameters and defined quantities, with its derivatives.</summary>
/// <remarks>Arithmetic <c>+ - * / ^</c>, parentheses, and the functions <c>exp</c>, <c>log</c>, <c>sqrt</c> and <c>abs</c>.</remarks>
public sealed class SemExpression
{
    private readonly ExpressionNode root;

    internal SemExpression(ExpressionNode root, IReadOnlyList<string> names, string text)
        => (this.root, Names, Text) = (root, names, text);

    /// <summary>The labels and names it uses, each once, in the order of the text.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The expression as it was written, without blanks.</summary>
    public string Text { get; }

    /// <summary>Reads an expression.</summary>
    /// <param name="text">The expression, such as <c>a * b + c</c>.</param>
    /// <exception cref="Statistics.InputException">The text is not an expression.</exception>
    public static SemExpression Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var source = new SemSource(text, "expression");
        SemToken[] tokens = [.. SemLexer.Lines(source).SelectMany(line => line)];
        if (tokens.Length == 0)
            throw source.Error(default, "the expression is empty", "write labels, numbers and + - * / ^");
        return ExpressionParser.Parse(source, tokens);
    }

    /// <summary>Its value and derivatives.</summary>
    /// <param name="values">The value of each of <see cref="Names"/>.</param>
    /// <param name="derivatives">Receives the derivative by each of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">A length is not that of <see cref="Names"/>.</exception>
    public double Evaluate(ReadOnlySpan<double> values, Span<double> derivatives)
    {
        Guard.SameLength(values.Length, Names.Count);
        Guard.SameLength(derivatives.Length, Names.Count);
        derivatives.Clear();
        root.Accumulate(values, 1, derivatives);
        return root.Value(values);
    }

    /// <summary>The same expression with the definitions of names in their place.</summary>
    internal SemExpression Expand(IReadOnlyDictionary<string, SemExpression> definitions)
    {
        if (!Names.Any(definitions.ContainsKey))
            return this;
        var names = new List<string>();
        ExpressionNode Node(string name)
        {
            if (definitions.TryGetValue(name, out SemExpression? defined))
                return defined.root.Replace(index => Node(defined.Names[index]));
            if (!names.Contains(name))
                names.Add(name);
            return new NameNode(names.IndexOf(name));
        }
        return new SemExpression(root.Replace(index => Node(Names[index])), names, Text);
    }

    /// <summary>The expression as it was written.</summary>
    public override string ToString() => Text;
}
