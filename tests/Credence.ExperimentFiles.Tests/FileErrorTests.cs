using System.Text;
using Xunit;

namespace Credence.ExperimentFiles.Tests;

/// <summary>Every error with its text and place.</summary>
public sealed class FileErrorTests
{
    private const string Minimal = "experiment: e\nvariants: { a: 0.5, b: 0.5 }\n";
    private const string Metrics = Minimal + "metrics:\n";

    [Theory]
    [InlineData("", "test.yaml: the file is empty; write at least experiment and variants")]
    [InlineData("# only a comment\n", "test.yaml: the file is empty; write at least experiment and variants")]
    [InlineData("- a\n- b", "test.yaml, line 1, column 1: the file holds a list; an experiment file holds one document of keys and values")]
    [InlineData("just text", "test.yaml, line 1, column 1: the file holds \"just text\"; an experiment file holds one document of keys and values")]
    [InlineData("a: \"b", "test.yaml, line 1, column 4: malformed YAML: while scanning a quoted scalar, found unexpected end of stream; check quotes, brackets and indentation")]
    [InlineData("a: [1, 2", "test.yaml, line 2, column 1: malformed YAML: while parsing a flow sequence, did not find expected ',' or ']'; check quotes, brackets and indentation")]
    [InlineData("a: {b: 1\nc: 2", "test.yaml, line 1, column 6: malformed YAML: something after this place is not closed; check quotes, brackets and indentation")]
    [InlineData("a: 1\n---\nb: 2", "test.yaml, line 2, column 1: a second document starts here; an experiment file holds one document of keys and values")]
    [InlineData("a: &x [1]\nb: *x", "test.yaml, line 1, column 4: anchors (&name) are not read; write the value out where it is needed")]
    [InlineData("b: *x", "test.yaml, line 1, column 4: aliases (*name) are not read; write the value out")]
    [InlineData("a: !!str 5", "test.yaml, line 1, column 4: tags (!name) are not read; remove the tag")]
    [InlineData("? [a]\n: 1", "test.yaml, line 1, column 3: a key must be a single value; write key: value")]
    [InlineData("a: 1\nb: \0x", "test.yaml, line 2, column 4: control character U+0000; an experiment file is text (YAML)")]
    public void TextThatIsNoExperiment(string text, string expected) => Assert.Equal(expected, Sample.Errors(text));

    [Theory]
    [InlineData("metrcs: {}", "line 3, column 1: unknown key \"metrcs\"; did you mean \"metrics\"?")]
    [InlineData("randomized: true", "line 3, column 1: unknown key \"randomized\"; did you mean \"randomised\"?")]
    [InlineData("Question: x", "line 3, column 1: unknown key \"Question\"; did you mean \"question\"?")]
    [InlineData("design: { xyz: 1 }", "line 3, column 11: design: unknown key \"xyz\"; known keys: power, minimumEffect, looks, bounds")]
    [InlineData("unit: a\nunit: b", "line 4, column 1: duplicate key \"unit\"; it stands in line 3 already; remove one")]
    [InlineData("enabled: yes", "line 3, column 10: enabled is \"yes\"; must be true or false")]
    [InlineData("question: [a]", "line 3, column 11: question is a list; must be text that is not empty")]
    [InlineData("traffic: 1.5", "line 3, column 10: traffic is 1.5; must be in (0, 1]")]
    [InlineData("traffic: \"0.5\"", "line 3, column 10: traffic is \"0.5\"; must be in (0, 1]")]
    [InlineData("traffic: .nan", "line 3, column 10: traffic is \".nan\"; must be in (0, 1]")]
    [InlineData("alpha: 5", "line 3, column 8: alpha is 5; must be in [1e-9, 0.5]")]
    [InlineData("control: c", "line 3, column 10: control \"c\" is not among the variants; did you mean \"a\"?")]
    [InlineData("control: treatment", "line 3, column 10: control \"treatment\" is not among the variants; variants: a, b")]
    [InlineData("inference: bayess", "line 3, column 12: inference is \"bayess\"; did you mean \"bayes\"?")]
    [InlineData("inference: 7", "line 3, column 12: inference is 7; must be one of: frequentist, sequential, bayes, conjugate")]
    [InlineData("inference: [bayes]", "line 3, column 12: inference is a list; must be one of frequentist, sequential, bayes, conjugate")]
    [InlineData("randomised: false\ninference: sequential", "line 4, column 12: inference is sequential but randomised is false; observational data are compared once; remove inference or randomised")]
    [InlineData("primary: m", "line 3, column 10: primary \"m\" is not among the metrics; declare it under metrics")]
    [InlineData("by: { a: b }", "line 3, column 5: by is a mapping; must be a list")]
    [InlineData("by: [a, [b]]", "line 3, column 9: by holds a list; its items must be text")]
    [InlineData("metrics: [revenue]", "line 3, column 10: metrics is a list; must be a mapping of names to metrics, e.g. revenue: { type: mean, value: amount }")]
    [InlineData("targeting: [DE]", "line 3, column 13: targeting holds \"DE\"; its items must be { attribute: NAME, in: [VALUES] }")]
    [InlineData("targeting: [{ in: [DE] }]", "line 3, column 13: targeting: \"attribute\" is missing; write attribute: NAME")]
    [InlineData("source: data.csv", "line 3, column 9: source is \"data.csv\"; must be a mapping of table, exposures, events, engine, connection")]
    [InlineData("source: { table: t.csv }", "line 3, column 9: a table needs variant; write variant: COLUMN, the column that holds the variant")]
    [InlineData("source: {}", "line 3, column 9: source: there is neither table nor exposures; write table: FILE")]
    [InlineData("variant: v\nsource: { table: t, events: e }", "line 4, column 29: source: table and events exclude each other; keep one")]
    [InlineData("source: { exposures: x }", "line 3, column 22: source: exposures need events; write events: beside them")]
    [InlineData("source: { exposures: x, events: e, engine: postgres }", "line 3, column 44: source: engine needs connection; write connection: env:NAME")]
    [InlineData("source: { exposures: x, events: e, connection: c }", "line 3, column 48: source: connection needs engine; write engine: postgres")]
    [InlineData("design: { power: 80 }", "line 3, column 18: design: power is 80; must be in (0, 1)")]
    [InlineData("design: { minimumEffect: 0 }", "line 3, column 26: design: minimumEffect is 0; must be above 0, a fraction of the control mean")]
    [InlineData("design: { looks: 2.5 }", "line 3, column 18: design: looks is 2.5; must be a whole number, at least 1")]
    [InlineData("design: { bounds: pocok }", "line 3, column 19: design: unknown bounds \"pocok\"; did you mean \"pocock\"?")]
    public void TopLevel(string lines, string expected) => Assert.Equal("test.yaml, " + expected, Sample.Errors(Minimal + lines));

