namespace Credence.ExperimentFiles;

/// <summary>Collects the errors of one file.</summary>
internal sealed class ErrorList(string file)
{
    private readonly List<FileError> errors = [];

    public bool IsEmpty => errors.Count == 0;

    public void Add(TextMark mark, string message, string remedy) => errors.Add(new FileError(file, mark.Line, mark.Column, message, remedy));

    public void AddToFile(string message, string remedy) => errors.Add(new FileError(file, 0, 0, message, remedy));

    /// <summary>All errors in the order of the text.</summary>
    public IReadOnlyList<FileError> InOrder() => [.. errors.OrderBy(error => error.Line).ThenBy(error => error.Column)];
}
