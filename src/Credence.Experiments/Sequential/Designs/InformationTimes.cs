using System.Globalization;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>Information fractions of planned looks.</summary>
public static class InformationTimes
{
    /// <summary>Equally spaced fractions 1/K, 2/K, …, 1.</summary>
    /// <param name="looks">Number of looks K, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no look.</exception>
    public static double[] Equal(int looks)
    {
        Guard.AtLeast(looks, 1);
        double[] times = new double[looks];
        for (int k = 0; k < looks; k++)
            times[k] = (k + 1) / (double)looks;
        return times;
    }

    /// <summary>A copy of the fractions, which must rise strictly from above 0 to exactly 1.</summary>
    /// <exception cref="InputException">They do not.</exception>
    internal static double[] Checked(IReadOnlyList<double> times)
    {
        if (times.Count == 0)
            throw new InputException("", "no information times", "give at least one look, the last at 1");
        double before = 0;
        foreach (double time in times)
        {
            if (!(time > before))
                throw Problem($"information times must rise from above 0; {time} follows {before}", "list the looks in order of time");
            if (time > 1)
                throw Problem($"information time {time} is over 1", "give fractions of the planned maximum information, the last 1");
            before = time;
        }
        return before == 1 ? [.. times] : throw Problem($"the last information time is {before}, not 1", "end the plan at 1");
    }

    private static InputException Problem(FormattableString problem, string remedy)
        => new("", problem.ToString(CultureInfo.InvariantCulture), remedy);
}
