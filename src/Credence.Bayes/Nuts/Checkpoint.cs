using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Credence.Statistics;

namespace Credence.Bayes;

/// <summary>
/// A file with the state of all chains, rewritten as a whole every few seconds. A chain that was still warming up starts over, which gives the
/// same draws; one that was drawing goes on where the file left it.
/// </summary>
internal sealed class Checkpoint
{
    private const string Magic = "credence-draws-1";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly string file;
    private readonly byte[] header;
    private readonly byte[]?[] blocks;
    private readonly long[] published;
    private readonly Lock gate = new();

    private Checkpoint(string file, byte[] header, int chains)
        => (this.file, this.header, blocks, published) = (file, header, new byte[chains][], new long[chains]);

    /// <summary>Opens a checkpoint file, and brings the chains to where it left them if it exists.</summary>
    /// <exception cref="InputException">It is damaged, or was made with another model, other data or other options.</exception>
    public static Checkpoint Open(string file, IModel model, SamplingOptions options, Chain[] chains)
    {
        byte[] header = Header(model, options, chains[0].Dimension);
        Checkpoint checkpoint = new(file, header, chains.Length);
        checkpoint.RequireWritable();
        if (!File.Exists(file))
            return checkpoint;
        try
        {
            byte[] bytes = File.ReadAllBytes(file);
            if (!bytes.AsSpan().StartsWith(header.AsSpan(0, Magic.Length + 1)))
                throw new InputException($"checkpoint {file}", "this file is something else, or was cut short", "name another file");
            using BinaryReader reader = new(new MemoryStream(bytes), Encoding.UTF8);
            if (!reader.ReadBytes(header.Length).AsSpan().SequenceEqual(header))
                throw Refused(file, "it was made with another model, seed, warm-up or sampler option");
            int stored = reader.ReadInt32();
            for (int i = 0; i < stored; i++)
            {
                byte[] block = reader.ReadBytes(reader.ReadInt32());
                if (i < chains.Length && block.Length > 0)
                    checkpoint.Restore(chains[i], block);
            }
        }
        catch (Exception failure) when (failure is EndOfStreamException or ArgumentException or IOException or OverflowException)
        {
            throw Refused(file, $"it cannot be read ({failure.Message})");
        }
        return checkpoint;
    }

    // Before anything is sampled for it.
    private void RequireWritable()
    {
        try
        {
            if (Directory.Exists(file))
                throw new InputException($"checkpoint {file}", "is a folder", "name a file");
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            using (File.Create(file + ".tmp"))
            {
            }
            File.Delete(file + ".tmp");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new InputException($"checkpoint {file}", $"cannot be written ({failure.Message})", "check the folder's permissions, or name another file", failure);
        }
    }

    /// <summary>Takes the state of a chain into the file, if it is time or must be.</summary>
    public void Publish(Chain chain, bool force)
    {
        if (!force && Stopwatch.GetElapsedTime(published[chain.Number]) < Interval)
            return;
        published[chain.Number] = Stopwatch.GetTimestamp();
        byte[] block = Block(chain);
        lock (gate)
        {
            blocks[chain.Number] = block;
            WriteLocked();
        }
    }

    /// <summary>Writes the file.</summary>
    public void Write()
    {
        lock (gate)
            WriteLocked();
    }

