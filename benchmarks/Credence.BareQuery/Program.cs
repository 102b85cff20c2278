using DuckDB.NET.Data;

// The least a program can do: open the engine, run one aggregate, print it. The tool's wall time is measured against this.
using DuckDBConnection connection = new("DataSource=:memory:");
connection.Open();
using DuckDBCommand command = connection.CreateCommand();
command.CommandText = $"select \"group\", count(*), avg(sales), var_samp(sales) from '{args[0].Replace("'", "''", StringComparison.Ordinal)}' group by 1 order by 1";
using DuckDBDataReader reader = command.ExecuteReader();
while (reader.Read())
    Console.WriteLine(string.Join('\t', Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)));
