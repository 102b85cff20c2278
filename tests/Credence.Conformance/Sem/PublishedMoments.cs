using System.Globalization;
using Credence.Latent;
using Credence.Testing;

namespace Credence.Conformance;

/// <summary>The published correlations and standard deviations of job satisfaction.</summary>
internal static class PublishedMoments
{
    public static SemData Read()
    {
        string[][] lines = Lines("truth_corr.csv"), sds = Lines("truth_sds.csv");
        string[] names = [.. lines.Skip(1).Select(line => line[0])];
        int column = Array.IndexOf(sds[0], "sd");
        double[] scale = [.. sds.Skip(1).Select(line => double.Parse(line[column], CultureInfo.InvariantCulture))];
        double[] covariance = [.. lines.Skip(1).SelectMany((line, i) => line.Skip(1).Select((cell, j) => double.Parse(cell, CultureInfo.InvariantCulture) * scale[i] * scale[j]))];
        return SemData.FromMoments(names, [SemGroup.FromSampleCovariance("", 263, [], covariance)]);
    }

    private static string[][] Lines(string name)
        => [.. File.ReadAllLines(Repository.Reference("oracle", "bayes", "data", name)).Where(line => line.Length > 0).Select(line => line.Replace("\"", "", StringComparison.Ordinal).Split(','))];
}
