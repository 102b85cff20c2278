namespace Credence.EndToEnd;

/// <summary>A folder of a test's own, deleted with all it holds.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("credence-test-");

    /// <summary>Path of a file in the folder.</summary>
    public string this[string name] => Path.Combine(folder.FullName, name);

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>Names of all files in the folder.</summary>
    public IEnumerable<string> Files => folder.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Select(file => file.Name);

    public void Dispose() => folder.Delete(recursive: true);
}
