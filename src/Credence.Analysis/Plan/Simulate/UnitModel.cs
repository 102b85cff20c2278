using Credence.Experiments;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What units look like in a simulated experiment: without the treatment, and with it.</summary>
/// <remarks>Batches come as moments, which is all that an analysis sees. The units of both arms are drawn once; what the treatment does is
/// done to the same units, so that streams with and without an effect differ by nothing else.</remarks>
public abstract record UnitModel
{
    /// <summary>Name in kebab case.</summary>
    public abstract string Name { get; }

    /// <summary>What the metric measures.</summary>
    public abstract MetricKind Kind { get; }

    /// <summary>Mean, share or ratio without the treatment.</summary>
    public abstract double Level { get; }

    /// <summary>Standard deviation per unit; of a ratio, that of its linearisation.</summary>
    public abstract double StandardDeviation { get; }

    /// <summary>How the treatment moves the values; effects are stated on the level either way. A share has one way only.</summary>
    public EffectShape Shape { get; init; } = EffectShape.Scale;

    /// <summary>The design by whose formula a size is found where none is given.</summary>
    internal FixedDesign Formula => Kind == MetricKind.Proportion
        ? new ProportionDesign(Level)
        : new MeanDesign(StandardDeviation) { Baseline = Level, Method = Kind == MetricKind.Ratio ? PowerMethod.Normal : PowerMethod.T };

    /// <summary>Names of the columns: one, or numerator and denominator.</summary>
    internal virtual string[] Columns => ["value"];

    /// <summary>Whether every unit is drawn by itself, so that time grows with their number.</summary>
    internal virtual bool DrawsEveryUnit => true;

    /// <summary>Draws units without the treatment.</summary>
    internal abstract CrossMoments Draw(RandomStream random, long units);

    /// <summary>The same units with the treatment.</summary>
    internal virtual CrossMoments Treat(RandomStream random, CrossMoments units, double effect)
    {
        if (units.Count == 0)
            return units;
        double factor = Shape == EffectShape.Scale ? 1 + effect / Level : 1, shift = Shape == EffectShape.Shift ? effect : 0;
        double[] means = units.Means.ToArray(), products = units.CoProducts.ToArray();
        means[0] = factor * means[0] + shift;
        products[0] *= factor * factor;
        if (products.Length > 1)
            products[1] *= factor;
        return CrossMoments.FromShiftedSums(Columns, units.Count, means, new double[means.Length], products);
    }

    /// <exception cref="InputException">The metric cannot have the effect.</exception>
    internal virtual void Check(double effect)
    {
        if (Shape == EffectShape.Shift)
        {
            if (Kind == MetricKind.Ratio)
                throw new InputException("--shape", "a ratio is moved by a factor of its numerator", "write --shape scale");
            return;
        }
        if (Level == 0)
            throw new InputException("--shape", "a level of 0 cannot be scaled", "write --shape shift");
        if (!(1 + effect / Level > 0))
            throw new InputException("--mde", FormattableString.Invariant($"an effect of {effect} takes the level {Level} to 0 or beyond it"), "give a smaller effect, or write --shape shift");
    }

    private protected static CrossMoments Of(Moments moments)
        => moments.Count == 0 ? CrossMoments.Empty("value") : CrossMoments.FromShiftedSums(["value"], moments.Count, [moments.Mean], [0], [moments.SumSquaredDeviations]);

    /// <summary>Moments of values drawn one by one, in pieces that fit into the cache.</summary>
    private protected static Moments Drawn(long units, Func<double> draw)
    {
        const int Piece = 2048;
        Span<double> values = stackalloc double[(int)Math.Min(units, Piece)];
        Moments moments = Moments.Empty;
        for (long left = units; left > 0; left -= Piece)
        {
            Span<double> piece = values[..(int)Math.Min(left, Piece)];
            for (int i = 0; i < piece.Length; i++)
                piece[i] = draw();
            moments = moments.Merge(Moments.FromValues(piece));
        }
        return moments;
    }
}

/// <summary>Normal values.</summary>
/// <remarks>Mean and variance of a batch are drawn as what they are: normal, and a multiple of chi-square (Cochran 1934).</remarks>
public sealed record NormalModel : UnitModel
{
    /// <param name="mean">Mean.</param>
    /// <param name="standardDeviation">Standard deviation, above 0.</param>
    public NormalModel(double mean, double standardDeviation)
        => (Level, StandardDeviation, Shape) = (Guard.Finite(mean), Guard.Positive(standardDeviation), EffectShape.Shift);

    /// <inheritdoc/>
    public override string Name => "normal";

    /// <inheritdoc/>
    public override MetricKind Kind => MetricKind.Mean;

    /// <inheritdoc/>
    public override double Level { get; }

    /// <inheritdoc/>
    public override double StandardDeviation { get; }

    internal override bool DrawsEveryUnit => false;

    internal override CrossMoments Draw(RandomStream random, long units)
    {
        if (units == 0)
            return Of(Moments.Empty);
        double mean = Level + StandardDeviation / Math.Sqrt(units) * random.NextNormal();
        double squares = units == 1 ? 0 : StandardDeviation * StandardDeviation * random.NextGamma(0.5 * (units - 1), 2);
        return Of(new(units, mean, squares));
    }
}

/// <summary>Successes and failures.</summary>
public sealed record BinaryModel : UnitModel
{
    /// <param name="rate">Share of successes, in (0, 1).</param>
    public BinaryModel(double rate) => Level = Guard.Fraction(rate);

    /// <inheritdoc/>
    public override string Name => "binary";

    /// <inheritdoc/>
    public override MetricKind Kind => MetricKind.Proportion;

    /// <inheritdoc/>
    public override double Level { get; }

    /// <inheritdoc/>
    public override double StandardDeviation => Math.Sqrt(Level * (1 - Level));

    internal override bool DrawsEveryUnit => false;

    internal override CrossMoments Draw(RandomStream random, long units) => Counted(random.NextBinomial(units, Level), units);

    // Some failures become successes, or some successes failures: the rest stay as they are.
    internal override CrossMoments Treat(RandomStream random, CrossMoments units, double effect)
    {
        if (units.Count == 0)
            return units;
        long successes = (long)Math.Round(units.Means[0] * units.Count);
        successes = effect >= 0
            ? successes + random.NextBinomial(units.Count - successes, effect / (1 - Level))
            : random.NextBinomial(successes, 1 + effect / Level);
        return Counted(successes, units.Count);
    }

    internal override void Check(double effect)
    {
        if (!(Level + effect is > 0 and < 1))
        {
            throw new InputException("--mde", FormattableString.Invariant($"an effect of {effect} takes the rate {Level} to {Level + effect}"),
                "a rate must stay in (0, 1); effects are absolute differences of the rates");
        }
    }

    private static CrossMoments Counted(long successes, long units)
    {
        if (units == 0)
            return Of(Moments.Empty);
        double share = (double)successes / units;
        return Of(new(units, share, successes * (1 - share)));
    }
}
