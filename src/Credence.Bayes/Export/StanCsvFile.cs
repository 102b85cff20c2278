using System.Globalization;
using Credence.Statistics;

namespace Credence.Bayes;

/// <summary>One file of Stan's CSV: its columns, its draws after warm-up, and what its comments say.</summary>
internal sealed class StanCsvFile
{
    private readonly Dictionary<string, string> settings = new(StringComparer.Ordinal);
    private readonly List<double[]> rows = [];
    private double[] inverseMetric = [];
    private double warmupSeconds;
    private double samplingSeconds;
    private bool metricFollows;

    private StanCsvFile(string path) => Path = path;

    public string Path { get; }

    public IReadOnlyList<string> Columns { get; private set; } = [];

    public IReadOnlyList<double[]> Rows => rows;

    /// <summary>Parameters with their labels by column, where a comment describes them.</summary>
    public Dictionary<string, Parameter>? Parameters { get; private set; }

    public int MaximumDepth => Setting("max_depth", 10);

    /// <summary>Whether the columns of a Hamiltonian sampler are there.</summary>
    public bool HasSampler => Columns.Contains("lp__") && Columns.Contains("accept_stat__") && Columns.Contains("energy__");

    /// <exception cref="InputException">The file cannot be read.</exception>
    public static StanCsvFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        StanCsvFile file = new(path);
        try
        {
            int number = 0;
            foreach (string line in File.ReadLines(path))
                file.Line(line.Trim(), ++number);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, $"cannot be read ({e.Message.TrimEnd('.')})", "check the path", e);
        }
        if (file.Columns.Count == 0)
            throw new InputException(path, "has no line that names columns", "name a CSV file written by Stan's sampler");
        if (file.Setting("save_warmup", 0) == 1)
            file.rows.RemoveRange(0, Math.Min(file.rows.Count, (file.Warmup + file.Thin - 1) / file.Thin));
        return file;
    }

    /// <summary>What the sampler recorded; columns that are missing come out as NaN or 0.</summary>
    public ChainRecord Record()
    {
        bool[] diverging = [.. Column("divergent__").Select(value => value == 1)];
        return new()
        {
            Positions = [],
            LogDensity = Column("lp__"),
            AcceptanceRate = Column("accept_stat__"),
            StepSize = Column("stepsize__"),
            TreeDepth = Whole("treedepth__"),
            Leapfrogs = Whole("n_leapfrog__"),
            Diverging = diverging,
            Energy = Column("energy__"),
            MaximumEnergyError = [.. Enumerable.Repeat(double.NaN, rows.Count)],
            Divergences = [.. Enumerable.Range(0, rows.Count).Where(i => diverging[i]).Select(i => new Divergence(i, false, [], [], "read from a file, which does not say where"))],
            InverseMetric = inverseMetric,
            Adaptation = MetricAdaptation.Variance,
            Warmup = Warmup,
            WarmupLeapfrogs = 0,
            WarmupTime = TimeSpan.FromSeconds(warmupSeconds),
            SamplingTime = TimeSpan.FromSeconds(samplingSeconds),
        };
    }

    private int Warmup => Setting("num_warmup", 1000);

    private int Thin => Math.Max(1, Setting("thin", 1));

    private void Line(string line, int number)
    {
        if (line.StartsWith('#'))
            Comment(line);
        else if (line.Length == 0)
            return;
        else if (Columns.Count == 0)
            Columns = [.. line.Split(',').Select(name => name.Trim().Trim('"'))];
        else
            rows.Add(Values(line, number));
    }

    private double[] Values(string line, int number)
    {
        string[] cells = line.Split(',');
        if (cells.Length != Columns.Count)
            throw new InputException(Place(number), string.Create(CultureInfo.InvariantCulture, $"has {cells.Length} values, but there are {Columns.Count} columns"), "check that the file is whole");
        double[] values = new double[cells.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            if (!TryNumber(cells[i].Trim(), out values[i]))
                throw new InputException($"{Place(number)}, column \"{Columns[i]}\"", $"\"{cells[i].Trim()}\" is not a number", "check that the file is whole");
        }
        return values;
    }

    private string Place(int number) => string.Create(CultureInfo.InvariantCulture, $"{Path}, line {number}");

    private void Comment(string line)
    {
        if (line.StartsWith(StanLayout.Mark, StringComparison.Ordinal))
        {
            Parameters = StanLayout.Read(line);
            return;
        }
        string text = line.TrimStart('#').Trim();
        if (metricFollows)
        {
            string[] cells = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            inverseMetric = cells.All(cell => TryNumber(cell, out _)) ? [.. cells.Select(cell => { TryNumber(cell, out double value); return value; })] : [];
            metricFollows = false;
        }
        metricFollows = text.StartsWith("Diagonal elements of inverse mass matrix", StringComparison.Ordinal);
        if (text.Split('=', 2) is [string name, string value])
            settings.TryAdd(name.Trim(), value.Replace("(Default)", "", StringComparison.Ordinal).Trim());
        else if (text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [.., string seconds, "seconds", string phase] && TryNumber(seconds, out double time))
            (warmupSeconds, samplingSeconds) = phase == "(Warm-up)" ? (time, samplingSeconds) : phase == "(Sampling)" ? (warmupSeconds, time) : (warmupSeconds, samplingSeconds);
    }

    private int Setting(string name, int otherwise) => settings.TryGetValue(name, out string? text) ? text switch
    {
        "true" => 1,
        "false" => 0,
        _ => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise,
    } : otherwise;

    private double[] Column(string name)
    {
        int column = Columns.ToList().IndexOf(name);
        return [.. rows.Select(row => column < 0 ? double.NaN : row[column])];
    }

    private int[] Whole(string name) => [.. Column(name).Select(value => double.IsNaN(value) ? 0 : (int)value)];

    private static bool TryNumber(string text, out double value)
    {
        value = text.ToLowerInvariant() switch
        {
            "nan" or "-nan" or "na" => double.NaN,
            "inf" or "+inf" or "infinity" => double.PositiveInfinity,
            "-inf" or "-infinity" => double.NegativeInfinity,
            _ => 0,
        };
        return value != 0 || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }
}
