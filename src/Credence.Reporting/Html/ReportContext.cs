namespace Credence.Reporting;

/// <summary>What a report says about its own making.</summary>
/// <param name="CommandLine">The command that gives the same result again.</param>
/// <param name="Version">Version of the program.</param>
/// <param name="GeneratedAt">When the analysis ran.</param>
public sealed record ReportContext(string CommandLine, string Version, DateTimeOffset GeneratedAt);
