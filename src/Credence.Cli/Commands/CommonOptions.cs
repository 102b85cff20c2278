using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
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

    public static Option<ulong> Seed() => Number("--seed", 1ul, "Seed of everything random: same seed, same bits", "N", _ => true, "must be a whole number of at least 0");

    public static Option<double> Alpha() => Number("--alpha", 0.05, "Error level; intervals have level 1 - alpha", "A", value => value is > 0 and < 1, "must be in (0, 1)");

    public static Option<int?> Threads() => OptionalNumber<int>("--threads", "Threads to use; default: all cores", "N", value => value >= 1, "must be a whole number of at least 1");

    /// <summary>A text that may be left out.</summary>
    public static Option<string?> Text(string name, string description, string form) => new(name) { Description = description, HelpName = form };

    /// <summary>A number with a default and a range.</summary>
    public static Option<T> Number<T>(string name, T whenAbsent, string description, string form, Func<T, bool> isValid, string range)
        where T : struct, INumber<T>
        => new(name)
        {
            Description = description,
            HelpName = form,
            DefaultValueFactory = _ => whenAbsent,
            CustomParser = result => Parse(result, name, isValid, range) ?? whenAbsent,
        };

    /// <summary>A number that may be left out.</summary>
    public static Option<T?> OptionalNumber<T>(string name, string description, string form, Func<T, bool> isValid, string range)
        where T : struct, INumber<T>
        => new(name) { Description = description, HelpName = form, CustomParser = result => Parse(result, name, isValid, range) };

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

    /// <summary>An option that may be given several times, or once with several values.</summary>
    public static Option<string[]> Several(string name, string description, string form)
    {
        Option<string[]> option = new(name) { Description = description, HelpName = form, AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        option.Validators.Add(result =>
        {
            // Taking every word that follows, the option would also take a mistyped option for one of its values.
            if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith("--", StringComparison.Ordinal)) is { } unknown)
                result.AddError(UnknownOption(unknown.Value, (result.Parent as CommandResult)?.Command));
        });
        return option;
    }

    /// <summary>What to say of an option that a command does not have.</summary>
    public static string UnknownOption(string name, Command? command)
        => Nearest.Of(name, command?.Options.Select(option => option.Name) ?? []) is { } nearest
            ? $"unknown option \"{name}\"; did you mean {nearest}?"
            : $"unknown option \"{name}\"; see credence {command?.Name} --help";

    /// <summary>The kebab-case form of a PascalCase name.</summary>
    public static string Kebab(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);

    /// <summary>A number in a text that the user wrote.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public static double Number(string option, string text)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : throw new InputException(option, $"\"{text}\" is not a number", "write it with a point, as in 0.02");

    private static T? Parse<T>(ArgumentResult result, string option, Func<T, bool> isValid, string range)
        where T : struct, INumber<T>
    {
        string text = result.Tokens[0].Value;
        if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T value) && isValid(value))
            return value;
        result.AddError($"{option} is {text}; {range}");
        return null;
    }

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
