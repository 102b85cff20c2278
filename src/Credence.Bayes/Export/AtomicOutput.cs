using Credence.Statistics;

namespace Credence.Bayes;

/// <summary>Writes a file or a folder whole or not at all: all goes to a neighbour first, which then takes its place.</summary>
internal static class AtomicOutput
{
    /// <summary>Writes a file; missing folders are made.</summary>
    /// <exception cref="InputException">The path cannot be written.</exception>
    public static void File(string path, Action<Stream> write) => Write(path, neighbour =>
    {
        using (FileStream stream = new(neighbour, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
        {
            write(stream);
            stream.Flush(flushToDisk: true);
        }
        System.IO.File.Move(neighbour, Path.GetFullPath(path), overwrite: true);
    });

    /// <summary>Writes a folder in place of one of the same kind, if there is one.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="sign">The file by which a folder of the same kind is known; any other folder that is not empty stays untouched.</param>
    /// <param name="write">Fills the folder whose path it is given.</param>
    /// <exception cref="InputException">The path cannot be written, or holds something else.</exception>
    public static void Folder(string path, string sign, Action<string> write) => Write(path, neighbour =>
    {
        string target = Path.GetFullPath(path);
        if (System.IO.File.Exists(target))
            throw new InputException(path, "is a file, but a folder is to be written there", "name another path");
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any() && !System.IO.File.Exists(Path.Combine(target, sign)))
            throw new InputException(path, "is a folder that holds something else", "name a new or empty folder");
        Directory.CreateDirectory(neighbour);
        write(neighbour);
        if (!Directory.Exists(target))
        {
            Directory.Move(neighbour, target);
            return;
        }
        string former = neighbour + ".old";
        Directory.Move(target, former);
        Directory.Move(neighbour, target);
        Directory.Delete(former, recursive: true);
    });

    private static void Write(string path, Action<string> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string neighbour = "";
        try
        {
            string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            neighbour = $"{target}.{Guid.NewGuid():N}.tmp";
            write(neighbour);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new InputException(path, $"cannot be written ({e.Message.TrimEnd('.')})", "check the folder's permissions and the space left, or name another path", e);
        }
        finally
        {
            Discard(neighbour);
        }
    }

    private static void Discard(string neighbour)
    {
        try
        {
            if (Directory.Exists(neighbour))
                Directory.Delete(neighbour, recursive: true);
            else if (System.IO.File.Exists(neighbour))
                System.IO.File.Delete(neighbour);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first error is the one worth telling.
        }
    }
}
