using Credence.Numerics;
using Credence.Statistics;
using Xunit;

namespace Credence.Experiments.Tests;

public class ResampledSumsTests
{
    // The second number keeps the rows apart, so that they are drawn and not counted.
    private static ResampledSums<TwoNumbers> Sums(int n, Func<int, double> first)
        => new([.. Enumerable.Range(0, n).Select(i => new TwoNumbers(first(i), i))]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(511)]
    [InlineData(5000)]
    public void AResampleHasAsManyUnitsAsTheArm(int n)
    {
        ResampledSums<TwoNumbers> sums = Sums(n, _ => 1);
        ResamplingScratch scratch = new();
        for (ulong i = 0; i < 200; i++)
            Assert.Equal(n, sums.Draw(new(1, "test", i), scratch).V[0]);
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(5, 4)]
    [InlineData(129, 128)]
    [InlineData(256, 17)]
    [InlineData(300, 0)]
    [InlineData(300, 256)]
    [InlineData(300, 299)]
    [InlineData(700, 600)]
    public void AUnitIsDrawnABinomialNumberOfTimes(int n, int unit)
    {
        const int draws = 8000;
        ResampledSums<TwoNumbers> sums = Sums(n, i => i == unit ? 1 : 0);
        ResamplingScratch scratch = new();
        int[] seen = new int[6];
        for (ulong i = 0; i < draws; i++)
            seen[Math.Min(5, (int)sums.Draw(new(2, "test", i), scratch).V[0])]++;
        double probability = Math.Pow(1 - 1.0 / n, n), rest = 1, chi = 0;
        for (int k = 0; k < 5; k++)
        {
            chi += Cell(seen[k], probability);
            rest -= probability;
            probability *= (double)(n - k) / (k + 1) / (n - 1);
        }
        chi += Cell(seen[5], rest);
        Assert.InRange(chi, 0, 25);

        static double Cell(int count, double p) => p < 1e-4 ? 0 : (count - draws * p) * (count - draws * p) / (draws * p);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(300)]
    [InlineData(1000)]
    [InlineData(2500)]
    public void SumsHaveTheVarianceOfIndependentDraws(int n)
    {
        const int draws = 8000;
        double[] x = [.. Enumerable.Range(0, n).Select(i => Math.Sqrt(i) - (i % 7))];
        Moments moments = Moments.FromValues(x);
        ResampledSums<OneNumber> sums = new(Array.ConvertAll(x, value => new OneNumber(value)));
        ResamplingScratch scratch = new();
        double[] means = [.. Enumerable.Range(0, draws).Select(i => sums.Draw(new(3, "test", (ulong)i), scratch).A / n)];
        Moments drawn = Moments.FromValues(means);
        double ideal = moments.SumSquaredDeviations / n / n;
        Assert.InRange(drawn.Mean, moments.Mean - 4 * Math.Sqrt(ideal / draws), moments.Mean + 4 * Math.Sqrt(ideal / draws));
        Assert.InRange(drawn.Variance / ideal, 1 - 4 * Math.Sqrt(2.0 / draws), 1 + 4 * Math.Sqrt(2.0 / draws));
    }

    [Fact]
    public void FewDistinctRowsAreCountedWithTheSameDistribution()
    {
        double[] x = [.. Enumerable.Range(0, 2000).Select(i => (double)(i % 10 < 3 ? 1 : i % 10 < 4 ? 7 : 0))];
        ResampledSums<OneNumber> counted = new(Array.ConvertAll(x, value => new OneNumber(value)));
        ResamplingScratch scratch = new();
        double[] means = [.. Enumerable.Range(0, 8000).Select(i => counted.Draw(new(4, "test", (ulong)i), scratch).A / 2000)];
        Moments moments = Moments.FromValues(x), drawn = Moments.FromValues(means);
        Assert.All(means.Take(100), mean => Assert.Equal(mean * 2000, Math.Round(mean * 2000), 1e-9));
        Assert.InRange(drawn.Variance / (moments.SumSquaredDeviations / 2000 / 2000), 0.93, 1.07);
        Assert.InRange((drawn.Mean - moments.Mean) / Math.Sqrt(drawn.Variance / 8000), -4, 4);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(7)]
    [InlineData(250)]
    public void TabledPoissonNumbersAreSorted(double mean)
    {
        PoissonTable table = new(mean);
        RandomStream random = new(5, "test");
        double[] numbers = [.. Enumerable.Range(0, 20_000).Select(_ => (double)table.Of(random.NextUInt64()))];
        Moments moments = Moments.FromValues(numbers);
        Assert.InRange((moments.Mean - mean) / Math.Sqrt(mean / 20_000), -4, 4);
        Assert.InRange(moments.Variance / mean, 1 - 4 * Math.Sqrt((2 + 1 / mean) / 20_000), 1 + 4 * Math.Sqrt((2 + 1 / mean) / 20_000));
        ulong[] places = [.. Enumerable.Range(0, 1000).Select(i => (ulong)i * (ulong.MaxValue / 999))];
        Assert.Equal(places.Select(table.Of).Order(), places.Select(table.Of));
    }
}
