using Credence.Bayes;
using Credence.Numerics;
using Credence.Statistics;
using Xunit;

namespace Credence.Latent.Tests;

public sealed class StructuralCheckTests
{
    private static readonly SamplingOptions Brief = new() { Chains = 2, Warmup = 300, Draws = 300 };

    [Theory]
    [InlineData("marker")]
    [InlineData("means")]
    [InlineData("groups")]
    [InlineData("missing")]
    [InlineData("exogenous")]
    public void AModelThatTheDataComeFromIsNotRefused(string name)
    {
        StructuralPosteriorModel model = StructuralPosteriorModelTests.Model(name);
        StructuralCheck check = StructuralCheck.Run(model, NutsSampler.Sample(model, Brief), new StructuralCheckOptions { IncompleteReplicates = 60 });
        Assert.InRange(check.PValue, 0.05, 0.95);
        Assert.Empty(check.Findings());
        // Replicates carry sampling error; implied moments do not.
        Assert.True(check.PredictedResiduals.Average() > check.ImpliedResiduals.Average());
        Assert.True(check.ResidualOfMeanPrediction < check.PredictedResiduals.Average());
        Assert.All(check.Observed, distance => Assert.True(distance > -1e-6));
    }

    [Fact]
    public void AModelThatLacksAFactorIsRefused()
    {
        ParameterTable table = TableBuilder.OneFactor(true, indicators: 6).Build();
        StructuralPosteriorModel model = new(table, [StructuralPosteriorModelTests.Sample(6, 3)]);
        StructuralCheck check = StructuralCheck.Run(model, NutsSampler.Sample(model, Brief));
        Assert.True(check.PValue < 0.01);
        Assert.Equal("sem-misfit", check.Findings().Single().Code);
        Assert.True(check.ResidualOfMean > 0.1);
    }

    // The discrepancy of replicates is a likelihood ratio of exactly Wishart moments: with n large its mean is the number of moments.
    [Fact]
    public void ReplicatedDiscrepanciesHaveTheMomentsOfALikelihoodRatio()
    {
        foreach ((string name, int moments) in new[] { ("variance", 21), ("means", 9), ("exogenous", 7) })
        {
            StructuralPosteriorModel model = StructuralPosteriorModelTests.Model(name);
            Draws draws = NutsSampler.Sample(model, new SamplingOptions { Chains = 2, Warmup = 200, Draws = 1000 });
            StructuralCheck check = StructuralCheck.Run(model, draws, new StructuralCheckOptions { Replicates = 2000 });
            double mean = check.Replicated.Average();
            Assert.InRange(mean, moments - (4 * Math.Sqrt(2.0 * moments / 2000)), 1.1 * moments + (4 * Math.Sqrt(2.0 * moments / 2000)));
        }
    }

    [Fact]
    public void AChainInATurnedModeIsNamed()
    {
        StructuralPosteriorModel model = new(TableBuilder.OneFactor(false).Build(), [StructuralPosteriorModelTests.Sample(3, 1)], SemPriors.Article);
        double[] turned = [.. model.Mode], upright = new double[model.Bind().Dimension], flipped = new double[upright.Length];
        for (int i = 1; i <= 3; i++)
            turned[model.Parameters.IndexOf($"f=~x{i}")] *= -1;
        model.Unconstrain(turned, flipped);
        Draws draws = NutsSampler.Sample(model, new SamplingOptions { Chains = 3, Warmup = 200, Draws = 200, InitialPositions = [upright, flipped, [.. upright]] });
        Finding finding = ChainModes.Findings(draws).Single();
        Assert.Equal("sem-chain-in-other-mode", finding.Code);
        Assert.StartsWith("Chain 2 ", finding.Message, StringComparison.Ordinal);
        Assert.Contains("the other way", finding.Message, StringComparison.Ordinal);
        Assert.Empty(ChainModes.Findings(NutsSampler.Sample(model, new SamplingOptions { Chains = 3, Warmup = 200, Draws = 200 })));
    }

