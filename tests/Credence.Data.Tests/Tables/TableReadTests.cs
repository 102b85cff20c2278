using System.Globalization;
using System.Text;
using Credence.Statistics;
using Xunit;

namespace Credence.Data.Tests;

public class TableReadTests
{
    private const string Cells = "y,z,g,\"a \"\"b\"\", c\"\n1,0.5,a,x\n,NA,b,\"p,q\"\n3,inf,,\"say \"\"hi\"\"\"\n4,NaN,NA,\n5,-2,a,x\n";

    [Theory]
    [InlineData("t.csv")]
    [InlineData("t.csv.gz")]
    public void ColumnsComeWithMissingAndInvalidCellsApart(string name)
    {
        using Folder folder = new();
        DataTable table = Ask.Read(folder.Write(name, Cells), "y|z|log(y - 3)", "g|a \"b\", c|y");
        Assert.Equal([1, double.NaN, 3, 4, 5], table.Numbers[0].Values);
        Assert.Equal([0.5, double.NaN, double.NaN, double.NaN, -2], table.Numbers[1].Values);
        Assert.Equal([(1L, 0L), (2L, 1L), (1L, 2L)], table.Numbers.Select(column => (column.Missing, column.Invalid)));
        Assert.Equal(["y", "z", "log(y - 3)"], table.Numbers.Select(column => column.Name));
        Assert.Equal(["a", "b", null, null, "a"], table.Texts[0].Values);
        Assert.Equal(["x", "p,q", "say \"hi\"", null, "x"], table.Texts[1].Values);
        Assert.Equal(["1", null, "3", "4", "5"], table.Texts[2].Values);
        Assert.Equal([2L, 1L, 1L], table.Texts.Select(column => column.Missing));
        Assert.Equal([1L, 2, 3, 4, 5], table.Rows);
    }

