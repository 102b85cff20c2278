using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Credence;

/// <summary>Checks of arguments at the public edge: every message states the value and the range it must be in.</summary>
internal static class Guard
{
    /// <summary>Requires a probability strictly between 0 and 1; NaN is rejected.</summary>
    public static double Fraction(double value, [CallerArgumentExpression(nameof(value))] string name = "")
        => value is > 0 and < 1 ? value : Throw(name, value, "must be in (0, 1)");

    /// <summary>Requires a probability in [0, 1]; NaN is rejected.</summary>
    public static double Probability(double value, [CallerArgumentExpression(nameof(value))] string name = "")
        => value is >= 0 and <= 1 ? value : Throw(name, value, "must be in [0, 1]");

    /// <summary>Requires a finite number above 0.</summary>
    public static double Positive(double value, [CallerArgumentExpression(nameof(value))] string name = "")
        => value > 0 && double.IsFinite(value) ? value : Throw(name, value, "must be a finite number above 0");

    /// <summary>Requires a finite number not below 0.</summary>
    public static double NotNegative(double value, [CallerArgumentExpression(nameof(value))] string name = "")
        => value >= 0 && double.IsFinite(value) ? value : Throw(name, value, "must be a finite number not below 0");

    /// <summary>Requires a finite number.</summary>
    public static double Finite(double value, [CallerArgumentExpression(nameof(value))] string name = "")
        => double.IsFinite(value) ? value : Throw(name, value, "must be finite");

    /// <summary>Requires a whole number not below <paramref name="minimum"/>.</summary>
    public static long AtLeast(long value, long minimum, [CallerArgumentExpression(nameof(value))] string name = "")
        => value >= minimum ? value : Throw(name, value, string.Create(CultureInfo.InvariantCulture, $"must be at least {minimum}"));

    /// <summary>Requires two lengths to be equal.</summary>
    public static void SameLength(int actual, int expected, [CallerArgumentExpression(nameof(actual))] string name = "")
    {
        if (actual != expected)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{name} has length {actual}; must be {expected}."), name);
    }

    [DoesNotReturn]
    private static T Throw<T>(string name, T value, string range)
        => throw new ArgumentOutOfRangeException(name, value, string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; {range}."));
}
