using Credence.Bayes;
using Credence.Statistics;
using DuckDB.NET.Data;
using Xunit;

namespace Credence.Analysis.Tests;

public sealed class DrawsParquetTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("credence-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void EveryDrawIsARowUnderTheNamesOfThePosteriorPackage()
    {
        ParameterLayout layout = new(new Parameter("mean", new ParameterDimension("variant", ["A", "b \"c\""])), new Parameter("tau"), new Parameter("TAU"));
        double[] values = [.. Enumerable.Range(0, 4 * 2 * 3).Select(i => i / 7.0)];
        (values[0], values[1]) = (double.NaN, double.NegativeInfinity);
        Draws draws = new(layout, 2, 3, values);
        string path = Path.Combine(folder, "new", "draws.parquet");
        DrawsParquet.Write(draws, path, TestContext.Current.CancellationToken);

        using DuckDBConnection connection = new("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = $"select name from parquet_schema('{path}') offset 1";
        List<string> names = [];
        using (DuckDBDataReader reader = command.ExecuteReader())
        {
            while (reader.Read())
                names.Add(reader.GetString(0));
        }
        Assert.Equal([".chain", ".iteration", ".draw", "mean[A]", "mean[b \"c\"]", "tau", "TAU_1"], names);
        command.CommandText = $"select * from read_parquet('{path}')";
        using DuckDBDataReader rows = command.ExecuteReader();
        for (int draw = 0; draw < 6; draw++)
        {
            Assert.True(rows.Read());
            Assert.Equal([(draw / 3) + 1L, (draw % 3) + 1L, draw + 1L], [rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2)]);
            for (int element = 0; element < 4; element++)
                Assert.Equal(draws.Of(element)[draw], rows.GetDouble(3 + element));
        }
        Assert.False(rows.Read());
        Assert.Equal([path], Directory.GetFileSystemEntries(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void AFolderInTheWayIsSaid()
        => Assert.Contains("is a folder", Assert.Throws<InputException>(() => DrawsParquet.Write(
            new(new(new Parameter("a")), 1, 1, [1]), folder, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
}
