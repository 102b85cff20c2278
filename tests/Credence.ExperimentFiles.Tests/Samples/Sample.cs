using Credence.Testing;
using Xunit;

namespace Credence.ExperimentFiles.Tests;

/// <summary>The valid experiment files of the tests.</summary>
internal static class Sample
{
    public static readonly string[] Names = ["contract.yaml", "table.yaml", "servers.yaml"];

    public static string Text(string name) => File.ReadAllText(Repository.Folder("tests", "Credence.ExperimentFiles.Tests", "Samples", name));

    public static ExperimentFile Valid(string text)
    {
        ExperimentReading reading = ExperimentFileReader.ReadText(text, "test.yaml");
        Assert.Empty(reading.Errors);
        return reading.File!;
    }

    /// <summary>The errors of a text, one per line.</summary>
    public static string Errors(string text) => string.Join('\n', ExperimentFileReader.ReadText(text, "test.yaml").Errors);
}
