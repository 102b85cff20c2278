using System.Globalization;
using Xunit;

namespace Credence.Analysis.Tests;

/// <summary>Samples of simulated data sets and their comparison with the truth.</summary>
internal static class Simulated
{
    public static SimulatedDataSet Set(string name, SimulationOptions? options = null)
        => DataSetSimulator.Simulate(name, options, TestContext.Current.CancellationToken);

    public static string Csv(SimulatedTable table)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        table.WriteTo(writer);
        return writer.ToString();
    }

    public static string Csv(string name, SimulationOptions? options = null) => Csv(Set(name, options).Table);

    /// <summary>All columns by name.</summary>
    public static Dictionary<string, double[]> ReadAll(this SimulatedTable table)
        => table.Columns.Zip(table.Read()).ToDictionary(pair => pair.First.Name, pair => pair.Second, StringComparer.Ordinal);

    public static double[] Where(this double[] values, Func<int, bool> keep) => [.. values.Where((_, row) => keep(row))];

    /// <summary>Asserts that the mean of a sample lies within 4 standard errors of the truth.</summary>
    public static void HasMean(this double[] sample, double truth, string what = "")
    {
        double mean = sample.Average();
        double error = Math.Sqrt(sample.Sum(x => (x - mean) * (x - mean)) / sample.Length / sample.Length);
        Assert.True(Math.Abs(mean - truth) <= 4 * error + 1e-9, $"{what}: mean {mean}, truth {truth}, standard error {error}");
    }

    /// <summary>Asserts that the standard deviation of a sample lies within 4 standard errors of the truth.</summary>
    public static void HasStandardDeviation(this double[] sample, double truth, string what = "")
    {
        double mean = sample.Average();
        sample.Select(x => (x - mean) * (x - mean)).ToArray().HasMean(truth * truth, what);
    }

    /// <summary>The difference of two means in standard errors.</summary>
    public static double Separation(double[] a, double[] b)
    {
        double meanA = a.Average(), meanB = b.Average();
        double variance = a.Sum(x => (x - meanA) * (x - meanA)) / a.Length / a.Length + b.Sum(x => (x - meanB) * (x - meanB)) / b.Length / b.Length;
        return (meanA - meanB) / Math.Sqrt(variance);
    }
}
