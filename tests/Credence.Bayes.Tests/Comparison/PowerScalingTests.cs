using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Bayes.Tests;

public sealed class PowerScalingTests
{
    [Theory]
    [InlineData(0, 1, 0.3, 0.1, PriorSensitivity.None)]
    [InlineData(0, 1, 6, 0.7, PriorSensitivity.Conflict)]
    [InlineData(0, 1, 0, 10, PriorSensitivity.PriorDominates)]
    public void ThePosteriorOfANormalMeanIsJudged(double priorMean, double priorSd, double dataMean, double dataSd, PriorSensitivity diagnosis)
    {
        ElementSensitivity sensitivity = Measure(priorMean, priorSd, dataMean, dataSd);
        Assert.Equal(diagnosis, sensitivity.Diagnosis);
        IReadOnlyList<Finding> findings = PowerScaling.Findings([sensitivity]);
        Assert.Equal(
            diagnosis switch { PriorSensitivity.None => [], PriorSensitivity.Conflict => ["prior-data-conflict"], _ => (string[])["prior-dominates"] },
            findings.Select(finding => finding.Code));
    }

    [Theory]
    [InlineData(0, 1, 6, 0.7)]
    [InlineData(1, 2, -3, 1)]
    public void TheSensitivityIsTheDistanceBetweenExactPosteriors(double priorMean, double priorSd, double dataMean, double dataSd)
    {
        ElementSensitivity sensitivity = Measure(priorMean, priorSd, dataMean, dataSd);
        double Slope(bool prior) => (Distance(1.01, prior) + Distance(0.99, prior)) / (2 * Math.Log2(1.01));
        double Distance(double power, bool prior)
            => ExactDistance(Posterior(1, 1), prior ? Posterior(power, 1) : Posterior(1, power));
        (double Mean, double Sd) Posterior(double priorPower, double dataPower)
        {
            double p = priorPower / (priorSd * priorSd), d = dataPower / (dataSd * dataSd);
            return ((p * priorMean + d * dataMean) / (p + d), 1 / Math.Sqrt(p + d));
        }
        Oracle.CloseRelative(Slope(prior: true), sensitivity.Prior, 0.05);
        Oracle.CloseRelative(Slope(prior: false), sensitivity.Likelihood, 0.05);
    }

    [Fact]
    public void TheSensitivityDoesNotDependOnTheSign()
    {
        Draws draws = Example.Normal(4, 250);
        Draws mirrored = Example.Draws(4, 250, (chain, draw) => -draws.Of(0, chain)[draw]);
        double[] component = [.. draws.Of(0).ToArray().Select(x => -0.5 * (x - 1) * (x - 1))];
        (ElementSensitivity one, ElementSensitivity other) = (PowerScaling.Sensitivity(draws, component, component)[0], PowerScaling.Sensitivity(mirrored, component, component)[0]);
        Oracle.Close(one.Prior, other.Prior, 1e-9);
    }

    [Fact]
    public void ConstantElementsHaveNoSensitivity()
    {
        double[] component = Example.Normal(4, 250).Of(0).ToArray();
        ElementSensitivity sensitivity = Assert.Single(PowerScaling.Sensitivity(Example.Draws(4, 250, (_, _) => 2), component, component));
        Assert.Equal(("x", 0.0, 0.0, PriorSensitivity.None), (sensitivity.Name, sensitivity.Prior, sensitivity.Likelihood, sensitivity.Diagnosis));
    }

    private static ElementSensitivity Measure(double priorMean, double priorSd, double dataMean, double dataSd)
    {
        double p = 1 / (priorSd * priorSd), d = 1 / (dataSd * dataSd), mean = (p * priorMean + d * dataMean) / (p + d), sd = 1 / Math.Sqrt(p + d);
        RandomStream random = new(3, "scaling");
        Draws draws = Example.Draws(4, 10_000, (_, _) => mean + sd * random.NextNormal());
        double[] values = draws.Of(0).ToArray();
        double[] prior = [.. values.Select(x => Normal.LogDensity((x - priorMean) / priorSd))], data = [.. values.Select(x => Normal.LogDensity((x - dataMean) / dataSd))];
        return Assert.Single(PowerScaling.Sensitivity(draws, prior, data));
    }

    /// <summary>The distance between two normal distributions by a fine sum over the range that 40 000 draws span.</summary>
    private static double ExactDistance((double Mean, double Sd) first, (double Mean, double Sd) second)
    {
        double OneSided(double sign)
        {
            double divergence = 0, bound = 0;
            for (int i = -41_000; i <= 41_000; i++)
            {
                double x = first.Mean + first.Sd * i / 10_000.0;
                double p = Normal.Cdf(sign * (x - first.Mean) / first.Sd), q = Normal.Cdf(sign * (x - second.Mean) / second.Sd), middle = 0.5 * (p + q);
                divergence += p * Math.Log2(p / middle) + q * Math.Log2(q / middle);
                bound += p + q;
            }
            return Math.Sqrt(divergence / bound);
        }
        return Math.Max(OneSided(1), OneSided(-1));
    }
}
