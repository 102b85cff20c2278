namespace Credence.Cli.Terminal;

/// <summary>The two streams the tool writes to.</summary>
/// <param name="Output">Results.</param>
/// <param name="Error">Progress, notes and errors.</param>
internal sealed record ToolConsole(TextWriter Output, TextWriter Error)
{
    /// <summary>Whether results go to a person's terminal, which takes colour.</summary>
    public bool OutputIsTerminal { get; } = ReferenceEquals(Output, Console.Out) && !Console.IsOutputRedirected && NoColorIsUnset;

    /// <summary>Whether progress goes to a person's terminal.</summary>
    public bool ErrorIsTerminal { get; } = ReferenceEquals(Error, Console.Error) && !Console.IsErrorRedirected;

    // https://no-color.org: any value asks for no colour.
    private static bool NoColorIsUnset => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
}
