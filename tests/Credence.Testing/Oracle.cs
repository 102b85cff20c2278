using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Credence.Testing;

/// <summary>Answers of trusted peers, read from the reference material beside the repository.</summary>
public static class Oracle
{
    /// <summary>Reads <c>shared/oracle/NAME</c>; skips the test where it is absent.</summary>
    public static JsonNode Read(params string[] name)
        => JsonNode.Parse(File.ReadAllText(Repository.Reference(["oracle", .. name])))!;

    /// <summary>A number, also where it is written as "NaN", "Infinity" or "-Infinity"; NaN where it is null.</summary>
    public static double Number(JsonNode? node) => node switch
    {
        null => double.NaN,
        _ when node.GetValueKind() == JsonValueKind.String => node.GetValue<string>() switch
        {
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => double.NaN,
        },
        _ => node.GetValue<double>(),
    };

    /// <summary>Asserts |actual − expected| ≤ tolerance × max(1, |expected|); equal infinities and NaN with NaN pass.</summary>
    public static void Close(double expected, double actual, double tolerance, string what = "")
    {
        if (expected.Equals(actual))
            return;
        double error = Math.Abs(actual - expected);
        Assert.True(error <= tolerance * Math.Max(1, Math.Abs(expected)), $"{what}: expected {expected:R}, got {actual:R}, error {error:E2} > {tolerance:E1}");
    }

    /// <summary>Asserts |actual − expected| ≤ tolerance × |expected|.</summary>
    public static void CloseRelative(double expected, double actual, double tolerance, string what = "")
    {
        if (expected.Equals(actual))
            return;
        double error = Math.Abs(actual - expected) / Math.Abs(expected);
        Assert.True(error <= tolerance, $"{what}: expected {expected:R}, got {actual:R}, relative error {error:E2} > {tolerance:E1}");
    }
}
