using System.Buffers.Binary;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Credence.Statistics;

namespace Credence.Bayes;

/// <summary>Writes draws as a Zarr folder in ArviZ's schema, which ArviZ and xarray open.</summary>
/// <remarks>Zarr version 2, not compressed, little-endian, one chunk for each chain; all metadata are consolidated in <c>.zmetadata</c>.</remarks>
public static class ZarrFolder
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a folder; one that was written before is replaced as a whole.</summary>
    /// <param name="data">What to write.</param>
    /// <param name="folder">The folder.</param>
    /// <exception cref="InputException">The folder cannot be written, or holds something else.</exception>
    public static void Write(InferenceData data, string folder)
    {
        ArgumentNullException.ThrowIfNull(data);
        AtomicOutput.Folder(folder, ".zgroup", path => new Store(path).Write(data));
    }

    // One folder while it is written: every piece of metadata goes to its own file and to the consolidated one.
    private sealed class Store(string root)
    {
        private readonly JsonObject metadata = [];

        public void Write(InferenceData data)
        {
            Group("", []);
            foreach (ExportGroup group in ExportGroup.Of(data))
            {
                Group(group.Name + "/", Attributes(data));
                HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
                foreach (ExportVariable variable in group.Coordinates.Concat(group.Variables))
                    Array($"{group.Name}/{FileName(variable.Name, names)}/", variable);
            }
            Metadata(".zmetadata", new JsonObject { ["metadata"] = metadata, ["zarr_consolidated_format"] = 1 });
        }

        private void Group(string prefix, JsonObject attributes)
        {
            Put(prefix + ".zgroup", new JsonObject { ["zarr_format"] = 2 });
            Put(prefix + ".zattrs", attributes);
        }

        private void Array(string prefix, ExportVariable variable)
        {
            // The chains are the chunks; a coordinate is one chunk.
            bool byChain = variable.Dimensions is ["chain", _, ..];
            int[] chunk = [.. variable.Shape.Select((size, i) => i == 0 && byChain ? 1 : Math.Max(size, 1))];
            (string type, int width) = Type(variable.Values);
            Put(prefix + ".zarray", new JsonObject
            {
                ["zarr_format"] = 2,
                ["shape"] = new JsonArray([.. variable.Shape.Select(size => JsonValue.Create(size))]),
                ["chunks"] = new JsonArray([.. chunk.Select(size => JsonValue.Create(size))]),
                ["dtype"] = type,
                ["compressor"] = null,
                // Any other fill value would make readers take values that equal it for missing ones.
                ["fill_value"] = null,
                ["order"] = "C",
                ["filters"] = null,
            });
            Put(prefix + ".zattrs", new JsonObject { ["_ARRAY_DIMENSIONS"] = new JsonArray([.. variable.Dimensions.Select(name => JsonValue.Create(name))]) });
            int length = variable.Values.Length;
            int chunks = length == 0 ? 0 : byChain ? variable.Shape[0] : 1;
            string rest = variable.Shape.Count == 0 ? "0" : string.Concat(Enumerable.Repeat(".0", variable.Shape.Count - 1));
            for (int i = 0; i < chunks; i++)
            {
                string name = variable.Shape.Count == 0 ? rest : i.ToString(CultureInfo.InvariantCulture) + rest;
                using FileStream stream = File.Create(Place(prefix + name));
                Values(stream, variable.Values, i * (length / chunks), length / chunks, width);
            }
        }

        private void Put(string key, JsonObject value)
        {
            metadata[key] = value;
            Metadata(key, value);
        }

        private void Metadata(string key, JsonObject value) => File.WriteAllText(Place(key), value.ToJsonString(Indented) + "\n");

        private string Place(string key)
        {
            string path = Path.Combine(root, key);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return path;
        }
    }

    private static JsonObject Attributes(InferenceData data)
    {
        string version = typeof(ZarrFolder).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
        JsonObject attributes = new()
        {
            ["creation_library"] = "Credence",
            ["creation_library_version"] = version,
            ["creation_library_language"] = "C#",
            ["inference_library"] = "Credence",
            ["inference_library_version"] = version,
        };
        if (data.CreatedAt is { } time)
            attributes["created_at"] = time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.ffffff+00:00", CultureInfo.InvariantCulture);
        return attributes;
    }

    private static (string Type, int Width) Type(Array values) => values switch
    {
        double[] => ("<f8", 8),
        long[] => ("<i8", 8),
        bool[] => ("|b1", 1),
        string[] text => Text(text),
        _ => throw new InvalidOperationException($"Zarr does not store {values.GetType().Name}."),
    };

    private static (string, int) Text(string[] text)
    {
        int longest = text.Select(s => s.EnumerateRunes().Count()).Append(1).Max();
        return (string.Create(CultureInfo.InvariantCulture, $"<U{longest}"), 4 * longest);
    }

    private static void Values(Stream stream, Array values, int start, int count, int width)
    {
        byte[] buffer = new byte[width];
        for (int i = start; i < start + count; i++)
        {
            switch (values)
            {
                case double[] numbers:
                    BinaryPrimitives.WriteDoubleLittleEndian(buffer, numbers[i]);
                    break;
                case long[] counts:
                    BinaryPrimitives.WriteInt64LittleEndian(buffer, counts[i]);
                    break;
                case bool[] flags:
                    buffer[0] = flags[i] ? (byte)1 : (byte)0;
                    break;
                case string[] text:
                    buffer.AsSpan().Clear();
                    Encoding.UTF32.GetBytes(text[i], buffer);
                    break;
            }
            stream.Write(buffer);
        }
    }

    // A name may hold what a folder's cannot, and two names may differ in case only.
    private static string FileName(string name, HashSet<string> taken)
    {
        string safe = new([.. name.Select(c => char.IsControl(c) || "/\\:*?\"<>|".Contains(c, StringComparison.Ordinal) ? '_' : c)]);
        safe = safe.TrimEnd('.', ' ');
        if (safe.Length == 0 || safe[0] == '.')
            safe = "_" + safe;
        string free = safe;
        for (int i = 2; !taken.Add(free); i++)
            free = string.Create(CultureInfo.InvariantCulture, $"{safe}_{i}");
        return free;
    }
}
