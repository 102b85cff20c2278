using Credence.Numerics;
using Credence.Testing;
using Xunit;
using static Credence.Bayes.Density;

namespace Credence.Bayes.Tests.Tape;

public sealed class DensityTests
{
    private const double HalfLogTwoPi = 0.91893853320467274178;

    // Each density with its arguments' ranges and its logarithm in the textbook's form; arguments marked as data have no derivative.
    private static readonly Dictionary<string, Case> Cases = new()
    {
        ["normal"] = new(x => Normal(x[0], x[1], x[2]), x => LogNormalDensity(x[0], x[1], x[2]), (-3, 3), (-2, 2), (0.5, 3)),
        ["half-normal"] = new(x => HalfNormal(x[0], x[1]), x => Math.Log(2) + LogNormalDensity(x[0], 0, x[1]), (0.1, 3), (0.5, 3)),
        ["log-normal"] = new(x => LogNormal(x[0], x[1], x[2]), x => LogNormalDensity(Math.Log(x[0]), x[1], x[2]) - Math.Log(x[0]), (0.2, 4), (-1, 1), (0.5, 2)),
        ["student-t"] = new(
            x => StudentT(x[0], x[1], x[2], x[3]),
            x => GammaFunction.LogGamma((x[1] + 1) / 2) - GammaFunction.LogGamma(x[1] / 2) - 0.5 * Math.Log(x[1] * Math.PI) - Math.Log(x[3])
                - (x[1] + 1) / 2 * Math.Log(1 + Math.Pow((x[0] - x[2]) / x[3], 2) / x[1]),
            (-3, 3), (1, 9), (-1, 1), (0.5, 2)),
        ["cauchy"] = new(x => Cauchy(x[0], x[1], x[2]), x => -Math.Log(Math.PI * x[2] * (1 + Math.Pow((x[0] - x[1]) / x[2], 2))), (-3, 3), (-1, 1), (0.5, 2)),
        ["half-cauchy"] = new(x => HalfCauchy(x[0], x[1]), x => Math.Log(2) - Math.Log(Math.PI * x[1] * (1 + Math.Pow(x[0] / x[1], 2))), (0.1, 3), (0.5, 2)),
        ["exponential"] = new(x => Exponential(x[0], x[1]), x => Math.Log(x[1]) - x[1] * x[0], (0.1, 3), (0.5, 2)),
        ["gamma"] = new(
            x => Gamma(x[0], x[1], x[2]),
            x => x[1] * Math.Log(x[2]) - GammaFunction.LogGamma(x[1]) + (x[1] - 1) * Math.Log(x[0]) - x[2] * x[0],
            (0.2, 4), (0.5, 5), (0.5, 2)),
        ["inverse gamma"] = new(
            x => InverseGamma(x[0], x[1], x[2]),
            x => x[1] * Math.Log(x[2]) - GammaFunction.LogGamma(x[1]) - (x[1] + 1) * Math.Log(x[0]) - x[2] / x[0],
            (0.3, 4), (0.5, 5), (0.5, 2)),
        ["beta"] = new(
            x => Beta(x[0], x[1], x[2]),
            x => GammaFunction.LogGamma(x[1] + x[2]) - GammaFunction.LogGamma(x[1]) - GammaFunction.LogGamma(x[2])
                + (x[1] - 1) * Math.Log(x[0]) + (x[2] - 1) * Math.Log(1 - x[0]),
            (0.1, 0.9), (0.5, 5), (0.5, 5)),
        ["uniform"] = new(x => Uniform(x[0], x[1], x[2]), x => -Math.Log(x[2] - x[1]), (-0.5, 0.5), (-3, -1), (1, 3)),
        ["bernoulli"] = new(x => BernoulliLogit(x[0], x[1]), x => x[0] * x[1] - Math.Log(1 + Math.Exp(x[1])), (0, 1), (-3, 3)) { Counts = 1 },
        ["binomial"] = new(
            x => BinomialLogit(x[0], x[1], x[2]),
            x => LogChoose(x[1], x[0]) + x[0] * x[2] - x[1] * Math.Log(1 + Math.Exp(x[2])),
            (0, 5), (6, 12), (-3, 3))
        {
            Counts = 2,
        },
        ["poisson"] = new(x => PoissonLog(x[0], x[1]), x => x[0] * x[1] - Math.Exp(x[1]) - GammaFunction.LogGamma(x[0] + 1), (0, 9), (-1, 2)) { Counts = 1 },
        ["negative binomial"] = new(
            x => NegativeBinomialLog(x[0], x[1], x[2]),
            x => LogChoose(x[0] + x[2] - 1, x[0]) + x[0] * Math.Log(Math.Exp(x[1]) / (Math.Exp(x[1]) + x[2])) + x[2] * Math.Log(x[2] / (Math.Exp(x[1]) + x[2])),
            (0, 9), (-1, 2), (0.5, 8))
        {
            Counts = 1,
        },
        ["mixture"] = new(x => Mixture(x[0], x[1], x[2]), x => Math.Log(x[0] * Math.Exp(x[1]) + (1 - x[0]) * Math.Exp(x[2])), (0.1, 0.9), (-4, 0), (-4, 0)),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void ValueAndDerivativesHoldForScalarsAndVectorsDataAndVariables(string name)
    {
        Case density = Cases[name];
        RandomStream random = new(6, name);
        int arguments = density.Ranges.Length;
        // Bit k of vectors: argument k has seven elements instead of one. Bit k of variables: argument k is a parameter instead of data.
        for (int vectors = 0; vectors < 1 << arguments; vectors++)
        {
            double[][] values = [.. Enumerable.Range(0, arguments).Select(k => density.Draw(random, k, (vectors >> k & 1) == 1 ? 7 : 1))];
            for (int variables = 1; variables < 1 << arguments; variables++)
            {
                if ((variables & ((1 << density.Counts) - 1)) == 0)
                    CheckCase(density, values, variables, $"{name}, vectors {vectors}, variables {variables}");
            }
        }
    }

    [Theory]
    [InlineData("half-normal", -0.1)]
    [InlineData("half-cauchy", -0.1)]
    [InlineData("exponential", -0.1)]
    [InlineData("gamma", -0.1)]
    [InlineData("gamma", 0.0)]
    [InlineData("inverse gamma", 0.0)]
    [InlineData("beta", 1.0)]
    [InlineData("uniform", 3.5)]
    [InlineData("bernoulli", 2.0)]
    [InlineData("binomial", 0.5)]
    [InlineData("poisson", -1.0)]
    [InlineData("negative binomial", 1.5)]
    public void OutsideTheSupportTheDensityIsZero(string name, double y)
    {
        Case density = Cases[name];
        RandomStream random = new(7, name);
        Tape<double> tape = new();
        Variable<double>[] arguments = [tape.Constant(0.5, y), .. Enumerable.Range(1, density.Ranges.Length - 1).Select(k => k < density.Counts ? density.Draw(random, k, 1) : Parameter(tape, density.Draw(random, k, 1)))];
        Assert.Equal(double.NegativeInfinity, Forward(density.OnTape(arguments)));
    }

    [Fact]
    public void OneOfAFewOutsideTheSupportIsEnough()
    {
        Variable<double> few = Parameter(new Tape<double>(), [1, -1]);
        Assert.Equal(double.NegativeInfinity, Forward(HalfNormal(few, 2)));
        Assert.Equal(double.NegativeInfinity, Forward(HalfCauchy(few, 2)));
    }

    [Fact]
    public void AScaleThatIsNotPositiveHasNoDensity()
    {
        Tape<double> tape = new();
        Variable<double> scale = Parameter(tape, [-1]), scales = Parameter(tape, [1, -1]), x = Parameter(tape, [0.5]);
        foreach (Variable<double> density in new[]
        {
            Normal(x, 0, scale), Normal(x, 0, scales), Normal(scales, 0, -1), Normal(new double[] { 1, 2 }, 0, scale), HalfCauchy(x, scale), StudentT(x, 3, 0, scale),
            Gamma(x, scale, 1), Gamma(x, 1, scale), Exponential(x, scale), Beta(x, scale, 1), NormalRegression([1, 2], [1, 3], x, x, scale),
            MultivariateNormal(new double[] { 1 }, x, scale), NormalMoments([3], [1], [2], x, scale), NormalMoments([3], [1], [2], x, -1), NegativeBinomialLog(2, x, scale),
        })
            Assert.Equal(double.NaN, Forward(density));
    }

    [Fact]
    public void LengthsThatDoNotFitAreRefused()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Parameter(3);
        Assert.Contains("lengths 3 and 2", Assert.Throws<ArgumentException>(() => Normal(x, new double[] { 1, 2 }, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => PoissonLog(x, 1.0));
        Assert.Throws<ArgumentException>(() => MultivariateNormal(x, 0, tape.Parameter(2, 2)));
        Assert.Throws<ArgumentException>(() => NormalRegression([1, 2], [1, 2, 3], 0, tape.Parameter(2), 1));
    }

    [Fact]
    public void ConstantDataEnterByTheirMoments()
    {
        double[] y = [3, 5, -1, 4, 8, 2];
        Tape<double> tape = new();
        Variable<double> mean = Parameter(tape, [1.5]), sd = Parameter(tape, [2]);
        Assert.Equal(y.Sum(value => LogNormalDensity(value, 1.5, 2)), Forward(Normal(y, mean, sd)), 12);
        CheckGradient([1.5, 2], x => Normal(y, x[0], x[1]));
        CheckGradient([1.5, 0.5, 2, 0.7], x => NormalMoments([5, 9], [1, 2], [3, 4], x.Slice(0, 2), x.Slice(2, 2)));
        CheckGradient([1.5, 0.5, 2], x => NormalMoments([5, 9], [1, 2], [3, 4], x.Slice(0, 2), x[2]));
        CheckGradient([1.5, 0.5], x => NormalMoments([5, 9], [1, 2], [3, 4], x, new double[] { 2, 0.7 }));
    }

    private static void CheckCase(Case density, double[][] values, int variables, string what)
    {
        Variable<double> Record(Variable<double> all)
        {
            Variable<double>[] arguments = new Variable<double>[values.Length];
            for (int k = 0, offset = 0; k < values.Length; k++)
            {
                bool isVariable = (variables >> k & 1) == 1;
                arguments[k] = isVariable ? all.Slice(offset, values[k].Length) : values[k];
                offset += isVariable ? values[k].Length : 0;
            }
            return density.OnTape(arguments);
        }
        double[] position = [.. values.Where((_, k) => (variables >> k & 1) == 1).SelectMany(x => x)];
        int length = values.Max(x => x.Length);
        double expected = Enumerable.Range(0, length).Sum(i => density.Log([.. values.Select(x => x[x.Length == 1 ? 0 : i])]));
        Tape<double> tape = new();
        Oracle.Close(expected, Forward(Record(Parameter(tape, position))), 1e-13, what);
        CheckGradient(position, Record, what);
    }

    internal static void CheckGradient(double[] position, Func<Variable<double>, Variable<double>> record, string what = "")
    {
        Tape<double> tape = new();
        Variable<double> all = tape.Parameter(position.Length), target = record(all) * 0.7;
        TapeReplay<double> replay = tape.Replay(target);
        GradientCheck check = GradientCheck.Run(
            (x, gradient) =>
            {
                x.CopyTo(all.Writable());
                replay.Forward();
                replay.Backward();
                all.Adjoints.CopyTo(gradient);
                return target.Values[0];
            },
            position);
        Assert.True(check.LargestError < 1e-8, $"{what}: {check}");
    }

    internal static Variable<double> Parameter(Tape<double> tape, double[] values)
    {
        Variable<double> parameter = tape.Parameter(values.Length);
        values.CopyTo(parameter.Writable());
        return parameter;
    }

    internal static double Forward(Variable<double> density)
    {
        Variable<double> target = density;
        target.Tape!.Replay(target).Forward();
        return target.Values[0];
    }

    private static double LogNormalDensity(double y, double mean, double sd) => -HalfLogTwoPi - Math.Log(sd) - 0.5 * Math.Pow((y - mean) / sd, 2);

    private static double LogChoose(double n, double k) => GammaFunction.LogGamma(n + 1) - GammaFunction.LogGamma(k + 1) - GammaFunction.LogGamma(n - k + 1);

    private sealed record Case(Func<Variable<double>[], Variable<double>> OnTape, Func<double[], double> Log, params (double Low, double High)[] Ranges)
    {
        /// <summary>How many of the first arguments are counts.</summary>
        public int Counts { get; init; }

        public double[] Draw(RandomStream random, int argument, int count)
        {
            (double low, double high) = Ranges[argument];
            double Next() => low + (high - low) * random.NextDouble();
            return [.. Enumerable.Range(0, count).Select(_ => argument < Counts ? Math.Round(Next()) : Next())];
        }
    }
}
