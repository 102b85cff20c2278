using Credence.Numerics;
using Credence.Testing;
using Xunit;

namespace Credence.Bayes.Tests;

public sealed class EcdfBandTests
{
    private static readonly double[] Twenty = [.. Enumerable.Range(1, 19).Select(i => i / 20.0)];

    [Fact]
    public void TheJointProbabilityIsThatOfAllCountsThatLieInside()
    {
        // Three values, two points: all 27 arrangements in the cells up to 0.3, up to 0.8 and above.
        UniformCounts counts = new(3, [0.3, 0.8]);
        foreach (double gamma in (double[])[0.01, 0.06, 0.2, 0.5])
        {
            (int[] lower, int[] upper) = counts.Limits(gamma);
            double sum = 0;
            for (int cell = 0; cell < 27; cell++)
            {
                int[] cells = [cell % 3, cell / 3 % 3, cell / 9];
                int first = cells.Count(c => c == 0), second = cells.Count(c => c <= 1);
                if (first >= lower[0] && first <= upper[0] && second >= lower[1] && second <= upper[1])
                    sum += cells.Aggregate(1.0, (product, c) => product * (c == 0 ? 0.3 : c == 1 ? 0.5 : 0.2));
            }
            Oracle.Close(sum, counts.JointProbability(gamma), 1e-13, $"{gamma}");
        }
    }

    [Theory]
    [InlineData(50, 0.95)]
    [InlineData(200, 0.9)]
    [InlineData(5000, 0.9)]
    public void UniformValuesStayInsideAsOftenAsPromised(int size, double level)
    {
        EcdfBand band = EcdfBand.Of(size, Twenty, level);
        RandomStream random = new(11, "band");
        int replicates = 1000, inside = 0, small = 0;
        for (int replicate = 0; replicate < replicates; replicate++)
        {
            int[] counts = new int[19];
            for (int i = 0; i < size; i++)
            {
                for (int point = (int)(random.NextDouble() * 20); point < 19; point++)
                    counts[point]++;
            }
            inside += band.Contains([.. counts.Select(count => (double)count / size)]) ? 1 : 0;
            small += replicate < 200 && EcdfBand.PValue(size, Twenty, counts) <= 0.1 ? 1 : 0;
        }
        Assert.InRange((double)inside / replicates, level - 0.03, 1);
        Assert.InRange((double)inside / replicates, 0, level + 0.04);
        Assert.InRange(small, 8, 34);
    }

    [Fact]
    public void ValuesThatAreNotUniformHaveASmallProbability()
    {
        int[] shifted = [.. Twenty.Select(point => (int)(200 * Math.Pow(point, 1.5)))];
        Assert.True(EcdfBand.PValue(200, Twenty, shifted) < 1e-3);
        Assert.True(EcdfBand.Of(200, Twenty, 0.99).LargestExcess([.. shifted.Select(count => count / 200.0)]) > 0.02);
        Assert.Equal(1, EcdfBand.PValue(200, Twenty, [.. Twenty.Select(point => (int)Math.Round(200 * point))]));
    }
}