    [Theory]
    [InlineData("{ a: 0.5, b: 0.6 }", "line 2, column 11: the shares sum to 1.1; they must sum to 1; leave all out for equal shares")]
    [InlineData("{ a: 1.5, b: -0.5 }", "line 2, column 16: variants: a is 1.5; must be in (0, 1)|line 2, column 24: variants: b is -0.5; must be in (0, 1)")]
    [InlineData("{ a: 0.5, a: 0.5 }", "line 2, column 21: duplicate key \"a\"; it stands in line 2 already; remove one")]
    [InlineData("[{ name: 0 }, { name: 0.0 }]", "line 2, column 33: duplicate variant \"0.0\"; each variant stands once; numbers are compared by value")]
    [InlineData("[{ name: a, share: 0.5 }, { name: b }]", "line 2, column 11: some variants have a share and some have none; give every variant a share, or none for equal shares")]
    [InlineData("[{ name: a, weight: 1 }, { name: b }]", "line 2, column 23: variant: unknown key \"weight\"; known keys: name, share")]
    [InlineData("[{ share: 0.5 }, { name: b, share: 0.5 }]", "line 2, column 12: variant: \"name\" is missing; write name: NAME")]
    [InlineData("[a, b]", "line 2, column 12: variants holds \"a\"; its items must be { name: NAME, share: 0.5 }|line 2, column 15: variants holds \"b\"; its items must be { name: NAME, share: 0.5 }")]
    [InlineData("{ a: 1 }", "line 2, column 11: there are fewer than two variants; name a control and a treatment|line 2, column 16: variants: a is 1; must be in (0, 1)")]
    [InlineData("a, b", "line 2, column 11: variants is \"a, b\"; must be a list of { name, share }, or a mapping of names to shares")]
    [InlineData("", "line 1, column 1: \"variants\" is missing; write variants: { control: 0.5, treatment: 0.5 }")]
    public void Variants(string variants, string expected)
        => Assert.Equal("test.yaml, " + expected.Replace("|", "\ntest.yaml, ", StringComparison.Ordinal), Sample.Errors($"experiment: e\nvariants: {variants}"));

