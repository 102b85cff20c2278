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
            throw Fault(query.Unit!, $"{group.RowsWithoutUnit} rows have no unit", $"keep rows with a unit, for instance by the condition {query.Unit} != ''");
        if (group is not { Kept: true, Variant: string variant })
            return group;
        if (_variants.Add(variant) && _variants.Count > DuckDbMomentsEngine.MaximumVariants)
            throw TooManyVariants(query, place);
        int most = query.Times is null ? DuckDbMomentsEngine.MaximumSegments : DuckDbMomentsEngine.MaximumPeriods;
        if (group.Segment >= 0 && _segments.Add((group.Segment, group.SegmentValue)) && _segments.Count > most)
            throw TooManySegments(query, group.Segment, place);
        return group;
    }

    private InputException Fault(string column, FormattableString problem, string remedy)
        => new($"{place}, column {column}", problem.ToString(CultureInfo.InvariantCulture), remedy);

    public static InputException TooManyVariants(MomentsQuery query, string place)
        => new(query.Variant is ColumnReference column ? $"{place}, column {column.Name}" : place,
            $"has more than {DuckDbMomentsEngine.MaximumVariants} different values; is it the variant?",
            "name the column that holds the variant");

    public static InputException TooManySegments(MomentsQuery query, int segment, string place)
    {
        (string problem, string remedy) = query.Times is null
            ? (string.Create(CultureInfo.InvariantCulture, $"has more than {DuckDbMomentsEngine.MaximumSegments} values"), "break down by a column with few values")
            : (string.Create(CultureInfo.InvariantCulture, $"has more than {DuckDbMomentsEngine.MaximumPeriods} periods; is it the time?"), "name the column of times, or take longer periods");
        return new($"{place}, column {query.Segments[segment]}", problem, remedy);
    }
}
