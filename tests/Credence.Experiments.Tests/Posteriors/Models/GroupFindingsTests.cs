using Credence.Bayes;
using Credence.Statistics;
using Xunit;

namespace Credence.Experiments.Tests.Posteriors;

/// <summary>Bad data and bad priors: refused in one line, or found.</summary>
public sealed class GroupFindingsTests
{
    private static readonly double[] Values = [1, 2.5, 3, 4, 6, 8];

    [Theory]
    [InlineData(OutcomeLikelihood.LogNormal, new[] { 1, 2, -3.0 }, "variant B: 1 of 3 values are 0 or negative", "normal or student")]
    [InlineData(OutcomeLikelihood.LogNormal, new[] { 1, 2, 0.0 }, "0 or negative", "--likelihood hurdle")]
    [InlineData(OutcomeLikelihood.Hurdle, new[] { 1, 0, -2.0 }, "1 of 3 values are negative", "normal or student")]
    [InlineData(OutcomeLikelihood.Binomial, new[] { 0, 1, 2.0 }, "other than 0 and 1", "another --likelihood")]
    [InlineData(OutcomeLikelihood.Poisson, new[] { 0, 1, 2.5 }, "negative or not whole", "--likelihood")]
    [InlineData(OutcomeLikelihood.NegativeBinomial, new[] { 0, 1, -2.0 }, "negative or not whole", "--likelihood")]
    public void ImpossibleDataAreRefused(OutcomeLikelihood likelihood, double[] values, string problem, string remedy)
    {
        double[] good = likelihood == OutcomeLikelihood.Binomial ? [0, 1] : [1, 2, 3];
        InputException error = Assert.Throws<InputException>(() => GroupModels.Create(likelihood, GroupModelTests.Arms(good, values)));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OutcomeLikelihood.Normal, new[] { 3.0, 3, 3 })]
    [InlineData(OutcomeLikelihood.LogNormal, new[] { 3.0, 3, 3 })]
    [InlineData(OutcomeLikelihood.Hurdle, new[] { 0, 3.0, 3, 3 })]
    [InlineData(OutcomeLikelihood.Student, new[] { 3.0, 3, 3, 3, 1, 7 })]
    public void WithoutSpreadThereIsNoPosterior(OutcomeLikelihood likelihood, double[] values)
    {
        ConditionedGroups groups = GroupModels.Create(likelihood, GroupModelTests.Arms([1, 2, 4, 8, 5], values));
        Assert.Null(groups.Model);
        Finding finding = Assert.Single(groups.Findings);
        Assert.Equal(("not-computable", Severity.Blocking), (finding.Code, finding.Severity));
        Assert.Contains("variant B", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OutcomeLikelihood.Normal)]
    [InlineData(OutcomeLikelihood.LogNormal)]
    [InlineData(OutcomeLikelihood.Student)]
    [InlineData(OutcomeLikelihood.Hurdle)]
    public void OneObservationIsTooFew(OutcomeLikelihood likelihood)
    {
        ConditionedGroups groups = GroupModels.Create(likelihood, GroupModelTests.Arms(Values, [5]));
        Finding finding = Assert.Single(groups.Findings);
        Assert.Equal(("too-few-units", Severity.Blocking), (finding.Code, finding.Severity));
        Assert.NotNull(groups.Model);
        Gradients.Agree(groups.Model);
    }

    [Fact]
    public void WithoutPositiveValuesAHurdleHasNoValuePart()
    {
        ConditionedGroups groups = GroupModels.Create(OutcomeLikelihood.Hurdle, GroupModelTests.Arms([0, 0, 0], [0, 0]));
        Assert.Equal(2, groups.Findings.Count(finding => finding is { Code: "too-few-units", Severity: Severity.Blocking }));
        Gradients.Agree(groups.Model!);
    }

    [Theory]
    [InlineData(OutcomeLikelihood.Normal)]
    [InlineData(OutcomeLikelihood.Student)]
    public void BinaryOutcomesAreFoundUnderOtherLikelihoods(OutcomeLikelihood likelihood)
    {
        ConditionedGroups groups = GroupModels.Create(likelihood, GroupModelTests.Arms(Values, [0, 1, 1, 0]));
        Assert.Equal("binary-outcome", Assert.Single(groups.Findings).Code);
        // The moments alone tell, too.
        Moments moments = new(1000, 0.1, 1000 * 0.1 * 0.9);
        Assert.True(new OutcomeSummary { Variant = "A", Moments = moments }.IsBinary);
        Assert.False(new OutcomeSummary { Variant = "A", Moments = moments with { SumSquaredDeviations = 91 } }.IsBinary);
    }

    [Fact]
    public void APriorAgainstTheDataIsFoundWithWhatItDoes()
    {
        double[] far = [.. Values.Select(value => value + 50)];
        ConditionedGroups groups = GroupModels.Create(OutcomeLikelihood.Normal, GroupModelTests.Arms(far, far), SegmentModelTests.Priors(("mean[B]", "normal(0, 1)")));
        Finding finding = Assert.Single(groups.Findings);
        Assert.Equal(("prior-data-conflict", Severity.Warning), (finding.Code, finding.Severity));
        Assert.Contains("mean[B] ~ normal(0, 1)", finding.Message, StringComparison.Ordinal);
        Assert.Contains("54.08", finding.Message, StringComparison.Ordinal);
        Assert.Empty(GroupModels.Create(OutcomeLikelihood.Normal, GroupModelTests.Arms(far, far), SegmentModelTests.Priors(("mean", "normal(40, 20)"))).Findings);
    }

    [Fact]
    public void PriorsCentredOnTheDataAreNamed()
    {
        ConditionedGroups groups = GroupModels.Create(OutcomeLikelihood.Normal, GroupModelTests.Arms([1, 2, 3], [4, 5, 9]), SegmentModelTests.Priors(("mean", "normal(sample, 10)")));
        Finding finding = Assert.Single(groups.Findings);
        Assert.Equal(("data-dependent-prior", Severity.Note), (finding.Code, finding.Severity));
        Assert.Equal(["mean[A] ~ normal(2, 10)", "mean[B] ~ normal(6, 10)"], groups.Model!.Priors.Where(prior => prior.IsStated).Select(prior => prior.ToString()));
    }

    [Theory]
    [InlineData("mena", "normal(0, 1)", "did you mean 'mean'")]
    [InlineData("tau", "normal(0, 1)", "the parameters are mean, sd, variance")]
    [InlineData("mean[C]", "normal(0, 1)", "also of one variant as in mean[B]")]
    [InlineData("sd", "uniform(-3, -1)", "no probability")]
    [InlineData("sd", "lkj(2)", "correlation matrices")]
    [InlineData("variance", "normal(sample, 1)", "centred on a mean of the data")]
    public void WrongPriorsAreRefused(string name, string prior, string message)
    {
        InputException error = Assert.Throws<InputException>(() => GroupModels.Create(OutcomeLikelihood.Normal, GroupModelTests.Arms(Values, Values), SegmentModelTests.Priors((name, prior))));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AParameterAndItsSquareCannotBothHaveAPrior()
        => Assert.Throws<InputException>(() => GroupModels.Create(OutcomeLikelihood.Normal, GroupModelTests.Arms(Values, Values),
            SegmentModelTests.Priors(("sd", "half-normal(1)"), ("variance", "inverse-gamma(2, 2)"))));

    [Fact]
    public void LikelihoodsAreFoundByName()
    {
        Assert.Equal(OutcomeLikelihood.NegativeBinomial, OutcomeLikelihoods.Parse("negative-binomial"));
        Assert.Contains("did you mean 'poisson'", Assert.Throws<InputException>(() => OutcomeLikelihoods.Parse("posson")).Message, StringComparison.Ordinal);
        Assert.Equal(["mean", "sd", "variance"], OutcomeLikelihoods.PriorNames(OutcomeLikelihood.Normal));
    }

    [Fact]
    public void DefaultPriorsAreOnTheScaleOfTheData()
    {
        GroupModel model = GroupModels.Create(OutcomeLikelihood.Normal, GroupModelTests.Arms(Values, Values)).Model!;
        Moments all = Moments.FromValues([.. Values, .. Values]);
        Assert.All(model.Priors, prior => Assert.True(prior is { IsStated: false, DependsOnData: true }));
        Assert.Equal(all.Mean, model.Priors[0].Distribution.Mean, 12);
        Assert.Equal(2.5 * all.StandardDeviation, model.Priors[0].Distribution.StandardDeviation, 12);
    }

    [Fact]
    public void TheGraphNamesPriorsAndLikelihood()
    {
        ModelGraph graph = GroupModelTests.Model(OutcomeLikelihood.Hurdle).Graph;
        Assert.Equal("0 with probability zeros, else log-normal(meanlog, sdlog)", graph.Nodes.Single(node => node.Name == "outcome").Distribution);
        Assert.Equal("beta(1, 1)", graph.Nodes.Single(node => node.Name == "zeros").Distribution);
        Assert.Contains(graph.Edges, edge => edge is { From: "zeros", To: "mean" });
    }
}
