using System.CommandLine;
using Credence.Cli.Commands;
using Credence.Cli.Terminal;
using Credence.Statistics;

namespace Credence.Cli;

/// <summary>The <c>credence</c> tool: parses the command line, runs one verb, and turns what happened into an exit code.</summary>
public static class Tool
{
    private static readonly Dictionary<string, Func<ToolConsole, Command>> Verbs = new(StringComparer.Ordinal)
    {
        ["analyze"] = AnalyzeCommand.Create,
        ["plan"] = PlanCommand.Create,
        ["monitor"] = MonitorCommand.Create,
        ["pca"] = PcaCommand.Create,
        ["mvn"] = MvnCommand.Create,
        ["mixture"] = MixtureCommand.Create,
        ["sem"] = SemCommand.Create,
        ["impute"] = ImputeCommand.Create,
        ["simulate"] = SimulateCommand.Create,
        ["demo"] = DemoCommand.Create,
        ["init"] = InitCommand.Create,
        ["validate"] = ValidateCommand.Create,
    };

    /// <summary>Runs the tool.</summary>
    /// <param name="arguments">The command line without the program's name.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="cancellation">Ends the work; the exit code is then 130.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        RootCommand root = Build(arguments, new(output, error));
        try
        {
            ParseResult parsed = root.Parse(arguments);
            if (parsed.Errors.Count > 0 && !AsksForHelp(arguments))
                throw Usage(parsed);
            InvocationConfiguration configuration = new()
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(configuration, cancellation).ConfigureAwait(false);
        }
        catch (InputException problem)
        {
            await SayAsync(error, $"credence: {problem.Message}").ConfigureAwait(false);
            if (problem.Excerpt.Length > 0)
                await SayAsync(error, problem.Excerpt).ConfigureAwait(false);
            return ExitCode.BadInput;
        }
        catch (IOException problem)
        {
            await SayAsync(error, $"credence: the output cannot be written ({problem.Message.TrimEnd('.')}); check the space left and where it goes").ConfigureAwait(false);
            return ExitCode.BadInput;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await SayAsync(error, "credence: stopped; nothing was written").ConfigureAwait(false);
            return ExitCode.Interrupted;
        }
        catch (Exception bug)
        {
            await error.WriteLineAsync($"credence: a bug in the tool; please report it with these lines\n{bug}").ConfigureAwait(false);
            return ExitCode.Bug;
        }
    }

    // Where standard error is closed there is nobody left to tell.
    private static async Task SayAsync(TextWriter error, string line)
    {
        try
        {
            await error.WriteLineAsync(line).ConfigureAwait(false);
        }
        catch (IOException)
        {
        }
    }

    private static RootCommand Build(IReadOnlyList<string> arguments, ToolConsole console)
    {
        RootCommand root = new("Trustworthy experiments: plan, watch, analyse, decide.");
        // Options cost start-up time: a verb that was not asked for needs none.
        string? asked = arguments.FirstOrDefault(argument => Verbs.ContainsKey(argument));
        foreach ((string name, Func<ToolConsole, Command> create) in Verbs)
        {
            if (asked is null || asked == name)
                root.Subcommands.Add(create(console));
        }
        foreach (VersionOption version in root.Options.OfType<VersionOption>().ToArray())
            version.Action = new VersionAction(console);
        return root;
    }

    private static bool AsksForHelp(IReadOnlyList<string> arguments) => arguments.Any(argument => argument is "--help" or "-h" or "-?");

    private static InputException Usage(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string help = $"see {CommandText.Path(command)} --help";
        if (parsed.UnmatchedTokens is not [string unknown, ..])
        {
            string message = parsed.Errors[0].Message.TrimEnd('.');
            return new("", message, message.Contains(';', StringComparison.Ordinal) ? "" : help);
        }
        if (unknown.StartsWith('-'))
            return new("", OptionForms.UnknownOption(unknown, command), "");
        if (command.Subcommands.Count == 0)
            return new("", $"unexpected argument \"{unknown}\"", help);
        string? nearest = Nearest.Of(unknown, command.Subcommands.Select(verb => verb.Name));
        return new("", $"unknown verb \"{unknown}\"", nearest is null ? help : $"did you mean {nearest}?");
    }
}
