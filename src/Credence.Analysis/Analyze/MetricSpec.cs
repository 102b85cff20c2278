using System.Globalization;
using Credence.Data;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>A metric as asked for.</summary>
/// <param name="Name">Its name in results.</param>
/// <param name="Text">What is measured, as the user wrote it.</param>
/// <param name="Kind">Mean, proportion or ratio; null is told from the data: proportion where all values are 0 or 1, else mean.</param>
/// <param name="Columns">The value; numerator and denominator for a ratio.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Direction">Which way is good.</param>
/// <param name="Margin">Harm tolerated; null without.</param>
public sealed record MetricSpec(
    string Name,
    string Text,
    MetricKind? Kind,
    IReadOnlyList<Expression> Columns,
    MetricRole Role,
    Direction Direction,
    Margin? Margin)
{
    /// <summary>Difference tolerated in either direction, for a test of equivalence; null without.</summary>
    public Margin? Equivalence { get; init; }

    private static readonly Dictionary<string, MetricKind> Kinds = new(StringComparer.Ordinal)
    {
        ["mean"] = MetricKind.Mean,
        ["proportion"] = MetricKind.Proportion,
        ["ratio"] = MetricKind.Ratio,
        ["quantile"] = MetricKind.Quantile,
        ["construct"] = MetricKind.Construct,
    };

    /// <summary>Which quantile is measured, in (0, 1); null for other kinds.</summary>
    public double? Quantile { get; init; }

    /// <summary>Names of the indicators of a construct, in the order of <see cref="Columns"/>; empty for other kinds.</summary>
    public IReadOnlyList<string> Indicators { get; init; } = [];

    /// <summary>Quantile of all units at which large values are capped, in (0.5, 1); null caps none.</summary>
    public double? Winsorize { get; init; }

    /// <summary>Covariates of its own, in the place of those of the analysis; empty without.</summary>
    public IReadOnlyList<Covariate> Covariates { get; init; } = [];

    /// <summary>The value of that quantile, once it is known.</summary>
    internal double? Cap { get; init; }

    /// <summary>What an engine is asked for.</summary>
    internal ColumnSet ColumnSet => new(Name, Columns) { Cap = Cap };

    /// <summary>Reads <c>[name=][kind:]expr</c>, e.g. <c>spend=mean:log1p(amount)</c>, <c>ratio:revenue/sessions</c>, <c>quantile(0.9):latency</c>,
    /// <c>trust=construct:T1,T2,T3</c> or <c>sales</c>.</summary>
    /// <remarks>A comparison in the expression is written <c>==</c> here, because <c>=</c> ends the name.</remarks>
    /// <exception cref="InputException">The text is not of that form.</exception>
    public static MetricSpec Parse(string text, MetricRole role, Direction direction, Margin? margin)
    {
        string place = $"--metric {text}";
        string rest = text;
        string? name = null;
        int equals = NameEnd(text);
        if (equals > 0)
        {
            name = Unquote(text[..equals].Trim());
            rest = text[(equals + 1)..];
        }
        MetricKind? kind = null;
        double? quantile = null;
        int colon = rest.IndexOf(':', StringComparison.Ordinal);
        string word = colon > 0 ? rest[..colon].Trim() : "";
        if (word.StartsWith("quantile(", StringComparison.Ordinal) && word.EndsWith(')'))
        {
            (kind, quantile) = (MetricKind.Quantile, Probability(place, word[9..^1]));
            rest = rest[(colon + 1)..];
        }
        else if (colon > 0 && word.All(c => char.IsAsciiLetter(c)))
        {
            kind = Kinds.TryGetValue(word, out MetricKind found)
                ? found
                : throw new InputException(place, $"unknown kind \"{word}\"", $"the kinds are {string.Join(", ", Kinds.Keys)}");
            rest = rest[(colon + 1)..];
        }
        rest = rest.Trim();
        if (kind == MetricKind.Quantile && quantile is null)
            throw new InputException(place, "a quantile needs its place", "write quantile(0.9):EXPR");
        return Create(place, name ?? Unquote(rest), rest, kind, role, direction, margin) with { Quantile = quantile };
    }

    private static double Probability(string place, string text)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value is > 0 and < 1
            ? value
            : throw new InputException(place, $"\"{text}\" is no quantile between 0 and 1", "write quantile(0.9):EXPR for the 90th percentile");

    private static MetricSpec Create(string place, string name, string text, MetricKind? kind, MetricRole role, Direction direction, Margin? margin)
    {
        if (kind == MetricKind.Construct)
            return Construct(name, text, ConstructIndicators.Parse(place, text), role, direction, margin);
        Expression value = ExpressionAt.Parse(place, text);
        if (kind != MetricKind.Ratio)
            return new(name, text, kind, [value], role, direction, margin);
        return value is BinaryOperation { Operator: ExpressionOperator.Divide } ratio
            ? new(name, text, kind, [ratio.Left, ratio.Right], role, direction, margin)
            : throw new InputException(place, "a ratio needs a numerator and a denominator", "write ratio:numerator/denominator");
    }

    /// <summary>A construct measured by indicators.</summary>
    internal static MetricSpec Construct(
        string name, string text, IReadOnlyList<(string Name, Expression Value)> indicators, MetricRole role, Direction direction, Margin? margin)
        => new(name, text, MetricKind.Construct, [.. indicators.Select(indicator => indicator.Value)], role, direction, margin)
        {
            Indicators = [.. indicators.Select(indicator => indicator.Name)],
        };

    // The name ends at the first = that is no part of a comparison and stands before any bracket, quoted column aside.
    private static int NameEnd(string text)
    {
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
                quoted = !quoted;
            if (quoted)
                continue;
            if (text[i] is '(' or ':' or '<' or '>' or '!')
                return -1;
            if (text[i] == '=')
                return i + 1 < text.Length && text[i + 1] == '=' ? -1 : i;
        }
        return -1;
    }

    private static string Unquote(string text)
        => text.Length > 1 && text[0] == '"' && text[^1] == '"' ? text[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : text;
}
