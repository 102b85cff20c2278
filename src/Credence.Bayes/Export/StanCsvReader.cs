using System.Globalization;
using Credence.Statistics;

namespace Credence.Bayes;

/// <summary>Reads draws from Stan's CSV, one file for each chain: those of Stan and those of <see cref="StanCsvWriter"/>.</summary>
/// <remarks>Warm-up iterations that were saved are left out. Unconstrained positions and the places of divergences are not in such files
/// and come out empty.</remarks>
public static class StanCsvReader
{
    /// <summary>Reads the chains of one fit.</summary>
    /// <param name="paths">The files, in the order of the chains; at least one.</param>
    /// <exception cref="InputException">A file cannot be read, or the files do not belong together.</exception>
    public static Draws Read(params IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        Guard.AtLeast(paths.Count, 1);
        StanCsvFile[] files = [.. paths.Select(StanCsvFile.Read)];
        StanCsvFile first = files[0];
        foreach (StanCsvFile other in files.Skip(1))
        {
            if (!other.Columns.SequenceEqual(first.Columns))
                throw new InputException(other.Path, $"has other columns than {first.Path}", "read the chains of one fit together");
            if (other.Rows.Count != first.Rows.Count)
                throw new InputException(other.Path, Text($"has {other.Rows.Count} draws, but {first.Path} has {first.Rows.Count}"), "read chains of equal length together");
        }
        (ParameterLayout layout, int[] columns) = Layout(first);
        int count = first.Rows.Count;
        double[] values = new double[(long)layout.Count * files.Length * count];
        for (int element = 0; element < layout.Count; element++)
        {
            for (int chain = 0; chain < files.Length; chain++)
            {
                Span<double> target = values.AsSpan(((element * files.Length) + chain) * count, count);
                for (int draw = 0; draw < count; draw++)
                    target[draw] = files[chain].Rows[draw][columns[element]];
            }
        }
        SamplerRecord? sampler = files.All(file => file.HasSampler) ? new([.. files.Select(file => file.Record())], first.MaximumDepth) : null;
        return new(layout, files.Length, count, values) { Sampler = sampler };
    }

    // Columns theta.1.2 belong to one parameter; the largest index of each position is the size of that dimension.
    private static (ParameterLayout Layout, int[] Columns) Layout(StanCsvFile file)
    {
        List<(string Name, List<(int[] Index, int Column)> Elements)> groups = [];
        for (int column = 0; column < file.Columns.Count; column++)
        {
            if (file.Columns[column].EndsWith("__", StringComparison.Ordinal))
                continue;
            (string name, int[] index) = Split(file.Columns[column]);
            int place = groups.FindIndex(group => group.Name == name && group.Elements[0].Index.Length == index.Length);
            if (place < 0)
            {
                place = groups.Count;
                groups.Add((name, []));
            }
            groups[place].Elements.Add((index, column));
        }
        List<Parameter> parameters = [];
        List<int> columns = [];
        foreach ((string name, List<(int[] Index, int Column)> elements) in groups)
        {
            int[] shape = [.. Enumerable.Range(0, elements[0].Index.Length).Select(d => elements.Max(element => element.Index[d]))];
            int[] places = [.. elements.Select(element => StanLayout.RowMajor([.. element.Index.Select(k => k - 1)], shape))];
            if (!places.Order().SequenceEqual(Enumerable.Range(0, shape.Aggregate(1, (product, size) => product * size))))
                throw new InputException(file.Path, $"lacks columns of the parameter \"{name}\", or has some twice", "check that the file is whole");
            int[] ordered = new int[places.Length];
            for (int i = 0; i < places.Length; i++)
                ordered[places[i]] = elements[i].Column;
            columns.AddRange(ordered);
            parameters.Add(file.Parameters?.GetValueOrDefault(name) is { } described && described.Shape.SequenceEqual(shape) ? described
                : new(name, [.. shape.Select((size, d) => ParameterDimension.Numbered(Text($"{name}_dim_{d}"), size))]));
        }
        try
        {
            return (new(parameters), [.. columns]);
        }
        catch (ArgumentException e)
        {
            throw new InputException(file.Path, $"cannot be read ({e.Message.Split('(')[0].Trim().TrimEnd('.')})", "give the columns different names", e);
        }
    }

    private static (string Name, int[] Index) Split(string column)
    {
        string[] parts = column.Split('.');
        int first = parts.Length;
        while (first > 1 && int.TryParse(parts[first - 1], NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index > 0)
            first--;
        return (string.Join('.', parts[..first]), [.. parts[first..].Select(part => int.Parse(part, CultureInfo.InvariantCulture))]);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
