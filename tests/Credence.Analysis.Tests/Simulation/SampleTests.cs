using System.Globalization;
using System.Text.RegularExpressions;
using Credence.ExperimentFiles;
using Credence.Testing;
using Xunit;

namespace Credence.Analysis.Tests;

public sealed partial class SampleTests
{
    private const string Correlations = "job-satisfaction-correlations.csv";

    public static TheoryData<string, string, string> Commands
        => [.. Command().Matches(File.ReadAllText(Repository.Folder("samples", "README.md")))
            .Select(match => new TheoryDataRow<string, string, string>(match.Groups["name"].Value, match.Groups["options"].Value.Trim(), match.Groups["file"].Value))];

    [Theory]
    [MemberData(nameof(Commands))]
    public void EachTableIsMadeByTheCommandBesideIt(string name, string options, string file)
        => Assert.Equal(File.ReadAllText(Repository.Folder("samples", file)), Simulated.Csv(name, Parse(options)));

    [Fact]
    public void EveryTableHasItsCommand()
        => Assert.Equal(
            Directory.GetFiles(Repository.Folder("samples"), "*.csv").Select(Path.GetFileName).Where(name => name != Correlations).Order(StringComparer.Ordinal),
            Commands.Select(row => row.Data.Item3).Order(StringComparer.Ordinal));

    [Fact]
    public void TheCorrelationsAreThoseTheTableIsDrawnFrom()
    {
        string[][] lines = [.. File.ReadLines(Repository.Folder("samples", Correlations)).Select(line => line.Split(','))];
        IReadOnlyDictionary<string, double> truth = Simulated.Set("job-satisfaction").Truth.Figures;
        for (int row = 1; row < lines.Length; row++)
        {
            for (int column = 1; column < lines[row].Length; column++)
            {
                string name = lines[0][column - 1];
                double expected = lines[row][0] == "sd" ? truth[$"sd[{name}]"] : lines[row][0] == name ? 1 : truth[$"correlation[{name},{lines[row][0]}]"];
                Assert.Equal(expected, double.Parse(lines[row][column], CultureInfo.InvariantCulture));
            }
        }
    }

    [Fact]
    public void TheExperimentFileDeclaresItsTable()
    {
        ExperimentReading reading = ExperimentFileReader.ReadFile(Repository.Folder("samples", "checkout.yaml"));
        Assert.Empty(reading.Errors);
        Assert.Empty(reading.NotYetAnalysable());
        SimulatedTable table = Simulated.Set("checkout").Table;
        string[] names = [.. table.Columns.Select(column => column.Name)];
        Assert.Contains(reading.File!.Unit, names);
        Assert.All(reading.File.Metrics, metric => Assert.All(new[] { metric.Value ?? metric.Numerator, metric.Value ?? metric.Denominator }, column => Assert.Contains(column, names)));
        Assert.Equal(reading.File.Variants.Select(variant => variant.Name), table.Columns.Single(column => column.Name == reading.File.Variant).Levels);
    }

    private static SimulationOptions Parse(string options)
    {
        var made = new SimulationOptions();
        foreach (string[] option in options.Split(' ').Chunk(2))
        {
            made = option[0] switch
            {
                "--rows" => made with { Rows = long.Parse(option[1], CultureInfo.InvariantCulture) },
                "--seed" => made with { Seed = ulong.Parse(option[1], CultureInfo.InvariantCulture) },
                "--label-loss" => made with { LabelLoss = double.Parse(option[1], CultureInfo.InvariantCulture) },
                _ => throw new ArgumentException($"The samples use no {option[0]}.", nameof(options)),
            };
        }
        return made;
    }

    [GeneratedRegex(@"`credence simulate (?<name>\S+)(?<options>.*?) --output samples/(?<file>\S+)`")]
    private static partial Regex Command();
}
