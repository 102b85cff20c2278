using System.CommandLine;

namespace Credence.Cli.Commands;

/// <summary>The command line as a shell would take it again.</summary>
internal static class CommandText
{
    public static string Of(ParseResult parsed) => string.Join(' ', parsed.Tokens.Select(token => Quote(token.Value)).Prepend("credence"));

    private static string Quote(string word)
        => word.Length > 0 && word.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ',' or '=' or ':' or '%' or '@' or '+')
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
