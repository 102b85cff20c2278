using System.Text;
using Credence.Statistics;
using Xunit;

namespace Credence.Data.Tests;

public class SourceErrorsTests
{
    [Fact]
    public void AMissingFileSuggestsItsNeighbours()
    {
        using Folder folder = new();
        folder.Write("sales.csv", "y,g\n1,a\n");
        InputException error = Assert.Throws<InputException>(() => TableSource.Parse(folder.Path("slaes.csv")));
        Assert.Contains("there is no such file; did you mean", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("sales.csv?", error.Message, StringComparison.Ordinal);
        Assert.Contains("there is no folder", Assert.Throws<InputException>(() => TableSource.Parse(folder.Path("no/t.csv"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("notes.txt", "its ending does not say how to read it")]
    [InlineData("table", "its ending does not say how to read it")]
    [InlineData("t.parquet.gz", "its ending does not say how to read it")]
    public void UnknownEndingsAreRefused(string name, string problem)
    {
        using Folder folder = new();
        InputException error = Assert.Throws<InputException>(() => TableSource.Parse(folder.Write(name, "y,g\n1,a\n")));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains(".csv, .tsv, .parquet, .json, .ndjson and .jsonl", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FoldersPatternsAddressesAndEmptyTextsAreRefused()
    {
        using Folder folder = new();
        folder.Write("a.csv", "y,g\n1,a\n");
        folder.Write("b.tsv", "y\tg\n1\ta\n");
        Assert.Contains("is a folder", Assert.Throws<InputException>(() => TableSource.Parse(folder.Path("."))).Message, StringComparison.Ordinal);
        Assert.Contains("no file matches", Assert.Throws<InputException>(() => TableSource.Parse(folder.Path("*.parquet"))).Message, StringComparison.Ordinal);
        Assert.Contains("different kinds", Assert.Throws<InputException>(() => TableSource.Parse(folder.Path("*.?sv"))).Message, StringComparison.Ordinal);
        Assert.Contains("is an address", Assert.Throws<InputException>(() => TableSource.Parse("https://example.org/t.csv")).Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => TableSource.Parse(""));
        Assert.Throws<InputException>(() => TableSource.Parse("a\0.csv"));
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("\n\n", "the file is empty")]
    [InlineData("y,g\n", "there is a header but no rows below it")]
    [InlineData("y,g", "there is a header but no rows below it")]
    [InlineData("y,g,y\n1,a,2\n", "line 1: two columns are named y (the 1. and the 3.)")]
    [InlineData("y,g\n1,a\n\"2,b\n3,a\n", "line 3: the quote that opens on this line is never closed")]
    [InlineData("y,g\n1,\"two\nlines\"\n\"2,b\n3,a\n", "line 4: the quote that opens on this line is never closed")]
    [InlineData("y,g\n1,a\n2,b,c\n", "line 3: has 3 fields where the header has 2")]
    [InlineData("y,g\n1,\"two\nlines\"\n2\n", "line 4: has 1 fields where the header has 2")]
    [InlineData("y,g\n1,\"a\"b\n", "line 2: text follows a closing quote")]
    [InlineData("y,g\n1,a\nx,b\n", "line 3, column y: 'x' is not a number")]
    [InlineData("y,g\n1,\"two\nlines\"\n\"1,5\",b\n", "line 4, column y: '1,5' is not a number")]
    [InlineData("y,g\n1,a\r\n2,b\n", "its lines end in different ways")]
    public void FaultyFilesNameTheLine(string text, string problem)
    {
        using Folder folder = new();
        InputException error = Ask.Refused(folder.Write("t.csv", text), "g", "y");
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.StartsWith(folder.Path("t.csv"), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "")]
    [InlineData(false, "\"quoted\nbreak\"")]
    public void FaultsFarDownNameTheLine(bool compressed, string note)
    {
        using Folder folder = new();
        StringBuilder text = new("y,g,note\n");
        for (int i = 0; i < 30_000; i++)
            text.Append(i == 25_000 ? "oops" : "1").Append(i % 2 == 0 ? ",a," : ",b,").Append(note).Append('\n');
        string file = folder.Write(compressed ? "t.csv.gz" : "t.csv", text.ToString());
        int line = note.Length > 0 ? 2 + 25_000 * 2 : 25_002;
        Assert.Contains($"line {line}, column y: 'oops' is not a number", Ask.Refused(file, "g", "y").Message, StringComparison.Ordinal);
        Assert.Equal(30_000, Ask.Moments(file, "g", "2").InputRows);
    }

    [Fact]
    public void WordsForMissingFarDownAreMissing()
    {
        using Folder folder = new();
        string rows = string.Concat(Enumerable.Repeat("1,a\n3,a\n", 1000));
        MetricMoments metric = Ask.Moments(folder.Write("t.csv", "y,g\n" + rows + "NA,a\nnan,a\nTrue,a\n"), "g", "y").Metric("a");
        Assert.Equal((2001, 2, 0), (metric.Moments.Count, metric.Missing, metric.Invalid));
        metric = Ask.Moments(folder.Write("u.csv", "y,g\n" + rows + "nan,a\n"), "g", "y").Metric("a");
        Assert.Equal((2000, 1, 0), (metric.Moments.Count, metric.Missing, metric.Invalid));
    }

    [Fact]
    public void TheSameWordIsAValueWhereTextIsRead()
    {
        using Folder folder = new();
        MomentsTable table = Ask.Moments(Ask.Query(folder.Write("t.csv", "y,g,country\n1,a,NA\nNA,a,DE\n3,a,\n"), "g", "y") with { Segments = ["country"] });
        Assert.Equal([null, "DE", "NA"], table.Rows.Where(row => row.Segment is not null).Select(row => row.Segment!.Value));
    }

    [Fact]
    public void BytesThatAreNoTextAreRefused()
    {
        using Folder folder = new();
        byte[] noise = new byte[5000];
        new Random(1).NextBytes(noise);
        Assert.Contains("binary data", Ask.Refused(folder.Write("t.csv", noise), "g", "y").Message, StringComparison.Ordinal);
        Assert.Contains("UTF-16", Ask.Refused(folder.Write("t.csv", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("y,g\n1,a\n")).ToArray()), "g", "y").Message, StringComparison.Ordinal);
        Assert.Contains("line 3: is not UTF-8", Ask.Refused(folder.Write("t.csv", [.. "y,g\n1,a\n2,"u8, 0xE9, .. "\n"u8]), "g", "y").Message, StringComparison.Ordinal);
        byte[] late = Encoding.UTF8.GetBytes("y,g\n" + string.Concat(Enumerable.Repeat("1,a\n", 20_000)));
        Assert.Contains("line 20002: is not UTF-8", Ask.Refused(folder.Write("t.csv", [.. late, .. "2,"u8, 0xE9, .. "\n"u8]), "g", "y").Message, StringComparison.Ordinal);
        File.WriteAllText(folder.Path("t.csv.gz"), "y,g\n1,a\n");
        Assert.Contains("is not valid gzip data", Ask.Refused(folder.Path("t.csv.gz"), "g", "y").Message, StringComparison.Ordinal);
        string whole = folder.Write("whole.csv.gz", "y,g\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i * 7919 % 10007},a\n")));
        File.WriteAllBytes(folder.Path("cut.csv.gz"), File.ReadAllBytes(whole)[..3000]);
        Ask.Refused(folder.Path("cut.csv.gz"), "g", "y");
        File.Move(whole, folder.Path("gzip.csv"));
        Assert.Contains("compressed with gzip", Ask.Refused(folder.Path("gzip.csv"), "g", "y").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FaultyParquetAndJsonAreRefused()
    {
        using Folder folder = new();
        foreach (string file in (string[])[
            folder.Write("t.parquet", "not parquet at all"), folder.Write("e.parquet", ""), folder.Write("t.json", "{\"y\": 1, \"g\": "), folder.Write("e.json", ""),
            folder.Write("t.ndjson", "{\"y\":1,\"g\":\"a\"}\n{\"y\":2,\"g\"\n"), folder.Write("a.json", "[1, 2")])
        {
            Assert.DoesNotContain('\n', Ask.Refused(file, "g", "y").Message);
        }
        string late = folder.Write("late.ndjson", string.Concat(Enumerable.Repeat("{\"y\":1,\"g\":\"a\"}\n", 3000)) + "{\"y\":\"many\",\"g\":\"a\"}\n");
        Assert.Contains("column y: 'many' is not a number", Ask.Refused(late, "g", "y").Message, StringComparison.Ordinal);
        string typed = folder.Copy("t.parquet", "select unnest(['1', 'NA', 'true', 'x']) as y, date '2026-01-01' as d, 1 as g");
        Assert.Contains("column y: 'x' is not a number", Ask.Refused(typed, "g", "y").Message, StringComparison.Ordinal);
        Assert.Contains("column d: holds times", Ask.Refused(typed, "g", "d").Message, StringComparison.Ordinal);
        Assert.Contains("is compared with a time but is none", Ask.Refused(typed, "d > 'soon'", "g").Message, StringComparison.Ordinal);
        Assert.Empty(Ask.Moments(folder.Copy("none.parquet", "select 1 as y, 2 as g where false"), "g", "y").Rows);
    }

    [Fact]
    public void UnknownColumnsSuggestTheirNeighbours()
    {
        using Folder folder = new();
        string file = folder.Write("t.csv", "revenue,group,unit\n1,a,x\n");
        Assert.EndsWith("there is no column revenu; did you mean revenue?", Ask.Refused(file, "group", "revenu").Message, StringComparison.Ordinal);
        Assert.EndsWith("there is no column Group; did you mean group?", Ask.Refused(file, "Group", "revenue").Message, StringComparison.Ordinal);
        Assert.EndsWith("there is no column zzzzzz; its columns are revenue, group, unit", Ask.Refused(file, "group", "zzzzzz + 1").Message, StringComparison.Ordinal);
        Assert.Contains("uint", Ask.Refused(Ask.Query(file, "group", "revenue") with { Unit = "uint" }).Message, StringComparison.Ordinal);
        Assert.Contains("groop", Ask.Refused(Ask.Query(file, "group", "revenue") with { Segments = ["groop"] }).Message, StringComparison.Ordinal);
        Assert.Contains("wher", Ask.Refused(Ask.Query(file, "group", "revenue") with { Where = Expression.Parse("wher > 1") }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FilesOfOnePatternMustHaveOneHeader()
    {
        using Folder folder = new();
        folder.Write("a.csv", "y,g\n1,a\n");
        folder.Write("b.csv", "g,y\na,1\n");
        Assert.Contains("its header differs from that of", Ask.Refused(folder.Path("?.csv"), "g", "y").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UnreadableFilesAreRefused()
    {
        using Folder folder = new();
        string file = folder.Write("t.csv", "y,g\n1,a\n");
        Assert.SkipWhen(Environment.UserName == "root", "permissions keep no root from reading");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.None);
            Assert.Contains("may not be read", Ask.Refused(file, "g", "y").Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(400)]
    public void ACompressedFileThatWasCutOffIsRefused(int missing)
    {
        using Folder folder = new();
        byte[] whole = Compressed(string.Concat(Enumerable.Range(0, 5000).Select(i => FormattableString.Invariant($"{i % 2},{i * 7919 % 1000}\n"))));
        string file = folder.Write("t.csv.gz", "");
        File.WriteAllBytes(file, whole);
        Assert.Equal(2500, Ask.Moments(file, "g", "y").Metric("0").Moments.Count);
        string cut = folder.Write("cut.csv.gz", "");
        File.WriteAllBytes(cut, whole[..^missing]);
        Assert.Contains("cut off", Ask.Refused(cut, "g", "y").Message, StringComparison.Ordinal);
        string members = folder.Write("members.csv.gz", "");
        File.WriteAllBytes(members, [.. whole, .. CompressedBody("0,1\n1,2\n")]);
        Assert.Equal(2501, Ask.Moments(members, "g", "y").Metric("0").Moments.Count);
    }

    private static byte[] Compressed(string rows) => CompressedBody("g,y\n" + rows);

    private static byte[] CompressedBody(string text)
    {
        using MemoryStream stream = new();
        using (System.IO.Compression.GZipStream gzip = new(stream, System.IO.Compression.CompressionLevel.Optimal))
            gzip.Write(System.Text.Encoding.UTF8.GetBytes(text));
        return stream.ToArray();
    }
}
