using System.Globalization;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>The names of boundaries and futility rules as written in options and files.</summary>
internal static class BoundaryNames
{
    private static readonly string[] Boundaries =
    [
        "obrien-fleming", "pocock", "haybittle-peto", "wang-tsiatis", "ld-obrien-fleming", "ld-obrien-fleming-total", "ld-pocock",
        "kim-demets", "hwang-shih-decani", "table",
    ];

    private static readonly string[] Futilities = ["none", "obrien-fleming", "pocock", "kim-demets", "hwang-shih-decani", "fixed", "table"];

    public static BoundaryFamily Boundary(string text)
    {
        (string name, string? parameter) = Split(text);
        return name switch
        {
            "obrien-fleming" => Plain(BoundaryFamily.OBrienFleming, text, parameter),
            "pocock" => Plain(BoundaryFamily.Pocock, text, parameter),
            "haybittle-peto" => parameter is null ? new HaybittlePetoBoundary() : new HaybittlePetoBoundary(Number(text, parameter, double.Epsilon, 38)),
            "wang-tsiatis" => new WangTsiatisBoundary(Number(text, parameter, -10, 10)),
            "ld-obrien-fleming" => Plain(new SpendingBoundary(SpendingFunction.OBrienFleming), text, parameter),
            "ld-obrien-fleming-total" => Plain(new SpendingBoundary(SpendingFunction.OBrienFleming, TwoSidedTotal: true), text, parameter),
            "ld-pocock" => Plain(new SpendingBoundary(SpendingFunction.Pocock), text, parameter),
            "kim-demets" or "hwang-shih-decani" or "table" => new SpendingBoundary(Spending(name, text, parameter)),
            _ => throw Unknown("boundary", name, Boundaries),
        };
    }

    public static FutilityRule? Futility(string text)
    {
        (string name, string? parameter) = Split(text);
        return name switch
        {
            "none" => Plain<FutilityRule?>(null, text, parameter),
            "obrien-fleming" => Plain(new BetaSpending(SpendingFunction.OBrienFleming), text, parameter),
            "pocock" => Plain(new BetaSpending(SpendingFunction.Pocock), text, parameter),
            "kim-demets" or "hwang-shih-decani" or "table" => new BetaSpending(Spending(name, text, parameter)),
            "fixed" => new FixedFutility([.. (parameter ?? "").Split(',').Select(part => Number(text, part, double.NegativeInfinity, 38))]),
            _ => throw Unknown("futility rule", name, Futilities),
        };
    }

    private static SpendingFunction Spending(string name, string text, string? parameter) => name switch
    {
        "kim-demets" => new KimDeMetsSpending(Number(text, parameter, double.Epsilon, 1000)),
        "hwang-shih-decani" => new HwangShihDeCaniSpending(Number(text, parameter, -1000, 1000)),
        _ => Table(text, parameter),
    };

    private static TableSpending Table(string text, string? parameter)
    {
        string[][] pairs = [.. (parameter ?? "").Split(',').Select(pair => pair.Split(':'))];
        if (pairs.Any(pair => pair.Length != 2))
            throw new InputException("", $"\"{text}\" is not a table of spending", "write fraction:cumulative error pairs, e.g. table(0.5:0.01,1:0.05)");
        return new TableSpending([.. pairs.Select(pair => Number(text, pair[0], 0, 1))], [.. pairs.Select(pair => Number(text, pair[1], 0, 1))]);
    }

    private static (string Name, string? Parameter) Split(string text)
    {
        text = text.Trim();
        int open = text.IndexOf('(', StringComparison.Ordinal);
        if (open < 0)
            return (text, null);
        return text.EndsWith(')')
            ? (text[..open].Trim(), text[(open + 1)..^1].Trim())
            : throw new InputException("", $"\"{text}\" has no closing bracket", "write the parameter as in kim-demets(2)");
    }

    private static T Plain<T>(T value, string text, string? parameter) => parameter is null
        ? value
        : throw new InputException("", $"\"{text}\" takes no parameter", "leave the brackets out");

    private static double Number(string text, string? parameter, double minimum, double maximum)
    {
        if (double.TryParse(parameter, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= minimum && value <= maximum)
            return value;
        string range = string.Create(CultureInfo.InvariantCulture, $"a number in [{(minimum == double.Epsilon ? 0 : minimum)}, {maximum}]");
        throw new InputException("", $"\"{text}\" needs {range}, got \"{parameter}\"", "write the parameter in brackets, as in kim-demets(2)");
    }

    private static InputException Unknown(string kind, string name, string[] known)
    {
        string[] nearest = [.. known.OrderBy(candidate => EditDistance(name, candidate)).ThenBy(candidate => candidate, StringComparer.Ordinal).Take(3)];
        return new InputException("", $"unknown {kind} \"{name}\"", $"did you mean {string.Join(", ", nearest)}? Known: {string.Join(", ", known)}");
    }

    // Dropping letters from the known name is cheap, so that a beginning such as "haybittle" finds it.
    private static double EditDistance(string typed, string known)
    {
        double[] row = [.. Enumerable.Range(0, known.Length + 1).Select(j => 0.25 * j)];
        for (int i = 1; i <= typed.Length; i++)
        {
            double diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= known.Length; j++)
            {
                double replace = diagonal + (typed[i - 1] == known[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replace, Math.Min(row[j] + 1, row[j - 1] + 0.25));
            }
        }
        return row[^1];
    }
}