    [Fact]
    public void TurnedChainsOfASymmetricModelAreTurnedBack()
    {
        StructuralPosteriorModel model = StructuralPosteriorModelTests.Model("unit");
        double[] turned = [.. model.Mode], upright = new double[model.Bind().Dimension], flipped = new double[upright.Length];
        for (int i = 1; i <= 3; i++)
            turned[model.Parameters.IndexOf($"f=~x{i}")] *= -1;
        model.Unconstrain(turned, flipped);
        Draws draws = NutsSampler.Sample(model, new SamplingOptions { Chains = 2, Warmup = 200, Draws = 200, InitialPositions = [upright, flipped] });
        Assert.Empty(ChainModes.Findings(draws));
        Assert.True(PosteriorSummary.Of(draws)["f=~x1"].RHat < 1.05);
    }

    [Theory]
    [MemberData(nameof(StructuralPosteriorModelTests.Models), MemberType = typeof(StructuralPosteriorModelTests))]
    public void PositionsAndParametersAreInverse(string name)
    {
        StructuralPosteriorModel model = StructuralPosteriorModelTests.Model(name);
        double[] position = new double[model.Bind().Dimension], values = new double[model.Parameters.Count], back = new double[position.Length], again = new double[values.Length];
        new RandomStream(4, "inverse").FillNormal(position);
        model.Constrain(position, values);
        model.Unconstrain(values, back);
        model.Constrain(back, again);
        for (int i = 0; i < values.Length; i++)
            Assert.Equal(values[i], again[i], 1e-9 * Math.Max(1, Math.Abs(values[i])));
    }

    [Fact]
    public void PriorsAreDrawnAsTheyAreStated()
    {
        StructuralPosteriorModel model = StructuralPosteriorModelTests.Model("block");
        double[] values = new double[model.Parameters.Count];
        double sum = 0, squares = 0;
        for (ulong i = 0; i < 2000; i++)
        {
            model.SamplePrior(new RandomStream(5, "prior", i), values);
            double Value(string name) => values[model.Parameters.IndexOf(name)];
            double correlation = Value("f~~g") / Math.Sqrt(Value("f~~f") * Value("g~~g"));
            sum += correlation;
            squares += correlation * correlation;
        }
        // Under lkj(2) of order 3 a correlation is beta(2.5, 2.5) stretched to (−1, 1), of variance 1/6.
        Assert.InRange(sum / 2000, -0.04, 0.04);
        Assert.InRange(squares / 2000, 0.15, 0.185);
        PriorCorrelations prior = PriorCorrelations.Of(model, 300);
        Assert.Equal(15, prior.Pairs.Count);
        Assert.All(prior.Pairs, pair => Assert.True(pair.Lower < pair.Median && pair.Median < pair.Upper && pair.Lower >= -1 && pair.Upper <= 1));
        Assert.Equal(model.Samples[0].Covariance(1, 0) / model.Samples[0].Deviation(0) / model.Samples[0].Deviation(1), prior.Pairs[0].Observed, 1e-12);
    }

    [Fact]
    public void LeaveOneOutNeedsRows()
    {
        StructuralPosteriorModel rows = StructuralPosteriorModelTests.Model("marker");
        StructuralPosteriorModel moments = new(rows.Table, [StructuralSample.Of(rows.Samples[0].Moments)]);
        Assert.Null(moments.Casewise);
        Assert.Contains("only moments", Assert.Throws<InputException>(() => new LatentScores(moments)).Message, StringComparison.Ordinal);
        Draws draws = NutsSampler.Sample(rows, Brief);
        LeaveOneOut validation = LeaveOneOut.Of(rows.Casewise!, draws);
        double[] values = new double[draws.Parameters.Count], pointwise = new double[rows.Casewise!.Observations];
        rows.Casewise.LogLikelihood([.. rows.Mode], pointwise);
        Assert.InRange(validation.Elpd.Estimate - pointwise.Sum(), -15, 0);
    }
}
