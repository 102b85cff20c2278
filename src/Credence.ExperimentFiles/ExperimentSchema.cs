namespace Credence.ExperimentFiles;

/// <summary>The JSON schema (draft 2020-12) of experiment files, for editors and for other programs.</summary>
public static class ExperimentSchema
{
    /// <summary>The text of the schema.</summary>
    public static string Text { get; } = ReadResource();

    private static string ReadResource()
    {
        using StreamReader reader = new(typeof(ExperimentSchema).Assembly.GetManifestResourceStream("experiment.schema.json")!);
        return reader.ReadToEnd();
    }
}
