using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
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
internal static class OptionForms
{
    public static Option<string?> Format() => Choice("--format", "How to print the result; default: table", "table", "json", "markdown");

    public static Option<ulong> Seed() => Number("--seed", 1ul, "Seed of everything random: same seed, same bits", "N", _ => true, "must be a whole number of at least 0");

    public static Option<double> Alpha() => Number("--alpha", 0.05, "Error level; intervals have level 1 - alpha", "A", value => value is >= 1e-9 and <= 0.5, "must be in [1e-9, 0.5]");

    public static Option<int?> Threads() => OptionalNumber<int>("--threads", "Threads to use; default: all cores", "N", value => value >= 1, "must be a whole number of at least 1");

    /// <summary>Whether a source is an experiment file, by its ending.</summary>
    public static bool IsExperiment(string source)
        => source.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || source.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    /// <summary>A text that may be left out.</summary>
    public static Option<string?> Text(string name, string description, string form) => new(name) { Description = description, HelpName = form };

    /// <summary>A file or folder to write.</summary>
    public static Option<string?> Target(string name, string description, string form)
    {
        Option<string?> option = Text(name, description, form);
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var path }] && (path.Length == 0 || path.StartsWith("--", StringComparison.Ordinal)))
                result.AddError($"{name} needs a path, but \"{path}\" follows it");
            else if (result.Tokens is [{ Value: "-" }])
                result.AddError($"{name} writes no standard output; name a path");
        });
        return option;
    }

    /// <summary>A folder to write to.</summary>
    public static Option<string?> Folder(string name, string description)
    {
        Option<string?> option = Target(name, description, "DIR");
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var path }] && File.Exists(path))
                result.AddError($"{name}: {path} is a file, but a folder is to be written there");
        });
        return option;
    }

    /// <summary>Refuses to write a file over one that is read, or twice over the same one.</summary>
    /// <exception cref="InputException">Two of the paths are the same file.</exception>
    public static void RequireApart(string? path, params IEnumerable<string?> others)
    {
        if (path is not null && others.OfType<string>().Any(other => Path.GetFullPath(other) == Path.GetFullPath(path)))
            throw new InputException(path, "this file is read, or written by another option", "name another file");
    }

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

    /// <summary>An option with a few possible values.</summary>
    /// <remarks>The values stay text until they are read: an option typed by an enumeration costs milliseconds of start-up each.</remarks>
    public static Option<string?> Choice(string name, string description, params string[] choices)
    {
        Option<string?> option = new(name) { Description = description, HelpName = string.Join('|', choices) };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: { } text }] && !choices.Contains(text))
                result.AddError(UnknownValue(name, text, choices));
        });
        return option;
    }

    /// <summary>The chosen member of an enumeration whose names in kebab case are the option's values.</summary>
    public static T Chosen<T>(ParseResult parsed, Option<string?> option, T whenAbsent)
        where T : struct, Enum
        => parsed.GetValue(option) is { } text ? Enum.Parse<T>(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true) : whenAbsent;

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
            : $"unknown option \"{name}\"; see {(command is null ? "credence" : CommandText.Path(command))} --help";

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

    private static string UnknownValue(string option, string text, string[] choices)
    {
        string known = $"the choices are {string.Join(", ", choices)}";
        return Nearest.Of(text, choices) is { } nearest
            ? $"{option}: unknown value \"{text}\"; did you mean {nearest}? ({known})"
            : $"{option}: unknown value \"{text}\"; {known}";
    }
}
