using System.Diagnostics;
using System.Text;
using Xunit;

namespace Credence.ExperimentFiles.Tests;

public sealed class FuzzTests
{
    private const int Mutations = 10_000;
    private const string Alphabet = "abcxyz019.:-,[]{}&*!|>'\"%@`#?~<=\\ \n\t\r\0\u0085\u2028é\uFEFF";

    [Fact]
    public void MutatedFilesGiveAFileOrErrorsOfOneLine()
    {
        Random random = new(20_260_101);
        string[] samples = [.. Sample.Names.Select(Sample.Text)];
        TimeSpan slowest = TimeSpan.Zero;
        int valid = 0;
        for (int i = 0; i < Mutations; i++)
        {
            string text = Mutate(samples[i % samples.Length], random);
            long start = Stopwatch.GetTimestamp();
            ExperimentReading reading = ExperimentFileReader.ReadText(text, "fuzz.yaml");
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            slowest = elapsed > slowest ? elapsed : slowest;
            Assert.Equal(reading.IsValid, reading.Errors.Count == 0);
            Assert.All(reading.Errors, error => Assert.False(error.ToString().Any(char.IsControl), error.ToString()));
            valid += reading.IsValid && reading.NotYetAnalysable() is not null ? 1 : 0;
        }
        Assert.InRange(valid, 1, Mutations - 1);
        Assert.True(slowest < TimeSpan.FromSeconds(10), $"the slowest reading took {slowest}");
    }

    private static string Mutate(string sample, Random random)
    {
        StringBuilder text = new(sample);
        for (int changes = random.Next(1, 6); changes > 0 && text.Length > 0; changes--)
        {
            int at = random.Next(text.Length), length = Math.Min(random.Next(1, 30), text.Length - at);
            switch (random.Next(6))
            {
                case 0: text.Remove(at, length); break;
                case 1: text.Insert(at, Alphabet[random.Next(Alphabet.Length)]); break;
                case 2: text[at] = Alphabet[random.Next(Alphabet.Length)]; break;
                case 3: text.Insert(random.Next(text.Length), text.ToString(at, length)); break;
                case 4: text.Length = at; break;
                default: text.Insert(at, new string(Alphabet[random.Next(Alphabet.Length)], random.Next(1, 2_000))); break;
            }
        }
        return text.ToString();
    }
}
