using Credence.Data;
using Credence.Statistics;
using Xunit;

namespace Credence.Analysis.Tests;

public sealed class MetricSpecTests
{
    [Theory]
    [InlineData("sales", "sales", "sales", null)]
    [InlineData("mean:sales", "sales", "sales", MetricKind.Mean)]
    [InlineData("spend=mean:log1p(total)", "spend", "log1p(total)", MetricKind.Mean)]
    [InlineData("bought=amount > 0", "bought", "amount > 0", null)]
    [InlineData("proportion:plan == 'pro'", "plan == 'pro'", "plan == 'pro'", MetricKind.Proportion)]
    [InlineData("\"a=b\"", "a=b", "\"a=b\"", null)]
    [InlineData("\"my metric\"=mean:\"a:b\"", "my metric", "\"a:b\"", MetricKind.Mean)]
    public void NameKindAndExpressionAreTold(string text, string name, string expression, MetricKind? kind)
    {
        MetricSpec spec = Parse(text);
        Assert.Equal(name, spec.Name);
        Assert.Equal(expression, spec.Text);
        Assert.Equal(kind, spec.Kind);
        Assert.Equal(Expression.Parse(expression), Assert.Single(spec.Columns));
    }

    [Fact]
    public void ARatioIsSplitAtItsLastDivision()
    {
        MetricSpec spec = Parse("ratio:(a + b)/c");
        Assert.Equal([Expression.Parse("a + b"), Expression.Parse("c")], spec.Columns);
        Assert.Equal(MetricKind.Ratio, spec.Kind);
    }

    [Theory]
    [InlineData("ratio:sales", "numerator and a denominator")]
    [InlineData("median:sales", "unknown kind \"median\"")]
    [InlineData("sales +", "--metric sales +")]
    [InlineData("", "--metric")]
    public void WhatIsNoMetricIsRefused(string text, string message)
        => Assert.Contains(message, Assert.Throws<InputException>(() => Parse(text)).Message, StringComparison.Ordinal);

    private static MetricSpec Parse(string text) => MetricSpec.Parse(text, MetricRole.Primary, Direction.Increase, null);
}
