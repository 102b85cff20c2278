using System.Globalization;
using Credence.Statistics;
using Credence.Testing;
using CsCheck;
using Xunit;

namespace Credence.Data.Tests;

public class ExpressionTests
{
    private static readonly string[] s_words = [
        "a", "b", "(", ")", "+", "-", "*", "/", "=", "<", ">", "!", "'", "\"", " ", "log", "not ", " and ", " or ", "1", ".5", "e3", "\0", "\n", "\ud800", "é"];

    [Theory]
    [InlineData("1 + 2 * 3", "(1 + (2 * 3))")]
    [InlineData("1 - 2 - 3", "((1 - 2) - 3)")]
    [InlineData("8 / 4 / 2", "((8 / 4) / 2)")]
    [InlineData("-a * b", "(-a * b)")]
    [InlineData("a - -b", "(a - -b)")]
    [InlineData("+a", "a")]
    [InlineData("(1 + 2) * 3", "((1 + 2) * 3)")]
    [InlineData("a < b + 1", "(a < (b + 1))")]
    [InlineData("a = 1 or b = 2 and c = 3", "((a = 1) or ((b = 2) and (c = 3)))")]
    [InlineData("not a = 1 and b", "(not((a = 1)) and b)")]
    [InlineData("not not a", "not(not(a))")]
    [InlineData("a == 1 <> b", null)]
    [InlineData("log(a)/log1p(b)", "(log(a) / log1p(b))")]
    [InlineData("LOG(a) AND Sqrt(2)", "(log(a) and sqrt(2))")]
    [InlineData("log + exp", "(log + exp)")]
    [InlineData("\"a \"\"b\"\"\" >= 'it''s'", "(a \"b\" >= 'it's')")]
    [InlineData("\"and\" + \"log\"", "(and + log)")]
    [InlineData("größe_1 + 漢字", "(größe_1 + 漢字)")]
    [InlineData("1e3 + .5 + 2.", "((1000 + 0.5) + 2)")]
    [InlineData("1.5E-3", "0.0015")]
    public void OperatorsBindAsInArithmetic(string text, string? expected)
    {
        if (expected is null)
            Assert.Throws<InputException>(() => Expression.Parse(text));
        else
            Assert.Equal(expected, Written(Expression.Parse(text)));
    }

