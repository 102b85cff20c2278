using System.CommandLine;
using System.Text.Json;
using Credence.Cli.Terminal;
using Credence.ExperimentFiles;
using Credence.Statistics;

namespace Credence.Cli.Commands;

/// <summary><c>credence validate</c>: says all that is wrong with an experiment file.</summary>
internal static class ValidateCommand
{
    public static Command Create(ToolConsole console)
    {
        Argument<string?> file = new("FILE") { Description = "An experiment file (.yaml)", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> schema = new("--schema") { Description = "Print the JSON schema of experiment files instead" };
        Option<string?> format = OptionForms.Format();
        Command command = new("validate", "Check an experiment file") { file, schema, format };
        command.SetAction(parsed => parsed.GetValue(schema)
            ? PrintSchema(console)
            : Run(parsed.GetValue(file) ?? throw new InputException("validate", "no file is named", "write credence validate FILE"), OptionForms.Chosen(parsed, format, OutputFormat.Table), console));
        return command;
    }

    private static int PrintSchema(ToolConsole console)
    {
        console.Output.WriteLine(ExperimentSchema.Text.TrimEnd());
        return ExitCode.Done;
    }

    private static int Run(string path, OutputFormat format, ToolConsole console)
    {
        ExperimentReading reading = ExperimentFileReader.ReadFile(path);
        IReadOnlyList<FileError> later = reading.NotYetAnalysable();
        if (format == OutputFormat.Json)
            console.Output.WriteLine(Json(reading, later));
        else if (reading.IsValid)
            console.Output.WriteLine($"{path}: valid");
        foreach (FileError error in reading.Errors)
            console.Error.WriteLine($"credence: {error}");
        foreach (FileError note in later)
            console.Error.WriteLine($"note: {note}");
        return reading.IsValid ? ExitCode.Done : ExitCode.BadInput;
    }

    private static string Json(ExperimentReading reading, IReadOnlyList<FileError> later)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, new() { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteBoolean("valid", reading.IsValid);
            WriteErrors(writer, "errors", reading.Errors);
            WriteErrors(writer, "notYetAnalysable", later);
            writer.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WriteErrors(Utf8JsonWriter writer, string name, IReadOnlyList<FileError> errors)
    {
        writer.WriteStartArray(name);
        foreach (FileError error in errors)
        {
            writer.WriteStartObject();
            writer.WriteString("file", error.File);
            writer.WriteNumber("line", error.Line);
            writer.WriteNumber("column", error.Column);
            writer.WriteString("message", error.Message);
            writer.WriteString("remedy", error.Remedy);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }
}
