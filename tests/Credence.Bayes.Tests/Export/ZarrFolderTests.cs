using System.Text.Json.Nodes;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Bayes.Tests;

public sealed class ZarrFolderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("credence-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void XarrayReadsEveryGroupVariableAndCoordinate()
    {
        string zarr = Path.Combine(folder, "draws.zarr"), json = Path.Combine(folder, "draws.json");
        ZarrFolder.Write(ExampleDraws.All, zarr);
        InferenceJson.Write(ExampleDraws.All, json);
        Assert.Equal("25 variables in 7 groups agree", Peer.Python(["numpy", "xarray", "zarr"], "draws-zarr.py", zarr, json).Trim());
    }

    [Fact]
    public void DimensionsOfOneNameWithOtherLabelsAreToldApart()
    {
        ZarrFolder.Write(ExampleDraws.All, folder + "/draws.zarr");
        string Dimensions(string variable) => string.Join(' ', JsonNode.Parse(File.ReadAllText($"{folder}/draws.zarr/posterior/{variable}/.zattrs"))!["_ARRAY_DIMENSIONS"]!.AsArray());
        Assert.Equal("chain draw variant", Dimensions("mean"));
        Assert.Equal("chain draw difference_variant", Dimensions("difference"));
        Assert.Equal("chain draw variable variable_2", Dimensions("correlation"));
    }

    [Fact]
    public void AFormerExportIsReplacedWhole()
    {
        string zarr = Path.Combine(folder, "draws.zarr");
        ZarrFolder.Write(ExampleDraws.All, zarr);
        ZarrFolder.Write(new(ExampleDraws.Posterior), zarr);
        Assert.False(Directory.Exists(Path.Combine(zarr, "prior")));
        Assert.True(Directory.Exists(Path.Combine(zarr, "posterior")));
        Assert.Equal([zarr], Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void AFolderThatHoldsSomethingElseStaysUntouched()
    {
        string file = Path.Combine(folder, "thesis.txt");
        File.WriteAllText(file, "years of work");
        Assert.Contains("holds something else", Assert.Throws<InputException>(() => ZarrFolder.Write(ExampleDraws.All, folder)).Message, StringComparison.Ordinal);
        Assert.Contains("is a file", Assert.Throws<InputException>(() => ZarrFolder.Write(ExampleDraws.All, file)).Message, StringComparison.Ordinal);
        Assert.Equal([file], Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void NamesThatAreNoFileNamesAreStored()
    {
        ParameterLayout layout = new(new Parameter("../a/b"), new Parameter(".."), new Parameter("A"), new Parameter("a"));
        ZarrFolder.Write(new(ExampleDraws.Of(layout, 1, 5, 1)), folder + "/odd.zarr");
        Assert.Equal(
            ["A", "_", "_.._a_b", "a_2", "chain", "draw"],
            Directory.GetDirectories(folder + "/odd.zarr/posterior").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal).ToArray());
    }

    [Fact]
    public void EqualDrawsGiveEqualFiles()
    {
        ZarrFolder.Write(ExampleDraws.All, folder + "/1");
        ZarrFolder.Write(ExampleDraws.All, folder + "/2");
        string[] files = [.. Directory.GetFiles(folder + "/1", "*", SearchOption.AllDirectories)];
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(file.Replace(folder + "/1", folder + "/2", StringComparison.Ordinal))));
    }
}
