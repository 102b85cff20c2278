using System.Text.Json.Nodes;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Latent.Tests;

public sealed class IdentificationTests
{
    private const string Measured = """
        JS =~ JW1 + JW2 + JW3
        SWB =~ UF1 + UF2 + FOR
        DTP =~ DA1 + DA2 + DA3
        CTS =~ EBA + ST + MI
        UF1 ~~ FOR
        DTP ~ CTS
        SWB ~ CTS + DTP
        JS ~ CTS + DTP + SWB
        """;

    private const string Full = Measured + """

        JS ~~ SWB + DTP + CTS
        SWB ~~ DTP + CTS
        DTP ~~ CTS
        """;

    private static IdentificationReport Check(string text, SemDefaults? defaults = null)
        => Identification.Check(SemModelText.Complete(SemSyntax.Parse(text, "model"), defaults ?? new SemDefaults()));

    [Fact]
    public void FullCovariancesBesideRegressionsAreNotIdentified()
    {
        JsonNode expected = Oracle.Read("bayes", "sem_job_identification.json")["variant1"]!;
        IdentificationReport report = Check(Full);
        Assert.Equal(expected["parameters"]!.GetValue<int>(), report.Parameters);
        Assert.Equal(expected["moments"]!.GetValue<int>(), report.Moments);
        Assert.Equal(expected["rank"]![0]!.GetValue<int>(), report.Rank);
        Assert.Equal(expected["unidentified_directions"]!.GetValue<int>(), report.Tradeoffs.Sum(tradeoff => tradeoff.Excess));
        Assert.StartsWith("37 parameters, rank 31: not identified; these parameters trade off: ", report.Sentence, StringComparison.Ordinal);
        string[] all = [.. report.Tradeoffs.SelectMany(tradeoff => tradeoff.Parameters)];
        Assert.All(["JS ~ SWB", "JS ~ DTP", "JS ~ CTS", "SWB ~ DTP", "SWB ~ CTS", "DTP ~ CTS"], path => Assert.Contains(path, all));
        Assert.DoesNotContain("JW1 ~~ JW1", all);
        Finding finding = Assert.IsType<Finding>(report.Finding);
        Assert.Equal("sem-not-identified", finding.Code);
        Assert.Contains("Covariances are free beside regressions", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void DiagonalCovariancesBesideRegressionsAreIdentified()
    {
        JsonNode expected = Oracle.Read("bayes", "sem_job_identification.json")["variant2"]!;
        IdentificationReport report = Check(Measured);
        Assert.Equal(expected["parameters"]!.GetValue<int>(), report.Parameters);
        Assert.Equal(expected["rank"]![0]!.GetValue<int>(), report.Rank);
        Assert.True(report.Identified);
        Assert.Null(report.Finding);
        Assert.Equal("31 parameters, rank 31: identified, with 47 degrees of freedom", report.Sentence);
    }

    [Fact]
    public void EqualityConstraintsIdentify()
    {
        const string two = "f =~ x1 + b*x2\nx1 ~~ v1*x1\nx2 ~~ v2*x2\n";
        Assert.Equal((4, 3), (Check(two).Parameters, Check(two).Rank));
        IdentificationReport report = Check(two + "b == 1");
        Assert.Equal((3, 3), (report.Parameters, report.Rank));
        // v2 = 3 v1 does as well, and a nonlinear constraint too.
        Assert.True(Check(two + "v2 == 3*v1").Identified);
        Assert.True(Check(two + "v2 == v1^2").Identified);
    }

    [Fact]
    public void ConstraintsOfWhatIsKnownAnywayDoNotIdentify()
    {
        // A covariance of the data is fixed by the first constraint; the second says what the first implies.
        IdentificationReport report = Check("f =~ x1 + b*x2\nx1 ~~ v1*x1\nx2 ~~ v2*x2\nb - 1 == 0\n2*b == 2");
        Assert.Equal((3, 3), (report.Parameters, report.Rank));
    }

    [Fact]
    public void ConstraintsAreMetWhereTheyAreDefined()
        => Assert.True(Check("y ~ a*x + b*z\nsqrt(a) + log(b) == 1").Identified);

    [Fact]
    public void FixedPathsThatLeadBackAreRefused()
        => Assert.Contains("lead back to where they start", Assert.Throws<InputException>(() => Check("x ~ 1*y\ny ~ 1*x")).Message, StringComparison.Ordinal);

    [Fact]
    public void BoundOnTheSmallestSingularValueHolds()
    {
        var random = new Numerics.RandomStream(8, "triangle");
        for (int trial = 0; trial < 50; trial++)
        {
            double[] triangle = new double[64];
            for (int i = 0; i < 8; i++)
            {
                for (int j = 0; j <= i; j++)
                    triangle[(i * 8) + j] = i == j && trial % 5 == 0 && i == 3 ? 1e-12 : random.NextDouble() + 0.1;
            }
            bool regular = SingularValues.IsRegular(triangle, 8, 1e-8);
            double[] values = new double[8];
            SingularValues.Decompose(triangle, 8, values, new double[64]);
            Assert.Equal(values.Min() > 1e-8 * values.Max(), regular);
        }
    }

    [Fact]
    public void ScalesThatTheTextFixesDoNotMatter()
        => Assert.True(Check("f =~ 100000*x1 + x2 + x3 + x4\ni =~ 1*y1 + 1*y2 + 1*y3\ns =~ 0*y1 + 365*y2 + 730*y3\ns ~ f").Identified);

    [Fact]
    public void EverySeedGivesTheSameAnswer()
    {
        ParameterTable table = SemModelText.Complete(SemSyntax.Parse(Full, "model"), new SemDefaults());
        Assert.All(Enumerable.Range(0, 20), seed => Assert.Equal(31, Identification.Check(table, (ulong)seed).Rank));
    }

    [Fact]
    public void RankAgreesWithTheSpanOfRandomMatrices()
    {
        var random = new Numerics.RandomStream(5, "rank");
        double[] left = new double[12 * 4], right = new double[4 * 30], rows = new double[12 * 30];
        random.FillUniform(left);
        random.FillUniform(right);
        for (int i = 0; i < 12; i++)
        {
            for (int j = 0; j < 30; j++)
            {
                for (int k = 0; k < 4; k++)
                    rows[(i * 30) + j] += left[(i * 4) + k] * right[(k * 30) + j];
            }
        }
        double squares = rows.Sum(x => x * x);
        double[] values = new double[12];
        SingularValues.Decompose(SingularValues.Triangular(rows, 12), 12, values, new double[144]);
        Assert.Equal(4, values.Count(value => value > 1e-12 * values.Max()));
        Assert.Equal(squares, values.Sum(x => x * x), 1e-9 * squares);
    }
}
