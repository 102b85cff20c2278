using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Credence.Testing;
using Xunit;

namespace Credence.Bayes.Tests.Tape;

/// <summary>The sample programs run, say what they should, and are what the documentation shows.</summary>
public sealed partial class SampleTests
{
    [Fact]
    public void EightSchoolsPrintsItsSummaryWithoutFindings()
    {
        string[] lines = Run("EightSchools");
        // A header, and mu, tau, and eight each of z and theta.
        Assert.Equal(19, lines.Length);
        Assert.StartsWith("\tmean\tsd\thdi_3%\thdi_97%", lines[0], StringComparison.Ordinal);
        Assert.InRange(Number(lines, "mu"), 4.0, 4.8);
        Assert.InRange(Number(lines, "theta[1]"), 5.7, 6.6);
    }

    [Fact]
    public void LogisticRegressionFindsTheLiftOfTheSimulatedShop()
    {
        string[] lines = Run("LogisticRegression", Repository.Folder("samples", "checkout.csv"));
        Assert.InRange(Number(lines, "lift"), 0.033, 0.039);
        Assert.InRange(Number(lines, "slope[bought_before]"), 1.75, 1.83);
    }

    [Fact]
    public void LatentGaussianShowsTheRidge()
    {
        string[] lines = Run("LatentGaussian");
        Assert.InRange(Number(lines, "mu + nu"), 4.9, 5.1);
        Assert.InRange(Number(lines, "correlation of mu and nu:"), -1, -0.999);
        Assert.InRange(Number(lines, "correlation of sigma and tau:"), -1, -0.8);
        string mu = lines.Single(line => line.StartsWith("mu ", StringComparison.Ordinal) && !line.Contains('+', StringComparison.Ordinal));
        Assert.InRange(double.Parse(mu.Split('±')[1], CultureInfo.InvariantCulture), 3.2, 4.0);
    }

    [Fact]
    public void TheDocumentationShowsTheCodeOfTheSamples()
    {
        string sources = string.Concat(Directory.EnumerateFiles(Repository.Folder("samples"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        MatchCollection blocks = CodeBlock().Matches(File.ReadAllText(Repository.Folder("docs", "own-models.md")));
        Assert.Equal(4, blocks.Count);
        Assert.All(blocks, block => Assert.Contains(block.Groups[1].Value, sources, StringComparison.Ordinal));
    }

    private static string[] Run(string sample, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, sample + ".dll"), .. arguments]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
    }

    /// <summary>The first number after a name at the start of a line.</summary>
    private static double Number(string[] lines, string name)
    {
        string line = lines.Single(line => line.StartsWith(name, StringComparison.Ordinal) && FirstNumber().IsMatch(line[name.Length..].TrimStart()));
        return double.Parse(FirstNumber().Match(line[name.Length..].TrimStart()).Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^-?[0-9.]+")]
    private static partial Regex FirstNumber();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
