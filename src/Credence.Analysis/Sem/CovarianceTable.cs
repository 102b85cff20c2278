using System.Globalization;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Covariances, or correlations with standard deviations, that stand for rows; divisor n − 1.</summary>
/// <param name="Path">The file they come from.</param>
/// <param name="Variables">The names of the p variables.</param>
/// <param name="Covariance">The p × p covariance matrix, row-major.</param>
/// <param name="Means">The means; empty where they are not given.</param>
/// <param name="Count">The number of rows behind them.</param>
public sealed record CovarianceTable(string Path, IReadOnlyList<string> Variables, IReadOnlyList<double> Covariance, IReadOnlyList<double> Means, long Count)
{
    private static readonly string[] MeanNames = ["mean", "means"], DeviationNames = ["sd", "sds", "standard deviation"];

    /// <summary>Reads a table: a header of names, then for each variable a row of the full matrix or of its lower triangle.</summary>
    /// <remarks>Rows may begin with the name of their variable. Then a row <c>mean</c> gives the means, and a row <c>sd</c> standard deviations, in which
    /// case the matrix holds correlations. Cells are separated by commas, semicolons or tabs.</remarks>
    /// <param name="path">The file.</param>
    /// <param name="count">The number of rows behind the moments, at least 2.</param>
    /// <exception cref="InputException">The file cannot be read, or holds no such matrix.</exception>
    public static CovarianceTable Read(string path, long count)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Guard.AtLeast(count, 2);
        try
        {
            return Parse(path, File.ReadAllText(path), count);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, "the file cannot be read", "check that it is there and may be read", problem);
        }
    }

    /// <summary>Reads the text of a table, as <see cref="Read"/>.</summary>
    /// <param name="path">What it is called in messages.</param>
    /// <param name="text">The text.</param>
    /// <param name="count">The number of rows behind the moments.</param>
    /// <exception cref="InputException">The text holds no such matrix.</exception>
    public static CovarianceTable Parse(string path, string text, long count)
    {
        ArgumentNullException.ThrowIfNull(text);
        (int Line, string[] Cells)[] lines = [.. text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n').Index()
            .Where(line => line.Item.Trim().Length > 0).Select(line => (line.Index + 1, Cells(line.Item)))];
        if (lines.Length < 2)
            throw new InputException(path, "there is no matrix", "begin with a line of names and give each variable a line");
        bool named = lines.Skip(1).All(line => !IsNumber(line.Cells[0]));
        string[] names = lines[0].Cells;
        // Where rows begin with names, the header may have a cell above these names.
        if (named && names.Length > 1 && (names[0].Length == 0 || !lines.Skip(1).Any(line => line.Cells[0] == names[0])))
            names = names[1..];
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new InputException(path, $"the header names {twice.Key} twice", "give each variable its own name");
        Reader reader = new(path, names, named);
        foreach ((int line, string[] cells) in lines.Skip(1))
            reader.Add(line, cells);
        return reader.Finish(count);
    }

    /// <summary>The data for a fit.</summary>
    public SemData Data() => SemData.FromMoments(Variables, [SemGroup.FromSampleCovariance("", Count, Means, Covariance)]);

    private static string[] Cells(string line)
    {
        char separator = line.Contains('\t') ? '\t' : line.Contains(';') ? ';' : ',';
        return [.. line.Split(separator).Select(cell => cell.Trim().Trim('"').Trim())];
    }

    private static bool IsNumber(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class Reader(string path, string[] names, bool named)
    {
        private readonly int p = names.Length;
        private readonly double[] matrix = Unknown(names.Length * names.Length);
        private readonly HashSet<string> seen = new(StringComparer.Ordinal);
        private double[] means = [], deviations = [];
        private int rows;

        private static double[] Unknown(int length)
        {
            double[] values = new double[length];
            Array.Fill(values, double.NaN);
            return values;
        }

        public void Add(int line, string[] cells)
        {
            string place = $"{path}, line {Text(line)}";
            string name = named ? cells[0] : rows < p ? names[rows] : throw new InputException(place, $"there are more rows than the {Text(p)} variables of the header", "give each variable one row");
            string[] values = named ? cells[1..] : cells;
            if (!seen.Add(name))
                throw new InputException(place, $"{name} has two rows", "keep one of them");
            int row = Array.IndexOf(names, name);
            if (row < 0 && MeanNames.Contains(name, StringComparer.OrdinalIgnoreCase))
                means = Whole(place, values);
            else if (row < 0 && DeviationNames.Contains(name, StringComparer.OrdinalIgnoreCase))
                deviations = Whole(place, values);
            else if (row < 0)
                throw new InputException(place, $"{name} is no variable of the header", Nearest.Of(name, [.. names, "mean", "sd"]) is { } near ? $"did you mean {near}?" : $"the header names {string.Join(", ", names)}");
            else
                Triangle(place, row, values);
        }

        public CovarianceTable Finish(long count)
        {
            for (int i = 0; i < p; i++)
            {
                for (int j = 0; j <= i; j++)
                    Settle(i, j);
            }
            double[] covariance = deviations.Length == 0 ? matrix : [.. matrix.Select((value, at) => value * deviations[at / p] * deviations[at % p])];
            return new(path, names, covariance, means, count);
        }

        // One of the two cells may be empty; two must agree.
        private void Settle(int i, int j)
        {
            double lower = matrix[(i * p) + j], upper = matrix[(j * p) + i];
            if (double.IsNaN(lower) && double.IsNaN(upper))
                throw new InputException(path, $"the covariance of {names[i]} and {names[j]} is missing", "give the whole matrix or its lower triangle, with the diagonal");
            if (Math.Abs(lower - upper) > 1e-6 * Math.Max(Math.Abs(lower), Math.Abs(upper)))
                throw new InputException(path, $"the two covariances of {names[i]} and {names[j]} differ", "a covariance matrix is symmetric; leave out its upper triangle");
            if (deviations.Length > 0 && i == j && Math.Abs(lower - 1) > 1e-6)
                throw new InputException(path, $"the correlation of {names[i]} with itself is not 1, but a row of standard deviations is given", "give correlations with sd, or covariances without");
            matrix[(i * p) + j] = matrix[(j * p) + i] = double.IsNaN(lower) ? upper : lower;
        }

        private void Triangle(string place, int row, string[] values)
        {
            rows++;
            string[] given = [.. values.Reverse().SkipWhile(cell => cell.Length == 0).Reverse()];
            if (given.Length != p && given.Length != row + 1)
                throw new InputException(place, $"{Text(given.Length)} values; expected {Text(row + 1)} (lower triangle) or {Text(p)} (whole row)", "separate the values by commas, and write them with a point");
            for (int j = 0; j < given.Length; j++)
                matrix[(row * p) + j] = given[j].Length == 0 ? double.NaN : Number(place, given[j]);
        }

        private double[] Whole(string place, string[] values)
            => values.Length == p ? [.. values.Select(value => Number(place, value))] : throw new InputException(place, $"{Text(values.Length)} values for {Text(p)} variables", "give one for each");

        private static double Number(string place, string cell)
            => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
                ? value
                : throw new InputException(place, $"\"{cell}\" is not a number", "write it with a point, as in 0.25");
    }
}
