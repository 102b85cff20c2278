using Credence.Statistics;
using Xunit;

namespace Credence.Data.Tests;

public class TableWriteTests
{
    private const string Cells = "id,y,zip,note,\"odd \"\"name\"\"\"\n007,1.50,01234,\"a,b\",x\n008,NA,00001,\"say \"\"hi\"\"\",y\n009,,99999,\"two\nlines\",\n010,-4,10000,plain,z\n";

    private static readonly double[] s_four = [0.25, 1, double.NaN, 1e-9];

    [Theory]
    [InlineData("out.csv", ",")]
    [InlineData("deep/er/out.tsv", "\t")]
    [InlineData("out.csv.gz", ",")]
    public void TextIsCopiedAsItIsWithColumnsAppended(string name, string delimiter)
    {
        using Folder folder = new();
        string source = folder.Write("t.csv", Cells), path = folder.Path(name);
        Assert.Equal(["p", "y_2", "k", "label"], Write(source, path, new() { Appended = [new("p", s_four), new("y", s_four), new("k", new double[] { 1, 2, 3, 4 }, Whole: true)], AppendedTexts = [new("label", ["a", null, "b,c", "d"])] }));
        string note = delimiter == "," ? "\"a,b\"" : "a,b", last = delimiter == "," ? "\"b,c\"" : "b,c";
        string expected = $"id,y,zip,note,\"odd \"\"name\"\"\",p,y_2,k,label\n007,1.50,01234,{note},x,0.25,0.25,1,a\n008,NA,00001,\"say \"\"hi\"\"\",y,1.0,1.0,2,\n009,,99999,\"two\nlines\",,,,3,{last}\n010,-4,10000,plain,z,1e-09,1e-09,4,d\n";
        Assert.Equal(delimiter == "," ? expected : expected.Replace(",", "\t").Replace("a\tb", "a,b").Replace("b\tc", "b,c"), Text(path));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!), file => Path.GetFileName(file).StartsWith("out", StringComparison.Ordinal));
    }

    [Fact]
    public void MissingCellsAreFilledAndCopiesStacked()
    {
        using Folder folder = new();
        string source = folder.Write("t.csv", "imputation,y,b,g\n1,1.50,true,a\n2,NA,,NA\n3,inf,false,\n"), path = folder.Path("out.csv");
        TableCopy Copy(double fill, string text) => new()
        {
            Filled = [new("y", new double[] { 99, fill, fill + 0.5 }), new("b", new double[] { 0, 1, 1 })],
            FilledTexts = [new("g", ["no", text, text])],
        };
        Ask.Write(new() { Source = TableSource.Parse(source), Target = TableTarget.Parse(path, TableSource.Parse(source)), Number = "imputation", Copies = [Copy(2, "u"), Copy(3, "v")] });
        Assert.Equal("imputation_2,imputation,y,b,g\n1,1,1.50,true,a\n1,2,2,true,u\n1,3,2.5,false,u\n2,1,1.50,true,a\n2,2,3,true,v\n2,3,3.5,false,v\n", Text(path));
    }

    [Fact]
    public void TypesArePreservedInParquet()
    {
        using Folder folder = new();
        string source = folder.Copy("t.parquet",
            "select * from (values (1::tinyint, 1.25::decimal(6,2), date '2026-01-31', timestamp '2026-01-31 10:00:00', true, 'x', {'a': 1}, 5::integer, 1.5::double, 7::integer),"
            + " (2, 2.5, null, null, null, null, null, null, null, null), (3, null, null, null, false, 'z', null, 9, 'nan', 8)) t(i, d, day, t, b, s, st, n, x, m)");
        string path = folder.Path("out.parquet");
        Write(source, path, new() { Appended = [new("p", new[] { 0.5, 0.25, 0.125 })], Filled = [new("n", new double[] { 0, 6, 0 }), new("x", new double[] { 0, 2.5, 3.5 }), new("m", new[] { 0, 0.5, 0 })], FilledTexts = [new("b", ["0", "1", "0"])] });
        Assert.Equal(
            ["1|1.25|2026-01-31|2026-01-31 10:00:00|true|x|{'a': 1}|5|1.5|7.0|0.5", "2|2.50|||true|||6|2.5|0.5|0.25", "3||||false|z||9|3.5|8.0|0.125"],
            Lines(folder, $"select concat_ws('|', coalesce(i::varchar, ''), coalesce(d::varchar, ''), coalesce(day::varchar, ''), coalesce(t::varchar, ''), coalesce(b::varchar, ''), coalesce(s, ''), coalesce(st::varchar, ''), n, x, m, p) as line from '{path}'"));
        Assert.Equal(["TINYINT|DECIMAL(6,2)|DATE|TIMESTAMP|BOOLEAN|VARCHAR|STRUCT(a INTEGER)|BIGINT|DOUBLE|DOUBLE|DOUBLE"],
            Lines(folder, $"select concat_ws('|', typeof(i), typeof(d), typeof(day), typeof(t), typeof(b), typeof(s), typeof(st), typeof(n), typeof(x), typeof(m), typeof(p)) as line from '{path}' limit 1"));
    }

    [Fact]
    public void TextTakesTheTypeThatHoldsAllItsCells()
    {
        using Folder folder = new();
        string source = folder.Write("t.csv", "i,d,zip,b,late,none\n1,1.5,01234,true,1,\n" + string.Concat(Enumerable.Repeat("2,,09999,false,2,\n", 1500)) + "NA,2,10000,,word,\n");
        Write(source, folder.Path("out.parquet"), new());
        Assert.Equal(["BIGINT|DOUBLE|VARCHAR|BOOLEAN|VARCHAR|DOUBLE"], Lines(folder, $"select concat_ws('|', typeof(i), typeof(d), typeof(zip), typeof(b), typeof(late), typeof(none)) as line from '{folder.Path("out.parquet")}' limit 1"));
        Write(folder.Write("s.csv", "i,d,zip,g\n1,1.5,01,\"a\"\"\"\nNA,2,10,\n"), folder.Path("out.json"), new());
        Assert.Equal("[{\"i\":1,\"d\":1.5,\"zip\":\"01\",\"g\":\"a\\\"\"},{\"i\":null,\"d\":2.0,\"zip\":\"10\",\"g\":null}]", string.Concat(Text(folder.Path("out.json")).Split('\n', '\t')));
    }

    [Fact]
    public void JsonKeepsItsNumbersTextsAndStructures()
    {
        using Folder folder = new();
        string line = "{\"i\":1,\"x\":1.5,\"s\":\"7\",\"t\":\"2026-01-31T10:00:00Z\",\"b\":true,\"o\":{\"k\":[1,2]}}\n", other = line.Replace(":1,", ":null,", StringComparison.Ordinal);
        string source = folder.Write("t.ndjson", line + other);
        Write(source, folder.Path("out.ndjson"), new() { Appended = [new("p", new[] { 1, 0.5 })], Filled = [new("i", new double[] { 0, 4 })] });
        Assert.Equal((line + other.Replace("null", "4.0", StringComparison.Ordinal)).Replace("}}", "},\"p\":1.0}", StringComparison.Ordinal).Replace("\"p\":1.0}\n{\"i\":4.0", "\"p\":1.0}\n{\"i\":4", StringComparison.Ordinal), Text(folder.Path("out.ndjson")).Replace("\"p\":0.5", "\"p\":1.0", StringComparison.Ordinal));
        Write(source, folder.Path("out.csv"), new());
        Assert.Equal("i,x,s,t,b,o\n1,1.5,7,2026-01-31T10:00:00Z,true,\"{\"\"k\"\":[1,2]}\"\n,1.5,7,2026-01-31T10:00:00Z,true,\"{\"\"k\"\":[1,2]}\"\n", Text(folder.Path("out.csv")));
    }

    [Fact]
    public void RowsKeptByTheConditionComeInOrder()
    {
        using Folder folder = new();
        string source = folder.Write("t.csv", "i,g\n" + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{i},{(i % 3 == 0 ? "" : "x")}\n")));
        double[] values = [.. Enumerable.Range(0, 100_000).Where(i => i % 2 == 0).Select(i => (double)i)];
        TableCopy copy = new() { Appended = [new("j", values, Whole: true)] };
        TableOutput output = new() { Source = TableSource.Parse(source), Where = Expression.Parse("i / 2 = 0 or i > 1"), Target = TableTarget.Parse(folder.Path("out.csv"), TableSource.Parse(source)), Copies = [copy] };
        Assert.Contains("has 50000 values, but there are 99999 rows", Assert.Throws<ArgumentException>(() => Ask.Write(output)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.Path("out.csv")));
        string even = folder.Write("e.csv", "i,e\n" + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{i},{1 - i % 2}\n")));
        Ask.Write(output with { Source = TableSource.Parse(even), Where = Expression.Parse("e = 1"), Copies = [copy, copy], Number = "m" });
        DataTable written = Ask.Read(folder.Path("out.csv"), "m|i|j");
        Assert.Equal([.. values, .. values], written.Numbers[1].Values);
        Assert.Equal(written.Numbers[1].Values, written.Numbers[2].Values);
        Assert.Equal(50_000 * 3, written.Numbers[0].Values.Sum());
    }

    [Theory]
    [InlineData("out.xlsx", "the endings written are .csv")]
    [InlineData("out.parquet.gz", "does not say how to write it")]
    [InlineData("out", "does not say how to write it")]
    [InlineData("folder.csv", "is a folder")]
    [InlineData("new/", "is a folder")]
    [InlineData("t.csv", "is the source itself")]
    [InlineData("./folder.csv/../t.csv", "is the source itself")]
    [InlineData("link/t.csv", "is the source itself")]
    [InlineData("link.csv", "is no ordinary file")]
    public void PathsThatCannotBeWrittenAreRefusedFirst(string name, string expected)
    {
        using Folder folder = new();
        string source = folder.Write("t.csv", "y\n1\n");
        Directory.CreateDirectory(folder.Path("folder.csv"));
        Directory.CreateSymbolicLink(folder.Path("link"), Path.GetDirectoryName(source)!);
        File.CreateSymbolicLink(folder.Path("link.csv"), source);
        Assert.Contains(expected, Assert.Throws<InputException>(() => TableTarget.Parse(folder.Path(name), TableSource.Parse(source))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatCannotBeReadOrWrittenLeavesNothingBehind()
    {
        using Folder folder = new();
        string source = folder.Write("t.csv", "y,g\n1,a\n2,b\n"), path = folder.Path("out.csv");
        Assert.Contains("did you mean y", Assert.Throws<InputException>(() => Write(source, path, new() { Filled = [new("yy", new double[2])] })).Message, StringComparison.Ordinal);
        Assert.Contains("'a' is not a number", Assert.Throws<InputException>(() => Write(source, path, new() { Filled = [new("g", new double[2])] })).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be written", Assert.Throws<InputException>(() => Write(source, folder.Path("t.csv/out.csv"), new())).Message, StringComparison.Ordinal);
        Assert.Equal(["t.csv"], Directory.GetFileSystemEntries(Path.GetDirectoryName(source)!).Select(Path.GetFileName));
        Assert.Equal([], Write(source, path, new()));
        Assert.Equal(File.ReadAllText(source), Text(path));
    }

    private static IReadOnlyList<string> Write(string source, string path, TableCopy copy)
    {
        TableSource rows = TableSource.Parse(source);
        return Ask.Write(new() { Source = rows, Target = TableTarget.Parse(path, rows), Copies = [copy] });
    }

    private static string Text(string path)
    {
        if (!path.EndsWith(".gz", StringComparison.Ordinal))
            return File.ReadAllText(path);
        using StreamReader reader = new(new System.IO.Compression.GZipStream(File.OpenRead(path), System.IO.Compression.CompressionMode.Decompress));
        return reader.ReadToEnd();
    }

    private static string[] Lines(Folder folder, string select)
        => File.ReadAllLines(folder.Copy("lines.txt", select, " (format csv, header false, delimiter '~', quote '')"));
}
