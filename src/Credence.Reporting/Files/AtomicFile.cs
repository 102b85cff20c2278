using System.Text;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>Writes a file whole or not at all: the text goes to a neighbour first, which then takes the file's place.</summary>
public static class AtomicFile
{
    /// <summary>Writes text as UTF-8 without a byte-order mark; missing folders are made.</summary>
    /// <exception cref="InputException">The path cannot be written.</exception>
    public static Task WriteAsync(string path, string text, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(text);
        return WriteAsync(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetBytes(text), cancellation);
    }

    /// <summary>Writes bytes; missing folders are made.</summary>
    /// <exception cref="InputException">The path cannot be written.</exception>
    public static Task WriteAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
        => WriteAsync(path, stream => stream.Write(bytes.Span), cancellation);

    /// <summary>Writes what <paramref name="write"/> puts into a stream; missing folders are made.</summary>
    /// <exception cref="InputException">The path cannot be written.</exception>
    public static async Task WriteAsync(string path, Action<Stream> write, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string? neighbour = null;
        bool done = false;
        try
        {
            string target = Path.GetFullPath(path);
            if (Directory.Exists(target))
                throw new InputException(path, "is a folder, but a file is to be written there", "name a file");
            // A device or a pipe would be replaced by a file.
            if (File.Exists(target) && !OperatingSystem.IsWindows() && !IsRegular(target))
                throw new InputException(path, "is no ordinary file", "name a file");
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            neighbour = $"{target}.{Guid.NewGuid():N}.tmp";
            await Task.Run(
                () =>
                {
                    using FileStream stream = new(neighbour, FileMode.CreateNew, FileAccess.Write);
                    write(stream);
                    stream.Flush(flushToDisk: true);
                },
                cancellation).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            File.Move(neighbour, target, overwrite: true);
            done = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new InputException(path, $"cannot be written ({Reason(e)})", "check the folder's permissions and the space left, or name another path", e);
        }
        finally
        {
            if (!done)
                Discard(neighbour);
        }
    }

    private static bool IsRegular(string path)
        => (File.GetAttributes(path) & FileAttributes.Device) == 0 && new FileInfo(path).LinkTarget is null && !path.StartsWith("/dev/", StringComparison.Ordinal);

    private static string Reason(Exception e) => e switch
    {
        UnauthorizedAccessException => "access is denied",
        PathTooLongException => "the path is too long",
        DirectoryNotFoundException => "the folder cannot be made",
        _ => e.Message.TrimEnd('.'),
    };

    private static void Discard(string? neighbour)
    {
        try
        {
            if (neighbour is not null)
                File.Delete(neighbour);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first error is the one worth telling.
        }
    }
}
