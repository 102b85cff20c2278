using Credence.Statistics;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Credence.Data;

/// <summary>Writes a file whole or not at all: the engine writes a neighbour first, which then takes the file's place.</summary>
internal static class WholeFile
{
    /// <summary>Writes a file; missing folders are made.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the file that it is given the path of.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(string path, Action<string> write)
    {
        string neighbour = "";
        try
        {
            RequireOrdinary(path);
            string target = Path.GetFullPath(path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            neighbour = $"{target}.{Guid.NewGuid():N}.tmp";
            write(neighbour);
            File.Move(neighbour, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException || IsOfWriting(e, neighbour))
        {
            throw new InputException(path, $"cannot be written ({e.Message.Split('\n')[0].TrimEnd('.')})", "check the folder's permissions and the space left, or name another path", e);
        }
        finally
        {
            if (neighbour.Length > 0)
                File.Delete(neighbour);
        }
    }

    /// <summary>Refuses a folder, a device and a link, in whose place a file would come to stand.</summary>
    /// <exception cref="InputException">The path is one of these.</exception>
    public static void RequireOrdinary(string path)
    {
        string full = Path.GetFullPath(path);
        if (Directory.Exists(full) || Path.EndsInDirectorySeparator(path))
            throw new InputException(path, "is a folder, but a file is to be written there", "name a file");
        bool device = full.StartsWith("/dev/", StringComparison.Ordinal) && !OperatingSystem.IsWindows();
        if (device || File.Exists(full) && ((File.GetAttributes(full) & FileAttributes.Device) != 0 || new FileInfo(full).LinkTarget is not null))
            throw new InputException(path, "is no ordinary file", "name a file");
    }

    /// <summary>Whether two paths lead to one file, links followed.</summary>
    public static bool AreSame(string one, string other)
    {
        bool folds = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();
        return Followed(one).Equals(Followed(other), folds ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
    }

    private static bool IsOfWriting(Exception e, string neighbour)
        => e is DuckDBException error && (error.ErrorType == DuckDBErrorType.OutOfMemory || error.Message.Contains(neighbour, StringComparison.Ordinal));

    private static string Followed(string path)
    {
        string full = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(full) is string parent && Directory.Exists(parent) ? FollowedFolder(new DirectoryInfo(parent)) : Path.GetDirectoryName(full) ?? "";
        string place = Path.Combine(folder, Path.GetFileName(full));
        return File.Exists(place) && File.ResolveLinkTarget(place, returnFinalTarget: true) is FileSystemInfo target ? target.FullName : place;
    }

    private static string FollowedFolder(DirectoryInfo folder)
    {
        if (folder.ResolveLinkTarget(returnFinalTarget: true) is DirectoryInfo target)
            return FollowedFolder(target);
        return folder.Parent is DirectoryInfo parent ? Path.Combine(FollowedFolder(parent), folder.Name) : folder.FullName;
    }
}
