using System.Text;
using Xunit;

namespace Credence.ExperimentFiles.Tests;

public sealed class ExperimentFileReaderTests
{
    private const string Minimal = "experiment: e\nvariants: { a: 0.5, b: 0.5 }\n";

    [Fact]
    public void EveryKeyOfTheFullExampleIsRead()
    {
        ExperimentFile file = Sample.Valid(Sample.Text("contract.yaml"));
        Assert.Equal("checkout-button", file.Experiment);
        Assert.Equal("Does the one-page checkout raise revenue per visitor?", file.Question);
        Assert.True(file.Enabled && file.Randomised);
        Assert.Equal(new ExperimentSource(Table: "data/ab-sales.csv"), file.Source);
        Assert.Equal(("user_id", "group", null), (file.Unit, file.Variant, file.Cluster));
        Assert.Equal([new VariantShare("control", 0.5), new VariantShare("treatment", 0.5)], file.Variants);
        Assert.Equal(("control", 1.0, "checkout-button", "credence-1", "checkout"), (file.Control, file.Traffic, file.Salt, file.Hash, file.Layer));
        TargetingRule rule = Assert.Single(file.Targeting);
        Assert.Equal("country", rule.Attribute);
        Assert.Equal(["DE", "FR"], rule.In);
        Assert.Equal("revenue", file.Primary);
        Assert.Equal(new PlannedDesign(0.8, 0.02, 4, "ld-obrien-fleming"), file.Design);
        Assert.Equal((DeclaredInference.Sequential, DeclaredCorrection.Holm, 0.05), (file.Inference, file.Correction, file.Alpha));
    }

    [Fact]
    public void MetricsOfTheFullExampleKeepOrderAndEveryKey()
    {
        TimeSpan week = TimeSpan.FromDays(7);
        MetricDeclaration[] expected =
        [
            new()
            {
                Name = "revenue",
                Type = MetricType.Mean,
                Value = "amount",
                Event = "purchase",
                Window = week,
                Winsorize = 0.999,
                CovariateLookback = TimeSpan.FromDays(28),
                Role = DeclaredRole.Primary,
            },
            new() { Name = "conversion", Type = MetricType.Proportion, Event = "purchase", Window = week },
            new() { Name = "orders", Type = MetricType.Count, Event = "purchase", Window = week },
            new() { Name = "retained", Type = MetricType.Retention, Event = "visit", From = week, To = 2 * week },
            new() { Name = "basket", Type = MetricType.Ratio, Numerator = "amount", Denominator = "items", Event = "purchase" },
            new()
            {
                Name = "latency",
                Type = MetricType.Quantile,
                Value = "ms",
                Event = "page",
                Q = 0.95,
                Role = DeclaredRole.Guardrail,
                Direction = DeclaredDirection.Decrease,
                Margin = 0.02,
            },
        ];
        Assert.Equal(expected, Sample.Valid(Sample.Text("contract.yaml")).Metrics);
    }

    [Fact]
    public void DefaultsAreFilledIn()
    {
        ExperimentFile file = Sample.Valid(Minimal);
        Assert.True(file.Enabled && file.Randomised);
        Assert.Equal(("a", 1.0, "e", "credence-1", 0.05), (file.Control, file.Traffic, file.Salt, file.Hash, file.Alpha));
        Assert.Equal((DeclaredInference.Frequentist, DeclaredCorrection.None), (file.Inference, file.Correction));
        Assert.Null(file.Source ?? (object?)file.Design ?? file.Question ?? file.Unit ?? file.Variant ?? file.Cluster ?? file.Layer ?? file.Where ?? file.Primary);
        Assert.Empty(file.Targeting);
        Assert.Empty(file.Metrics);
        Assert.Empty(file.By);
    }

    [Fact]
    public void ShortFormOfVariantsKeepsTheOrderOfTheText()
    {
        ExperimentFile file = Sample.Valid("experiment: e\nvariants: { zebra: 0.2, ant: 0.3, 10: 0.5 }");
        Assert.Equal([new VariantShare("zebra", 0.2), new VariantShare("ant", 0.3), new VariantShare("10", 0.5)], file.Variants);
        Assert.Equal("zebra", file.Control);
    }

    [Fact]
    public void SharesMayAllBeLeftOut()
        => Assert.All(Sample.Valid("experiment: e\nvariants: [{ name: a }, { name: b }, { name: c }]").Variants, variant => Assert.Equal(1.0 / 3, variant.Share));

    [Fact]
    public void ControlIsComparedByValueAndTakesTheNameAmongTheVariants()
        => Assert.Equal("0.0", Sample.Valid("experiment: e\nvariants: { 1: 0.5, 0.0: 0.5 }\ncontrol: 0").Control);

