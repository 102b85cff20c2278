using System.Text.RegularExpressions;
using Credence.Testing;
using Xunit;

namespace Credence.ExperimentFiles.Tests;

/// <summary>The page docs/experiment-file.md says what the reader does.</summary>
public sealed class DocumentationTests
{
    private static readonly string Page = File.ReadAllText(Repository.Folder("docs", "experiment-file.md"));

    private static IEnumerable<string> Blocks(string language)
        => Regex.Matches(Page, $"^```{language}\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline).Select(match => match.Groups[1].Value);

    [Fact]
    public void EveryExampleIsAValidFile()
    {
        Assert.NotEmpty(Blocks("yaml"));
        Assert.All(Blocks("yaml"), block => Assert.Equal("", Sample.Errors(block)));
        Assert.Empty(ExperimentFileReader.ReadText(Blocks("yaml").First(), "test.yaml").NotYetAnalysable());
    }

    [Fact]
    public void EveryKeyAndWordIsExplained()
    {
        IEnumerable<string> known = [.. Keys.Experiment, .. Keys.Source, .. Keys.Variant, .. Keys.Metric, .. Keys.Design, .. Words.Of<MetricType>(), .. Words.Of<DeclaredRole>()];
        known = [.. known, .. Words.Of<DeclaredCorrection>(), .. Words.Of<DeclaredInference>(), .. Words.Of<EventAggregate>(), .. Words.Of<DeclaredDirection>()];
        Assert.All(known, key => Assert.Contains($"`{key}`", Page, StringComparison.Ordinal));
        Assert.All(Keys.Targeting.Concat(Keys.Covariate), key => Assert.Contains(key, Page, StringComparison.Ordinal));
        Assert.All(StoppingBounds.Forms, form => Assert.Contains($"`{form.Split('(')[0]}", Page, StringComparison.Ordinal));
    }

    [Fact]
    public void KeysOfMetricsStandAtTheirTypes()
        => Assert.All(Enum.GetValues<MetricType>(), type =>
        {
            string row = Regex.Match(Page, $@"^\| `{Words.Of(type)}` \|([^|]*\|[^|]*)\|", RegexOptions.Multiline).Groups[1].Value;
            Assert.Equal(Keys.Of(type).Order(), Regex.Matches(row, "`([a-z]+)`").Select(match => match.Groups[1].Value).Order());
        });

    [Fact]
    public void ErrorsReadAsTheyArePrinted()
    {
        const string text = "experiment: e\nvariants: { control: 0.5, treatment: 0.6 }\n\nmetrcs: {}\n";
        IEnumerable<string> errors = ExperimentFileReader.ReadText(text, "checkout.yaml").Errors.Select(error => error.ToString());
        Assert.Equal(errors, Assert.Single(Blocks("text")).TrimEnd().Split('\n'));
    }
}
