using System.Globalization;
using System.Text;
using Credence.Statistics;
using Credence.Testing;
using CsCheck;
using Xunit;

namespace Credence.Data.Tests;

public class FormatsTests
{
    private static readonly string[] s_variants = ["a", "B \"q\"", "c,d", "é\n漢", ""];

    // Values on a coarse grid, so that every form of file holds exactly the same numbers.
    private static readonly Gen<(double? X, double? Y, string Variant)> s_row = Gen.Select(
        Gen.Frequency((8, Gen.Int[-1000, 1000].Select(i => (double?)(1e6 + i / 8.0))), (1, Gen.Const((double?)null))),
        Gen.Frequency((8, Gen.Int[0, 50].Select(i => (double?)(i / 4.0))), (1, Gen.Const((double?)null))),
        Gen.Int[0, s_variants.Length - 1].Select(i => s_variants[i]));

    [Fact]
    public void EveryFormOfFileAndEveryOrderOfRowsGivesTheMomentsOfTheReference() => Gen.Select(s_row.Array[1, 60], Gen.ULong).Holds((rows, seed) =>
    {
        using Folder folder = new();
        string csv = folder.Write("t.csv", Text(rows, ','));
        string typed = $"read_csv('{csv}', header = true, delim = ',', quote = '\"', columns = {{x: 'double', y: 'double', g: 'varchar'}})";
        var shuffled = rows.ToArray();
        new Random((int)(seed % int.MaxValue)).Shuffle(shuffled);
        string[] sources =
        [
            csv,
            folder.Write("t.tsv", Text(rows, '\t')),
            folder.Write("t.csv.gz", Text(rows, ',').ReplaceLineEndings("\n")),
            folder.Write("semicolons.csv", "\uFEFF" + Text(rows, ';')),
            folder.Write("shuffled.csv", Text(shuffled, ',')),
            folder.Copy("t.parquet", $"from {typed}", " (format parquet)"),
            folder.Copy("t.ndjson", $"from {typed}", " (format json)"),
            folder.Copy("t.json", $"from {typed}", " (format json, array true)"),
            folder.Copy("t.jsonl.gz", $"from {typed}", " (format json, compression gzip)"),
        ];
        foreach (string source in sources)
            AssertReference(source, rows);
    }, iterations: 12);

    [Fact]
    public void PatternsReadAllTheirFiles()
    {
        using Folder folder = new();
        folder.Write("2026/a.csv", "y,g\n1,a\n2,b\n");
        folder.Write("2026/b.csv", "y,g\n3,a\n4,b\n");
        Assert.Equal(4, Ask.Moments(folder.Path("2026/*.csv"), "g", "y").InputRows);
        Assert.Equal(4, Ask.Moments(folder.Path("**/?.csv"), "g", "y").InputRows);
        folder.Copy("p1.parquet", "select 1.5 as y, 'a' as g");
        folder.Copy("p2.parquet", "select 2.5 as y, 'a' as g");
        Assert.Equal(2, Ask.Moments(folder.Path("p*.parquet"), "g", "y").Metric("a").Mean());
    }

    [Theory]
    [InlineData("it's.csv")]
    [InlineData("a[1]*?.csv")]
    [InlineData("ünï \"c\".csv")]
    public void PathsMayHoldQuotesAndPatternSigns(string name)
    {
        using Folder folder = new();
        Assert.Equal(2, Ask.Moments(folder.Write(name, "y,g\n1,a\n2,b\n"), "g", "y").InputRows);
    }

    [Theory]
    [InlineData("a\";drop")]
    [InlineData("it's")]
    [InlineData("select")]
    [InlineData("größe 漢")]
    [InlineData("c0")]
    [InlineData("kept")]
    public void AnyNameIsJustAColumn(string name)
    {
        using Folder folder = new();
        string quoted = $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        Assert.Equal(1.5, Ask.Moments(folder.Write("t.csv", $"g,{quoted}\n1,1\n1,2\n"), "g", quoted).Metric("1").Mean());
        Assert.Equal(1.5, Ask.Moments(folder.Copy("t.parquet", $"select 1 as g, unnest([1, 2]) as {quoted}"), "g", quoted).Metric("1").Mean());
    }

    [Theory]
    [InlineData("y,g\r\n1,a\r\n3,a\r\n")]
    [InlineData("y,g\r1,a\r3,a\r")]
    [InlineData("\uFEFFy,g\n1,a\n3,a")]
    [InlineData("\n\ny,g\n\n1,a\n\n3,a\n\n")]
    [InlineData("y;g\n1;a\n3;a\n")]
    [InlineData("y|g\n1|a\n3|a\n")]
    [InlineData("y\tg\n1\ta\n3\ta\n")]
    [InlineData("\"y\",\"g\"\n\"1\",\"a\"\n\"3\",\"a\"\n")]
    [InlineData("y,g,t\n1,a,\"two\nlines; \"\"quoted\"\"\"\n3,a,\"x,y\"\n")]
    [InlineData("y , g\n 1 ,a\n3 ,a\n")]
    public void ManyDialectsOfCsvAreRead(string text)
    {
        using Folder folder = new();
        MetricMoments metric = Ask.Moments(folder.Write("t.csv", text), "g", "y").Metric("a");
        Assert.Equal((2, 2.0), (metric.Moments.Count, metric.Mean()));
    }

    private static string Text((double? X, double? Y, string Variant)[] rows, char delimiter)
    {
        StringBuilder text = new($"x{delimiter}y{delimiter}g\n");
        foreach ((double? x, double? y, string variant) in rows)
            text.Append(CultureInfo.InvariantCulture, $"{x}{delimiter}{y}{delimiter}\"{variant.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n");
        return text.ToString();
    }

    private static void AssertReference(string source, (double? X, double? Y, string Variant)[] rows)
    {
        MomentsTable table = Ask.Moments(Ask.Query(source, "g", "x") with
        {
            ColumnSets = [new("x", [Expression.Parse("x")]), new("ratio", [Expression.Parse("x"), Expression.Parse("y")])],
        });
        Assert.Equal((rows.Length, rows.Count(row => row.Variant == "")), (table.InputRows, table.MissingVariant));
        foreach (var arm in rows.Where(row => row.Variant != "").GroupBy(row => row.Variant))
        {
            double[] x = [.. arm.Where(row => row.X is not null).Select(row => row.X!.Value)];
            double[] pairs = [.. arm.Where(row => row.X is not null && row.Y is not null).SelectMany(row => new[] { row.X!.Value, row.Y!.Value })];
            AssertSame(CrossMoments.FromRows(["x"], x), table.Metric(arm.Key), arm.Count(), source);
            AssertSame(CrossMoments.FromRows(["ratio[0]", "ratio[1]"], pairs), table.Metric(arm.Key, 1), arm.Count(), source);
        }
    }

    private static void AssertSame(CrossMoments expected, MetricMoments actual, int units, string what)
    {
        Assert.Equal((expected.Count, units - expected.Count, 0), (actual.Moments.Count, actual.Missing, actual.Invalid));
        for (int i = 0; i < expected.Means.Length; i++)
            Oracle.CloseRelative(expected.Means[i], actual.Moments.Means[i], 1e-14, what);
        for (int i = 0; i < expected.CoProducts.Length; i++)
            Oracle.Close(expected.CoProducts[i], actual.Moments.CoProducts[i], 1e-10, what);
    }
}