    private void WriteLocked()
    {
        string temporary = file + ".tmp";
        using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write))
        {
            using BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true);
            writer.Write(header);
            writer.Write(blocks.Length);
            foreach (byte[]? block in blocks)
            {
                writer.Write(block?.Length ?? 0);
                writer.Write(block ?? []);
            }
            writer.Flush();
            stream.Flush(flushToDisk: true);
        }
        File.Move(temporary, file, overwrite: true);
    }

    private static byte[] Header(IModel model, SamplingOptions options, int dimension)
    {
        using MemoryStream memory = new();
        using BinaryWriter writer = new(memory, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(options.Seed);
        writer.Write(options.Warmup);
        writer.Write(options.TargetAccept);
        writer.Write(options.MaximumDepth);
        writer.Write(options.DivergenceThreshold);
        writer.Write((int)options.Metric);
        writer.Write(dimension);
        foreach (string name in model.Parameters.ElementNames)
            writer.Write(name);
        writer.Flush();
        return memory.ToArray();
    }

    private static byte[] Block(Chain chain)
    {
        using MemoryStream memory = new();
        using BinaryWriter writer = new(memory, Encoding.UTF8);
        WarmupResult warmed = chain.Warmed!;
        writer.Write(warmed.StepSize);
        writer.Write((int)warmed.Adaptation);
        writer.Write(warmed.Leapfrogs);
        writer.Write(warmed.Time.Ticks);
        writer.Write(chain.SamplingTime.Ticks);
        writer.Write(chain.Random.Position);
        Write(writer, chain.Trajectory.Metric.Variance);
        Write(writer, chain.Trajectory.Metric.Values);
        Write(writer, chain.Trajectory.Metric.Vectors);
        Write(writer, chain.Trajectory.Position);
        writer.Write(chain.Trajectory.LogDensity);
        Write(writer, chain.Positions.AsSpan(0, chain.Count * chain.Dimension));
        Write(writer, chain.Statistics.AsSpan(0, chain.Count * DrawStatistics.Size));
        writer.Write(chain.Divergences.Count);
        foreach (Divergence divergence in chain.Divergences)
        {
            writer.Write(divergence.Draw);
            writer.Write(divergence.Warmup);
            Write(writer, divergence.Start);
            Write(writer, divergence.End);
            writer.Write(divergence.Message);
        }
        writer.Flush();
        return memory.ToArray();
    }

    private void Restore(Chain chain, byte[] block)
    {
        blocks[chain.Number] = block;
        using BinaryReader reader = new(new MemoryStream(block), Encoding.UTF8);
        double step = reader.ReadDouble();
        MetricAdaptation adaptation = (MetricAdaptation)reader.ReadInt32();
        chain.Warmed = new WarmupResult(step, adaptation, reader.ReadInt64(), TimeSpan.FromTicks(reader.ReadInt64()));
        chain.SamplingTime = TimeSpan.FromTicks(reader.ReadInt64());
        chain.Random = chain.Random.At(reader.ReadInt64());
        chain.Trajectory.Metric.SetDiagonal(Read(reader));
        double[] values = Read(reader), vectors = Read(reader);
        if (values.Length > 0)
            chain.Trajectory.Metric.SetLowRank(vectors, values);
        double[] position = Read(reader);
        if (!chain.Trajectory.MoveTo(position) || BitConverter.DoubleToInt64Bits(chain.Trajectory.LogDensity) != BitConverter.DoubleToInt64Bits(reader.ReadDouble()))
            throw Refused(file, "the model has another density at its draws: the data or the priors have changed");
        double[] positions = Read(reader), statistics = Read(reader);
        int count = positions.Length / chain.Dimension;
        if (count * chain.Dimension > chain.Positions.Length)
            throw Refused(file, $"it holds {count} draws of each chain, more than are asked for");
        positions.CopyTo(chain.Positions, 0);
        statistics.CopyTo(chain.Statistics, 0);
        chain.Count = count;
        for (int i = reader.ReadInt32(); i > 0; i--)
            chain.Divergences.Add(new Divergence(reader.ReadInt32(), reader.ReadBoolean(), Read(reader), Read(reader), reader.ReadString()));
    }

    private static void Write(BinaryWriter writer, ReadOnlySpan<double> values)
    {
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes(values));
    }

    private static double[] Read(BinaryReader reader)
    {
        byte[] bytes = reader.ReadBytes(checked(reader.ReadInt32() * sizeof(double)));
        return MemoryMarshal.Cast<byte, double>(bytes).ToArray();
    }

    private static InputException Refused(string file, string problem)
        => new($"checkpoint {file}", problem, "delete the file to start over, or name another");
}
