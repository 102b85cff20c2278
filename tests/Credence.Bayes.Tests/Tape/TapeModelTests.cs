using Credence.Numerics;
using Xunit;
using static Credence.Bayes.Density;

namespace Credence.Bayes.Tests.Tape;

public sealed class TapeModelTests
{
    [Fact]
    public void TheLogDensityIsThatOfTheFormula()
    {
        double mu = 1.5, logTau = 0.4, tau = Math.Exp(logTau);
        double[] z = [0.1, -0.4, 0.3, 0, 1, -1, 0.2, 0.7];
        double expected = LogNormal(mu, 0, 5) + Math.Log(2 / (Math.PI * 5)) - Elementary.Log1p(tau * tau / 25) + logTau;
        for (int j = 0; j < 8; j++)
            expected += LogNormal(z[j], 0, 1) + LogNormal(Schools.Effects[j], mu + tau * z[j], Schools.Errors[j]);
        ILogDensity density = new Schools().Bind();
        Assert.Equal(10, density.Dimension);
        Assert.Equal(expected, density.Evaluate([mu, logTau, .. z], new double[10]), 12);
    }

    [Fact]
    public void TheGradientIsThatOfFiniteDifferences()
    {
        GradientCheck check = new Schools().CheckGradient([1.5, 0.4, 0.1, -0.4, 0.3, 0, 1, -1, 0.2, 0.7]);
        Assert.True(check.LargestError < 1e-9, check.ToString());
    }

