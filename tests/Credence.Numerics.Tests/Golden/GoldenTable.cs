using System.Globalization;
using Credence.Testing;

namespace Credence.Numerics.Tests;

/// <summary>A table of make_golden.py: rows of doubles, each rounded from at least 30 digits.</summary>
internal static class GoldenTable
{
    public static IEnumerable<double[]> Rows(string name)
        => File.ReadLines(Repository.Folder("tests", "Credence.Numerics.Tests", "Golden", name + ".csv"))
            .Skip(1)
            .Select(line => line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray());
}

/// <summary>The largest error over a table, with the place where it occurs.</summary>
internal sealed class LargestError(string what)
{
    private double largest;
    private string place = "";

    public void Relative(double expected, double actual, params double[] arguments)
        => Note(expected == actual ? 0 : Math.Abs(actual - expected) / Math.Abs(expected), expected, actual, arguments);

    public void Absolute(double expected, double actual, params double[] arguments)
        => Note(Math.Abs(actual - expected), expected, actual, arguments);

    public void AssertBelow(double bound)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{what}: {largest:E2} (bound {bound:E1}) at {place}");
        Xunit.TestContext.Current.SendDiagnosticMessage(line);
        Xunit.TestContext.Current.TestOutputHelper?.WriteLine(line);
        Xunit.Assert.True(largest <= bound, line);
    }

    private void Note(double error, double expected, double actual, double[] arguments)
    {
        if (place.Length > 0 && error <= largest)
            return;
        largest = double.IsNaN(error) ? double.PositiveInfinity : error;
        place = string.Create(CultureInfo.InvariantCulture, $"({string.Join(", ", arguments)}): expected {expected:R}, got {actual:R}");
    }
}
