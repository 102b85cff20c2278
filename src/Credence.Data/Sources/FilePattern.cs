using System.IO.Enumeration;

namespace Credence.Data;

/// <summary>Files whose paths match a pattern: <c>*</c> and <c>?</c> within a name, <c>**</c> for folders of any depth.</summary>
internal static class FilePattern
{
    public static IReadOnlyList<string> Files(string pattern)
    {
        string[] parts = pattern.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        string root = Path.GetPathRoot(pattern) ?? "";
        IEnumerable<string> folders = [root];
        foreach (string part in parts[(root.Length > 0 ? 1 : 0)..^1])
            folders = [.. folders.SelectMany(folder => Folders(folder, part))];
        return [.. folders
            .SelectMany(folder => Names(folder)
                .Where(name => FileSystemName.MatchesSimpleExpression(parts[^1], name, ignoreCase: false))
                .Select(name => Path.Combine(folder, name)))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>Names of the files in a folder; none where it cannot be read.</summary>
    public static IEnumerable<string> Names(string folder) => Entries(folder, Directory.EnumerateFiles);

    private static IEnumerable<string> Folders(string folder, string part)
    {
        if (part == "**")
            return Entries(folder, Directory.EnumerateDirectories).SelectMany(name => Folders(Path.Combine(folder, name), "**")).Prepend(folder);
        if (!part.AsSpan().ContainsAny('*', '?'))
            return [Path.Combine(folder, part)];
        return Entries(folder, Directory.EnumerateDirectories)
            .Where(name => FileSystemName.MatchesSimpleExpression(part, name, ignoreCase: false))
            .Select(name => Path.Combine(folder, name));
    }

    private static IEnumerable<string> Entries(string folder, Func<string, IEnumerable<string>> enumerate)
    {
        try
        {
            return [.. enumerate(folder.Length > 0 ? folder : ".").Select(path => Path.GetFileName(path))];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