    [Fact]
    public void AGradientAllocatesNothing()
    {
        ILogDensity density = new Schools().Bind();
        double[] position = [1.5, 0.4, 0.1, -0.4, 0.3, 0, 1, -1, 0.2, 0.7], gradient = new double[10];
        for (int i = 0; i < 100; i++)
            density.Evaluate(position, gradient);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            density.Evaluate(position, gradient);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void APositiveParameterLendsItsCoordinateAsItsLogarithm()
    {
        double[] position = [1.2, 0.8, 0.1, -0.2];
        double expected = 2 * Math.Log(2), constant = 0.5 * Math.Log(2 * Math.PI);
        for (int group = 0; group < 2; group++)
        {
            double mean = position[group], logSd = position[2 + group], sd = Math.Exp(logSd), distance = TwoGroups.Means[group] - mean;
            expected += LogNormal(mean, 0, 10) + LogNormal(sd, 0, 5) + 3 * logSd - TwoGroups.Counts[group] * (constant + logSd)
                - 0.5 * (TwoGroups.Squares[group] + TwoGroups.Counts[group] * distance * distance) / (sd * sd);
        }
        TwoGroups model = new();
        Assert.Equal(expected, model.Bind().Evaluate(position, new double[4]), 10);
        GradientCheck check = model.CheckGradient(position);
        Assert.True(check.LargestError < 1e-8, check.ToString());
    }

    [Fact]
    public void DerivedQuantitiesAreReportedInOrder()
    {
        Schools model = new();
        Assert.Equal(["mu", "tau", "z[1]", "z[2]"], model.Parameters.ElementNames.Take(4));
        Assert.Equal("theta[8]", model.Parameters.ElementNames[^1]);
        double[] values = new double[18];
        model.Constrain([1.5, Math.Log(2), 1, 2, 3, 4, 5, 6, 7, 8], values);
        Assert.Equal([1.5, 2, 1, 2, 3, 4, 5, 6, 7, 8, 3.5, 5.5, 7.5, 9.5, 11.5, 13.5, 15.5, 17.5], values.Select(value => Math.Round(value, 12)));
    }

    [Fact]
    public void EveryKindOfParameterHasItsTransformItsNamesAndItsGradient()
    {
        EveryKind model = new();
        double[] values =
        [
            1.5, -2, 0.7, 3.5, -1.2, 0.4, -1, 0, 2, 0.2, 0.3, 0.5, -1, -0.5, 1.5, 1, 0, 0.6, 0.8, 1.5, 0, 0.3, 0.7, 1, 2, 3, 4, 5, 6,
        ];
        double[] position = model.Unconstrain(values), back = new double[values.Length];
        model.Constrain(position, back);
        for (int i = 0; i < values.Length; i++)
            Assert.Equal(values[i], back[i], 12);
        GradientCheck check = model.CheckGradient(position);
        Assert.True(check.LargestError < 1e-8, check.ToString());
        Assert.Equal(
            ["real", "declared[a]", "declared[b]", "above", "below", "bounded", "ordered[1]", "ordered[2]", "ordered[3]", "simplex (coordinate 1)"],
            Enumerable.Range(0, 10).Select(model.CoordinateName));
        Assert.Contains("correlation[2,1]", model.Parameters.ElementNames);
        Assert.Equal("grid[b,3]", model.Parameters.ElementNames[^1]);
    }

    [Fact]
    public void WhereTheDensityIsNotFiniteTheFirstStepIsNamed()
    {
        Written model = new(model => (model.Real("level") - 2.0).Log() + Normal(model.Real("other"), 0, 1));
        double[] gradient = new double[2];
        Assert.Equal(double.NaN, model.Bind().Evaluate([1, 0], gradient));
        Assert.Equal([double.NaN, double.NaN], gradient);
        Assert.Equal("log is NaN at element 0; it depends on level", model.FirstNotFinite([1, 0])!.ToString());
        Assert.Null(model.FirstNotFinite([3, 0]));
    }

    [Fact]
    public void ModelsThatCannotBeSampledAreRefused()
    {
        Assert.Contains("3 × 1", Assert.Throws<InvalidOperationException>(() => new Written(model => model.Real("x", 3)).Bind()).Message, StringComparison.Ordinal);
        Assert.Contains("no parameter", Assert.Throws<InvalidOperationException>(() => new Written(model => model.Tape.Constant(1.0)).Bind()).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Written(model => model.Real("x") + model.Real("x")).Parameters);
        Assert.Throws<ArgumentException>(() => new Schools().Unconstrain(1, 2, 3));
    }

    private static double LogNormal(double y, double mean, double sd)
        => -0.5 * Math.Log(2 * Math.PI) - Math.Log(sd) - 0.5 * (y - mean) * (y - mean) / (sd * sd);

    private sealed class TwoGroups : TapeModel
    {
        public static readonly double[] Counts = [11, 4], Means = [1.1, 0.9], Squares = [15, 4.1];

        protected override Variable<double> LogDensity(ModelTape model)
        {
            Variable<double> mean = model.Real("mean", 2), sd = model.Positive("sd", 2);
            return Normal(mean, 0, 10) + HalfNormal(sd, 5) + NormalMoments(Counts, Means, Squares, mean, sd) + sd.Log().Sum() * 2;
        }
    }

    private sealed class Schools : TapeModel
    {
        public static readonly double[] Effects = [28, 8, -3, 7, -1, 1, 18, 12], Errors = [15, 10, 16, 11, 9, 11, 10, 18];

        protected override Variable<double> LogDensity(ModelTape model)
        {
            Variable<double> mu = model.Real("mu"), tau = model.Positive("tau"), z = model.Real("z", 8);
            Variable<double> theta = model.Report("theta", mu + tau * z);
            return Normal(mu, 0, 5) + HalfCauchy(tau, 5) + Normal(z, 0, 1) + Normal(Effects, theta, Errors);
        }
    }

    private sealed class Written(Func<ModelTape, Variable<double>> write) : TapeModel
    {
        protected override Variable<double> LogDensity(ModelTape model) => write(model);
    }

    private sealed class EveryKind : TapeModel
    {
        protected override Variable<double> LogDensity(ModelTape model)
        {
            ParameterDimension arm = new("arm", ["a", "b"]);
            Variable<double> sum = Normal(model.Real("real"), 0, 1);
            sum += Normal(model.Declare("declared", Transform.Below(3, 2), arm), 0, 1);
            sum += Normal(model.Above("above", 1), 2, 1) + Normal(model.Below("below", -1), 0, 2) + Beta(model.Bounded("bounded", 0, 1), 2, 3);
            sum += Normal(model.Ordered("ordered", 3), 0, 1) + (model.Simplex("simplex", 3).Log() * new double[] { 1, 2, 3 }).Sum();
            sum += Normal(model.ZeroSum("zero", 3), 0, 1);
            Variable<double> correlation = model.CorrelationCholesky("correlation", 2), covariance = model.CovarianceCholesky("covariance", arm);
            sum += LkjCholesky(correlation, 2) + MultivariateNormal(new double[] { 1, 2 }, 0, covariance);
            return sum + Normal(model.Real("grid", arm, 3).Reshape(6, 1), 0, 1);
        }
    }
}
