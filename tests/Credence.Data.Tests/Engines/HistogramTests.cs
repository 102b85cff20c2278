using Credence.Testing;
using CsCheck;
using Xunit;

namespace Credence.Data.Tests;

public class HistogramTests
{
    [Fact]
    public void EveryValueIsCountedInItsBin() => Gen.Select(Gen.Double[-5, 5].Select(x => Math.Round(Math.Exp(x), 2)).Array[3, 300], Gen.Int[2, 40]).Holds((values, bins) =>
    {
        using Folder folder = new();
        string file = folder.Write("t.csv", "y,g\n" + string.Concat(values.Select((value, i) => FormattableString.Invariant($"{value:R},{"ab"[i % 2]}\n"))) + ",a\ninf,b\n1,\n");
        Histogram histogram = Assert.Single(Ask.Histograms(Ask.Query(file, "g", "y"), bins));
        Assert.InRange(histogram.Edges.Count - 1, 2, bins);
        Assert.Equal(histogram.Edges.Order(), histogram.Edges);
        Assert.Equal(["a", "b"], histogram.Counts.Keys.Order(StringComparer.Ordinal));
        foreach ((string variant, HistogramCounts counts) in histogram.Counts)
        {
            double[] own = [.. values.Where((_, i) => "ab"[i % 2] == variant[0])];
            Assert.Equal(own.Count(value => value < histogram.Edges[0]), counts.Below);
            Assert.Equal(own.Count(value => value > histogram.Edges[^1]), counts.Above);
            for (int i = 0; i < counts.Bins.Count; i++)
            {
                bool last = i == counts.Bins.Count - 1;
                Assert.Equal(own.Count(value => value >= histogram.Edges[i] - 1e-12 && (value < histogram.Edges[i + 1] - 1e-12 || last && value <= histogram.Edges[^1])), counts.Bins[i]);
            }
        }
    }, iterations: 20);

    [Fact]
    public void ALongTailIsCutAndCounted()
    {
        using Folder folder = new();
        string file = folder.Write("t.csv", "y,z,g\n" + string.Concat(Enumerable.Range(0, 2000).Select(i => $"{(i % 500 == 7 ? 1e6 : i % 100)},{i % 2},a\n")));
        IReadOnlyList<Histogram> histograms = Ask.Histograms(Ask.Query(file, "g", "y", "z", "5 + 0*y", "log(0*z)"), 20);
        Assert.Equal((0, 4, 20, 100.0), (histograms[0].Counts["a"].Below, histograms[0].Counts["a"].Above, histograms[0].Counts["a"].Bins.Count, histograms[0].Edges[^1]));
        Assert.Equal([0, 0.5, 1], histograms[1].Edges);
        Assert.Equal([1000, 1000], histograms[1].Counts["a"].Bins);
        Assert.Equal([4.5, 5, 5.5], histograms[2].Edges);
        Assert.Equal([0, 2000], histograms[2].Counts["a"].Bins);
        Assert.Empty(histograms[3].Edges);
    }

    [Fact]
    public void TotalsOfUnitsAreCounted()
    {
        using Folder folder = new();
        string file = folder.Write("t.csv", "u,y,g\n1,1,a\n1,2,a\n2,4,a\n3,5,b\n3,5,a\n");
        HistogramCounts counts = Ask.Histograms(Ask.Query(file, "g", "y") with { Unit = "u" }, 10)[0].Counts["a"];
        Assert.Equal(2, counts.Bins.Sum());
    }

    [Fact]
    public void ASchemaListsColumnsAndFewValues()
    {
        using Folder folder = new();
        TableSchema schema = Ask.Describe(folder.Write("t.csv", "id,group,y,ok,at\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"u{i},{i % 3}.0,{(i % 7 == 0 ? "NA" : i)},{(i % 2 == 0 ? "true" : "FALSE")},\n"))));
        Assert.Equal((60, true), (schema.Rows, schema.IsWhole));
        Assert.Equal([ColumnKind.Text, ColumnKind.Number, ColumnKind.Number, ColumnKind.Boolean, ColumnKind.Number], schema.Columns.Select(column => column.Kind));
        Assert.Equal([60, 3, 51, 2, 0], schema.Columns.Select(column => column.Distinct));
        Assert.Equal([0, 0, 9, 0, 60], schema.Columns.Select(column => column.Missing));
        Assert.Equal(["0", "1", "2"], schema.Columns[1].Values);
        Assert.Equal(["0", "1"], schema.Columns[3].Values);
        Assert.Empty(schema.Columns[0].Values);
        TableSchema typed = Ask.Describe(folder.Copy("t.parquet", "select unnest([1, 2]) as a, 'x' as b, {k: 1} as c, date '2026-01-01' as d"));
        Assert.Equal([ColumnKind.Number, ColumnKind.Text, ColumnKind.Text, ColumnKind.Time], typed.Columns.Select(column => column.Kind));
        Assert.Equal(["1", "2"], typed.Columns[0].Values);
    }
}
