using Credence.Numerics;
using Xunit;

namespace Credence.Latent.Tests;

public sealed class MomentFunctionTests
{
    private const string Cycle = "f =~ x1 + x2 + x3\ng =~ x4 + x5 + l*x6\nf ~ g\ng ~ f + x7\nh =~ f + g\nx1 ~~ x4\nx2 ~ 1\ng ~ NA*1\nx7 ~~ NA*x7";

    [Theory]
    [InlineData(SemEstimator.MaximumLikelihood, false)]
    [InlineData(SemEstimator.MaximumLikelihood, true)]
    [InlineData(SemEstimator.GeneralizedLeastSquares, false)]
    [InlineData(SemEstimator.UnweightedLeastSquares, false)]
    public void DerivativesAreThoseOfFiniteDifferences(SemEstimator estimator, bool holes)
    {
        ParameterTable table = SimulatedRows.Table(true, Cycle);
        var stream = new RandomStream(5, "cycle");
        double[] rows = [.. Enumerable.Range(0, 60 * 7).Select(_ => stream.NextNormal() + 1)];
        SemData data = SemData.FromRows([.. SimulatedRows.Names, "x7"], holes ? SimulatedRows.WithHoles(rows, 2, 0.2) : rows);
        Discrepancy discrepancy = estimator switch
        {
            SemEstimator.GeneralizedLeastSquares => Discrepancy.GeneralizedLeastSquares,
            SemEstimator.UnweightedLeastSquares => Discrepancy.UnweightedLeastSquares,
            _ => Discrepancy.Likelihood,
        };
        MomentFunction function = new SemProblem(table, SampleReader.Read(table, data, holes ? SemMissing.FullInformation : SemMissing.Listwise), discrepancy).Function();
        int q = table.Coordinates;
        double[] point = [.. table.Parameters.Where(parameter => parameter.Free).DistinctBy(parameter => parameter.Coordinate).OrderBy(parameter => parameter.Coordinate)
            .Select((parameter, i) => parameter.Operator == SemOperator.Covariance && parameter.Left == parameter.Right ? 1.5 + (0.1 * (i % 3)) : 0.2 + (0.03 * (i % 5)))];
        Assert.True(double.IsFinite(function.Value(point)));
        double[] gradient = new double[q], curvature = new double[q * q], above = new double[q], below = new double[q];
        function.Gradient(gradient);
        function.Curvature(curvature, true);
        for (int i = 0; i < q; i++)
        {
            double centre = point[i];
            point[i] = centre + 1e-5;
            double up = function.Value(point);
            function.Gradient(above);
            point[i] = centre - 1e-5;
            double down = function.Value(point);
            function.Gradient(below);
            point[i] = centre;
            Assert.Equal((up - down) / 2e-5, gradient[i], 1e-7 * Math.Max(1, Math.Abs(gradient[i])));
            for (int j = 0; j < q; j++)
                Assert.Equal((above[j] - below[j]) / 2e-5, curvature[(i * q) + j], 1e-6 * Math.Max(1, Math.Abs(curvature[(i * q) + j])));
        }
    }
}
