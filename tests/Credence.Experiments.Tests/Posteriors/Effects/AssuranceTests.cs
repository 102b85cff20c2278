using Credence.Numerics;
using Credence.Testing;
using Xunit;

namespace Credence.Experiments.Tests;

public sealed class AssuranceTests
{
    [Fact]
    public void AssuranceIsTheShareOfSignificantSimulations()
    {
        EffectPrior prior = new(0.02, 0.03);
        Assurance assurance = Assurance.Of(prior, 0.015, 0.1);
        RandomStream random = new(4, "assurance");
        const int simulations = 40000;
        double above = 0, below = 0, critical = Normal.UpperQuantile(0.05) * 0.015;
        for (int i = 0; i < simulations; i++)
        {
            double estimate = prior.Distribution.Draw(random) + 0.015 * random.NextNormal();
            above += estimate > critical ? 1.0 / simulations : 0;
            below += estimate < -critical ? 1.0 / simulations : 0;
        }
        Assert.Equal(above, assurance.SignificantlyAbove, 0.011);
        Assert.Equal(below, assurance.SignificantlyBelow, 0.006);
        Oracle.Close(assurance.SignificantlyAbove + assurance.SignificantlyBelow, assurance.Significant, 1e-16);
        Oracle.Close(Normal.Cdf(2.0 / 3), assurance.Limit, 1e-15);
    }

    [Fact]
    public void AssuranceAveragesPowerOverThePrior()
    {
        EffectPrior prior = new(0.02, 0.03);
        double average = GaussLegendre.OfOrder(200).Integrate(
            effect => Math.Exp(prior.Distribution.LogDensity(effect)) * Normal.UpperTail(Normal.UpperQuantile(0.025) - effect / 0.01), -0.25, 0.29);
        Oracle.Close(average, Assurance.Of(prior, 0.01).SignificantlyAbove, 1e-12);
    }

    [Fact]
    public void AssuranceOfACertainEffectIsItsPower()
        => Oracle.Close(Normal.UpperTail(1.959963984540054 - 3), Assurance.Of(new EffectPrior(0.03, 1e-12), 0.01).SignificantlyAbove, 1e-9);

    [Theory]
    [InlineData(0.02, 0.03, 0.6)]
    [InlineData(0.05, 0.01, 0.95)]
    [InlineData(-0.01, 0.02, 0.2)]
    public void RequiredStandardErrorReachesTheTarget(double mean, double sd, double target)
    {
        EffectPrior prior = new(mean, sd);
        double error = Assurance.RequiredStandardError(prior, target);
        Oracle.Close(target, Assurance.Of(prior, error).SignificantlyAbove, 1e-12);
        Assert.True(Assurance.Of(prior, 1.01 * error).SignificantlyAbove < target);
    }

    [Fact]
    public void TargetsBeyondTheLimitAreOutOfReach()
    {
        Assert.True(double.IsNaN(Assurance.RequiredStandardError(new EffectPrior(0, 1), 0.5)));
        Assert.True(double.IsNaN(Assurance.RequiredStandardError(new EffectPrior(0.02, 0.03), 0.8)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Assurance.RequiredStandardError(new EffectPrior(0, 1), 0.02));
        Assert.Throws<ArgumentOutOfRangeException>(() => Assurance.Of(new EffectPrior(0, 1), 0));
    }
}
