using Credence.Analysis;

namespace Credence.Cli.Commands;

/// <summary>An analysis as asked for on the command line.</summary>
/// <param name="Options">What to analyse, and how.</param>
/// <param name="Format">How to print the result.</param>
/// <param name="Report">HTML file to write; null for none.</param>
/// <param name="Figures">Folder for figures; null for none.</param>
/// <param name="Gate">Whether a blocking finding or a harmed guardrail ends with exit code 3.</param>
/// <param name="Threads">Threads of the engine; null takes all cores.</param>
/// <param name="Certify">Assignments to try the analysis on; null for none.</param>
/// <param name="Seed">Seed of everything random.</param>
/// <param name="CommandLine">How to run it again.</param>
internal sealed record AnalyzeRequest(
    AnalyzeOptions Options, OutputFormat Format, string? Report, string? Figures, bool Gate, int? Threads, int? Certify, ulong Seed, string CommandLine)
{
    /// <summary>CSV file for the outcomes of the units after CUPED; null for none.</summary>
    public string? AdjustedOutput { get; init; }

    /// <summary>File for a drawing of the models; null for none.</summary>
    public string? ModelGraph { get; init; }

    /// <summary>File or folder for the draws; null for none.</summary>
    public string? DrawsOutput { get; init; }

    /// <summary>Whether an interval was chosen that only proportions have.</summary>
    public bool IntervalOfProportions { get; init; }
}
