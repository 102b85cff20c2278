using System.Globalization;
using Credence.Numerics;
using Credence.Testing;
using Xunit;

namespace Credence.Bayes.Tests;

public sealed class DistributionTests
{
    private static readonly Dictionary<string, IDistribution> Counts = new()
    {
        ["bernoulli(0.3)"] = Distribution.Bernoulli(0.3),
        ["binomial(12, 0.25)"] = Distribution.Binomial(12, 0.25),
        ["binomial(1000, 0.999)"] = Distribution.Binomial(1000, 0.999),
        ["poisson(3.5)"] = Distribution.Poisson(3.5),
        ["poisson(400)"] = Distribution.Poisson(400),
        ["negative-binomial(4, 1.5)"] = Distribution.NegativeBinomial(4, 1.5),
        ["negative-binomial(0.2, 30)"] = Distribution.NegativeBinomial(0.2, 30),
    };

    private static readonly string[][] Table = [.. File.ReadLines(Repository.Folder("tests", "Credence.Bayes.Tests", "Golden", "distributions.csv")).Skip(1).Select(line => line.Split(';'))];

    public static TheoryData<string> Names => [.. Table.Select(row => row[0]).Distinct()];

    public static TheoryData<string> Continuous => [.. Table.Select(row => row[0]).Distinct().Where(name => !Counts.ContainsKey(name))];

