using Credence.Statistics;
using Xunit;

namespace Credence.Latent.Tests;

public sealed class SemSyntaxTests
{
    private static ParameterTable Complete(string text, int groups = 1)
        => SemModelText.Complete(SemSyntax.Parse(text, "model"), new SemDefaults { Groups = groups == 1 ? [""] : ["a", "b"] });

    private static string Fault(string text, int groups = 1) => Assert.Throws<InputException>(() => Complete(text, groups)).Message;

    private static SemParameter Row(ParameterTable table, string name, int group = 0)
        => table.Parameters.Single(parameter => parameter.Name == name && parameter.Group == group);

    [Fact]
    public void FaultShowsItsLineWithAMark()
    {
        InputException fault = Assert.Throws<InputException>(() => SemSyntax.Parse("f =~ x1 + x2\n  y ~~ x + + z # why", "m.lav"));
        Assert.Equal("m.lav, line 2, column 12", fault.Place);
        Assert.Equal("  y ~~ x + + z # why\n           ^", fault.Excerpt);
    }

    [Theory]
    [InlineData("f =~ x1 +\n\n # and more\n x2 + x3")]
    [InlineData("f =~ x1\n + x2\n + x3")]
    [InlineData("f =~\nx1 + x2 + x3 ! note")]
    [InlineData("f=~x1+x2+x3;\r\n")]
    [InlineData("\uFEFF  f\t=~ + x1 + x2 + 1*x3 + NA*x3 # 1*x3 + NA*x3 is refused; see below", true)]
    public void LinesContinueWhereTheyAskForMore(string text, bool refused = false)
    {
        if (refused)
            Assert.Contains("given two values", Fault(text), StringComparison.Ordinal);
        else
            Assert.Equal(["x1", "x2", "x3"], Complete(text).Observed);
    }

