using System.Globalization;
using Credence.Numerics;
using DuckDB.NET.Data;

namespace Credence.Data;

/// <summary>SQL of a table whose units are assigned anew.</summary>
/// <remarks>A unit draws at the place in the stream that its number or the hash of its name gives, 33 bits: of a million units some sixty
/// share their lots with another.</remarks>
internal static class ReassignmentSql
{
    private const string Draw = "credence_draw";

    /// <summary>Makes the draws known to the engine.</summary>
    public static void Register(DuckDBConnection connection)
        => connection.RegisterScalarFunction<ulong, long, long, double>(
            Draw,
            (arguments, result, rows) =>
            {
                (RandomStream Stream, ulong Seed, long Number)? last = null;
                for (ulong row = 0; row < rows; row++)
                {
                    ulong seed = arguments[0].GetValue<ulong>(row);
                    long number = arguments[1].GetValue<long>(row);
                    if (last is not { } known || known.Seed != seed || known.Number != number)
                        last = (new(seed, "assignment of a certificate", (ulong)number), seed, number);
                    result.WriteValue(last.Value.Stream.At(arguments[2].GetValue<long>(row)).NextDouble(), row);
                }
            },
            new() { IsPureFunction = true });

    /// <summary>The query whose rows are the copy.</summary>
    public static string Copy(Reassignment asked, RowsSql rows)
    {
        string key = asked.Key is null ? "row_number() over () - 1" : $"cast(md5_number_lower({rows.TextOf(asked.Key)}) % {Sql.Number(RandomStream.Length)} as bigint)";
        List<string> selected = [];
        for (int replicate = asked.First; replicate < asked.First + asked.Count; replicate++)
        {
            selected.Add($"case when present then {Assigned(asked.Variants, Lot(asked, 2L * replicate))} end as {Sql.Identifier(Reassignment.Variant(replicate))}");
            selected.Add($"{Lot(asked, 2L * replicate + 1)} as {Sql.Identifier(Reassignment.Lot(replicate))}");
        }
        return $"select * exclude (present, k), {string.Join(", ", selected)} from ({rows.Copy($"{key} as k")})";
    }

    private static string Lot(Reassignment asked, long number) => $"{Draw}({asked.Seed.ToString(CultureInfo.InvariantCulture)}::ubigint, {Sql.Number(number)}::bigint, k)";

    private static string Assigned(IReadOnlyList<(string Name, double Share)> variants, string lot)
    {
        double sum = 0;
        string[] below = [.. variants.SkipLast(1).Select(variant => $"when {lot} < {Sql.Number(sum += variant.Share)} then {Sql.Text(variant.Name)}")];
        return $"case {string.Join(" ", below)} else {Sql.Text(variants[^1].Name)} end";
    }
}
