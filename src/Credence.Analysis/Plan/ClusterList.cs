using System.Globalization;
using System.Text;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Lists of clusters as CSV: names and sizes in, variants out.</summary>
public static class ClusterList
{
    private const string Remedy = "write a header line cluster,size and one line per cluster";

    /// <summary>Reads a CSV file with a header: the first column names the cluster, the column <c>size</c> (else the second) holds its members.</summary>
    /// <exception cref="InputException">The file cannot be read, a size is no whole number above 0, or a name comes twice.</exception>
    public static IReadOnlyList<Cluster> Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        List<string[]> lines = [.. Lines(path).Select(Fields)];
        if (lines.Count < 2 || lines[0].Length < 2)
            throw new InputException(path, "holds no list of clusters", Remedy);
        int size = Array.FindIndex(lines[0], name => name.Equals("size", StringComparison.OrdinalIgnoreCase));
        if (size < 1)
            size = 1;
        List<Cluster> clusters = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (int i = 1; i < lines.Count; i++)
        {
            string place = FormattableString.Invariant($"{path}, line {i + 1}");
            if (lines[i] is [""])
                continue;
            if (lines[i].Length <= size || lines[i][0].Length == 0)
                throw new InputException(place, "a cluster needs a name and a size", Remedy);
            if (!long.TryParse(lines[i][size], NumberStyles.None, CultureInfo.InvariantCulture, out long members) || members is < 1 or > 1_000_000_000)
                throw new InputException(place, $"the size \"{lines[i][size]}\" is not a whole number of at least 1", Remedy);
            if (!seen.Add(lines[i][0]))
                throw new InputException(place, $"the cluster \"{lines[i][0]}\" comes twice", "give each cluster one line");
            clusters.Add(new(lines[i][0], members));
        }
        return clusters.Count > 1 ? clusters : throw new InputException(path, "holds fewer than two clusters", Remedy);
    }

    /// <summary>The randomisation list as CSV: cluster, size, block (empty without matching) and variant.</summary>
    public static string Write(IReadOnlyList<ClusterAssignment> assignment)
    {
        ArgumentNullException.ThrowIfNull(assignment);
        StringBuilder text = new("cluster,size,block,variant\n");
        foreach (ClusterAssignment line in assignment)
            text.Append(CultureInfo.InvariantCulture, $"{Quoted(line.Name)},{line.Size},{line.Block},{Quoted(line.Variant)}\n");
        return text.ToString();
    }

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllText(path).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException(path, $"cannot be read ({error.Message.TrimEnd('.')})", Remedy, error);
        }
    }

    private static string[] Fields(string line)
    {
        List<string> fields = [];
        StringBuilder field = new();
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
                field.Append(line[i++]);
            else if (line[i] == '"')
                quoted = !quoted;
            else if (line[i] is ',' or ';' or '\t' && !quoted)
                Finish();
            else
                field.Append(line[i]);
        }
        Finish();
        return [.. fields];

        void Finish()
        {
            fields.Add(field.ToString().Trim());
            field.Clear();
        }
    }

    private static string Quoted(string text)
        => !text.Any(c => c is ',' or ';' or '"' || char.IsControl(c)) ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
