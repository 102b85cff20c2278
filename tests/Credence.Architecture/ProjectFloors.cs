using System.Xml.Linq;
using Credence.Testing;
using Xunit;

namespace Credence.Architecture;

/// <summary>The floors of the house: a project uses only those on lower floors, and no package but its own.</summary>
public sealed class ProjectFloors
{
    private static readonly Dictionary<string, int> Floor = new(StringComparer.Ordinal)
    {
        ["Credence.Numerics"] = 1,
        ["Credence.Statistics"] = 2,
        ["Credence.Bayes"] = 3,
        ["Credence.Experiments"] = 4,
        ["Credence.Latent"] = 4,
        ["Credence.Data"] = 5,
        ["Credence.Analysis"] = 6,
        ["Credence.Reporting"] = 7,
        ["Credence.Cli"] = 9,
        ["Credence.ExperimentFiles"] = 0,
    };

    private static readonly Dictionary<string, string[]> Packages = new(StringComparer.Ordinal)
    {
        ["Credence.Numerics"] = ["MathNet.Numerics", "System.Numerics.Tensors"],
        ["Credence.Statistics"] = [],
        ["Credence.Bayes"] = ["System.Numerics.Tensors"],
        ["Credence.Latent"] = ["System.Numerics.Tensors"],
        ["Credence.Experiments"] = [],
        ["Credence.Data"] = ["DuckDB.NET.Data.Full"],
        ["Credence.Analysis"] = [],
        ["Credence.Reporting"] = ["SkiaSharp"],
        ["Credence.Cli"] = ["System.CommandLine", "Spectre.Console"],
        ["Credence.ExperimentFiles"] = ["YamlDotNet"],
    };

    public static TheoryData<string> Projects => [.. Directory.GetDirectories(Repository.Folder("src"), "Credence.*").Select(folder => Path.GetFileName(folder)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void AProjectUsesOnlyLowerFloors(string project)
    {
        int floor = Floor[project];
        foreach (string used in References(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)))
            Assert.True(Floor[used] < floor, $"{project} (floor {floor}) uses {used} (floor {Floor[used]})");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void AProjectUsesOnlyThePackagesItsPurposeNeeds(string project)
    {
        foreach (string package in References(project, "PackageReference"))
            Assert.Contains(Packages[project], allowed => package == allowed || package.StartsWith(allowed + ".", StringComparison.Ordinal));
    }

    [Fact]
    public void DataKnowsStatisticsButNotExperiments()
        => Assert.Equal(["Credence.Statistics"], References("Credence.Data", "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)));

    [Fact]
    public void ExperimentFilesStandAlone()
        => Assert.Empty(References("Credence.ExperimentFiles", "ProjectReference"));

    private static IEnumerable<string> References(string project, string kind)
        => XDocument.Load(Repository.Folder("src", project, $"{project}.csproj"))
            .Descendants(kind)
            .Select(element => element.Attribute("Include")!.Value.Replace('\\', '/'));
}
