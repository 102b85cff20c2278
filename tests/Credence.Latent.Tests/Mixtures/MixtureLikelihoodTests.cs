using Credence.Numerics;
using Xunit;

namespace Credence.Latent.Tests;

public sealed class MixtureLikelihoodTests
{
    [Theory]
    [InlineData(LabelLoss.Ignorable, false, false)]
    [InlineData(LabelLoss.ByComponent, false, false)]
    [InlineData(LabelLoss.Ignorable, true, false)]
    [InlineData(LabelLoss.ByComponent, false, true)]
    public void GradientAndInformationAgreeWithFiniteDifferences(LabelLoss loss, bool given, bool estimated)
    {
        RandomStream random = new(1, "test");
        int[] labels = [.. Enumerable.Range(0, 300).Select(_ => (int)random.NextInteger(4) - 1)];
        double[] values = [.. labels.Select(label => Math.Round((2.0 * label) + (2 * random.NextNormal()), 1))];
        MixtureOptions options = new()
        {
            LabelLoss = loss,
            Misclassification = given ? [[0.9, 0.1, 0], [0.05, 0.9, 0.05], [0, 0.2, 0.8]] : null,
            EstimateMisclassification = estimated,
        };
        MixtureLikelihood likelihood = new(MixtureProblem.Of(MixtureData.Of(values, labels, 3), options), 1, default);
        MixtureState state = new(3) { Error = 0.15 };
        ((double[])[-0.8, 0.1, 1]).CopyTo(state.Mean, 0);
        ((double[])[0.6, 0.9, 0.7]).CopyTo(state.Deviation, 0);
        ((double[])[0.3, 0.45, 0.25]).CopyTo(state.Share, 0);
        ((double[])[0.2, 0.3, 0.4]).CopyTo(state.Missing, 0);
        MixtureCurvature curvature = MixtureCurvature.Of(likelihood, state);
        MixtureState above = state.Copy(), below = state.Copy();
        const double h = 1e-5;
        for (int i = 0; i < curvature.Count; i++)
        {
            double[] step = new double[curvature.Count];
            step[i] = h;
            curvature.Move(step, 1, above);
            curvature.Move(step, -1, below);
            Assert.Equal((likelihood.Evaluate(above) - likelihood.Evaluate(below)) / (2 * h), curvature.Gradient[i], 1e-5 * (1 + Math.Abs(curvature.Gradient[i])));
            double[] up = MixtureCurvature.Of(likelihood, above).Gradient, down = MixtureCurvature.Of(likelihood, below).Gradient;
            for (int k = 0; k < curvature.Count; k++)
            {
                double expected = -(up[k] - down[k]) / (2 * h);
                Assert.Equal(expected, curvature.Information[(i * curvature.Count) + k], 1e-5 * (10 + Math.Abs(expected)));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(5003)]
    public void TheSumsOfTwoComponentsAreThoseOfAny(int count)
    {
        RandomStream random = new(2, "test");
        double[] values = new double[count], weights = new double[count];
        random.FillNormal(values);
        for (int i = 0; i < count; i++)
            weights[i] = 1 + random.NextInteger(5);
        double[] scales = [Math.Log(0.3 / 0.2), Math.Log(0.7 / 1.4)], means = [-1, 0.5], deviations = [0.2, 1.4];
        foreach (double[] rows in (double[][])[[], weights])
        {
            double[] pair = new double[MixtureKernel.Size(2, false)], general = new double[pair.Length];
            MixtureKernel.AddPair(values, rows, scales, means, deviations, pair);
            MixtureKernel.AddComponents(values, rows, scales, means, deviations, false, general);
            for (int k = 0; k < pair.Length; k++)
                Assert.Equal(general[k], pair[k], 1e-12 * (count + Math.Abs(general[k])));
            double direct = 0;
            for (int i = 0; i < count; i++)
            {
                double u = (values[i] + 1) / 0.2, v = (values[i] - 0.5) / 1.4;
                direct += (rows.Length == 0 ? 1 : rows[i]) * Elementary.LogSumExp(scales[0] - (0.5 * u * u), scales[1] - (0.5 * v * v));
            }
            Assert.Equal(direct, pair[0], 1e-12 * (count + Math.Abs(direct)));
        }
    }

    [Fact]
    public void AnIterationAllocatesNothing()
    {
        RandomStream random = new(3, "test");
        MixtureData data = MixtureRows.Sales(random, 4000, 0.5).Data;
        MixtureProblem problem = MixtureProblem.Of(data, new());
        MixtureLikelihood likelihood = new(problem, 1, default);
        MixtureState state = new(2), next = new(2);
        (state.Mean[1], state.Deviation[0], state.Deviation[1], state.Share[0], state.Share[1]) = (1, 1, 1, 0.5, 0.5);
        likelihood.Evaluate(state);
        likelihood.Maximize(state, next, null);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            likelihood.Evaluate(state);
            likelihood.Maximize(state, next, null);
            state.CopyFrom(next);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
