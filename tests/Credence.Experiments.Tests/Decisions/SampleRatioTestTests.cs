using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Experiments.Tests;

public sealed class SampleRatioTestTests
{
    [Fact]
    public void EqualSplitOfPublishedExampleIsAMismatch()
    {
        // Kohavi, Tang and Xu (2020), chapter 3: 821,588 against 815,482, p = 1.8E-6.
        SampleRatio result = SampleRatioTest.Test(["control", "treatment"], [821_588, 815_482], [0.5, 0.5]);
        Assert.True(result.Mismatch);
        Assert.Equal(1.8e-6, result.PValue, 5e-8);
        Assert.Equal(["control", "treatment"], result.Observed.Keys);
        Finding finding = SampleRatioTest.Finding(result)!;
        Assert.Equal(("sample-ratio-mismatch", Severity.Blocking), (finding.Code, finding.Severity));
        Assert.Equal(
            "The units did not arrive in the planned proportions: 821,588 in control (50.186%; planned 50.0%), "
            + "815,482 in treatment (49.814%; planned 50.0%); p < 0.0001.",
            finding.Message);
    }

    [Fact]
    public void AllocationAsPlannedHasNoFinding()
    {
        SampleRatio result = SampleRatioTest.Test(["0", "1"], [476, 484], [1, 1]);
        Oracle.Close(8.0 * 8 / 960, result.ChiSquare, 1e-13);
        Assert.Equal(0.5, result.Expected["1"]);
        Assert.Null(SampleRatioTest.Finding(result));
    }

    [Fact]
    public void VariantWithoutAShareHasNoDegreeOfFreedom()
    {
        SampleRatio empty = SampleRatioTest.Test(["a", "b", "c"], [510, 490, 0], [0.5, 0.5, 0]);
        Assert.Equal(1, empty.DegreesOfFreedom);
        Oracle.Close(0.4, empty.ChiSquare, 1e-12);
        Assert.False(empty.Mismatch);
        SampleRatio leaked = SampleRatioTest.Test(["a", "b", "c"], [510, 490, 1], [0.5, 0.5, 0]);
        Assert.Equal((double.PositiveInfinity, 0.0, true), (leaked.ChiSquare, leaked.PValue, leaked.Mismatch));
    }

    [Fact]
    public void NothingToTestIsNaN()
    {
        Assert.True(double.IsNaN(SampleRatioTest.Test(["a", "b"], [0, 0], [0.5, 0.5]).PValue));
        Assert.True(double.IsNaN(SampleRatioTest.Test(["a"], [5], [1]).PValue));
        Assert.False(SampleRatioTest.Test(["a"], [5], [1]).Mismatch);
    }

    [Fact]
    public void LevelOfTheCheckIsTheCallers()
    {
        Assert.False(SampleRatioTest.Test(["a", "b"], [520, 480], [1, 1], 0.1).Mismatch);
        Assert.True(SampleRatioTest.Test(["a", "b"], [520, 480], [1, 1], 0.3).Mismatch);
    }

    [Fact]
    public void ArgumentsOutOfRangeAreRefused()
    {
        Assert.Throws<ArgumentException>(() => SampleRatioTest.Test(["a", "b"], [1], [1, 1]));
        Assert.Throws<ArgumentException>(() => SampleRatioTest.Test(["a", "b"], [1, 1], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleRatioTest.Test(["a", "b"], [-1, 2], [1, 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleRatioTest.Test(["a", "b"], [1, 2], [-1, 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleRatioTest.Test(["a", "b"], [1, 2], [0, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleRatioTest.Test(["a", "b"], [1, 2], [1, 1], 0));
    }
}