    [Theory]
    [InlineData("", "column 1", "found the end where a column, a number, a text or '(' was expected")]
    [InlineData("revenue + ", "column 11", "found the end")]
    [InlineData("a + * b", "column 5", "found '*' where a column, a number, a text or '(' was expected")]
    [InlineData("(a + b", "column 7", "an operator or ')'")]
    [InlineData("a b", "column 3", "found 'b' where an operator or the end was expected")]
    [InlineData("a + b)", "column 6", "found ')' where an operator or the end")]
    [InlineData("lgo(a)", "column 1", "did you mean log?")]
    [InlineData("frobnicate(a)", "column 1", "the functions are log, log1p, exp, sqrt, abs")]
    [InlineData("a < b < c", "column 7", "comparisons cannot be chained")]
    [InlineData("'text'", "column 1", "a text can only be compared")]
    [InlineData("'a' + 1", "column 1", "a text can only be compared")]
    [InlineData("1 + ('a')", "column 5", "a text can only be compared")]
    [InlineData("log('a')", "column 5", "a text can only be compared")]
    [InlineData("a = 'never closed", "column 5", "the quote that opens this text is never closed")]
    [InlineData("\"a", "column 1", "the quote that opens this name is never closed")]
    [InlineData("\"\"", "column 1", "the name between the quotes is empty")]
    [InlineData("a; drop table x", "column 2", "';' has no meaning here")]
    [InlineData("2x", "column 1", "'2' runs into 'x'")]
    [InlineData("1.2.3", "column 1", "'1.2' runs into '.'")]
    [InlineData("1e999", "column 1", "too large")]
    [InlineData("a[1]", "column 2", "'[' has no meaning here")]
    [InlineData("a -- b", null, null)]
    [InlineData("a && b", "column 3", "'&' has no meaning here")]
    [InlineData("and", "column 1", "found 'and'")]
    public void FaultsNameTheirColumn(string text, string? place, string? problem)
    {
        if (place is null)
        {
            Assert.Equal("(a - -b)", Written(Expression.Parse(text)));
            return;
        }
        InputException error = Assert.Throws<InputException>(() => Expression.Parse(text));
        Assert.EndsWith(place, error.Place, StringComparison.Ordinal);
        Assert.Contains(problem!, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void DepthIsLimited()
    {
        foreach (string text in (string[])[
            new string('(', 100_000) + "a" + new string(')', 100_000), new string('(', 100_000), new string('-', 100_000) + "a",
            string.Concat(Enumerable.Repeat("log(", 100_000)), string.Concat(Enumerable.Repeat("not ", 100_000)) + "a",
            "a" + string.Concat(Enumerable.Repeat(" + a", 100_000)), "a" + string.Concat(Enumerable.Repeat(" or a", 100_000)),
            string.Concat(Enumerable.Repeat("a + (", 100_000))])
        {
            InputException error = Assert.Throws<InputException>(() => Expression.Parse(text));
            Assert.True(error.Message.Length < 400, error.Message);
        }
        Assert.Equal(["a"], Expression.Parse("a" + string.Concat(Enumerable.Repeat(" + a", 150))).Columns);
    }

    [Theory]
    [InlineData("abs(", ")")]
    [InlineData("log1p(", ")")]
    [InlineData("not (0 < ", ")")]
    [InlineData("1 + ", "")]
    public void ADeepExpressionRuns(string open, string close)
    {
        using Folder folder = new();
        string text = string.Concat(Enumerable.Repeat(open, 60)) + "y" + string.Concat(Enumerable.Repeat(close, 60));
        Assert.Equal(2, Ask.Moments(folder.Write("t.csv", "y,g\n1,a\n2,a\n"), "g", text).Metric("a").Moments.Count);
    }

    [Fact]
    public void ColumnsAreListedOnceInTheirOrder()
        => Assert.Equal(["b", "a", "c d"], Expression.Parse("b + a * log(b) > \"c d\" and a = 'x'").Columns);

    [Fact]
    public void EqualTextsGiveEqualTrees()
        => Assert.Equal(Expression.Parse("a+log( b )"), Expression.Parse(" a + log(b)"));

    [Fact]
    public void AnyTextIsAnExpressionOrRefusedInOneLine() => Gen.OneOf(
        Gen.String[0, 30],
        Gen.Int[0, s_words.Length - 1].Select(i => s_words[i]).Array[0, 25].Select(string.Concat))
        .Holds(text =>
        {
            try
            {
                Assert.NotNull(Expression.Parse(text).Columns);
            }
            catch (InputException error)
            {
                Assert.True(error.Message.Length > 0 && !error.Message.Any(char.IsControl));
            }
        }, iterations: 10_000);

    [Fact]
    public void EngineAndReferenceAgreeOnEveryExpression()
    {
        using Folder folder = new();
        double?[] values = [null, -1, 0, 0.25, 1, 2, 1e-12, 800, 1e308];
        var rows = (from a in values from b in values select (A: a, B: b)).ToArray();
        string file = folder.Write("t.csv", "g,a,b\n" + string.Concat(rows.Select((row, i) => FormattableString.Invariant($"{i},{row.A},{row.B}\n"))));
        string[] texts = [
            "a + b", "a - b * 2", "a / b", "-a", "log(a)", "log1p(a)", "exp(a)", "sqrt(a)", "abs(a - b)", "a = b", "a != b", "a < b", "a <= b", "a > b", "a >= b",
            "a > 0 and b > 0", "a > 0 or b > 0", "not (a > 0)", "a and b", "a or not b", "log(a) > 0", "(a > 1) * b", "a / b > 1", "abs(-a) + 0 * (b > 1)"];
        foreach (string[] some in texts.Chunk(12))
        {
            foreach (string variantRange in (string[])["g < 50", "g >= 50"])
            {
                MomentsTable table = Ask.Moments(Ask.Query(file, "g", some) with { Where = Expression.Parse(variantRange) });
                foreach (MomentsRow row in table.Rows)
                {
                    for (int i = 0; i < some.Length; i++)
                    {
                        (double? a, double? b) = rows[int.Parse(row.Variant, CultureInfo.InvariantCulture)];
                        double? expected = Reference.Value(Expression.Parse(some[i]), name => name == "a" ? a : b);
                        MetricMoments metric = row.Metrics[i];
                        string what = $"{some[i]} of {a}, {b}";
                        Assert.True((expected is null ? 1 : 0) == metric.Missing, what);
                        Assert.True((expected is double.NaN or double.PositiveInfinity or double.NegativeInfinity ? 1 : 0) == metric.Invalid, what);
                        if (metric.Moments.Count == 1)
                            Testing.Oracle.Close(expected!.Value, metric.Mean(), 1e-12, what);
                    }
                }
            }
        }
    }

    private static string Written(Expression expression) => expression switch
    {
        ColumnReference column => column.Name,
        NumberLiteral number => number.Value.ToString("R", CultureInfo.InvariantCulture),
        TextLiteral text => $"'{text.Value}'",
        FunctionCall { Function: ExpressionFunction.Negate } call => $"-{Written(call.Argument)}",
        FunctionCall call => $"{call.Function.ToString().ToLowerInvariant()}({Written(call.Argument)})",
        BinaryOperation operation => $"({Written(operation.Left)} {Sign(operation.Operator)} {Written(operation.Right)})",
        _ => throw new InvalidOperationException(),
    };

    private static string Sign(ExpressionOperator operation)
        => ((string[])["+", "-", "*", "/", "=", "<>", "<", "<=", ">", ">=", "and", "or"])[(int)operation];
}