    [Theory]
    [InlineData("primary: m2", "m2")]
    [InlineData("", "m1")]
    public void PrimaryIsTheNamedMetricElseTheFirst(string line, string primary)
        => Assert.Equal(primary, Sample.Valid($"{Minimal}metrics: {{ m1: {{ type: mean, value: x }}, m2: {{ type: mean, value: y }} }}\n{line}").Primary);

    [Fact]
    public void PrimaryIsTheMetricWithThatRoleElseTheFirstWithout()
    {
        Assert.Equal("m2", Sample.Valid($"{Minimal}metrics: {{ m1: {{ type: mean, value: x }}, m2: {{ type: mean, value: y, role: primary }} }}").Primary);
        Assert.Equal("m2", Sample.Valid($"{Minimal}metrics: {{ m1: {{ type: mean, value: x, role: guardrail }}, m2: {{ type: mean, value: y }} }}").Primary);
    }

    [Theory]
    [InlineData("7d", 7 * 24 * 60)]
    [InlineData("12h", 12 * 60)]
    [InlineData("30m", 30)]
    public void DurationsAreDaysHoursOrMinutes(string text, int minutes)
        => Assert.Equal(TimeSpan.FromMinutes(minutes), Sample.Valid($"{Minimal}metrics: {{ m: {{ type: count, event: e, window: {text} }} }}").Metrics[0].Window);

    [Fact]
    public void ByMayBeOneColumn() => Assert.Equal(["country"], Sample.Valid(Minimal + "by: country").By);

    [Fact]
    public void NullIsTheSameAsAbsent() => Assert.Null(Sample.Valid(Minimal + "cluster: null\nquestion: ~\nsource:\ndesign: null\nmetrics:\n").Cluster);

    [Fact]
    public void FilesAreReadWithOrWithoutByteOrderMark()
    {
        string path = Path.GetTempFileName();
        try
        {
            foreach (Encoding encoding in new Encoding[] { new UTF8Encoding(false), new UTF8Encoding(true), Encoding.Unicode })
            {
                File.WriteAllText(path, Minimal + "question: größer? 🙂", encoding);
                Assert.Equal("größer? 🙂", ExperimentFileReader.ReadFile(path).File?.Question);
            }
            File.WriteAllBytes(path, [0x65, 0x3A, 0x20, 0xFF, 0xC0]);
            Assert.Equal($"{path}: this is not UTF-8 text; name an experiment file (YAML)", Assert.Single(ExperimentFileReader.ReadFile(path).Errors).ToString());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void FilesThatCannotBeOpenedAreErrors()
    {
        string folder = Path.GetTempPath();
        string missing = Path.Combine(folder, "no-such-experiment.yaml");
        Assert.Equal($"{folder}: this is a directory; name a file", Assert.Single(ExperimentFileReader.ReadFile(folder).Errors).ToString());
        Assert.Equal($"{missing}: there is no such file; check the path", Assert.Single(ExperimentFileReader.ReadFile(missing).Errors).ToString());
        Assert.Equal(": the file cannot be opened; check the path and its permissions", Assert.Single(ExperimentFileReader.ReadFile("").Errors).ToString());
    }

    [Theory]
    [InlineData("data/t.csv", "samples/e.yaml", "samples/data/t.csv")]
    [InlineData("t.csv", "e.yaml", "t.csv")]
    [InlineData("/abs/t.csv", "samples/e.yaml", "/abs/t.csv")]
    [InlineData("-", "samples/e.yaml", "-")]
    [InlineData("postgres://host/db", "samples/e.yaml", "postgres://host/db")]
    [InlineData("duckdb:t.db", "samples/e.yaml", "duckdb:t.db")]
    public void TablesAreRelativeToTheExperimentFile(string table, string experimentFile, string expected)
        => Assert.Equal(expected, new ExperimentSource(Table: table).TableFrom(experimentFile)?.Replace('\\', '/'));

    [Fact]
    public void LaterErrorsAreSaidAtThePlaceOfTheValue()
    {
        ExperimentReading reading = ExperimentFileReader.ReadText(Minimal + "metrics:\n  m: { type: mean, value: amont }\nby: [country, plan]", "test.yaml");
        Assert.Equal("test.yaml, line 4, column 27: no column \"amont\"; did you mean \"amount\"?", reading.ErrorAt("no column \"amont\"", "did you mean \"amount\"?", "metrics", "m", "value").ToString());
        Assert.Equal("test.yaml, line 5, column 15: x", reading.ErrorAt("x", "", "by", "1").ToString());
        Assert.Equal("test.yaml, line 4, column 6: x", reading.ErrorAt("x", "", "metrics", "m", "q").ToString());
    }
}
