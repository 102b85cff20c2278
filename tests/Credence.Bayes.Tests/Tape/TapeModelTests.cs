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
    public void DerivedQuantitiesAreReportedInOrder()
    {
        Schools model = new();
        Assert.Equal(["mu", "tau", "z[1]", "z[2]"], model.Parameters.ElementNames.Take(4));
        Assert.Equal("theta[8]", model.Parameters.ElementNames[^1]);
        double[] values = new double[18];
        model.Constrain([1.5, Math.Log(2), 1, 2, 3, 4, 5, 6, 7, 8], values);
        Assert.Equal([1.5, 2, 1, 2, 3, 4, 5, 6, 7, 8, 3.5, 5.5, 7.5, 9.5, 11.5, 13.5, 15.5, 17.5], values.Select(value => Math.Round(value, 12)));
    }

    private static double LogNormal(double y, double mean, double sd)
        => -0.5 * Math.Log(2 * Math.PI) - Math.Log(sd) - 0.5 * (y - mean) * (y - mean) / (sd * sd);

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
}
