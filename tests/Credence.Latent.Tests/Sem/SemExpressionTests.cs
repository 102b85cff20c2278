using Credence.Statistics;
using Xunit;

namespace Credence.Latent.Tests;

public sealed class SemExpressionTests
{
    [Theory]
    [InlineData("2 + 3 * 4 ^ 2", 50)]
    [InlineData("-2 ^ 2", -4)]
    [InlineData("2 ^ 3 ^ 2", 512)]
    [InlineData("2 ^ -1", 0.5)]
    [InlineData("(1 + 2) * -3", -9)]
    [InlineData("8 / 4 / 2 - 1 - 1", -1)]
    [InlineData("exp(log(5)) + sqrt(16) + abs(-3)", 12)]
    [InlineData("1.5e1 - .5", 14.5)]
    public void ArithmeticBindsAsItIsWritten(string text, double expected)
        => Assert.Equal(expected, SemExpression.Parse(text).Evaluate([], []), 1e-12);

    [Theory]
    [InlineData("a * b + c")]
    [InlineData("a / (b - c) ^ 2")]
    [InlineData("exp(a * b) - log(c) + sqrt(a + b)")]
    [InlineData("a ^ b + (a + c) ^ 3")]
    [InlineData("abs(a - 5) * -b + abs(c)")]
    public void DerivativesAgreeWithDifferences(string text)
    {
        SemExpression expression = SemExpression.Parse(text);
        double[] point = [1.3, 0.7, 2.1];
        double[] values = [.. expression.Names.Select(name => point[name[0] - 'a'])], derivatives = new double[values.Length], unused = new double[values.Length];
        _ = expression.Evaluate(values, derivatives);
        for (int i = 0; i < values.Length; i++)
        {
            double[] up = [.. values], down = [.. values];
            up[i] += 1e-6;
            down[i] -= 1e-6;
            Assert.Equal((expression.Evaluate(up, unused) - expression.Evaluate(down, unused)) / 2e-6, derivatives[i], 1e-7);
        }
    }

    [Fact]
    public void NamesStandOnceInTheOrderOfTheText()
        => Assert.Equal(["b", "a", "c.1"], SemExpression.Parse("b * a - b / c.1").Names);

    [Fact]
    public void PowerOfZeroHasItsDerivative()
    {
        double[] derivatives = new double[1];
        Assert.Equal(0, SemExpression.Parse("a ^ 2").Evaluate([0], derivatives));
        Assert.Equal([0], derivatives);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("a +", "nothing follows +")]
    [InlineData("a b", "follows where an operator was expected")]
    [InlineData("(a", "not closed")]
    [InlineData("a)", "not opened")]
    [InlineData("expp(a)", "did you mean exp?")]
    [InlineData("a * , b", "where a label or number was expected")]
    [InlineData("2x", "neither a number nor a name")]
    public void FaultsAreNamed(string text, string expected)
        => Assert.Contains(expected, Assert.Throws<InputException>(() => SemExpression.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void DeepNestingIsRefused()
        => Assert.Contains("nested too deeply", Assert.Throws<InputException>(() => SemExpression.Parse(new string('(', 9999) + "a" + new string(')', 9999))).Message, StringComparison.Ordinal);
}
