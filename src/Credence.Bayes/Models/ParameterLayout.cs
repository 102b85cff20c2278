namespace Credence.Bayes;

/// <summary>A dimension of a parameter: its name and the labels of its positions.</summary>
/// <param name="Name">The name, such as <c>variant</c>.</param>
/// <param name="Labels">One label for each position, such as <c>A</c> and <c>B</c>.</param>
public sealed record ParameterDimension(string Name, IReadOnlyList<string> Labels)
{
    /// <summary>A dimension whose positions are numbered from 1.</summary>
    public static ParameterDimension Numbered(string name, int size)
        => new(name, [.. Enumerable.Range(1, (int)Guard.AtLeast(size, 1)).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture))]);
}

/// <summary>A reported quantity: a scalar, or an array over named dimensions, the last of which runs fastest.</summary>
/// <param name="Name">The name, such as <c>mean</c>.</param>
/// <param name="Dimensions">The dimensions; none for a scalar.</param>
public sealed record Parameter(string Name, params IReadOnlyList<ParameterDimension> Dimensions)
{
    /// <summary>The number of elements.</summary>
    public int Size { get; } = Dimensions.Aggregate(1, (size, dimension) => size * dimension.Labels.Count);

    /// <summary>The sizes of the dimensions.</summary>
    public IReadOnlyList<int> Shape => [.. Dimensions.Select(dimension => dimension.Labels.Count)];

    /// <summary>The name of an element with its labels, such as <c>mean[A]</c>; of a scalar, the name itself.</summary>
    public string ElementName(int element)
    {
        if (Dimensions.Count == 0)
            return Name;
        string[] labels = new string[Dimensions.Count];
        for (int d = Dimensions.Count - 1; d >= 0; d--)
        {
            int size = Dimensions[d].Labels.Count;
            labels[d] = Dimensions[d].Labels[element % size];
            element /= size;
        }
        return $"{Name}[{string.Join(',', labels)}]";
    }
}

/// <summary>The reported quantities of a model, in order, with the place of each among all elements.</summary>
public sealed class ParameterLayout
{
    private readonly Dictionary<string, int> offsets = new(StringComparer.Ordinal);

    /// <summary>Lays the parameters out one after another.</summary>
    /// <exception cref="ArgumentException">Two parameters share a name.</exception>
    public ParameterLayout(params IReadOnlyList<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameters = parameters;
        foreach (Parameter parameter in parameters)
        {
            if (!offsets.TryAdd(parameter.Name, Count))
                throw new ArgumentException($"Two parameters are called '{parameter.Name}'.", nameof(parameters));
            Count += parameter.Size;
        }
        ElementNames = [.. parameters.SelectMany(parameter => Enumerable.Range(0, parameter.Size).Select(parameter.ElementName))];
    }

    /// <summary>The parameters, in order.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The number of elements of all parameters.</summary>
    public int Count { get; }

    /// <summary>The names of all elements, such as <c>mean[A]</c>.</summary>
    public IReadOnlyList<string> ElementNames { get; }

    /// <summary>The place of a parameter's first element.</summary>
    /// <exception cref="ArgumentException">There is no such parameter.</exception>
    public int Offset(string parameter)
        => offsets.TryGetValue(parameter, out int offset) ? offset : throw new ArgumentException($"There is no parameter '{parameter}'; there are {string.Join(", ", offsets.Keys)}.", nameof(parameter));

    /// <summary>The place of an element by its full name, such as <c>mean[A]</c>; −1 where there is none.</summary>
    public int IndexOf(string element)
    {
        for (int i = 0; i < ElementNames.Count; i++)
        {
            if (ElementNames[i] == element)
                return i;
        }
        return -1;
    }
}
