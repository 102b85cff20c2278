using System.Buffers;
using System.IO.Compression;
using Credence.Statistics;

namespace Credence.Data;

/// <summary>Checks of compressed files before they are read.</summary>
internal static class CompressedFile
{
    /// <summary>Reads a file to its end: the engine takes one that was cut off for a shorter one, without a word.</summary>
    /// <exception cref="InputException">The file is cut off, damaged, or not compressed.</exception>
    public static void RequireWhole(string path, CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 20);
        try
        {
            using FileStream file = File.OpenRead(path);
            using Trailer counted = new(file);
            using GZipStream content = new(counted, CompressionMode.Decompress);
            uint length = 0;
            for (int read; (read = content.Read(buffer)) > 0; length += (uint)read)
                cancellation.ThrowIfCancellationRequested();
            // The last four bytes are the length of the last member modulo 2^32 (RFC 1952); of several members it is the smaller part.
            if (counted.LastFour != length && !(counted.HasMembers && counted.LastFour < length))
                throw new InvalidDataException("its length is not what it says");
        }
        catch (InvalidDataException error)
        {
            throw new InputException(path, "the file is cut off, or is not valid gzip data", "fetch or compress it again; gzip -t tells more", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, $"cannot be read ({error.Message.TrimEnd('.')})", "check the file", error);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Remembers the last four bytes that were read, and whether a header stands anywhere but at the beginning.
    private sealed class Trailer(Stream inner) : Stream
    {
        private static readonly byte[] Header = [0x1F, 0x8B, 0x08];
        private uint last;
        private bool begun;

        public uint LastFour => last;

        public bool HasMembers { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = inner.Read(buffer, offset, count);
            for (int i = Math.Max(0, read - 4); i < read; i++)
                last = (last >> 8) | ((uint)buffer[offset + i] << 24);
            HasMembers |= read > 1 && buffer.AsSpan(offset + (begun ? 0 : 1), read - (begun ? 0 : 1)).IndexOf(Header) >= 0;
            begun = true;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
