using BenchmarkDotNet.Attributes;
using Credence.Bayes;
using Credence.Numerics;
using static Credence.Bayes.Density;

namespace Credence.Benchmarks;

/// <summary>One gradient of a user's model on the tape beside the same written by hand; neither allocates.</summary>
[MemoryDiagnoser]
public class TapeGradients
{
    private readonly double[] position = [1.5, 0.4, 0.1, -0.4, 0.3, 0, 1, -1, 0.2, 0.7], gradient = new double[10];
    private readonly double[] groups = [1.2, 0.8, 0.1, -0.2];
    private readonly ILogDensity schools = new EightSchoolsOnTape().Bind();
    private readonly EightSchoolsByHand schoolsByHand = new();
    private readonly ILogDensity twoGroups = new TwoGroupsOnTape().Bind();
    private readonly TwoGroupsByHand twoGroupsByHand = new();

    [Benchmark]
    public double EightSchools() => schools.Evaluate(position, gradient);

    [Benchmark]
    public double EightSchoolsHandCoded() => schoolsByHand.Evaluate(position, gradient);

    [Benchmark]
    public double TwoGroupNormal() => twoGroups.Evaluate(groups, gradient.AsSpan(0, 4));

    [Benchmark]
    public double TwoGroupNormalHandCoded() => twoGroupsByHand.Evaluate(groups, gradient.AsSpan(0, 4));

    private sealed class EightSchoolsOnTape : TapeModel
    {
        protected override Variable<double> LogDensity(ModelTape model)
        {
            Variable<double> mu = model.Real("mu"), tau = model.Positive("tau"), z = model.Real("z", 8);
            Variable<double> theta = model.Report("theta", mu + tau * z);
            return Normal(mu, 0, 5) + HalfCauchy(tau, 5) + Normal(z, 0, 1) + Normal(EightSchoolsByHand.Effects, theta, EightSchoolsByHand.Errors);
        }
    }

    private sealed class EightSchoolsByHand : ILogDensity
    {
        public static readonly double[] Effects = [28, 8, -3, 7, -1, 1, 18, 12], Errors = [15, 10, 16, 11, 9, 11, 10, 18];
        private static readonly double[] Precisions = [.. Errors.Select(error => 1 / (error * error))];
        private static readonly double Constant = Math.Log(2 / (5 * Math.PI)) - Math.Log(5) - Errors.Sum(Math.Log) - 8.5 * Math.Log(2 * Math.PI);

        public int Dimension => 10;

        public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient)
        {
            double mu = position[0], tau = Math.Exp(position[1]), ratio = tau * tau / 25;
            double value = Constant - mu * mu / 50 - Math.Log(1 + ratio) + position[1], muSlope = -mu / 25, tauSlope = 0;
            for (int j = 0; j < 8; j++)
            {
                double z = position[2 + j], error = Effects[j] - mu - tau * z, slope = error * Precisions[j];
                value -= 0.5 * (z * z + error * slope);
                muSlope += slope;
                tauSlope += slope * z;
                gradient[2 + j] = slope * tau - z;
            }
            gradient[0] = muSlope;
            gradient[1] = (tauSlope - 2 * tau / (25 * (1 + ratio))) * tau + 1;
            return value;
        }
    }

    private sealed class TwoGroupsOnTape : TapeModel
    {
        protected override Variable<double> LogDensity(ModelTape model)
        {
            Variable<double> mean = model.Real("mean", 2), sd = model.Positive("sd", 2);
            return Normal(mean, 0, 10) + HalfNormal(sd, 5)
                + NormalMoments(TwoGroupsByHand.Counts, TwoGroupsByHand.Means, TwoGroupsByHand.Squares, mean, sd);
        }
    }

    private sealed class TwoGroupsByHand : ILogDensity
    {
        public static readonly double[] Counts = [1103, 384], Means = [1.1, 0.9], Squares = [1500, 410];
        private static readonly double Constant = 2 * Math.Log(2) - 2 * Math.Log(10 * 5) - (4 + Counts.Sum()) / 2 * Math.Log(2 * Math.PI);

        public int Dimension => 4;

        public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient)
        {
            double value = Constant;
            for (int group = 0; group < 2; group++)
            {
                double mean = position[group], logSd = position[2 + group], sd = Math.Exp(logSd), precision = 1 / (sd * sd);
                double distance = Means[group] - mean, sum = (Squares[group] + Counts[group] * distance * distance) * precision;
                value += logSd - mean * mean / 200 - sd * sd / 50 - Counts[group] * logSd - 0.5 * sum;
                gradient[group] = Counts[group] * distance * precision - mean / 100;
                gradient[2 + group] = sum - Counts[group] - sd * sd / 25 + 1;
            }
            return value;
        }
    }
}
