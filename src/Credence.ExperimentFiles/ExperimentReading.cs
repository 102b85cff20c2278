using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Credence.ExperimentFiles;

/// <summary>What reading an experiment file gave: the file, or all its errors.</summary>
public sealed class ExperimentReading
{
    private readonly YamlMapping? root;

    internal ExperimentReading(string fileName, YamlMapping? root, ExperimentFile? file, IReadOnlyList<FileError> errors)
        => (FileName, this.root, File, Errors) = (fileName, root, file, errors);

    /// <summary>Name of the file as it was given.</summary>
    public string FileName { get; }

    /// <summary>The experiment; null where there are errors.</summary>
    public ExperimentFile? File { get; }

    /// <summary>All errors in the order of the text; empty where the file is valid.</summary>
    public IReadOnlyList<FileError> Errors { get; }

    /// <summary>Whether the file is valid.</summary>
    [MemberNotNullWhen(true, nameof(File))]
    public bool IsValid => File is not null;

    /// <summary>Uses that are valid but that <c>analyze</c> cannot serve yet; empty where the file can be analysed, or is not valid.</summary>
    public IReadOnlyList<FileError> NotYetAnalysable() => IsValid ? Capabilities.NotYetAnalysable(File, this) : [];

    /// <summary>An error found later, at the place of a value in the file.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="remedy">What to do about it; may be empty.</param>
    /// <param name="path">Keys that lead to the value, e.g. <c>metrics</c>, <c>revenue</c>, <c>value</c>; positions in a list count from 0.</param>
    /// <returns>The error at the value, or at the nearest mapping or list around it that is in the text.</returns>
    public FileError ErrorAt(string message, string remedy, params ReadOnlySpan<string> path)
    {
        YamlNode? place = root;
        foreach (string key in path)
        {
            YamlNode? inner = place switch
            {
                YamlMapping mapping => mapping[key],
                YamlSequence list when int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int i) && i < list.Items.Count => list.Items[i],
                _ => null,
            };
            if (inner is null)
                break;
            place = inner;
        }
        return new FileError(FileName, place?.Mark.Line ?? 0, place?.Mark.Column ?? 0, message, remedy);
    }
}
