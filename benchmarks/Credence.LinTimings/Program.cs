using System.Diagnostics;
using System.Globalization;
using Credence.Analysis;
using Credence.Data;
using Credence.Statistics;
using DuckDB.NET.Data;

// write FOLDER [ROWS [COVARIATES]]: the same simulated experiment as lin.parquet and lin.csv.
// time FOLDER [COVARIATES]: least seconds of Lin's regression in this process, and its estimate and standard error.
string folder = args[1];
switch (args[0])
{
    case "write":
        Write(folder, Number(2, 1_000_000), Number(3, 20));
        break;
    default:
        await TimeAsync(Path.Combine(folder, "lin.parquet"), Number(2, 20));
        break;
}

int Number(int place, int standard) => args.Length > place ? int.Parse(args[place], CultureInfo.InvariantCulture) : standard;

static void Write(string folder, int rows, int covariates)
{
    string Uniform(int place) => $"(((hash(i * 1009 + {place}) >> 11)::double + 0.5) / 9007199254740992)";
    string Normal(int place) => $"sqrt(-2 * ln({Uniform(2 * place)})) * cos(2 * pi() * {Uniform(2 * place + 1)})";
    int[] places = [.. Enumerable.Range(1, covariates)];
    string columns = string.Join(", ", places.Select(k => $"round({Normal(k)} + {k}, 4) as x{k}"));
    string sum = string.Join(" + ", places.Select(k => string.Create(CultureInfo.InvariantCulture, $"{1.0 / k:R} * x{k}")));
    using DuckDBConnection connection = new("DataSource=:memory:");
    connection.Open();
    using DuckDBCommand command = connection.CreateCommand();
    command.CommandText = $"""
        create table lin as
        select treated, round(20 + {sum} + treated * (0.2 + 0.1 * x1) + (1 + 0.3 * abs(x2)) * noise, 6) as y, {string.Join(", ", places.Select(k => $"x{k}"))}
        from (select (hash(i * 1009) % 10 < 4)::integer as treated, {Normal(covariates + 1)} as noise, {columns} from range({rows}) t(i));
        copy lin to '{Path.Combine(folder, "lin.parquet")}';
        copy lin to '{Path.Combine(folder, "lin.csv")}';
        """;
    command.ExecuteNonQuery();
}

static async Task TimeAsync(string file, int covariates)
{
    AnalyzeOptions options = new()
    {
        Source = TableSource.Parse(file),
        Variant = Expression.Parse("treated"),
        Control = "0",
        Metrics = [MetricSpec.Parse("y", MetricRole.Primary, Direction.Increase, null)],
        Adjustment = new()
        {
            Method = AdjustmentMethod.Lin,
            Robust = RobustVariance.Hc2,
            Covariates = [.. Enumerable.Range(1, covariates).Select(k => new Covariate($"x{k}", Expression.Parse($"x{k}")))],
        },
    };
    double least = double.PositiveInfinity;
    Comparison? found = null;
    for (int run = 0; run < 4; run++)
    {
        Stopwatch watch = Stopwatch.StartNew();
        await using DuckDbMomentsEngine engine = new();
        found = (await Analyze.RunAsync(options, engine)).Metrics[0].Comparisons[0];
        least = Math.Min(least, watch.Elapsed.TotalSeconds);
    }
    Console.WriteLine(FormattableString.Invariant($"{least:0.000}\t{found!.Estimate:R}\t{found.StandardError:R}"));
}
