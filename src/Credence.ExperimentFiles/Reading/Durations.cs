using System.Globalization;

namespace Credence.ExperimentFiles;

/// <summary>Durations as text: a whole number of days, hours or minutes (<c>7d</c>, <c>12h</c>, <c>30m</c>).</summary>
internal static class Durations
{
    private const int MostDigits = 6;

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text.Length is 0 or > MostDigits + 1 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int amount))
            return false;
        switch (text[^1])
        {
            case 'd': duration = TimeSpan.FromDays(amount); return true;
            case 'h': duration = TimeSpan.FromHours(amount); return true;
            case 'm': duration = TimeSpan.FromMinutes(amount); return true;
            default: return false;
        }
    }

    /// <summary>The shortest text of a duration.</summary>
    /// <exception cref="ArgumentException">The duration is not whole minutes.</exception>
    public static string ToText(TimeSpan duration)
    {
        if (duration.Ticks % TimeSpan.TicksPerMinute != 0)
            throw new ArgumentException($"duration is {duration:c}; must be whole minutes.", nameof(duration));
        long minutes = duration.Ticks / TimeSpan.TicksPerMinute;
        (long amount, char unit) = (minutes % 1440, minutes % 60) switch
        {
            (0, _) => (minutes / 1440, 'd'),
            (_, 0) => (minutes / 60, 'h'),
            _ => (minutes, 'm'),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{amount}{unit}");
    }
}
