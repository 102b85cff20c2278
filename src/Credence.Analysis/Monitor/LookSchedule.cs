using System.Globalization;
using Credence.Data;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>The planned end of a test: a number of units, both variants together, or a last day.</summary>
/// <param name="Units">Number of units; null where a day is given.</param>
/// <param name="Day">Last day, in UTC; null where units are given.</param>
public sealed record PlannedSize(long? Units, DateOnly? Day)
{
    /// <summary>Reads <c>4000</c> or <c>2026-03-28</c>.</summary>
    /// <exception cref="InputException">The text is neither.</exception>
    public static PlannedSize Parse(string text)
    {
        if (LookSchedule.Day(text) is { } day)
            return new(null, day);
        return LookSchedule.Whole(text) is { } units
            ? new(units, null)
            : throw new InputException("--planned", $"\"{text}\" is neither a number of units above 0 nor a day", "write --planned 4000 or --planned 2026-03-28");
    }
}

/// <summary>When to look at a running test.</summary>
/// <remarks>Times are in UTC. Without a period, a number of units or a list, looks are daily, or where their number and the planned end are given, equally spaced.</remarks>
public sealed record LookSchedule
{
    private const string Form = "write a number such as 4, units such as 1000,2000,4000, or days such as 2026-03-07,2026-03-14";

    /// <summary>Once a day.</summary>
    public static LookSchedule Daily { get; } = new();

    /// <summary>A look after each period of this length, a whole number of minutes; null for none.</summary>
    public TimeSpan? Period { get; init; }

    /// <summary>A look after each so many units; null for none.</summary>
    public long? Step { get; init; }

    /// <summary>Number of looks planned; null where nothing tells it.</summary>
    public int? Count { get; init; }

    /// <summary>Numbers of units at which to look, rising; empty for none.</summary>
    public IReadOnlyList<long> Units { get; init; } = [];

    /// <summary>Days at whose end to look, rising; empty for none.</summary>
    public IReadOnlyList<DateOnly> Days { get; init; } = [];

    /// <summary>Reads what stands under <c>--every</c> and <c>--looks</c>.</summary>
    /// <param name="every">A period such as <c>1d</c>, <c>12h</c>, <c>30m</c>, or a number of units; may be null.</param>
    /// <param name="looks">Their number, or a list of units or days; may be null.</param>
    /// <exception cref="InputException">A text is malformed, or a list does not rise.</exception>
    public static LookSchedule Parse(string? every, string? looks)
    {
        LookSchedule schedule = every is null ? Daily
            : Length(every) is { } period ? Daily with { Period = period }
            : Whole(every) is { } step ? Daily with { Step = step }
            : throw new InputException("--every", $"\"{every}\" is neither a period nor a number of units above 0", "write --every 1d, 12h, 30m or 500");
        if (looks is null)
            return schedule;
        string[] parts = looks.Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length == 1 && Whole(looks) is { } count)
            return count <= 1000 ? schedule with { Count = (int)count } : throw new InputException("--looks", "more than 1,000 looks are planned", "plan fewer, or look by --every");
        if (every is not null)
            throw new InputException("--looks", "a list of looks cannot go with --every", "leave one of them out");
        if (parts.Select(Day).ToArray() is var days && days.All(day => day is not null))
            return schedule with { Days = Rising(days.Select(day => day!.Value)), Count = days.Length };
        if (parts.Select(Whole).ToArray() is var units && units.All(number => number is not null))
            return schedule with { Units = Rising(units.Select(number => number!.Value)), Count = units.Length };
        throw new InputException("--looks", $"\"{looks}\" is neither a number, nor a list of units or days", Form);
    }

    /// <exception cref="InputException">The plan and the schedule do not go together.</exception>
    internal void Check(PlannedSize? planned)
    {
        if (planned?.Day is not null && (Step is not null || Units.Count > 0))
            throw new InputException("--planned", "a planned day cannot go with looks by number of units", "plan a number of units, or look by days");
        if (planned?.Units is { } most && Units.Count > 0 && Units[^1] > most)
            throw new InputException("--looks", $"the last look, at {Units[^1]} units, is beyond the planned {most}", "end the looks at the plan");
        if (planned?.Day is { } last && Days.Count > 0 && Days[^1] > last)
            throw new InputException("--looks", $"the last look, on {Days[^1]:yyyy-MM-dd}, is beyond the planned {last:yyyy-MM-dd}", "end the looks at the plan");
    }

    /// <summary>How the engine tells moments apart; looks are unions of these buckets.</summary>
    internal TimeBuckets Buckets(string column, PlannedSize? planned) => this switch
    {
        { Step: { } step } => new(column, Step: new(step)),
        { Units: { Count: > 0 } units } => new(column, Step: new(units.Aggregate(planned?.Units ?? units[^1], GreatestCommonDivisor))),
        { Period: null, Days.Count: 0, Count: { } count } when planned?.Units is { } most => new(column, Step: new(most, count)),
        _ => new(column, Grain),
    };

    private TimeGrain Grain => Period is not { } period || period.Ticks % TimeSpan.TicksPerDay == 0 ? TimeGrain.Day
        : period.Ticks % TimeSpan.TicksPerHour == 0 ? TimeGrain.Hour
        : TimeGrain.Minute;

    internal static DateOnly? Day(string text)
        => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day : null;

    internal static long? Whole(string text)
        => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0 ? number : null;

    private static TimeSpan? Length(string text)
    {
        if (text.Length < 2 || Whole(text[..^1]) is not { } count || count > 100_000)
            return null;
        return text[^1] switch
        {
            'd' => TimeSpan.FromDays(count),
            'h' => TimeSpan.FromHours(count),
            'm' => TimeSpan.FromMinutes(count),
            _ => null,
        };
    }

    private static T[] Rising<T>(IEnumerable<T> values)
        where T : IComparable<T>
    {
        T[] list = [.. values];
        for (int i = 1; i < list.Length; i++)
        {
            if (list[i].CompareTo(list[i - 1]) <= 0)
                throw new InputException("--looks", string.Create(CultureInfo.InvariantCulture, $"looks must increase, but {Shown(list[i])} follows {Shown(list[i - 1])}"), "list them in order, each once");
        }
        return list;

        static string Shown(T value) => value is DateOnly day ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : $"{value}";
    }

    private static long GreatestCommonDivisor(long a, long b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
