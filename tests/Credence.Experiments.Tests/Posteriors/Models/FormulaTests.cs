using Credence.Statistics;
using Xunit;

namespace Credence.Experiments.Tests.Posteriors;

/// <summary>Formulas and the designs they make.</summary>
public sealed class FormulaTests
{
    private static readonly RegressionColumn[] Table =
    [
        RegressionColumn.Numeric("y", [1, 2, 3, 4, 5, 6, 7, 8.5]),
        RegressionColumn.Numeric("x", [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 5]),
        RegressionColumn.Categorical("group", ["A", "B", "A", "B", "A", "B", "A", "B"]),
        RegressionColumn.Categorical("city", ["P", "P", "Q", "Q", "R", "R", "P", "Q"]),
    ];

    [Theory]
    [InlineData("y ~ group*x + (1|city)", true, "group, x, group:x", "city")]
    [InlineData("y ~ x", true, "x", "")]
    [InlineData("y~1", true, "", "")]
    [InlineData("y ~ 0 + group", false, "group", "")]
    [InlineData("y ~ group - 1", false, "group", "")]
    [InlineData("y ~ 0 + group + 1", true, "group", "")]
    [InlineData("y ~ a:b + a", true, "a, a:b", "")]
    [InlineData("y ~ a*b*c - a:b:c", true, "a, b, c, a:b, a:c, b:c", "")]
    [InlineData("y ~ (a + b)*c", true, "a, b, c, a:c, b:c", "")]
    [InlineData("y ~ a + a + b:a + a:b", true, "a, b:a", "")]
    [InlineData("\"my y\" ~ `my x` + (1|\"my city\") + (1|day)", true, "my x", "my city, day")]
    public void FormulasAreRead(string text, bool intercept, string terms, string groupings)
    {
        Formula formula = Formula.Parse(text);
        Assert.Equal(intercept, formula.HasIntercept);
        Assert.Equal(terms, string.Join(", ", formula.Terms.Select(term => string.Join(':', term))));
        Assert.Equal(groupings, string.Join(", ", formula.Groupings));
    }

    [Theory]
    [InlineData("y", "position 2")]
    [InlineData("y ~", "position 4")]
    [InlineData("~ x", "position 1")]
    [InlineData("y ~ x +", "position 8")]
    [InlineData("y ~ x z", "position 7")]
    [InlineData("y ~ (x + z", "position 11")]
    [InlineData("y ~ (x|city)", "position 7")]
    [InlineData("y ~ x*(1|city)", "position 8")]
    [InlineData("y ~ x ^ 2", "position 7")]
    [InlineData("y ~ \"x", "position 5")]
    [InlineData("y ~ x + y", "explained by itself")]
    [InlineData("y ~ 0", "nothing on the right side")]
    public void ErrorsSayWhere(string text, string where)
        => Assert.Contains(where, Assert.Throws<InputException>(() => Formula.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("y ~ group*x", "Intercept, groupB, x, groupB:x")]
    [InlineData("y ~ city", "Intercept, cityQ, cityR")]
    [InlineData("y ~ 0 + city", "cityP, cityQ, cityR")]
    [InlineData("y ~ group:x", "Intercept, groupA:x, groupB:x")]
    [InlineData("y ~ x + group:x", "Intercept, x, groupB:x")]
    [InlineData("y ~ 0 + group + x", "groupA, groupB, x")]
    public void CategoriesAreCodedAsInR(string formula, string coefficients)
        => Assert.Equal(coefficients, string.Join(", ", RegressionDesign.Of(Formula.Parse(formula), Table).Coefficients));

    [Fact]
    public void EqualRowsAreMergedAndMissingOnesLeftOut()
    {
        RegressionDesign design = RegressionDesign.Of(Formula.Parse("y ~ group"),
        [
            RegressionColumn.Numeric("y", [1, 1, 2, double.NaN, 3, 3]), RegressionColumn.Categorical("group", ["A", "A", "B", "A", null, "B"]),
        ]);
        Assert.Equal(2, design.MissingRows);
        Assert.Equal([2.0, 2.0], design.Patterns.Select(pattern => pattern.Count));
        Assert.Equal([2.0, 5.0], design.Patterns.Select(pattern => pattern.Sum));
    }

    [Theory]
    [InlineData("y ~ z", "no column 'z'")]
    [InlineData("y ~ grup", "did you mean 'group'")]
    [InlineData("group ~ x", "not a column of numbers")]
    [InlineData("y ~ x + twice", "twice")]
    [InlineData("y ~ constant", "constant")]
    public void DesignsThatCannotBeAreRefused(string formula, string message)
    {
        RegressionColumn[] table = [.. Table, RegressionColumn.Numeric("twice", [1, 2, 3, 4, 5, 6, 7, 10]), RegressionColumn.Numeric("constant", [3, 3, 3, 3, 3, 3, 3, 3])];
        Assert.Contains(message, Assert.Throws<InputException>(() => RegressionDesign.Of(Formula.Parse(formula), table)).Message, StringComparison.Ordinal);
    }
}