    [Theory]
    [MemberData(nameof(Names))]
    public void ValuesAreThoseOfAPeer(string name)
    {
        IDistribution distribution = Of(name);
        foreach (double[] row in Rows(name))
        {
            Oracle.Close(row[1], distribution.LogDensity(row[0]), 1e-10, $"log density at {row[0]}");
            // The peer forms one tail of some distributions by a difference.
            Oracle.Close(row[2], distribution.Cdf(row[0]), 1e-11, $"cdf at {row[0]}");
            Oracle.Close(row[3], distribution.UpperTail(row[0]), 1e-11, $"upper tail at {row[0]}");
            Moment(row[4], distribution.Mean, "mean");
            Moment(row[5], distribution.StandardDeviation, "sd");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TextIsWhatAUserWrites(string name) => Assert.Equal(name, Of(name).ToString());

    [Theory]
    [MemberData(nameof(Continuous))]
    public void SlopeIsTheDerivativeOfTheLogDensity(string name)
    {
        IDistribution distribution = Of(name);
        foreach (double p in new[] { 0.02, 0.3, 0.6, 0.95 })
        {
            double x = distribution.Quantile(p), width = Math.Min(Math.Abs(x - distribution.Quantile(p - 0.01)), Math.Abs(distribution.Quantile(p + 0.01) - x)) / 40;
            distribution.LogDensity(x, out double slope);
            double numerical = (45 * Change(1) - 9 * Change(2) + Change(3)) / (60 * width);
            Oracle.Close(numerical * width, slope * width, 1e-8, $"{name} at {x}");

            double Change(int k) => distribution.LogDensity(x + k * width) - distribution.LogDensity(x - k * width);
        }
    }

    [Theory]
    [MemberData(nameof(Continuous))]
    public void DensityIntegratesToTheDistributionFunction(string name)
    {
        IDistribution distribution = Of(name);
        foreach ((double from, double to) in new[] { (0.001, 0.3), (0.3, 0.7), (0.7, 0.999) })
        {
            double low = distribution.Quantile(from), high = distribution.Quantile(to);
            // Split where the Laplace density has its kink.
            double middle = name.StartsWith("laplace", StringComparison.Ordinal) && low < 1 && high > 1 ? 1 : 0.5 * (low + high);
            double sum = DoubleExponential.Integrate(x => Math.Exp(distribution.LogDensity(x)), low, middle)
                + DoubleExponential.Integrate(x => Math.Exp(distribution.LogDensity(x)), middle, high);
            Oracle.Close(to - from, sum, 1e-10, $"{name} from {low} to {high}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void QuantilesInvertTheTails(string name)
    {
        IDistribution distribution = Of(name);
        foreach (double[] row in Rows(name))
        {
            double x = row[0];
            if (distribution.IsDiscrete)
            {
                if (distribution.Cdf(x) is > 0 and < 1)
                    Assert.Equal(x, distribution.Quantile(distribution.Cdf(x)));
                if (distribution.UpperTail(x) is > 0 and < 1)
                    Assert.Equal(x, distribution.UpperQuantile(distribution.UpperTail(x)));
                continue;
            }
            // A tail near 1 knows less of x than the other.
            double scale = distribution.Quantile(0.7) - distribution.Quantile(0.3);
            if (distribution.Cdf(x) < 0.9)
                Oracle.Close(x / scale, distribution.Quantile(distribution.Cdf(x)) / scale, 1e-9, $"{name} quantile at {x}");
            if (distribution.UpperTail(x) < 0.9)
                Oracle.Close(x / scale, distribution.UpperQuantile(distribution.UpperTail(x)) / scale, 1e-9, $"{name} upper quantile at {x}");
        }
        foreach (double p in new[] { -0.1, 1.1, double.NaN })
        {
            Assert.True(double.IsNaN(distribution.Quantile(p)), name);
            Assert.True(double.IsNaN(distribution.UpperQuantile(p)), name);
        }
        Assert.Equal(distribution.Upper, distribution.UpperQuantile(0));
        Assert.Equal(distribution.Upper, distribution.Quantile(1));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void DrawsFollowTheDistribution(string name)
    {
        IDistribution distribution = Of(name);
        RandomStream random = new(7, name);
        const int draws = 4000;
        double[] probabilities = [0.05, 0.25, 0.5, 0.75, 0.95];
        int[] below = new int[probabilities.Length];
        for (int i = 0; i < draws; i++)
        {
            double x = distribution.Draw(random);
            Assert.InRange(x, distribution.Lower, distribution.Upper);
            for (int j = 0; j < probabilities.Length; j++)
                below[j] += x <= distribution.Quantile(probabilities[j]) ? 1 : 0;
        }
        for (int j = 0; j < probabilities.Length; j++)
        {
            double p = distribution.Cdf(distribution.Quantile(probabilities[j]));
            Assert.True(Math.Abs(below[j] - draws * p) <= 4.5 * Math.Sqrt(draws * p * (1 - p)) + 1e-9, $"{name}: {below[j]} of {draws} below the {p} quantile");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NothingLiesOutsideTheSupport(string name)
    {
        IDistribution distribution = Of(name);
        Assert.True(double.IsNaN(distribution.LogDensity(double.NaN)));
        if (double.IsFinite(distribution.Lower))
        {
            Assert.Equal(double.NegativeInfinity, distribution.LogDensity(distribution.Lower - 1));
            Assert.Equal(0, distribution.Cdf(distribution.Lower - 1));
            Assert.Equal(1, distribution.UpperTail(distribution.Lower - 1));
        }
        Assert.Equal(0, distribution.UpperTail(double.PositiveInfinity));
        Assert.Equal(1, distribution.Cdf(double.PositiveInfinity));
        Assert.Equal(double.NegativeInfinity, distribution.LogDensity(double.PositiveInfinity));
    }

    [Fact]
    public void DiscreteDistributionsSumToOne()
    {
        foreach ((string name, IDistribution distribution) in Counts)
        {
            double last = distribution.UpperQuantile(1e-17), sum = 0;
            for (double k = 0; k <= last; k++)
                sum += Math.Exp(distribution.LogDensity(k));
            Oracle.Close(1, sum, 1e-12, name);
            Assert.Equal(double.NegativeInfinity, distribution.LogDensity(0.5));
        }
    }

    [Fact]
    public void HugeParametersKeepTheirDigits()
    {
        // The log density at the mean is that of a normal distribution to O(1/n).
        double sd = Math.Sqrt(0.3 * 0.7 / 1e12);
        Oracle.Close(-0.5 * Math.Log(2 * Math.PI) - Math.Log(sd), Distribution.Beta(3e11, 7e11).LogDensity(0.3), 1e-10);
        Oracle.Close(-0.5 * Math.Log(2 * Math.PI * 1e12), Distribution.Gamma(1e12, 1).LogDensity(1e12), 1e-10);
        Oracle.Close(-0.5 * Math.Log(2 * Math.PI * 1e12), Distribution.Poisson(1e12).LogDensity(1e12), 1e-10);
        Oracle.Close(-0.5 * Math.Log(2 * Math.PI * 1e12 * 0.25), Distribution.Binomial(1_000_000_000_000, 0.5).LogDensity(5e11), 1e-10);
    }

    [Fact]
    public void CertainProportionsHaveOneOutcome()
    {
        Assert.Equal(0, Distribution.Bernoulli(1).LogDensity(1));
        Assert.Equal(double.NegativeInfinity, Distribution.Bernoulli(1).LogDensity(0));
        Assert.Equal(0, Distribution.Binomial(9, 0).LogDensity(0));
        Assert.Equal(0, Distribution.Poisson(0).LogDensity(0));
        Assert.Equal(0, Distribution.Poisson(0).Quantile(0.5));
    }

    [Fact]
    public void FarTailsDoNotCancel()
    {
        Oracle.CloseRelative(2.03464320878267e-88, Distribution.Normal(0, 1).UpperTail(19.9), 1e-13);
        Oracle.CloseRelative(1e-300, Distribution.HalfCauchy(1).Cdf(Math.PI / 2 * 1e-300), 1e-12);
        IDistribution far = Distribution.Truncated(Distribution.Normal(0, 1), 30, double.PositiveInfinity);
        Oracle.CloseRelative(30.033259667433677, far.Mean, 1e-12);
        Oracle.Close(0.5, far.Cdf(far.Quantile(0.5)), 1e-12);
    }

    [Fact]
    public void RestrictionsWithoutEffectAreTheDistributionItself()
    {
        IDistribution positive = Distribution.Gamma(2, 1);
        Assert.Same(positive, Distribution.Truncated(positive, 0, double.PositiveInfinity));
        Assert.Throws<ArgumentException>(() => Distribution.Truncated(positive, -2, -1));
        Assert.Throws<ArgumentException>(() => Distribution.Truncated(Distribution.Poisson(3), 1, 5));
        Assert.Equal(double.PositiveInfinity, Distribution.Truncated(Distribution.Cauchy(0, 1), 0, double.PositiveInfinity).Mean);
        Assert.Equal(double.NegativeInfinity, Distribution.Truncated(Distribution.Cauchy(0, 1), double.NegativeInfinity, 0).Mean);
    }

    [Fact]
    public void SupportChoosesTheTransform()
    {
        double[] value = new double[1];
        Distribution.HalfNormal(1).Unconstrained().Constrain([-1], value);
        Assert.Equal(Math.Exp(-1), value[0]);
        Distribution.Uniform(2, 4).Unconstrained().Constrain([0], value);
        Assert.Equal(3, value[0]);
        Distribution.Normal(0, 1).Unconstrained().Constrain([-1], value);
        Assert.Equal(-1, value[0]);
        Distribution.Truncated(Distribution.Normal(0, 1), double.NegativeInfinity, 5).Unconstrained().Constrain([0], value);
        Assert.Equal(4, value[0]);
        Assert.Throws<ArgumentException>(() => Distribution.Poisson(1).Unconstrained());
    }

    [Fact]
    public void ParametersOutOfRangeAreRejected()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Distribution.Normal(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distribution.Normal(double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distribution.Gamma(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distribution.Uniform(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distribution.Bernoulli(1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distribution.StudentT(0, 0, 1));
    }

    private static IDistribution Of(string name) => Counts.TryGetValue(name, out IDistribution? distribution) ? distribution : Prior.Parse(name).Distribution();

    private static IEnumerable<double[]> Rows(string name)
        => Table.Where(row => row[0] == name).Select(row => row[1..].Select(Number).ToArray());

    private static double Number(string text) => text switch
    {
        "inf" => double.PositiveInfinity,
        "nan" => double.NaN,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    // The peer writes infinite for some moments that do not exist.
    private static void Moment(double expected, double actual, string what)
    {
        if (double.IsFinite(expected))
            Oracle.Close(expected, actual, 1e-9, what);
        else
            Assert.False(double.IsFinite(actual), $"{what} is {actual}");
    }
}