    [Theory]
    [InlineData("{ value: x }", "column 6: metric \"m\": \"type\" is missing; write type: mean or proportion or ratio or quantile or construct or count or retention")]
    [InlineData("{ type: meen, value: x }", "column 14: metric \"m\": type is \"meen\"; did you mean \"mean\"?")]
    [InlineData("{ type: mean, vlaue: x }", "column 6: metric \"m\": type mean needs value; write value: beside type|column 20: metric \"m\": unknown key \"vlaue\"; did you mean \"value\"?")]
    [InlineData("{ type: ratio, numerator: x }", "column 6: metric \"m\": type ratio needs denominator; write denominator: beside type")]
    [InlineData("{ type: proportion }", "column 6: metric \"m\": type proportion needs value or event; write value: COLUMN beside type")]
    [InlineData("{ type: mean, value: x, q: 0.5 }", "column 33: metric \"m\": q has no meaning for type mean; its keys are value, event, aggregate, window, winsorize, covariate")]
    [InlineData("{ type: mean, value: x, window: 7d }", "column 38: metric \"m\": window needs event; name the event, or remove it")]
    [InlineData("{ type: count, event: e, window: 7 days }", "column 39: metric \"m\": window is \"7 days\"; must be a duration above 0 such as 7d, 12h or 30m")]
    [InlineData("{ type: count, event: e, window: 0d }", "column 39: metric \"m\": window is \"0d\"; must be a duration above 0 such as 7d, 12h or 30m")]
    [InlineData("{ type: count, event: e, covariate: {} }", "column 42: metric \"m\": covariate: \"lookback\" is missing; write lookback: 28d")]
    [InlineData("{ type: mean, value: x, covariate: {} }", "column 41: metric \"m\": covariate: \"column\" is missing; write column: pre_revenue")]
    [InlineData("{ type: mean, value: x, covariate: { lookback: 7d } }", "column 53: metric \"m\": covariate: lookback needs event; write column: pre_revenue")]
    [InlineData("{ type: mean, value: x, event: e, covariate: { column: z } }", "column 61: metric \"m\": covariate: column is for a metric of the table, and this is one of events; write lookback: 28d")]
    [InlineData("{ type: retention, event: e, from: 7d, to: 7d }", "column 49: metric \"m\": to is not after from; the period from..to must not be empty")]
    [InlineData("{ type: quantile, value: x, q: 95 }", "column 37: metric \"m\": q is 95; must be in (0, 1)")]
    [InlineData("{ type: mean, value: x, winsorize: 0.01 }", "column 41: metric \"m\": winsorize is 0.01; must be in (0.5, 1)")]
    [InlineData("{ type: mean, value: x, margin: 0 }", "column 38: metric \"m\": margin is 0; must be above 0, a fraction of the control mean")]
    [InlineData("{ type: mean, value: x, margin: -0.02 }", "column 38: metric \"m\": margin is -0.02; must be above 0, a fraction of the control mean")]
    [InlineData("{ type: mean, value: x, role: guard }", "column 36: metric \"m\": role is \"guard\"; must be one of: primary, guardrail, secondary")]
    [InlineData("{ type: mean, value: x, direction: decrese }", "column 41: metric \"m\": direction is \"decrese\"; did you mean \"decrease\"?")]
    [InlineData("{ type: mean, value: x, role: guardrail }", "column 3: no metric is primary; write primary: NAME")]
    [InlineData("mean", "column 6: metric \"m\" is \"mean\"; must be a mapping, e.g. { type: mean, value: amount }")]
    [InlineData("", "column 5: metric \"m\" is empty; must be a mapping, e.g. { type: mean, value: amount }")]
    public void Metric(string metric, string expected)
        => Assert.Equal("test.yaml, line 4, " + expected.Replace("|", "\ntest.yaml, line 4, ", StringComparison.Ordinal), Sample.Errors($"{Metrics}  m: {metric}"));

    [Theory]
    [InlineData("role: primary", "role: primary", "", "line 5, column 36: metric \"n\": \"m\" is primary already; a test has one primary metric; use guardrail or secondary")]
    [InlineData("role: secondary", "role: primary", "primary: m", "line 4, column 36: metric \"m\": the primary metric has the role secondary; remove the role, or name another primary|line 5, column 36: metric \"n\": \"m\" is primary already; a test has one primary metric; use guardrail or secondary")]
    [InlineData("role: guardrail", "margin: 0.1", "primary: o", "line 6, column 10: primary \"o\" is not among the metrics; did you mean \"m\"?")]
    public void Primary(string first, string second, string line, string expected)
        => Assert.Equal(
            "test.yaml, " + expected.Replace("|", "\ntest.yaml, ", StringComparison.Ordinal),
            Sample.Errors($"{Metrics}  m: {{ type: mean, value: x, {first} }}\n  n: {{ type: mean, value: x, {second} }}\n{line}"));

