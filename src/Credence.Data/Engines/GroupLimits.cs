using System.Globalization;
using Credence.Statistics;

namespace Credence.Data;

/// <summary>Stops a query whose variant or segments have too many values to be what they are said to be.</summary>
internal sealed class GroupLimits(MomentsQuery query, string place)
{
    private readonly HashSet<string> _variants = new(StringComparer.Ordinal);
    private readonly HashSet<(int, string?)> _segments = [];

    public GroupSums Checked(GroupSums group)
    {
        if (group.RowsWithoutUnit > 0)
            throw new InputException($"{place}, column {query.Unit}", string.Create(CultureInfo.InvariantCulture, $"{group.RowsWithoutUnit} rows have no unit"), $"keep rows with a unit, for instance by the condition {query.Unit} != ''");
        if (group.Kept && group.Variant is string variant && _variants.Add(variant) && _variants.Count > DuckDbMomentsEngine.MaximumVariants)
            throw TooManyVariants(query, place);
        if (group.Kept && group.Segment >= 0 && _segments.Add((group.Segment, group.SegmentValue)) && _segments.Count > DuckDbMomentsEngine.MaximumSegments)
            throw new InputException($"{place}, column {query.Segments[group.Segment]}", $"has more than {DuckDbMomentsEngine.MaximumSegments} values", "break down by a column with few values");
        return group;
    }

    public static InputException TooManyVariants(MomentsQuery query, string place)
        => new(query.Variant is ColumnReference column ? $"{place}, column {column.Name}" : place,
            $"has more than {DuckDbMomentsEngine.MaximumVariants} different values; is it the variant?", "name the column that holds the variant");
}