    [Theory]
    [InlineData("", "the text holds no model")]
    [InlineData("# only a comment", "the text holds no model")]
    [InlineData("a == 1", "the text states no parameter")]
    [InlineData("=~ x1", "nothing stands before =~")]
    [InlineData("f =~", "nothing follows =~")]
    [InlineData("f x =~ x1", "x stands where + or =~ was expected")]
    [InlineData("f =~ x1 x2", "x2 stands where + was expected")]
    [InlineData("f =~ x1 - x2", "- between variables")]
    [InlineData("f =~ x1 ~ x2", "a second operator ~")]
    [InlineData("y = x", "= alone is no operator")]
    [InlineData("y ~ a*x\na <= 1", "write <, which includes the limit")]
    [InlineData("y ~ x:z", "products of variables are not computed")]
    [InlineData("group: 1\ny ~ x", "blocks (group:, level:, class:)")]
    [InlineData("f <~ x1 + x2", "composites (<~) are not supported")]
    [InlineData("x1 ~*~ x1", "thresholds and scales of ordinal variables")]
    [InlineData("x | t1", "thresholds and scales of ordinal variables")]
    [InlineData("x % y", "the operator % is not supported")]
    [InlineData("efa(\"b\")*f =~ x1", "exploratory blocks (efa) are not supported")]
    [InlineData("f =~ rv(\"s\")*x1", "the modifier rv() is not supported")]
    [InlineData("2*f =~ x1", "a modifier stands before =~")]
    [InlineData("f =~ 'my x'", "names are not quoted")]
    [InlineData("f =~ `my x`", "names are not quoted")]
    [InlineData("f =~ 3", "a number stands where a variable was expected")]
    [InlineData("y ~ 3", "an intercept is written 1")]
    [InlineData("f =~ NA", "NA cannot be the name of a variable")]
    [InlineData("f =~ 2x", "neither a number nor a name")]
    [InlineData("f =~ *x", "nothing stands before *")]
    [InlineData("f =~ x1*", "nothing follows *")]
    [InlineData("f =~ a*b*x", "several modifiers before one variable")]
    [InlineData("f =~ start(0.5)*a*x", "several modifiers before one variable")]
    [InlineData("f =~ start(a)*x", "start() holds a, which is not a number")]
    [InlineData("f =~ label(2)*x", "label() holds a number")]
    [InlineData("f =~ start()*x", "an argument of start() is empty")]
    [InlineData("f =~ c(1,)*x", "an argument of c() is empty")]
    [InlineData("f =~ 1/0*x", "not a finite number")]
    [InlineData("f =~ equal(\"f=~x9\")*x1 + x2", "did you mean f=~x1?")]
    [InlineData("f =~ \"open*x", "a quotation is not closed")]
    [InlineData("f =~ x1 & x2", "unexpected character &")]
    [InlineData("f =~ x1)", "a parenthesis is closed that was not opened")]
    [InlineData("f =~ x1 + a*x2 + b*x2", "given two labels")]
    [InlineData("f =~ x1 + 2*x2 + start(1)*x2", "f =~ x2 has a starting value and is fixed at 2; free it with NA*x2")]
    [InlineData("f =~ prior(\"normal(0,1)\")*x1 + x2", "f =~ x1 has a prior and is fixed at 1")]
    [InlineData("f =~ x1 + lower(2)*x2 + upper(1)*x2", "bound below by 2 and above by 1")]
    [InlineData("f =~ x1 + 3*x2 + upper(1)*x2", "fixed at 3, outside its bounds")]
    [InlineData("f =~ x1 + x2 + x2", "x2 stands twice")]
    [InlineData("x ~~ y\ny ~~ x", "y ~~ x is stated again; first on line 1")]
    [InlineData("f =~ x1 + x2\nx1 ~ f", "x1 ~ f says the same as f =~ x1")]
    [InlineData("f =~ 1*x1 + a*x2 + a*x3\nf ~~ 1*f\nx2 ~~ 2*x2 + a*x2", "the label a stands for", true)]
    [InlineData("y ~ a*x\nb := 2*c", "c is not the label of a parameter")]
    [InlineData("y ~ slope*x\nb := 2*slpe", "did you mean slope?")]
    [InlineData("y ~ a*x\nb := a\nb := 2*a", "b is defined again; first on line 2")]
    [InlineData("y ~ a*x\nb := b + a", "the definitions go in a circle: b := b")]
    [InlineData("y ~ a*x\n2*b := a", "the left side of := is not one name")]
    [InlineData("y ~ a*x + b*z\na == b + 1\nb > a", "b > a contradicts")]
    [InlineData("y ~ a*x + b*z\na + b == 1\n2*a == 3 - 2*b", "2*a == 3 - 2*b contradicts")]
    [InlineData("y ~ 2*x + a*x\na > 3", "a > 3 contradicts")]
    [InlineData("y ~ a*x + lower(3)*x\na == 1", "a == 1 contradicts")]
    [InlineData("y ~ a*x + b*z\na - b > 2\nb - a > -1", "contradicts")]
    [InlineData("y ~ a*x\nt := 2*a\na == 1\nt == 3", "t == 3 contradicts")]
    public void FaultsAreNamed(string text, string expected, bool labelFixesAll = false)
    {
        if (labelFixesAll)
            Assert.All(Complete(text).Parameters.Where(parameter => parameter.Label == "a"), parameter => Assert.Equal(2, parameter.Fixed));
        else
            Assert.Contains(expected, Fault(text), StringComparison.Ordinal);
    }

    [Fact]
    public void LabelOfTwoValuesIsRefused()
        => Assert.Contains("the label a stands for 1 and for 2", Fault("f =~ x1 + a*x2 + 1*x2 + a*x3 + 2*x3"), StringComparison.Ordinal);

    [Fact]
    public void SolvableConstraintsPass()
        => Assert.Equal(5, Complete("y ~ a*x + b*z + d*w\na + b == 1\na - b == 0\nd > a\nd < 2\na^2 + b^2 < 9").Constraints.Count);

