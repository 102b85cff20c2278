using System.Text.Json.Nodes;
using Credence.Bayes;
using Xunit;

namespace Credence.Reporting.Tests;

public sealed class PosteriorTablesTests
{
    private static readonly PosteriorSummary Summary = PosteriorSummary.Of(SampleDraws.Shop);

    [Fact]
    public void TheTableHasTheColumnsPeopleKnowAndNamesTheLevel()
    {
        ReportTable table = PosteriorTables.Of(Summary);
        Assert.Equal(["Parameter", "mean", "sd", "hdi_3%", "hdi_97%", "mcse_mean", "mcse_sd", "ess_bulk", "ess_tail", "r_hat"], table.Columns.Select(column => column.Name));
        Assert.Contains("hdi_3% and hdi_97%: ends of the 94% highest-density interval", table.Note, StringComparison.Ordinal);
        ReportTable wide = PosteriorTables.Of(PosteriorSummary.Of(SampleDraws.Shop, 0.5));
        Assert.Equal("hdi_25%", wide.Columns[3].Name);
        Assert.Contains("the shortest that holds 50% of the posterior", wide.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void NumbersHaveTheDigitsTheirMonteCarloErrorLeaves()
    {
        string text = PlainText.Write(PosteriorTables.Of(Summary));
        string row = text.Split('\n').Single(line => line.StartsWith("mean[A]", StringComparison.Ordinal));
        string[] cells = row.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Summary["mean[A]"].Mean.ToString("0.0000", System.Globalization.CultureInfo.InvariantCulture), cells[1]);
        Assert.Equal(10, cells.Length);
        Assert.StartsWith("1.00", cells[9], StringComparison.Ordinal);
        string constant = text.Split('\n').Single(line => line.StartsWith("known", StringComparison.Ordinal));
        Assert.Equal(["known", "1", "constant"], constant.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData(1.01, "1.010")]
    [InlineData(1.0100001, "1.011")]
    [InlineData(1.0004, "1.001")]
    [InlineData(0.9995, "1.000")]
    [InlineData(double.PositiveInfinity, "∞")]
    [InlineData(double.NaN, "n/a")]
    public void RHatAboveTheLimitNeverLooksLikeTheLimit(double value, string text) => Assert.Equal(text, PosteriorTables.RHat(value));

    [Fact]
    public void TheJsonHasTheKeysOfTheContract()
    {
        Draws draws = SampleDraws.EightSchools;
        JsonObject json = PosteriorTables.Json(draws, PosteriorSummary.Of(draws, 0.9));
        Assert.Equal(["chains", "draws", "divergences", "parameters"], json.Select(pair => pair.Key));
        Assert.Equal((4, 500, draws.Sampler!.Divergences), ((int)json["chains"]!, (int)json["draws"]!, (int)json["divergences"]!));
        JsonObject mu = json["parameters"]![0]!.AsObject();
        Assert.Equal(["name", "mean", "sd", "hdi", "mcseMean", "mcseSd", "essBulk", "essTail", "rHat"], mu.Select(pair => pair.Key));
        Assert.Equal(["lower", "upper", "level"], mu["hdi"]!.AsObject().Select(pair => pair.Key));
        Assert.Equal(0.9, (double)mu["hdi"]!["level"]!);
        JsonNode known = PosteriorTables.Json(SampleDraws.Shop, Summary)["parameters"]!.AsArray().Single(parameter => (string)parameter!["name"]! == "known")!;
        Assert.Equal("NaN", (string?)known["rHat"]);
    }
}
