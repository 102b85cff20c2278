using System.Globalization;

namespace Credence.Cli.Terminal;

/// <summary>Tells the stages of long work on standard error, each with the time of day.</summary>
internal sealed class StageLog(TextWriter error) : IProgress<string>
{
    /// <inheritdoc/>
    public void Report(string value)
        => error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetLocalNow():HH:mm:ss} {value}"));
}
