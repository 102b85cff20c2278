using Credence.Numerics;
using Credence.Testing;
using Xunit;

namespace Credence.Experiments.Tests;

public sealed class PosteriorRankingTests
{
    [Fact]
    public void TwoArmsRankAsTheyCompare()
    {
        BetaPosterior a = new(12, 190), b = new(20, 191);
        IReadOnlyList<ArmRank> ranks = PosteriorRanking.Of([a, b]);
        PosteriorComparison comparison = PosteriorComparison.Of(a, b);
        Oracle.Close(comparison.ProbabilityWorse, ranks[0].ProbabilityBest, 1e-12);
        Oracle.Close(comparison.ProbabilityBetter, ranks[1].ProbabilityBest, 1e-12);
        Oracle.CloseRelative(comparison.ExpectedLossOfControl, ranks[0].ExpectedLoss, 1e-10);
        Oracle.CloseRelative(comparison.ExpectedLossOfTreatment, ranks[1].ExpectedLoss, 1e-10);
        IReadOnlyList<ArmRank> lower = PosteriorRanking.Of([a, b], lowerIsBetter: true);
        Oracle.Close(comparison.ProbabilityWorse, lower[1].ProbabilityBest, 1e-12);
        Oracle.CloseRelative(comparison.ExpectedLossOfTreatment, lower[0].ExpectedLoss, 1e-10);
    }

    [Fact]
    public void EqualArmsAreEquallyLikelyBest()
    {
        foreach (ArmPosterior arm in new ArmPosterior[] { new BetaPosterior(0.5, 9), new GammaPosterior(3, 2), new NormalPosterior(5, 2), new NormalInverseGammaPosterior(0, 2, 3, 4) })
        {
            IReadOnlyList<ArmRank> ranks = PosteriorRanking.Of([.. Enumerable.Repeat(arm, 7)]);
            foreach (ArmRank rank in ranks)
                Oracle.Close(1.0 / 7, rank.ProbabilityBest, 1e-11, $"{arm}");
        }
    }

    [Fact]
    public void ThreeNormalsAreThoseOfTheOrthant()
    {
        // Three standard normals: the expected maximum is 3 / (2 √π).
        IReadOnlyList<ArmRank> ranks = PosteriorRanking.Of([new NormalPosterior(0, 1), new NormalPosterior(0, 1), new NormalPosterior(0, 1)]);
        Oracle.Close(1.5 / Math.Sqrt(Math.PI), ranks[0].ExpectedLoss, 1e-12);
    }

    [Fact]
    public void RanksFollowDraws()
    {
        ArmPosterior[] arms = [new GammaPosterior(30, 20), new GammaPosterior(9, 5), new GammaPosterior(500, 300), new GammaPosterior(1, 4)];
        IReadOnlyList<ArmRank> ranks = PosteriorRanking.Of(arms);
        Oracle.Close(1, ranks.Sum(rank => rank.ProbabilityBest), 1e-11);
        RandomStream random = new(3, "ranking");
        const int draws = 20000;
        double[] best = new double[4], losses = new double[4], values = new double[4];
        for (int draw = 0; draw < draws; draw++)
        {
            for (int i = 0; i < 4; i++)
                values[i] = arms[i].Mean.Draw(random);
            double most = values.Max();
            for (int i = 0; i < 4; i++)
            {
                best[i] += values[i] == most ? 1.0 / draws : 0;
                losses[i] += (most - values[i]) / draws;
            }
        }
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(best[i], ranks[i].ProbabilityBest, 0.018);
            Assert.Equal(losses[i], ranks[i].ExpectedLoss, 0.02);
        }
    }

    [Fact]
    public void ArmsFarApartLoseTheirDistance()
    {
        IReadOnlyList<ArmRank> ranks = PosteriorRanking.Of([new BetaPosterior(1e3, 1e9), new BetaPosterior(5e8, 5e8), new BetaPosterior(1e8, 9e8)]);
        Oracle.Close(0.5 - 1e3 / (1e9 + 1e3), ranks[0].ExpectedLoss, 1e-10);
        Oracle.Close(0.4, ranks[2].ExpectedLoss, 1e-10);
        Oracle.Close(1, ranks[1].ProbabilityBest, 1e-12);
        Assert.Equal(0, ranks[1].ExpectedLoss);
    }

    [Fact]
    public void OneArmOrMixedArmsCannotBeRanked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PosteriorRanking.Of([new BetaPosterior(1, 1)]));
        Assert.Throws<ArgumentException>(() => PosteriorRanking.Of([new BetaPosterior(1, 1), new NormalPosterior(0, 1)]));
    }
}
