using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using Credence.Statistics;

namespace Credence.Cli.Commands;

/// <summary>How a result is printed.</summary>
internal enum OutputFormat
{
    Table,
    Json,
    Markdown,
}

/// <summary>Options that mean the same in every verb, and ways to declare options.</summary>
internal static class CommonOptions
{
    public static Option<OutputFormat> Format() => Choice("--format", OutputFormat.Table, "How to print the result");

    public static Option<ulong> Seed() => Value("--seed", 1ul, "Seed of everything random: same seed, same bits", "N");

    public static Option<double> Alpha() => Checked(
        Value("--alpha", 0.05, "Error level; intervals have level 1 - alpha", "A"), value => value is > 0 and < 1, "must be in (0, 1)");

    public static Option<int?> Threads() => Checked(
        Value<int?>("--threads", null, "Threads to use; default: all cores", "N"), value => value is null or >= 1, "must be at least 1");

    /// <summary>A file or folder to write.</summary>
    public static Option<string?> Path(string name, string description, string form) => Value<string?>(name, null, description, form);

    /// <summary>An option with a value and a default.</summary>
    public static Option<T> Value<T>(string name, T whenAbsent, string description, string form)
        => new(name) { Description = description, HelpName = form, DefaultValueFactory = _ => whenAbsent };

    /// <summary>An option whose values are the names of an enumeration in kebab case.</summary>
    public static Option<T> Choice<T>(string name, T whenAbsent, string description, params T[] hidden)
        where T : struct, Enum
    {
        Dictionary<string, T> names = Enum.GetValues<T>().Except(hidden).ToDictionary(value => Kebab(value.ToString()), StringComparer.Ordinal);
        return new(name)
        {
            Description = description,
            HelpName = string.Join('|', names.Keys),
            DefaultValueFactory = _ => whenAbsent,
            CustomParser = result => Parse(result, name, names),
        };
    }

    /// <summary>Adds a check to an option.</summary>
    public static Option<T> Checked<T>(Option<T> option, Func<T?, bool> isValid, string range)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !isValid(result.GetValue(option)))
                result.AddError($"{option.Name} is {result.Tokens[0].Value}; {range}");
        });
        return option;
    }

    /// <summary>An option that may be given several times, or once with several values.</summary>
    public static Option<string[]> Several(string name, string description, string form)
        => new(name) { Description = description, HelpName = form, AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };

    /// <summary>The kebab-case form of a PascalCase name.</summary>
    public static string Kebab(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);

    /// <summary>A number in a text that the user wrote.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public static double Number(string option, string text)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : throw new InputException(option, $"\"{text}\" is not a number", "write it with a point, as in 0.02");

    private static T Parse<T>(ArgumentResult result, string option, Dictionary<string, T> names)
        where T : struct, Enum
    {
        string text = result.Tokens[0].Value;
        if (names.TryGetValue(text, out T value))
            return value;
        string choices = $"the choices are {string.Join(", ", names.Keys)}";
        result.AddError(Nearest.Of(text, names.Keys) is { } nearest
            ? $"{option}: unknown value \"{text}\"; did you mean {nearest}? ({choices})"
            : $"{option}: unknown value \"{text}\"; {choices}");
        return default;
    }
}
