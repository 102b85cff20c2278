using Xunit;

namespace Credence.ExperimentFiles.Tests;

public sealed class CapabilitiesTests
{
    private static string Refused(string text)
    {
        ExperimentReading reading = ExperimentFileReader.ReadText(text, "test.yaml");
        Assert.Empty(reading.Errors);
        return string.Join('\n', reading.NotYetAnalysable());
    }

    [Fact]
    public void TablesWithMeansProportionsAndRatiosAreAnalysed() => Assert.Equal("", Refused(Sample.Text("table.yaml")));

    [Fact]
    public void AssignmentAndDesignDoNotBlockAnalysis()
        => Assert.Equal("", Refused(Sample.Text("table.yaml") + """

            enabled: false
            traffic: 0.5
            salt: s
            hash: h
            layer: l
            targeting: [{ attribute: country, in: DE }]
            unit: user
            design: { power: 0.9, looks: 3, bounds: pocock }
            """));

    [Fact]
    public void EveryUseOfTheFullExampleThatIsNotBuiltIsRefusedAtItsPlace()
        => Assert.Equal(
            """
            test.yaml, line 19, column 51: metric "revenue": events are not analysed yet; name columns of the table instead
            test.yaml, line 20, column 42: metric "conversion": events are not analysed yet; name columns of the table instead
            test.yaml, line 21, column 23: metric "orders": type count is not analysed yet; use mean, proportion, ratio, quantile or construct
            test.yaml, line 22, column 23: metric "retained": type retention is not analysed yet; use mean, proportion, ratio, quantile or construct
            test.yaml, line 23, column 76: metric "basket": events are not analysed yet; name columns of the table instead
            test.yaml, line 24, column 51: metric "latency": events are not analysed yet; name columns of the table instead
            """.ReplaceLineEndings("\n"),
            Refused(Sample.Text("contract.yaml")));

    [Fact]
    public void ServersAndEventsAreRefused()
    {
        Assert.Contains("test.yaml, line 4, column 11: data in a server are not analysed yet; export a table and write source: { table: FILE }", Refused(Sample.Text("servers.yaml")), StringComparison.Ordinal);
        Assert.Equal(
            """
            test.yaml, line 1, column 1: there are no metrics to analyse; write metrics: with at least one
            test.yaml, line 3, column 9: exposures and events are not analysed yet; write source: { table: FILE }
            """.ReplaceLineEndings("\n"),
            Refused("experiment: e\nvariants: { a: 0.5, b: 0.5 }\nsource: { exposures: x, events: y }\ncluster: shop"));
    }

    [Fact]
    public void AFileThatOnlyAssignsIsValidButHasNothingToAnalyse()
        => Assert.StartsWith("test.yaml, line 1, column 1: there is no source to analyse; write source: { table: FILE }", Refused("experiment: e\nvariants: { a: 0.5, b: 0.5 }"), StringComparison.Ordinal);
}
