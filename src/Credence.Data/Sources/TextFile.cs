using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Unicode;
using Credence.Statistics;

namespace Credence.Data;

/// <summary>A text file opened for reading, after a look at its first bytes.</summary>
internal sealed class TextFile : IDisposable
{
    private const int HeadBytes = 1 << 16;

    private readonly string _path, _place;
    private readonly bool _compressed;

    private TextFile(string path, string place, bool compressed, StreamReader reader, string head)
        => (_path, _place, _compressed, Reader, Head) = (path, place, compressed, reader, head);

    /// <summary>The text from its beginning, without byte order mark; malformed UTF-8 throws <see cref="DecoderFallbackException"/>.</summary>
    public StreamReader Reader { get; }

    /// <summary>The first 64 KiB.</summary>
    public string Head { get; }

    /// <exception cref="InputException">The file cannot be read, is empty, or is no text in UTF-8.</exception>
    public static TextFile Open(string path, string place, bool compressed)
    {
        try
        {
            byte[] head = new byte[HeadBytes];
            int length;
            using (Stream stream = Bytes(path, compressed))
                length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            Check(head.AsSpan(0, length), place);
            UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
            string text = Encoding.UTF8.GetString(head.AsSpan(0, length)).TrimStart('\uFEFF');
            return new(path, place, compressed, new StreamReader(Bytes(path, compressed), strict, detectEncodingFromByteOrderMarks: true, 1 << 16), text);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw Failure(place, error);
        }
    }

    /// <summary>Reads on; a failure becomes an error that names the place.</summary>
    /// <exception cref="InputException">The file cannot be read, or is no text in UTF-8.</exception>
    public void Guarded(Action read)
    {
        try
        {
            read();
        }
        catch (DecoderFallbackException error)
        {
            using Stream stream = Bytes(_path, _compressed);
            throw NotUtf8(_place, FirstMalformedLine(stream), error);
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            throw Failure(_place, error);
        }
    }

    public void Dispose() => Reader.Dispose();

    private static Stream Bytes(string path, bool compressed)
    {
        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1);
        return compressed ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static void Check(ReadOnlySpan<byte> head, string place)
    {
        if (head.IsEmpty)
            throw new InputException(place, "the file is empty", "give a file with a header line and rows");
        if (head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            throw new InputException(place, "is encoded in UTF-16", "save it as UTF-8");
        if (head is [0x1F, 0x8B, ..])
            throw new InputException(place, "is compressed with gzip, but its name does not end in .gz", "rename it");
        if (head.Contains((byte)0))
            throw new InputException(place, "holds binary data, not text", "check that the file is what its ending says");
    }

    private static InputException Failure(string place, Exception error) => error switch
    {
        UnauthorizedAccessException => new(place, "may not be read", "check its permissions", error),
        InvalidDataException => new(place, "is not valid gzip data", "check that the file is complete", error),
        FileNotFoundException => new(place, "there is no such file", "check the path", error),
        _ => new(place, $"cannot be read ({error.Message.TrimEnd('.')})", "check the file", error),
    };

    private static InputException NotUtf8(string place, long line, Exception error)
        => new(string.Create(CultureInfo.InvariantCulture, $"{place}, line {line}"), "is not UTF-8", "save the file as UTF-8", error);

    private static long FirstMalformedLine(Stream stream)
    {
        byte[] buffer = new byte[1 << 16];
        int kept = 0;
        long line = 1;
        while (true)
        {
            int read = stream.Read(buffer, kept, buffer.Length - kept);
            ReadOnlySpan<byte> bytes = buffer.AsSpan(0, kept + read);
            while (bytes.IndexOf((byte)'\n') is >= 0 and int end)
            {
                if (!Utf8.IsValid(bytes[..end]))
                    return line;
                line++;
                bytes = bytes[(end + 1)..];
            }
            if (read == 0 || bytes.Length == buffer.Length)
                return line;
            bytes.CopyTo(buffer);
            kept = bytes.Length;
        }
    }
}
