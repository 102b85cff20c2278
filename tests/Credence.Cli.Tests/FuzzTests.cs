using System.Globalization;
using System.Text;
using Credence.Numerics;
using Credence.Testing;
using Xunit;

namespace Credence.Cli.Tests;

/// <summary>Ten thousand mutated files: each is analysed or refused in one line, none brings the tool down.</summary>
public sealed class FuzzTests : IDisposable
{
    private static readonly int Runs = int.Parse(Environment.GetEnvironmentVariable("CREDENCE_FUZZ") ?? "5000", CultureInfo.InvariantCulture);
    private static readonly string[] Shards = ["0", "1", "2", "3"];
    private static readonly string[] Tokens =
    [
        ",", "\"", "\n", "\r\n", ";", "\t", "NaN", "inf", "-1e400", "1e308", "''", "\0", "é", "\uFEFF", ":", "- ", "[", "}", "#", "&a", "*a", "|", "%", "null", "true",
        "0x1F", "1_000", "variants:", "metrics:", "share: 0.5", "  ", "\\", "=cmd()", "2024-01-01", "999999999999999999999",
    ];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("credence-fuzz-");

    public static TheoryData<string> ShardNames => [.. Shards];

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(ShardNames))]
    public async Task AMutatedTableIsAnalysedOrRefused(string shard)
    {
        byte[] whole = await File.ReadAllBytesAsync(Repository.Folder("samples", "ab-sales.csv"), TestContext.Current.CancellationToken);
        await Run("csv", shard, whole[..600], file => ["analyze", file, "--variant", "group", "--metric", "sales", "--format", "json"]);
    }

    [Theory]
    [MemberData(nameof(ShardNames))]
    public async Task AMutatedExperimentFileIsReadOrRefused(string shard)
    {
        File.Copy(Repository.Folder("samples", "ab-sales.csv"), Path.Combine(folder.FullName, "ab-sales.csv"));
        string text = "experiment: x\nsource: { table: ab-sales.csv }\nvariant: group\nvariants:\n  - { name: 0, share: 0.5 }\n  - { name: 1, share: 0.5 }\nmetrics:\n  sales: { type: mean, value: sales }\n";
        await Run("yaml", shard, Encoding.UTF8.GetBytes(text), file => ["analyze", file, "--format", "json"]);
    }

    private async Task Run(string ending, string shard, byte[] original, Func<string, string[]> command)
    {
        string file = Path.Combine(folder.FullName, $"fuzzed.{ending}");
        RandomStream random = new(20261122, $"fuzz-{ending}", ulong.Parse(shard, CultureInfo.InvariantCulture));
        for (int run = 0; run < Runs / Shards.Length; run++)
        {
            byte[] mutated = Mutate(original, random);
            await File.WriteAllBytesAsync(file, mutated, TestContext.Current.CancellationToken);
            ToolRun result = await ToolRun.Of(command(file)).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            Assert.True(result.ExitCode is 0 or 2, $"run {run} of shard {shard} ended with {result.ExitCode}:\n{result.Error}\n{Convert.ToBase64String(mutated)}");
            if (result.ExitCode == 2)
                Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
        }
    }

    private static byte[] Mutate(byte[] original, RandomStream random)
    {
        List<byte> bytes = [.. original];
        int changes = 1 + (int)random.NextInteger(6);
        for (int i = 0; i < changes && bytes.Count > 0; i++)
        {
            int place = (int)random.NextInteger(bytes.Count);
            int length = Math.Min(bytes.Count - place, 1 + (int)random.NextInteger(20));
            switch (random.NextInteger(5))
            {
                case 0:
                    bytes[place] = (byte)random.NextInteger(256);
                    break;
                case 1:
                    bytes.RemoveRange(place, length);
                    break;
                case 2:
                    bytes.InsertRange(place, bytes.GetRange(place, length));
                    break;
                case 3:
                    bytes.InsertRange(place, Encoding.UTF8.GetBytes(Tokens[(int)random.NextInteger(Tokens.Length)]));
                    break;
                default:
                    bytes.RemoveRange(place, bytes.Count - place);
                    break;
            }
        }
        return [.. bytes];
    }
}
