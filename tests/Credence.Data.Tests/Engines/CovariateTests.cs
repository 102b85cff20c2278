using System.Globalization;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Data.Tests;

/// <summary>Joint moments of a metric with covariates, and the influences that a regression on them asks for.</summary>
public sealed class CovariateTests
{
    [Fact]
    public void JointMomentsAreThoseOfTheRows()
    {
        using Folder folder = new();
        string file = folder.Write("a.csv", "v,y,x,z\n0,1,2,5\n0,2,4,5\n0,4,3,6\n1,2,7,5\n1,5,6,9\n1,7,9,9\n1,,1,1\n");
        MetricMoments arm = Ask.Moments(Query(file, "y", "x", "z")).Metric("1");
        Same(CrossMoments.FromRows(["[0]", "x", "z"], [2, 7, 5, 5, 6, 9, 7, 9, 9]), arm.Joint!);
        Assert.Equal(1, arm.Missing);
        Assert.All(arm.Covariates, covariate => Assert.False(covariate.Imputed));
    }

    [Fact]
    public void AMissingCovariateIsTheMeanOfTheOthersAndIsIndicated()
    {
        using Folder folder = new();
        string file = folder.Write("a.csv", "v,y,x\n0,1,2\n0,2,\n0,4,4\n1,2,9\n1,5,NaN\n1,7,5\n1,,100\n");
        MomentsTable table = Ask.Moments(Query(file, "y", "x"));
        Same(CrossMoments.FromRows(["[0]", "x", "x is missing"], [1, 2, 0, 2, 5, 1, 4, 4, 0]), table.Metric("0").Joint!);
        Same(CrossMoments.FromRows(["[0]", "x", "x is missing"], [2, 9, 0, 5, 5, 1, 7, 5, 0]), table.Metric("1").Joint!);
        Assert.Equal(new CovariateState("x", 1, 5, Imputed: true, Summed: false), table.Metric("1").Covariates[0]);
    }

    [Fact]
    public void AGapFarDownIsFoundAsWell()
    {
        using Folder folder = new();
        string rows = string.Concat(Enumerable.Range(0, 5000).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i % 2},{i % 7},{(i == 4500 ? "" : i % 5)}\n")));
        MetricMoments arm = Ask.Moments(Query(folder.Write("a.csv", "v,y,x\n" + rows), "y", "x")).Metric("0");
        Assert.Equal(1, arm.Covariates[0].Missing);
        Oracle.Close(10000.0 / 4999, arm.Covariates[0].Fill, 1e-12);
        Oracle.Close(1 - 1.0 / 2500, arm.Joint!.CoProduct("x is missing", "x is missing"), 1e-12);
    }

    [Fact]
    public void ACovariateThatAllRowsOfAUnitShareIsTakenOnce()
    {
        using Folder folder = new();
        string file = folder.Write("a.csv", "v,u,y,x,z\n0,a,1,2,1\n0,a,2,2,2\n0,b,4,3,5\n1,c,2,7,1\n1,c,5,7,1\n1,d,7,,4\n1,d,1,8,4\n");
        MomentsTable table = Ask.Moments(Query(file, "y", "x", "z") with { Unit = "u" });
        Same(CrossMoments.FromRows(["[0]", "x", "z"], [3, 2, 3, 4, 3, 5]), table.Metric("0").Joint!);
        Same(CrossMoments.FromRows(["[0]", "x", "z"], [7, 7, 2, 8, 8, 8]), table.Metric("1").Joint!);
        Assert.Equal([false, true], table.Metric("0").Covariates.Select(covariate => covariate.Summed));
    }

    [Fact]
    public void RowsWithoutAValueOfASummedCovariateAreCounted()
    {
        using Folder folder = new();
        string file = folder.Write("a.csv", "v,u,y,z\n0,a,1,1\n0,a,2,\n0,a,2,2\n0,b,4,\n0,b,1,\n1,c,2,\n1,c,5,3\n1,d,,\n1,d,,4\n");
        MomentsTable table = Ask.Moments(Query(file, "y", "z") with { Unit = "u" });
        Assert.Equal((1, 1), (table.Metric("0").Covariates[0].Gaps, table.Metric("0").Covariates[0].Missing));
        Assert.Equal((1, 0), (table.Metric("1").Covariates[0].Gaps, table.Metric("1").Covariates[0].Missing));
        Same(CrossMoments.FromRows(["[0]", "z", "z is missing"], [5, 3, 0, 5, 3, 1]), table.Metric("0").Joint!);
    }

