using Credence.Latent;
using Xunit;

namespace Credence.Conformance;

public sealed class SemMaximumLikelihood
{
    [Theory]
    [InlineData("sem_hs_cfa_ml")]
    [InlineData("sem_pd_full")]
    [InlineData("sem_pd_equal_loadings_defined")]
    [InlineData("sem_mediation")]
    [InlineData("sem_job_lavaan")]
    [InlineData("sem_job_lavaan_reversed")]
    public void AgreesWithLavaan(string name)
    {
        SemOracle oracle = new(name);
        SemFit fit = oracle.Fit();
        Assert.True(fit.Converged);
        Assert.InRange(fit.GradientNorm, 0, 1e-9);
        oracle.Compare(fit);
    }

    [Fact]
    public void AgreesWithLavaanWithUnitLatentVariances()
    {
        SemOracle oracle = new("sem_hs_cfa_stdlv");
        oracle.Compare(oracle.Fit(new SemDefaults { Type = SemModelType.Cfa, StandardizedLatent = true }));
    }

    [Fact]
    public void AgreesWithLavaanWithMeans()
    {
        SemOracle oracle = new("sem_pd_means");
        oracle.Compare(oracle.Fit(new SemDefaults { MeanStructure = true }));
    }

    [Fact]
    public void AgreesWithLavaanOnGrowth()
    {
        SemOracle oracle = new("sem_growth");
        oracle.Compare(oracle.Fit(new SemDefaults { Type = SemModelType.Growth }));
    }

    [Fact]
    public void AgreesWithLavaanByGeneralizedLeastSquares()
    {
        SemOracle oracle = new("sem_hs_cfa_gls");
        oracle.Compare(oracle.Fit(options: new SemOptions { Estimator = SemEstimator.GeneralizedLeastSquares }));
    }

    [Fact]
    public void AgreesWithLavaanOnAPublishedCovarianceMatrix()
    {
        SemOracle oracle = new("sem_job_population_lavaan");
        ParameterTable table = oracle.Model();
        oracle.Compare(StructuralModel.Fit(table, PublishedMoments.Read()));
    }

    [Fact]
    public void RobustErrorsAndScaledTestAgreeWithLavaan()
    {
        SemOracle oracle = new("sem_hs_cfa_mlr");
        SemFit fit = oracle.Fit(options: new SemOptions { Estimator = SemEstimator.RobustMaximumLikelihood });
        Assert.NotNull(fit.Measures!.Scaled!.Robust);
        oracle.Compare(fit);
    }

    [Theory]
    [InlineData("sem_hs_fiml", SemEstimator.MaximumLikelihood)]
    [InlineData("sem_hs_fiml_mlr", SemEstimator.RobustMaximumLikelihood)]
    [InlineData("sem_pd_fiml", SemEstimator.MaximumLikelihood)]
    public void FullInformationAgreesWithLavaan(string name, SemEstimator estimator)
    {
        SemOracle oracle = new(name);
        oracle.Compare(oracle.Fit(
            new SemDefaults { MeanStructure = true }, new SemOptions { Estimator = estimator, Missing = SemMissing.FullInformation }));
    }
}
