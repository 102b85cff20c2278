using System.CommandLine;

namespace Credence.Cli.Commands;

/// <summary>Command lines as a shell would take them.</summary>
internal static class CommandText
{
    /// <summary>The command line as it was given.</summary>
    public static string Of(ParseResult parsed) => string.Join(' ', parsed.Tokens.Select(token => Quote(token.Value)).Prepend("credence"));

    /// <summary>The words that call a command, e.g. <c>credence plan mean</c>.</summary>
    public static string Path(Command command)
        => command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Path(parent)} {command.Name}" : "credence";

    private static string Quote(string word)
        => word.Length > 0 && word.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ',' or '=' or ':' or '%' or '@' or '+')
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
