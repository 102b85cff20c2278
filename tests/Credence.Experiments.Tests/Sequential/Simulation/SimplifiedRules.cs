using Credence.Statistics;
using Xunit;

namespace Credence.Experiments.Tests.Simulation;

/// <summary>By how much simplified sequential rules err, on streams of 5,000 pairs; the figures stand in the method notes.</summary>
[Trait("Kind", "Simulation")]
public sealed class SimplifiedRules
{
    private const int Pairs = 5_000;
    private const double Alpha = Streams.Alpha;

    private static readonly double[] Scales = [1, 0.1, 0.01];

    // Type I error of ½z² − ½ ln(1 + Ns²) > ln(1/α) at every pair, and how often its interval misses, with the standard errors of 4,000 streams.
    public static TheoryData<string, double[], double[]> Published => new()
    {
        { "0.5", [0.117, 0.230, 0.422], [0.024, 1, 1] },
        { "0.1", [0.0215, 0.1155, 0.250], [0, 1, 1] },
        { "0.01", [0.002, 0.021, 0.102], [0, 0.67, 1] },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void AMixtureRatioWithoutShrinkageErrs(string data, double[] errors, double[] misses)
    {
        Outcome outcome = new(data);
        MixtureSequentialTest[] right = [.. Scales.Select(scale => new MixtureSequentialTest(scale * scale))];
        double threshold = -Math.Log(Alpha);
        double[][] leastSquare = [.. Scales.Select(scale => Each(n => 2 * threshold + Math.Log(1 + 2 * n * scale * scale)))];
        double[][] squaredWidth = [.. Scales.Select(scale => Each(n => scale * scale * (threshold + 0.5 * Math.Log(2 * n + 1)) / n))];
        int[] counts = Streams.Count(9, $"simplified {data}", (random, holds) =>
        {
            double control = 0, treatment = 0;
            for (int n = 1; n <= Pairs; n++)
            {
                control += outcome.Next(random);
                treatment += outcome.Next(random);
                double c = control / n, t = treatment / n, square = (t - c) * (t - c), variance = (c * (1 - c) + t * (1 - t)) / n;
                for (int i = 0; i < 3; i++)
                {
                    holds[i] |= variance > 0 && square > leastSquare[i][n] * variance;
                    holds[3 + i] |= square > squaredWidth[i][n];
                    if (n >= 100 && square > 2 * threshold * variance)
                        holds[6 + i] |= right[i].At(new ArmMean(c, c * (1 - c) / n), new ArmMean(t, t * (1 - t) / n)).PValue <= Alpha;
                }
            }
        });
        for (int i = 0; i < 3; i++)
        {
            string scale = FormattableString.Invariant($"scale {Scales[i]}");
            Streams.Agrees(data, $"mixture ratio without shrinkage, {scale}, every pair", counts[i], errors[i], Math.Sqrt(errors[i] * (1 - errors[i]) / 4000));
            Streams.Agrees(data, $"its interval misses, {scale}, every pair", counts[3 + i], misses[i], Math.Sqrt(Math.Max(misses[i] * (1 - misses[i]), 1e-3) / 4000));
            Streams.Keeps(data, $"mixture SPRT, {scale}, every pair after 100", counts[6 + i]);
        }
    }

    private static double[] Each(Func<double, double> value) => [.. Enumerable.Range(0, Pairs + 1).Select(n => value(n))];
}
