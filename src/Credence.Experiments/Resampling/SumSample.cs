using System.Runtime.Intrinsics;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>An arm whose level is a function of sums over its units.</summary>
/// <typeparam name="TLevel">What is summed for the level.</typeparam>
/// <typeparam name="TError">What is summed for the level with its standard error.</typeparam>
internal abstract class SumSample<TLevel, TError> : ArmSample
    where TLevel : struct, IRow<TLevel>
    where TError : struct, IRow<TError>
{
    private protected abstract TLevel[] LevelRows();

    private protected abstract TError[] ErrorRows();

    private protected abstract double Level(TLevel sum);

    private protected abstract (double Level, double StandardError) LevelWithError(TError sum);

    private protected override Action<int, RandomStream, ResamplingScratch> Drawing(double[] estimates, double[]? errors)
    {
        if (errors is null)
        {
            ResampledSums<TLevel> levels = new(LevelRows());
            return (i, random, scratch) => estimates[i] = Level(levels.Draw(random, scratch));
        }
        ResampledSums<TError> sums = new(ErrorRows());
        return (i, random, scratch) => (estimates[i], errors[i]) = LevelWithError(sums.Draw(random, scratch));
    }

    private protected override (double[] Estimates, double[]? Errors, double[] Probabilities)? All(bool withErrors)
    {
        List<double> estimates = [], errors = [], probabilities = [];
        if (withErrors)
        {
            Compositions.Visit<TError>(ErrorRows(), (sum, probability) =>
            {
                (double level, double error) = LevelWithError(sum);
                estimates.Add(level);
                errors.Add(error);
                probabilities.Add(probability);
            });
        }
        else
        {
            Compositions.Visit<TLevel>(LevelRows(), (sum, probability) =>
            {
                estimates.Add(Level(sum));
                probabilities.Add(probability);
            });
        }
        return ([.. estimates], withErrors ? [.. errors] : null, [.. probabilities]);
    }
}

/// <summary>The mean of a value per unit.</summary>
internal sealed class MeanSample : SumSample<OneNumber, TwoNumbers>
{
    private readonly double[] _values;
    private readonly Moments _moments;
    private readonly double _centre;

    public MeanSample(double[] values)
    {
        (_values, _moments) = (values, Moments.FromValues(values));
        // Sums of whole numbers are exact, so that equal means are equal to the bit; others keep their digits about the mean.
        bool whole = Array.TrueForAll(values, value => value == Math.Round(value) && Math.Abs(value) <= (1L << 53) / values.Length);
        _centre = whole ? 0 : _moments.Mean;
    }

    public override int Count => _values.Length;

    public override double Estimate => Count == 0 ? double.NaN : _centre == 0 ? _values.Sum() / Count : _moments.Mean;

    public override double StandardError => Math.Sqrt(_moments.Variance / Count);

    private protected override OneNumber[] LevelRows() => Array.ConvertAll(_values, value => new OneNumber(value - _centre));

    private protected override TwoNumbers[] ErrorRows()
        => Array.ConvertAll(_values, value => new TwoNumbers(value - _centre, (value - _moments.Mean) * (value - _moments.Mean)));

    private protected override double Level(OneNumber sum) => _centre + sum.A / Count;

    // Squares are about the mean of the arm, whatever the centre of the values is.
    private protected override (double Level, double StandardError) LevelWithError(TwoNumbers sum)
    {
        double level = _centre + sum.V[0] / Count, shift = level - _moments.Mean;
        double squares = sum.V[1] - Count * shift * shift;
        double noise = 8 * Rounding.Unit * sum.V[1];
        return (level, Math.Sqrt(squares <= noise ? 0 : squares / (Count - 1) / Count));
    }

    private protected override double[] LeaveOneOut()
        => Array.ConvertAll(_values, value => _moments.Mean - (value - _moments.Mean) / (Count - 1));
}

/// <summary>The sum of a numerator over the sum of a denominator.</summary>
internal sealed class RatioSample : SumSample<TwoNumbers, EightNumbers>
{
    private readonly double[] _numerators, _denominators;
    private readonly double _total;
    private readonly ArmMean _level;

    public RatioSample(double[] numerators, double[] denominators)
    {
        (_numerators, _denominators, _total) = (numerators, denominators, denominators.Sum());
        _level = numerators.Length == 0
            ? new(double.NaN, double.NaN)
            : RatioDifference.Arm(CrossMoments.FromRows(["numerator", "denominator"], [.. numerators.Zip(denominators).SelectMany(row => (double[])[row.First, row.Second])]));
    }

    public override int Count => _numerators.Length;

    public override double Estimate => _level.Mean;

    public override double StandardError => Math.Sqrt(_level.Variance);

    private double Residual(int unit) => _numerators[unit] - Estimate * _denominators[unit];

    // The ratio of a resample is that of the arm plus the sum of its residuals over its denominators, which keeps their digits.
    private protected override TwoNumbers[] LevelRows()
        => [.. Enumerable.Range(0, Count).Select(i => new TwoNumbers(Residual(i), _denominators[i]))];

    private protected override EightNumbers[] ErrorRows()
        => [.. Enumerable.Range(0, Count).Select(i => ErrorRow(Residual(i), _denominators[i]))];

    private static EightNumbers ErrorRow(double e, double x) => new(Vector512.Create(e, x, e * e, e * x, x * x, 0, 0, 0));

    private protected override double Level(TwoNumbers sum) => Level(sum.V[0], sum.V[1]);

    private double Level(double residuals, double denominators) => denominators == 0 ? double.NaN : Estimate + residuals / denominators;

    private protected override (double Level, double StandardError) LevelWithError(EightNumbers sum)
    {
        double x = sum.V[1], shift = sum.V[0] / x;
        double squares = sum.V[2] + shift * (shift * sum.V[4] - 2 * sum.V[3]);
        double noise = 8 * Rounding.Unit * (sum.V[2] + shift * shift * sum.V[4]);
        double error = Math.Sqrt(squares <= noise ? 0 : squares * Count / (Count - 1)) / Math.Abs(x);
        return (Level(sum.V[0], x), x == 0 ? double.NaN : error);
    }

    private protected override double[] LeaveOneOut()
        => [.. Enumerable.Range(0, Count).Select(i => Level(-Residual(i), _total - _denominators[i]))];
}
