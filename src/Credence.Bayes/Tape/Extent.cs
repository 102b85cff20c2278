using System.Diagnostics.CodeAnalysis;

namespace Credence.Bayes;

/// <summary>The extent of a parameter along one dimension: a number of elements, or a named dimension with labels.</summary>
[SuppressMessage("Usage", "CA2225", Justification = "Conversions are the whole purpose; there is nothing else to call.")]
public readonly struct Extent
{
    private readonly ParameterDimension? dimension;

    private Extent(int size, ParameterDimension? dimension) => (Size, this.dimension) = (size, dimension);

    /// <summary>The number of elements.</summary>
    public int Size { get; }

    /// <summary>A number of elements, labelled from 1.</summary>
    public static implicit operator Extent(int size) => new((int)Guard.AtLeast(size, 1), null);

    /// <summary>A named dimension.</summary>
    public static implicit operator Extent(ParameterDimension dimension)
    {
        ArgumentNullException.ThrowIfNull(dimension);
        return new(dimension.Labels.Count, dimension);
    }

    internal ParameterDimension Named(string parameter, int position)
        => dimension ?? ParameterDimension.Numbered(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{parameter}_dim_{position}"), Size);
}
