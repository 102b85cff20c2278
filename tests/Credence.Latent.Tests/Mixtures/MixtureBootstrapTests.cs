using Credence.Numerics;
using Xunit;

namespace Credence.Latent.Tests;

public sealed class MixtureBootstrapTests
{
    [Fact]
    public void TheBootstrapErrorIsNearThatOfTheInformation()
    {
        MixtureFit fit = NormalMixture.Fit(MixtureRows.Sales(new RandomStream(1, "test"), 600, 0.6).Data);
        MixtureBootstrap bootstrap = MixtureBootstrap.Run(fit, replicates: 300);
        Assert.Equal(0, bootstrap.Collapsed);
        Assert.Equal(fit.Difference!.StandardError, bootstrap.StandardError, 0.2 * fit.Difference.StandardError);
        Assert.Equal(fit.DeviationDifference!.StandardError, bootstrap.DeviationStandardError, 0.2 * fit.DeviationDifference.StandardError);
        Assert.Equal(fit.Difference.Interval.Lower, bootstrap.Interval.Lower, 0.5 * fit.Difference.StandardError);
        Assert.Equal(bootstrap.Differences, MixtureBootstrap.Run(fit, new() { Threads = 1 }, 300).Differences);
    }

    [Fact]
    public void LabelsAreLostAndGoWrongInReplicatesAsTheFitSays()
    {
        RandomStream random = new(2, "test");
        MixtureRows rows = MixtureRows.Of(random, 4000, (0, 5), (1, 1), 0.3, (component, _) =>
            random.NextDouble() < (component == 0 ? 0.2 : 0.6) ? MixtureData.Unknown : random.NextDouble() < 0.1 ? 1 - component : component);
        MixtureFit fit = NormalMixture.Fit(rows.Data, new() { LabelLoss = LabelLoss.ByComponent, EstimateMisclassification = true });
        MixtureData replicate = MixtureSimulation.Of(fit, new RandomStream(3, "test"));
        Assert.Equal(rows.Data.MomentsOf(MixtureData.Unknown).Count, replicate.MomentsOf(MixtureData.Unknown).Count, 150.0);
        Assert.Equal(rows.Data.MomentsOf(0).Mean, replicate.MomentsOf(0).Mean, 0.15);
        Assert.Equal(rows.Data.MomentsOf(1).Mean, replicate.MomentsOf(1).Mean, 0.3);
    }

    [Fact]
    public void OneNormalIsRejectedForTwoGroupsAndNotForOne()
    {
        RandomStream random = new(4, "test");
        MixtureData two = MixtureRows.Of(random, 200, (0, 4), (1, 1), 0.5, (component, _) => component).Data;
        MixtureData one = MixtureRows.Of(random, 200, (0, 0), (1, 1), 0.5, (component, _) => component).Data;
        OneComponentTest rejected = MixtureBootstrap.TestOneComponent(two, new() { Restarts = 3 }, 39);
        OneComponentTest kept = MixtureBootstrap.TestOneComponent(one, new() { Restarts = 3 }, 39);
        Assert.Equal(1.0 / 40, rejected.PValue, 1e-12);
        Assert.True(kept.PValue > 0.05, $"p = {kept.PValue}");
        Assert.True(kept.Statistic >= 0);
        Assert.Equal(kept.Replicates.Order(), kept.Replicates);
    }
}
