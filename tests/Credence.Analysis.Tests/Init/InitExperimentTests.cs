using Credence.Data;
using Credence.ExperimentFiles;
using Credence.Statistics;
using Xunit;

namespace Credence.Analysis.Tests;

public sealed class InitExperimentTests
{
    [Fact]
    public void TheVariantItsControlTheUnitAndTheMetricsAreFound()
    {
        ExperimentFile file = InitExperiment.Propose(
            new(
                [
                    new("user_id", ColumnKind.Number, 500, [], 0),
                    new("country", ColumnKind.Text, 2, ["DE", "FR"], 0),
                    new("Group", ColumnKind.Text, 3, ["a", "b", "control group"], 0),
                    new("converted", ColumnKind.Number, 2, ["0", "1"], 0),
                    new("order id", ColumnKind.Number, 900, [], 0),
                    new("log", ColumnKind.Number, 40, [], 3),
                    new("constant", ColumnKind.Number, 1, ["7"], 0),
                ],
                1000,
                true),
            "t.csv",
            "t");
        Assert.Equal("Group", file.Variant);
        Assert.Equal(["a", "control group", "b"], file.Variants.Select(variant => variant.Name));
        Assert.Equal("user_id", file.Unit);
        Assert.Equal(["converted", "order id", "log"], file.Metrics.Select(metric => metric.Name));
        Assert.Equal([MetricType.Proportion, MetricType.Mean, MetricType.Mean], file.Metrics.Select(metric => metric.Type));
        Assert.Equal("\"log\"", file.Metrics[2].Value);
        Assert.Equal("converted", file.Primary);
        Assert.Contains("Group", ExperimentFileWriter.Write(file), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatWasMeasuredBeforeComesLast()
    {
        string[] names = ["pre_revenue", "Covariate", "revenue", "preference", "baseline score"];
        ColumnSchema[] columns = [new("group", ColumnKind.Text, 2, ["a", "b"], 0), .. names.Select(name => new ColumnSchema(name, ColumnKind.Number, 40, [], 0))];
        ExperimentFile file = InitExperiment.Propose(new(columns, 1000, true), "t.csv", "t");
        Assert.Equal(["revenue", "preference", "pre_revenue", "Covariate", "baseline score"], file.Metrics.Select(metric => metric.Name));
        Assert.Equal("revenue", file.Primary);
    }

    [Fact]
    public void WithoutAVariantOrAMetricNothingIsProposed()
    {
        ColumnSchema key = new("k", ColumnKind.Number, 500, [], 0), group = new("group", ColumnKind.Text, 2, ["a", "b"], 0);
        Assert.Contains("none can be the variant", Refusal(key), StringComparison.Ordinal);
        Assert.Contains("metric", Refusal(group), StringComparison.Ordinal);
    }

    private static string Refusal(params ColumnSchema[] columns)
        => Assert.Throws<InputException>(() => InitExperiment.Propose(new(columns, 500, true), "t.csv", "t")).Message;
}
