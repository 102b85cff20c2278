using System.Globalization;

namespace Credence.Analysis;

/// <summary>When a look was made.</summary>
/// <param name="Position">Its place on an axis of days: since 1970 for times, else the number in the column.</param>
/// <param name="Text">As printed: a day, a time in UTC, or a number.</param>
/// <param name="IsNumber">Whether the column holds numbers.</param>
public readonly record struct LookTime(double Position, string Text, bool IsNumber)
{
    /// <summary>The end of the last whole period, or the latest time, that a look takes in, in days.</summary>
    internal double End { get; init; }

    /// <summary>Reads the value of a bucket.</summary>
    /// <param name="value">Beginning of a period, or latest time.</param>
    /// <param name="length">Length of the period; zero for a time.</param>
    internal static LookTime Parse(string value, TimeSpan length)
    {
        if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
            return new(number, value, true) { End = number + length.TotalDays };
        DateTime time = DateTime.Parse(value, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);
        bool isDay = time.TimeOfDay == TimeSpan.Zero && (length == TimeSpan.Zero || length == TimeSpan.FromDays(1));
        double start = (time - DateTime.UnixEpoch).TotalDays;
        // A day stands for the whole of it; a shorter period is named by its end.
        DateTime shown = isDay ? time : time + length;
        string text = shown.ToString(isDay ? "yyyy-MM-dd" : shown.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        return new(isDay ? start : (shown - DateTime.UnixEpoch).TotalDays, text, false) { End = start + (isDay ? 1 : length.TotalDays) };
    }

    /// <summary>The text.</summary>
    public override string ToString() => Text;
}
