using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>A column of a regression: numbers, or categories.</summary>
public sealed class RegressionColumn
{
    private RegressionColumn(string name, double[] values, IReadOnlyList<string>? levels) => (Name, Values, Levels) = (name, values, levels);

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The number of rows.</summary>
    public int Count => Values.Length;

    /// <summary>The categories, the reference first; null where the column is of numbers.</summary>
    public IReadOnlyList<string>? Levels { get; }

    /// <summary>The numbers, or the places of the categories among the levels; NaN where missing.</summary>
    internal double[] Values { get; }

    /// <summary>A column of numbers; what is not finite is missing.</summary>
    public static RegressionColumn Numeric(string name, IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(values);
        return new(name, [.. values.Select(value => double.IsFinite(value) ? value : double.NaN)], null);
    }

    /// <summary>A column of categories; null is missing.</summary>
    /// <param name="name">The name.</param>
    /// <param name="values">The category of each row.</param>
    /// <param name="levels">The categories, the reference first; null for those that occur, sorted.</param>
    /// <exception cref="ArgumentException">A value is not among the levels.</exception>
    public static RegressionColumn Categorical(string name, IReadOnlyList<string?> values, IReadOnlyList<string>? levels = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(values);
        levels ??= [.. values.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Dictionary<string, double> places = new(StringComparer.Ordinal);
        foreach (string level in levels)
            places.TryAdd(level, places.Count);
        double[] codes = new double[values.Count];
        for (int i = 0; i < codes.Length; i++)
        {
            if (values[i] is not { } value)
                codes[i] = double.NaN;
            else if (!places.TryGetValue(value, out codes[i]))
                throw new ArgumentException($"'{value}' is not among the levels of {name}.", nameof(values));
        }
        return new(name, codes, levels);
    }

    /// <summary>The column as categories: numbers become levels in increasing order.</summary>
    internal RegressionColumn AsCategorical()
    {
        if (Levels is not null)
            return this;
        double[] distinct = [.. Values.Where(double.IsFinite).Distinct().Order()];
        return new(Name, [.. Values.Select(value => double.IsNaN(value) ? double.NaN : Array.BinarySearch(distinct, value))],
            [.. distinct.Select(value => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture))]);
    }

    /// <summary>The column of a formula by name.</summary>
    /// <exception cref="InputException">There is none.</exception>
    internal static RegressionColumn Find(IReadOnlyList<RegressionColumn> columns, string name)
    {
        if (columns.FirstOrDefault(column => column.Name == name) is { } found)
            return found;
        string all = $"the columns are {string.Join(", ", columns.Select(column => column.Name))}";
        throw new InputException("formula", $"there is no column '{name}'",
            Nearest.Of(name, columns.Select(column => column.Name)) is { } nearest ? $"did you mean '{nearest}'? {all}" : all);
    }
}
