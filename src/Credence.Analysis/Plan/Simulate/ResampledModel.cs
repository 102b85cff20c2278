using Credence.Experiments;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Units drawn from data with replacement.</summary>
public sealed record ResampledModel : UnitModel
{
    private readonly double[] _numerators;
    private readonly double[] _denominators;

    private ResampledModel(MetricKind kind, double[] numerators, double[] denominators, double level, double deviation)
        => (Kind, _numerators, _denominators, Level, StandardDeviation) = (kind, numerators, denominators, level, deviation);

    /// <inheritdoc/>
    public override string Name => "resampled";

    /// <inheritdoc/>
    public override MetricKind Kind { get; }

    /// <inheritdoc/>
    public override double Level { get; }

    /// <inheritdoc/>
    public override double StandardDeviation { get; }

    internal override string[] Columns => Kind == MetricKind.Ratio ? ["numerator", "denominator"] : base.Columns;

    /// <summary>The model of a metric's values; shares are drawn as successes, which is the same.</summary>
    /// <exception cref="InputException">The metric is a quantile.</exception>
    public static UnitModel Of(PlanSample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        PlanBasis basis = sample.Basis;
        if (basis.Kind == MetricKind.Quantile)
            throw new InputException($"--metric {basis.Metric}", "a quantile has no moments to look at repeatedly", "use plan quantile");
        if (basis.Kind == MetricKind.Proportion)
            return new BinaryModel(basis.Level);
        double[] denominators = basis.Kind == MetricKind.Ratio ? sample.Columns[1] : [];
        return new ResampledModel(basis.Kind, sample.Columns[0], denominators, basis.Level, basis.StandardDeviation)
        {
            Shape = basis.Level == 0 ? EffectShape.Shift : EffectShape.Scale,
        };
    }

    internal override CrossMoments Draw(RandomStream random, long units)
        => Kind == MetricKind.Ratio ? Pairs(random, units) : Of(Drawn(units, () => _numerators[random.NextInteger(_numerators.Length)]));

    private CrossMoments Pairs(RandomStream random, long units)
    {
        const int Piece = 1024;
        Span<double> rows = stackalloc double[2 * Piece];
        CrossMomentsAccumulator moments = new(Columns);
        for (long left = units; left > 0; left -= Piece)
        {
            int count = (int)Math.Min(left, Piece);
            for (int i = 0; i < count; i++)
            {
                long drawn = random.NextInteger(_numerators.Length);
                (rows[2 * i], rows[2 * i + 1]) = (_numerators[drawn], _denominators[drawn]);
            }
            moments.Add(CrossMoments.FromRows(Columns, rows[..(2 * count)]));
        }
        return moments.ToCrossMoments();
    }
}