    [Fact]
    public void AllMissingLeavesACovariateThatDoesNotVary()
    {
        using Folder folder = new();
        string file = folder.Write("a.csv", "v,y,x\n0,1,\n0,2,\n1,4,\n1,2,\n");
        MetricMoments arm = Ask.Moments(Query(file, "y", "x")).Metric("0");
        Assert.Equal(2, arm.Covariates[0].Missing);
        Assert.Equal(0, arm.Joint!.CoProduct("x", "x"));
        Assert.Equal(0, arm.Joint.CoProduct("x is missing", "x is missing"));
    }

    [Fact]
    public void OffsetsCostNoDigits()
    {
        using Folder folder = new();
        string Rows(double offset) => string.Concat(Enumerable.Range(0, 400).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i % 2},{offset + (i % 7)},{offset + ((i * 3) % 5)}\n")));
        CrossMoments near = Ask.Moments(Query(folder.Write("a.csv", "v,y,x\n" + Rows(0)), "y", "x")).Metric("0").Joint!;
        CrossMoments far = Ask.Moments(Query(folder.Write("b.csv", "v,y,x\n" + Rows(1e9)), "y", "x")).Metric("0").Joint!;
        Oracle.Close(near.CoProduct("[0]", "x"), far.CoProduct("[0]", "x"), 1e-12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void InfluencesAreThoseOfTheRows(int power)
    {
        using Folder folder = new();
        List<double>[] arms = [[], []];
        string rows = "";
        for (int i = 0; i < 60; i++)
        {
            double y = i % 11 + 1e6, x = i % 7;
            arms[i % 2].AddRange([y, i % 9 == 0 ? 3 : x, i % 9 == 0 ? 1 : 0]);
            rows += string.Create(CultureInfo.InvariantCulture, $"{(i % 2 == 0 ? "0.0" : "1")},{y},{(i % 9 == 0 ? "" : x)}\n");
        }
        MomentsQuery query = Query(folder.Write("a.csv", "v,y,x\n" + rows), "y", "x");
        CovariateState state = new("x", 7, 3, Imputed: true, Summed: false);
        InfluenceForms[] forms = [Forms(0.5), Forms(0.25)];
        IReadOnlyList<InfluenceSums> sums = Ask.Influences(new()
        {
            Rows = query,
            Covariates = [state],
            Centre = 1e6 + 5,
            Cells = [new("1", null, forms[1]), new("0", null, forms[0]), new("2", null, forms[0])],
            Power = power,
        });
        for (int cell = 0; cell < 2; cell++)
        {
            InfluenceSums expected = InfluenceSums.FromRows(forms[1 - cell], [1e6 + 5, 3, 0], [.. arms[1 - cell]], power);
            Assert.Equal((expected.Count, expected.Unusable), (sums[cell].Count, sums[cell].Unusable));
            Oracle.CloseRelative(expected.Squares[0], sums[cell].Squares[0], 1e-11);
            Oracle.CloseRelative(expected.WithOutcome[0], sums[cell].WithOutcome[0], 1e-11);
        }
        Assert.Equal(0, sums[2].Count);

        static InfluenceForms Forms(double slope) => new()
        {
            Prediction = new(0.3, [slope, -0.2]),
            BaseLeverage = 0.05,
            Leverages = [new(0.01, [0.05, 0]), new(0.02, [0.02, 0.1])],
            Weights = [new(0.04, [0.01, 0])],
            OutcomeMean = 0.1,
            TypicalSquares = [0.01],
            TypicalDeviation = 3,
        };
    }

    [Fact]
    public void InfluencesAreAskedForBySegmentAndUnit()
    {
        using Folder folder = new();
        string file = folder.Write("a.csv", "v,u,s,y,x\na,1,,1,2\na,1,,2,2\na,2,k,4,3\nb,3,k,2,7\nb,3,k,5,7\nb,4,,7,8\n");
        InfluenceForms forms = new()
        {
            Prediction = new(1, [0]),
            BaseLeverage = 0,
            Leverages = [],
            Weights = [new(1, [0])],
            OutcomeMean = 0,
            TypicalSquares = [1],
            TypicalDeviation = 1,
        };
        IReadOnlyList<InfluenceSums> sums = Ask.Influences(new()
        {
            Rows = Query(file, "y", "x") with { Unit = "u", Segments = ["s"] },
            Covariates = [new("x", 0, 5, Imputed: false, Summed: false)],
            Centre = 0,
            Cells = [new("a", null, forms), new("a", "k", forms), new("b", null, forms), new("b", "k", forms)],
            Power = 0,
        });
        Assert.Equal([1L, 1, 1, 1], sums.Select(cell => cell.Count));
        Assert.Equal([4.0, 9, 36, 36], sums.Select(cell => cell.Squares[0]));
        Assert.Equal([2.0 * 3, 3 * 4, 6 * 7, 6 * 7], sums.Select(cell => cell.WithOutcome[0]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task JointMomentsAndInfluencesAreTheSameBitsOnAnyNumberOfThreads(bool units)
    {
        using Folder folder = new();
        Random random = new(7);
        System.Text.StringBuilder text = new("v,u,y,x\n");
        for (int i = 0; i < 60_000; i++)
            text.Append(CultureInfo.InvariantCulture, $"{i % 3 % 2},u{i * 7919L % 20_000},{Math.Exp(3 * random.NextDouble()):R},{(i % 97 == 0 ? "" : (1e6 + random.NextDouble()).ToString("R", CultureInfo.InvariantCulture))}\n");
        MomentsQuery query = Query(folder.Write("t.csv", text.ToString()), "y", "x") with { Unit = units ? "u" : null, Variant = units ? Expression.Parse("v * 0") : Expression.Parse("v") };
        (string Bits, MomentsTable Table, InfluenceSums Sums)[] runs = await Task.WhenAll(Run(1, long.MaxValue), Run(1, 0), Run(2, 0), Run(3, 0));
        Assert.Equal(runs[1].Bits, runs[2].Bits);
        Assert.Equal(runs[1].Bits, runs[3].Bits);
        CrossMoments exact = runs[0].Table.Metric("0").Joint!, fast = runs[1].Table.Metric("0").Joint!;
        Assert.Equal(["[0]", "x", "x is missing"], fast.Columns);
        for (int i = 0; i < exact.CoProducts.Length; i++)
            Oracle.Close(exact.CoProducts[i], fast.CoProducts[i], 1e-9 * Math.Sqrt(exact.CoProducts[0] * exact.CoProducts[2]));
        Oracle.CloseRelative(runs[0].Sums.Squares[0], runs[1].Sums.Squares[0], 1e-9);

        async Task<(string, MomentsTable, InfluenceSums)> Run(int threads, long small)
        {
            await using DuckDbMomentsEngine engine = new(new DuckDbOptions { Threads = threads, SmallSource = small });
            MomentsTable table = await engine.QueryAsync(query, null, TestContext.Current.CancellationToken);
            CovariateState state = table.Metric("0").Covariates[0];
            InfluenceForms forms = new()
            {
                Prediction = new(1, [0.5, 0.1]),
                BaseLeverage = 0.001,
                Leverages = [new(0.01, [0.02, 0.01])],
                Weights = [new(0.01, [0.02, 0])],
                OutcomeMean = 0.5,
                TypicalSquares = [0.01],
                TypicalDeviation = 4,
            };
            InfluenceQuery asked = new() { Rows = query, Covariates = [state], Centre = 6, Cells = [new("0", null, forms)], Power = 2 };
            InfluenceSums sums = (await engine.InfluencesAsync(asked, null, TestContext.Current.CancellationToken))[0];
            string bits = string.Join(' ', table.Metric("0").Joint!.CoProducts.ToArray().Append(sums.Squares[0]).Append(sums.WithOutcome[0]).Append(state.Fill).Select(BitConverter.DoubleToInt64Bits));
            return (bits, table, sums);
        }
    }

    private static MomentsQuery Query(string file, string metric, params string[] covariates) => new()
    {
        Source = TableSource.Parse(file),
        Variant = Expression.Parse("v"),
        ColumnSets = [new(metric, [Expression.Parse(metric)]) { Covariates = [.. covariates.Select(name => new CovariateColumn(name, Expression.Parse(name)))] }],
    };

    private static void Same(CrossMoments expected, CrossMoments actual)
    {
        Assert.Equal(expected.Columns, actual.Columns);
        Assert.Equal(expected.Count, actual.Count);
        for (int i = 0; i < expected.Means.Length; i++)
            Oracle.Close(expected.Means[i], actual.Means[i], 1e-13, expected.Columns[i]);
        for (int i = 0; i < expected.CoProducts.Length; i++)
            Oracle.Close(expected.CoProducts[i], actual.CoProducts[i], 1e-12);
    }
}
