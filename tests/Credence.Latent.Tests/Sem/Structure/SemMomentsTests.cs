using Credence.Numerics;
using Xunit;

namespace Credence.Latent.Tests;

public sealed class SemMomentsTests
{
    // A second-order factor, an indicator that is also regressed, a residual covariance with it, a loop, an exogenous variable, means, two groups that share loadings.
    private static ParameterTable Table()
    {
        var parameters = new List<SemParameter>();
        int next = 0;
        foreach (int group in (int[])[0, 1])
        {
            void Free(string left, SemOperator op, string right, int shared = -1)
                => parameters.Add(new SemParameter(left, op, right, group) { Coordinate = shared >= 0 && group == 1 ? shared : next++ });
            void Fix(string left, SemOperator op, string right, double value)
                => parameters.Add(new SemParameter(left, op, right, group) { Fixed = value });
            Fix("f", SemOperator.Loading, "x1", 1);
            Free("f", SemOperator.Loading, "x2", 0);
            Fix("g", SemOperator.Loading, "x3", 1);
            Free("g", SemOperator.Loading, "x4", 1);
            Free("h", SemOperator.Loading, "f");
            Free("h", SemOperator.Loading, "g");
            Free("x2", SemOperator.Regression, "z");
            Free("f", SemOperator.Regression, "g");
            Free("g", SemOperator.Regression, "f");
            Free("x1", SemOperator.Covariance, "x2");
            Free("x3", SemOperator.Covariance, "x4");
            foreach (string name in (string[])["x1", "x2", "x3", "x4", "f", "g"])
                Free(name, SemOperator.Covariance, name);
            Fix("h", SemOperator.Covariance, "h", 1);
            parameters.Add(new SemParameter("z", SemOperator.Covariance, "z", group) { FromData = true });
            foreach (string name in (string[])["x1", "x2", "x3", "x4", "z", "h"])
                Free(name, SemOperator.Intercept, "");
        }
        return new ParameterTable(["x1", "x2", "x3", "x4", "z"], ["f", "g", "h"], ["z"], ["a", "b"], parameters, [], [], true);
    }

    private static double[] Point(int length)
    {
        double[] point = new double[length];
        new RandomStream(3, "point").FillUniform(point);
        for (int i = 0; i < length; i++)
            point[i] = 0.3 + (0.6 * point[i]);
        return point;
    }

