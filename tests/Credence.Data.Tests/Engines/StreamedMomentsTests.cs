using System.Globalization;
using System.Text;
using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Data.Tests;

/// <summary>Moments of many columns, which are multiplied outside the engine, against the engine's own sums.</summary>
public sealed class StreamedMomentsTests : IDisposable
{
    private const int Covariates = 18;

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("plain")]
    [InlineData("gaps")]
    [InlineData("infinite")]
    [InlineData("binary")]
    [InlineData("constant")]
    public async Task AgreeWithTheSumsOfTheEngine(string outcomes)
    {
        MomentsQuery query = Query(Write(outcomes)) with { Where = Expression.Parse("x1 > -2"), Segments = ["s"] };
        MomentsTable expected = await Run(query, 1, long.MaxValue), actual = await Run(query, 2, 0);
        Assert.Equal((expected.Rows.Count, expected.InputRows, expected.ExcludedByWhere, expected.MissingVariant), (actual.Rows.Count, actual.InputRows, actual.ExcludedByWhere, actual.MissingVariant));
        foreach ((MomentsRow one, MomentsRow other) in expected.Rows.Zip(actual.Rows))
        {
            Assert.Equal((one.Segment, one.Variant, one.Units), (other.Segment, other.Variant, other.Units));
            foreach ((MetricMoments wanted, MetricMoments found) in one.Metrics.Zip(other.Metrics))
                Same(wanted, found);
        }
    }

    [Fact]
    public async Task AreTheSameBitsOnAnyNumberOfThreads()
    {
        MomentsQuery query = Query(Write("gaps"));
        string[] bits = [Bits(await Run(query, 1, 0)), Bits(await Run(query, 2, 0)), Bits(await Run(query, 3, 0))];
        Assert.Equal(bits[0], bits[1]);
        Assert.Equal(bits[0], bits[2]);

        static string Bits(MomentsTable table) => string.Join(' ', table.Rows.SelectMany(row => row.Metrics).SelectMany(metric => (metric.Joint ?? metric.Moments).CoProducts.ToArray()).Select(BitConverter.DoubleToInt64Bits));
    }

    [Fact]
    public async Task TooManyVariantsAreRefused()
    {
        MomentsQuery query = Query(Write("plain")) with { Variant = Expression.Parse("x2") };
        InputException error = await Assert.ThrowsAsync<InputException>(() => Run(query, 2, 0));
        Assert.Contains("is it the variant?", error.Message, StringComparison.Ordinal);
    }

    private static void Same(MetricMoments expected, MetricMoments actual)
    {
        Assert.Equal((expected.Missing, expected.Invalid, expected.Binary), (actual.Missing, actual.Invalid, actual.Binary));
        Assert.Equal(expected.Covariates.Select(covariate => (covariate.Name, covariate.Missing, covariate.Imputed)), actual.Covariates.Select(covariate => (covariate.Name, covariate.Missing, covariate.Imputed)));
        CrossMoments wanted = expected.Joint ?? expected.Moments, found = actual.Joint ?? actual.Moments;
        Assert.Equal(wanted.Columns, found.Columns);
        Assert.Equal(wanted.Count, found.Count);
        for (int i = 0, entry = 0; i < wanted.Columns.Count; i++)
        {
            Oracle.Close(wanted.Means[i], found.Means[i], 1e-12);
            for (int j = 0; j <= i; j++, entry++)
            {
                double scale = Math.Sqrt(wanted.Of(i).SumSquaredDeviations * wanted.Of(j).SumSquaredDeviations);
                Oracle.Close(wanted.CoProducts[entry], found.CoProducts[entry], 1e-12 * scale + 1e-13);
            }
        }
    }

    private static async Task<MomentsTable> Run(MomentsQuery query, int threads, long small)
    {
        await using DuckDbMomentsEngine engine = new(new DuckDbOptions { Threads = threads, SmallSource = small });
        return await engine.QueryAsync(query, null, TestContext.Current.CancellationToken);
    }

    private static MomentsQuery Query(string file) => new()
    {
        Source = TableSource.Parse(file),
        Variant = Expression.Parse("v"),
        ColumnSets =
        [
            new("y", [Expression.Parse("y")]) { Covariates = [.. Enumerable.Range(1, Covariates).Select(k => new CovariateColumn($"x{k}", Expression.Parse($"x{k}")))] },
            new("all", [.. Enumerable.Range(1, Covariates).Select(k => Expression.Parse($"x{k}"))]),
            new("some", [Expression.Parse("y")]) { NonZero = true },
            new("capped", [Expression.Parse("y")]) { Cap = 51 },
            new("above", [Expression.Parse("y"), Expression.Parse("x3 / x2")]) { Above = 51 },
        ],
    };

    private string Write(string outcomes)
    {
        RandomStream random = new(3, outcomes);
        StringBuilder text = new(string.Join(',', Enumerable.Range(1, Covariates).Select(k => $"x{k}").Concat(["v", "s", "y"])) + "\n");
        for (int i = 0; i < 5000; i++)
        {
            double[] x = [.. Enumerable.Range(1, Covariates).Select(k => 100 * k + random.NextNormal() * k)];
            x[0] = random.NextNormal();
            for (int k = 0; k < Covariates; k++)
                text.Append(outcomes == "gaps" && i > 3000 && random.NextInteger(50) == 0 ? "" : x[k].ToString("R", CultureInfo.InvariantCulture)).Append(',');
            text.Append(i % 31 == 0 ? "" : "ab"[i % 2].ToString()).Append(',').Append(i % 5 == 0 ? "" : $"g{i % 3}").Append(',');
            text.Append(outcomes switch
            {
                "gaps" when i % 9 == 0 => "",
                "infinite" when i == 4500 => "inf",
                "binary" => random.NextInteger(4) == 0 ? "1" : "0",
                "constant" => "7",
                _ => (50 + x[0] + random.NextNormal()).ToString("R", CultureInfo.InvariantCulture),
            }).Append('\n');
        }
        return _folder.Write($"{outcomes}.csv", text.ToString());
    }
}
