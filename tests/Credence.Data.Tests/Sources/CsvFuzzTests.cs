using System.Globalization;
using System.Text;
using Credence.Statistics;
using Xunit;

namespace Credence.Data.Tests;

public class CsvFuzzTests
{
    private static readonly byte[][] s_pieces = [.. ((string[])[
        "\"", "\"\"", ",", ";", "\t", "|", "\n", "\r\n", "\r", "\n\n", "\0", "NA", "nan", "inf", "1e999", "-", "x", "true", "é", "\uFEFF", " ", "y", "g", "'", "\\",
        "\"a\nb\"", "99999999999999999999", "0x1F", "1_000", "1,5", "2026-01-01"]).Select(Encoding.UTF8.GetBytes), [0xFF], [0xC3], [0x80, 0x80]];

    /// <summary>Cases: a few hundred, or as many as the variable CREDENCE_FUZZ says.</summary>
    private static int Cases => int.Parse(Environment.GetEnvironmentVariable("CREDENCE_FUZZ") ?? "300", CultureInfo.InvariantCulture);

    [Fact]
    public void AMutatedFileIsReadOrRefusedInOneLine()
    {
        using Folder folder = new();
        int refused = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            byte[] bytes = Mutated(new Random(seed));
            string file = folder.Write(seed % 8 == 0 ? "t.tsv" : "t.csv", bytes);
            try
            {
                MomentsTable table = Ask.Moments(Ask.Query(file, "g", "y") with
                {
                    Unit = seed % 5 == 0 ? "u" : null,
                    Segments = seed % 3 == 0 ? ["c"] : [],
                    Where = seed % 7 == 0 ? Expression.Parse("y > 0 and c != 'FR'") : null,
                });
                Assert.True(table.Rows.All(row => row.Units > 0));
            }
            catch (InputException error)
            {
                refused++;
                Assert.True(!error.Message.Any(char.IsControl) && error.Message.StartsWith(file, StringComparison.Ordinal), $"seed {seed}: {error.Message}");
            }
            catch (Exception error) when (error is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}: {error}\n{Encoding.Latin1.GetString(bytes)}");
            }
        }
        Assert.InRange(refused, Cases / 10, Cases * 9 / 10);
    }

    private static byte[] Mutated(Random random)
    {
        StringBuilder text = new("y,g,c,u\n");
        int rows = random.Next(0, 40);
        for (int i = 0; i < rows; i++)
            text.Append(CultureInfo.InvariantCulture, $"{random.Next(-5, 100) / 4.0},{random.Next(2)},{"DE,FR,\"I\"\"T\",".Split(',')[random.Next(4)]},u{random.Next(20)}\n");
        List<byte> bytes = [.. Encoding.UTF8.GetBytes(text.ToString())];
        for (int mutations = random.Next(0, 4); mutations > 0; mutations--)
        {
            int at = random.Next(bytes.Count + 1);
            switch (random.Next(5))
            {
                case 0 when at < bytes.Count:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 6), bytes.Count - at));
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2 when random.Next(4) == 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes[random.Next(at + 1)..at].Take(50));
                    break;
                default:
                    bytes.InsertRange(at, s_pieces[random.Next(s_pieces.Length)]);
                    break;
            }
        }
        return [.. bytes];
    }
}