    [Fact]
    public async Task ColumnsAreNamedWithoutReadingTheirCells()
    {
        using Folder folder = new();
        await using DuckDbMomentsEngine engine = new();
        TableSource source = TableSource.Parse(folder.Write("t.csv", Cells));
        Assert.Equal(["y", "z", "g", "a \"b\", c"], await engine.ColumnsAsync(source, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void TheConditionKeepsRowsAndTheirNumbers()
    {
        using Folder folder = new();
        DataTable table = Ask.Read(folder.Write("t.csv", "y,g\n1,a\n2,b\n,a\n4,a\n"), "y|y * 2", "g", "g = 'a' and y > 0");
        Assert.Equal([1L, 4], table.Rows);
        Assert.Equal((4L, 2L), (table.InputRows, table.ExcludedByWhere));
        Assert.Equal([1.0, 4.0], table.Numbers[0].Values);
        Assert.Equal([2.0, 8.0], table.Numbers[1].Values);
        Assert.Equal(["a", "a"], table.Texts[0].Values);
        Assert.Empty(Ask.Read(folder.Path("t.csv"), "y", "g", "y > 9").Rows);
    }

    [Theory]
    [InlineData("t.parquet", " (format parquet)")]
    [InlineData("t.json", " (format json, array true)")]
    [InlineData("t.jsonl.gz", " (format json, compression gzip)")]
    public void TypedFilesPrintTextsAsVariantsArePrinted(string name, string options)
    {
        using Folder folder = new();
        string source = folder.Copy(name, "select * from (values (0.0::double, true, 7, 'x', 1.5), (2.50, false, null, 'NA', null), (null, null, 9, null, 2.5)) t(d, b, i, s, e)", options);
        DataTable table = Ask.Read(source, "d|i|b", "d|b|i|s");
        Assert.Equal([0, 2.5, double.NaN], table.Numbers[0].Values);
        Assert.Equal([7, double.NaN, 9], table.Numbers[1].Values);
        Assert.Equal([1, 0, double.NaN], table.Numbers[2].Values);
        Assert.Equal(["0", "2.5", null], table.Texts[0].Values);
        Assert.Equal(["1", "0", null], table.Texts[1].Values);
        Assert.Equal(["7", null, "9"], table.Texts[2].Values);
        Assert.Equal(["x", null, null], table.Texts[3].Values);
    }

    [Fact]
    public void InvalidNumbersOfParquetAreCounted()
    {
        using Folder folder = new();
        DataTable table = Ask.Read(folder.Copy("t.parquet", "select unnest(['nan', 'inf', '-inf', '1', null]::double[]) as x"), "x");
        Assert.Equal((1L, 3L), (table.Numbers[0].Missing, table.Numbers[0].Invalid));
        Assert.Equal([double.NaN, double.NaN, double.NaN, 1, double.NaN], table.Numbers[0].Values);
    }

    [Fact]
    public void WordsFarDownAreMissingAsOnTop()
    {
        using Folder folder = new();
        StringBuilder text = new("y\n");
        for (int i = 0; i < 3000; i++)
            text.Append(i switch { 2500 => "NA", 2600 => "NaN", 2700 => "inf", _ => "1" }).Append('\n');
        DataTable table = Ask.Read(folder.Write("t.csv", text.ToString()), "y");
        Assert.Equal((2L, 1L), (table.Numbers[0].Missing, table.Numbers[0].Invalid));
        text.Replace("NA\n", "1\n");
        table = Ask.Read(folder.Write("u.csv", text.ToString()), "y");
        Assert.Equal((1L, 1L), (table.Numbers[0].Missing, table.Numbers[0].Invalid));
    }

    [Fact]
    public void TheOrderIsThatOfTheFileOnAnyNumberOfThreads()
    {
        using Folder folder = new();
        StringBuilder text = new("i,g\n");
        for (int i = 0; i < 200_000; i++)
            text.Append(CultureInfo.InvariantCulture, $"{i},g{i % 7}\n");
        string csv = folder.Write("t.csv", text.ToString());
        foreach (string source in (string[])[csv, folder.Copy("t.parquet", $"from '{csv}'", " (format parquet, row_group_size 20000)"), folder.Copy("t.ndjson", $"from '{csv}'", " (format json)")])
        {
            DataTable table = Ask.Read(source, "i", "g", "i != 3");
            Assert.Equal((200_000L, 1L, 4L), (table.InputRows, table.ExcludedByWhere, table.Rows[2] - table.Rows[0] + 2));
            for (int i = 0; i < table.Rows.Length; i++)
            {
                if (table.Numbers[0].Values[i] + 1 != table.Rows[i] || table.Texts[0].Values[i] != $"g{(table.Rows[i] - 1) % 7}")
                    Assert.Fail($"row {i} of {source} is out of order");
            }
        }
    }

    [Theory]
    [InlineData("ag", "", null, "there is no column ag; did you mean age")]
    [InlineData("age", "groop", null, "did you mean group")]
    [InlineData("age", "", "grp = 1", "there is no column grp")]
    [InlineData("group", "", null, "t.csv, line 2, column group: 'a' is not a number")]
    public void UnreadableColumnsAreNamed(string numbers, string texts, string? where, string expected)
    {
        using Folder folder = new();
        string source = folder.Write("t.csv", "age,group\n1,a\n2,b\n");
        InputException refused = Assert.Throws<InputException>(() => Ask.Read(source, numbers, texts, where));
        foreach (string part in expected.Split("; "))
            Assert.Contains(part, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TextsOfParquetAreNoNumbers()
    {
        using Folder folder = new();
        string source = folder.Copy("t.parquet", "select 'word' as x, [1] as l");
        Assert.Contains("'word' is not a number", Assert.Throws<InputException>(() => Ask.Read(source, "x")).Message, StringComparison.Ordinal);
        Assert.Contains("not numbers", Assert.Throws<InputException>(() => Ask.Read(source, "l")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MoreValuesThanAskedForAreRefused()
    {
        using Folder folder = new();
        TableQuery query = new() { Source = TableSource.Parse(folder.Write("t.csv", "y,g\n1,a\n2,b\n")), Numbers = [NamedExpression.Column("y")], Texts = ["g"], MaximumValues = 3 };
        Assert.Contains("more than 3 values", Assert.Throws<InputException>(() => Ask.Read(query)).Message, StringComparison.Ordinal);
        Assert.Equal(2, Ask.Read(query with { MaximumValues = 4 }).Rows.Length);
    }
}
