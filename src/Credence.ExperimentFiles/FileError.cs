using System.Globalization;

namespace Credence.ExperimentFiles;

/// <summary>Something wrong with an experiment file, said in one line.</summary>
/// <param name="File">Name of the file as it was given.</param>
/// <param name="Line">Line, counted from 1; 0 where the error concerns the whole file.</param>
/// <param name="Column">Column, counted from 1; 0 where the error concerns the whole file.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What to do about it; may be empty.</param>
public sealed record FileError(string File, int Line, int Column, string Message, string Remedy)
{
    /// <summary>File, line and column as they are printed.</summary>
    public string Place => Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{File}, line {Line}, column {Column}") : File;

    /// <summary>The error as one line: <c>place: message; remedy</c>.</summary>
    public override string ToString() => Remedy.Length > 0 ? $"{Place}: {Message}; {Remedy}" : $"{Place}: {Message}";
}