    private static double[] Moments(SemMoments moments, double[] point)
    {
        Assert.True(moments.Evaluate(point));
        var values = new List<double>();
        int p = moments.Mean.Length;
        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j <= i; j++)
                values.Add(moments.Covariance[(i * p) + j]);
        }
        return [.. values, .. moments.Mean];
    }

    [Fact]
    public void DerivativesAgreeWithDifferences()
    {
        ParameterTable table = Table();
        var structure = new SemStructure(table, _ => 2);
        double[] point = Point(table.Coordinates);
        for (int group = 0; group < 2; group++)
        {
            var moments = new SemMoments(structure, group);
            _ = Moments(moments, point);
            int length = structure.MomentsOfGroup;
            double[] rows = new double[table.Coordinates * length];
            moments.AddDerivatives(rows);
            for (int c = 0; c < table.Coordinates; c++)
            {
                double[] up = [.. point], down = [.. point];
                up[c] += 1e-5;
                down[c] -= 1e-5;
                double[] above = Moments(moments, up), below = Moments(moments, down);
                for (int k = 0; k < length; k++)
                    Assert.Equal((above[k] - below[k]) / 2e-5, rows[(c * length) + k], 1e-7);
            }
        }
    }

    [Fact]
    public void GradientIsTheChainRuleOverDerivatives()
    {
        ParameterTable table = Table();
        var structure = new SemStructure(table, _ => 2);
        var moments = new SemMoments(structure, 1);
        double[] point = Point(table.Coordinates), slopes = Point(15 + 5), covarianceSlope = new double[25], gradient = new double[table.Coordinates];
        _ = Moments(moments, point);
        double[] rows = new double[table.Coordinates * 20];
        moments.AddDerivatives(rows);
        for (int i = 0, at = 0; i < 5; i++)
        {
            for (int j = 0; j <= i; j++, at++)
                covarianceSlope[(i * 5) + j] = covarianceSlope[(j * 5) + i] = i == j ? slopes[at] : slopes[at] / 2;
        }
        moments.AddGradient(covarianceSlope, slopes.AsSpan(15), gradient);
        for (int c = 0; c < table.Coordinates; c++)
        {
            double expected = 0;
            for (int k = 0; k < 20; k++)
                expected += rows[(c * 20) + k] * slopes[k];
            Assert.Equal(expected, gradient[c], 1e-12);
        }
    }

    [Fact]
    public void FrameGivesTracesOfProductsOfDerivatives()
    {
        ParameterTable table = Table();
        var structure = new SemStructure(table, _ => 2);
        var moments = new SemMoments(structure, 0);
        _ = Moments(moments, Point(table.Coordinates));
        double[] rows = new double[table.Coordinates * 20];
        moments.AddDerivatives(rows);
        SemPlace[] places = [.. structure.Places(0).ToArray().Where(place => place.Weight > 0)];
        double Inner(int a, int b) => Enumerable.Range(0, 5).Sum(i => moments.Frame[(a * 5) + i] * moments.Frame[(b * 5) + i]);
        foreach (SemPlace a in places)
        {
            foreach (SemPlace b in places)
            {
                double expected = 0;
                for (int i = 0, at = 0; i < 5; i++)
                {
                    for (int j = 0; j <= i; j++, at++)
                        expected += (i == j ? 1 : 2) * rows[(a.Coordinate * 20) + at] * rows[(b.Coordinate * 20) + at];
                }
                double actual = 2 * a.Weight * b.Weight * ((Inner(a.U, b.U) * Inner(a.V, b.V)) + (Inner(a.U, b.V) * Inner(a.V, b.U)));
                Assert.Equal(expected, actual, 1e-9 * (1 + Math.Abs(expected)));
            }
        }
    }

    [Fact]
    public void MomentsOfOneFactorAreThoseOfTheTextbook()
    {
        SemParameter[] parameters =
        [
            new("f", SemOperator.Loading, "a", 0) { Fixed = 1 },
            new("f", SemOperator.Loading, "b", 0) { Coordinate = 0 },
            new("a", SemOperator.Covariance, "a", 0) { Coordinate = 1 },
            new("b", SemOperator.Covariance, "b", 0) { Coordinate = 2 },
            new("f", SemOperator.Covariance, "f", 0) { Coordinate = 3 },
        ];
        var table = new ParameterTable(["a", "b"], ["f"], [], [""], parameters, [], [], false);
        var moments = new SemMoments(new SemStructure(table, _ => 0), 0);
        Assert.True(moments.Evaluate([0.5, 2, 3, 4]));
        Assert.Equal([6, 2, 2, 4], moments.Covariance.ToArray());
        Assert.Equal([0, 0], moments.Mean.ToArray());
    }

    [Fact]
    public void PathsWithoutInverseAreReported()
    {
        SemParameter[] parameters =
        [
            new("a", SemOperator.Regression, "b", 0) { Coordinate = 0 },
            new("b", SemOperator.Regression, "a", 0) { Coordinate = 1 },
            new("a", SemOperator.Covariance, "a", 0) { Fixed = 1 },
            new("b", SemOperator.Covariance, "b", 0) { Fixed = 1 },
        ];
        var table = new ParameterTable(["a", "b"], [], [], [""], parameters, [], [], false);
        var moments = new SemMoments(new SemStructure(table, _ => 0), 0);
        Assert.False(moments.Evaluate([2, 0.5]));
        Assert.True(moments.Evaluate([0.5, 0.5]));
    }

    [Fact]
    public void EvaluationAllocatesNothing()
    {
        ParameterTable table = Table();
        var structure = new SemStructure(table, _ => 2);
        var moments = new SemMoments(structure, 0);
        double[] point = Point(table.Coordinates), covarianceSlope = new double[25], meanSlope = new double[5], gradient = new double[table.Coordinates], rows = new double[20 * table.Coordinates];
        Array.Fill(covarianceSlope, 0.1);
        long before = 0;
        for (int repeat = 0; repeat < 3; repeat++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            _ = moments.Evaluate(point);
            moments.AddGradient(covarianceSlope, meanSlope, gradient);
            moments.AddDerivatives(rows);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
