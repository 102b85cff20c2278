using System.IO.Compression;
using System.Text;
using DuckDB.NET.Data;

namespace Credence.Data.Tests;

/// <summary>A folder for the files of one test, deleted at its end.</summary>
internal sealed class Folder : IDisposable
{
    private static readonly DuckDBConnection s_connection = Opened();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("credence-tests-");

    public string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        string path = Path(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        if (name.EndsWith(".gz", StringComparison.Ordinal))
        {
            using GZipStream stream = new(File.Create(path), CompressionLevel.Fastest);
            stream.Write(bytes);
        }
        else
            File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Writes the rows of a query by the engine itself, as Parquet or JSON.</summary>
    public string Copy(string name, string select, string options = "")
    {
        string path = Path(name);
        lock (s_connection)
        {
            using DuckDBCommand command = s_connection.CreateCommand();
            command.CommandText = $"copy ({select}) to '{path.Replace("'", "''", StringComparison.Ordinal)}'{options}";
            command.ExecuteNonQuery();
        }
        return path;
    }

    private static DuckDBConnection Opened()
    {
        DuckDBConnection connection = new("DataSource=:memory:");
        connection.Open();
        return connection;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