    [Theory]
    [InlineData("margin: 0.1, equivalence: 0.1", "metric \"m\": margin and equivalence exclude each other; keep margin where only harm counts, equivalence where a difference in either direction does")]
    [InlineData("equivalence: 0", "metric \"m\": equivalence is 0; must be above 0, a fraction of the control mean")]
    public void EquivalenceStandsInThePlaceOfTheMargin(string keys, string expected)
        => Assert.Contains(expected, Sample.Errors($"{Metrics}  m: {{ type: mean, value: x, {keys} }}"), StringComparison.Ordinal);

    [Fact]
    public void GuardrailsHaveAMarginAndNoEquivalence()
        => Assert.Contains(
            "metric \"g\": a guardrail has no equivalence; write margin: the harm that is tolerated",
            Sample.Errors($"{Metrics}  m: {{ type: mean, value: x }}\n  g: {{ type: mean, value: y, role: guardrail, equivalence: 0.1 }}"), StringComparison.Ordinal);

    [Fact]
    public void GatekeepingNeedsASecondaryMetric()
    {
        Assert.Contains(
            "gatekeeping needs a secondary metric; it makes secondary metrics wait for the primary one; declare one, or remove it",
            Sample.Errors($"{Metrics}  m: {{ type: mean, value: x }}\ngatekeeping: true"), StringComparison.Ordinal);
        Assert.Equal("", Sample.Errors($"{Metrics}  m: {{ type: mean, value: x }}\n  n: {{ type: mean, value: y }}\ngatekeeping: true"));
    }

    [Fact]
    public void MetricsOfExposuresAndEventsNameAnEvent()
        => Assert.Equal(
            "test.yaml, line 4, column 6: metric \"m\": there is no event; with exposures and events every metric names one",
            Sample.Errors($"{Metrics}  m: {{ type: mean, value: x }}\nsource: {{ exposures: x, events: y }}"));

    [Fact]
    public void AllErrorsAreSaidAtOnceInTheOrderOfTheText()
    {
        const string text = """
            experimnt: e
            enabled: maybe
            variants: { a: 0.7, b: 0.7 }
            control: x
            traffic: 0
            metrics:
              m: { type: mean }
              r: { type: ratio, numerator: x, margin: -1 }
            primary: z
            correction: hollm
            """;
        const string expected = """
            test.yaml, line 1, column 1: unknown key "experimnt"; did you mean "experiment"?
            test.yaml, line 1, column 1: "experiment" is missing; write experiment: NAME
            test.yaml, line 2, column 10: enabled is "maybe"; must be true or false
            test.yaml, line 3, column 11: the shares sum to 1.4; they must sum to 1; leave all out for equal shares
            test.yaml, line 4, column 10: control "x" is not among the variants; did you mean "a"?
            test.yaml, line 5, column 10: traffic is 0; must be in (0, 1]
            test.yaml, line 7, column 6: metric "m": type mean needs value; write value: beside type
            test.yaml, line 8, column 6: metric "r": type ratio needs denominator; write denominator: beside type
            test.yaml, line 8, column 43: metric "r": margin is -1; must be above 0, a fraction of the control mean
            test.yaml, line 9, column 10: primary "z" is not among the metrics; did you mean "m"?
            test.yaml, line 10, column 13: correction is "hollm"; did you mean "holm"?
            """;
        Assert.Equal(expected.ReplaceLineEndings("\n"), Sample.Errors(text));
    }

    [Fact]
    public void ErrorsStayOnOneLineWhateverTheValueHolds()
    {
        string error = Sample.Errors(Minimal + "\"a\\nb\\u2028" + new string('x', 500) + "\": 1");
        Assert.StartsWith("test.yaml, line 3, column 1: unknown key \"a b xxx", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
        Assert.DoesNotContain('\u2028', error);
        Assert.Contains("…\"", error, StringComparison.Ordinal);
    }

    [Fact]
    public void DeepNestingIsRefused()
        => Assert.Equal("test.yaml, line 1, column 23: the values are nested too deeply; the deepest that has a meaning is 4", Sample.Errors("a: " + new string('[', 100_000)));

    [Fact]
    public void TooLongTextIsRefused()
        => Assert.Equal("test.yaml: the file is longer than 1048576 characters; name an experiment file (YAML)", Sample.Errors(new string(' ', ExperimentFileReader.MaximumLength + 1)));

    [Fact]
    public void ManyUnknownKeysAreReportedInReasonableTime()
    {
        StringBuilder text = new(Minimal);
        for (int i = 0; i < 20_000; i++)
            text.Append("metrik").Append(i).Append(": 1\n");
        Assert.Equal(20_000, ExperimentFileReader.ReadText(text.ToString(), "test.yaml").Errors.Count);
    }
}