    [Fact]
    public void ModifiersAreReadForEveryGroup()
    {
        ParameterTable table = Complete("f =~ x1 + c(a, 2)*x2 + c(NA, 0.5)*x3 + start(c(0.1, 0.2))*x4 + c(k, NA)*x5 + label(c(\"m\", \"n\"))*x6", 2);
        Assert.Equal(("a", true), (Row(table, "f =~ x2").Label, Row(table, "f =~ x2").Free));
        Assert.Equal(2, Row(table, "f =~ x2", 1).Fixed);
        Assert.True(Row(table, "f =~ x3").Free);
        Assert.Equal(0.5, Row(table, "f =~ x3", 1).Fixed);
        Assert.Equal((0.1, 0.2), (Row(table, "f =~ x4").Start, Row(table, "f =~ x4", 1).Start));
        Assert.Equal(("k", ""), (Row(table, "f =~ x5").Label, Row(table, "f =~ x5", 1).Label));
        Assert.NotEqual(Row(table, "f =~ x5").Coordinate, Row(table, "f =~ x5", 1).Coordinate);
        Assert.Equal(("m", "n"), (Row(table, "f =~ x6").Label, Row(table, "f =~ x6", 1).Label));
    }

    [Fact]
    public void BoundsPriorsAndStartsHoldForAllThatShareALabel()
    {
        ParameterTable table = Complete("f =~ x1 + a*x2 + lower(0)*x2 + a*x3 + upper(4)*x3 + prior(\"normal(0,1)\")*x3 + start(0.7)*x3 + 0.4?x4");
        foreach (string name in (string[])["f =~ x2", "f =~ x3"])
        {
            SemParameter row = Row(table, name);
            Assert.Equal((0, 4, "normal(0,1)", 0.7), (row.Lower, row.Upper, row.Prior, row.Start));
        }
        Assert.Equal((0.4, true), (Row(table, "f =~ x4").Start, Row(table, "f =~ x4").Free));
    }

    [Fact]
    public void DefinitionsFollowThoseThatTheyUse()
    {
        ParameterTable table = Complete("y ~ a*x + b*z\ntotal := indirect + a\nindirect := a*b\ntotal == 1");
        Assert.Equal(["indirect", "total"], table.Definitions.Select(definition => definition.Name));
        Assert.Equal(["a", "b"], table.Constraints.Single().Left.Names);
        Assert.Equal(1.5 + (1.5 * 2), table.Constraints.Single().Left.Evaluate([1.5, 2], new double[2]));
    }

    [Fact]
    public void UnknownVariableNamesItsNeighbours()
    {
        SemText text = SemSyntax.Parse("trust =~ q1 + q2 + q3\nspend ~ trst", "m");
        string message = Assert.Throws<InputException>(() => SemModelText.Complete(text, new SemDefaults { Columns = ["q1", "q2", "q3", "spend", "trest"] })).Message;
        Assert.Contains("line 2, column 9: trst is neither", message, StringComparison.Ordinal);
        Assert.EndsWith("did you mean trest or trust?", message, StringComparison.Ordinal);
    }

    [Fact]
    public void LatentNamedAsAColumnIsRefused()
    {
        SemText text = SemSyntax.Parse("f =~ q1 + q2", "m");
        Assert.Contains("f is a latent variable here and a column of the data",
            Assert.Throws<InputException>(() => SemModelText.Complete(text, new SemDefaults { Columns = ["q1", "q2", "f"] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnyHeapOfWordsIsReadOrRefused()
    {
        string[] words = ["f", "g", "x1", "x2", "x3", "y", "a", "b", "1", "0", "0.5", "NA", "=~", "~", "~~", "==", ":=", "<", ">", "+", "+", "*", "*", "-", "/", "^", "(", ")", ",", "?",
            "c(", "start(", "lower(", "equal(", "prior(", "exp(", "\"a\"", "\"f=~x2\"", "\n", "\n", ";", "#", "!", "|", "%", ":", " ", "1e", ".5.", "é"];
        var random = new Numerics.RandomStream(11, "heaps");
        int read = 0;
        for (int trial = 0; trial < 10000; trial++)
        {
            string text = trial % 2 == 0 ? "f =~ x1 + x2\ny ~ a*x3\n" : "";
            for (long length = random.NextInteger(14); length >= 0; length--)
                text += words[random.NextInteger(words.Length)];
            try
            {
                _ = Identification.Check(Complete(text, 1 + (trial % 3 / 2)));
                read++;
            }
            catch (InputException problem)
            {
                Assert.NotEmpty(problem.Problem);
            }
        }
        Assert.InRange(read, 100, 9000);
    }
}
