using System.Globalization;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>How much of an error probability may be spent by an information fraction (Lan and DeMets, 1983).</summary>
/// <remarks>A spending function rises from 0 at no information to the whole error at full information.</remarks>
public abstract record SpendingFunction
{
    /// <summary>Lan and DeMets' function of O'Brien-Fleming type, 2(1 − Φ(z_{error/2}/√t)).</summary>
    public static SpendingFunction OBrienFleming { get; } = new OBrienFlemingSpending();

    /// <summary>Lan and DeMets' function of Pocock type, error · ln(1 + (e − 1)t).</summary>
    public static SpendingFunction Pocock { get; } = new PocockSpending();

    /// <summary>The name and parameter as written in options, e.g. <c>kim-demets(2)</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The error spent up to an information fraction.</summary>
    /// <param name="fraction">Information fraction, in [0, 1].</param>
    /// <param name="error">The whole error probability, in (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public double Spent(double fraction, double error)
    {
        Guard.Probability(fraction);
        Guard.Fraction(error);
        return fraction == 0 ? 0 : fraction == 1 ? error : Math.Clamp(Evaluate(fraction, error), 0, error);
    }

    /// <summary>The name as written in options.</summary>
    public sealed override string ToString() => Name;

    /// <summary>The error spent at a fraction strictly between 0 and 1.</summary>
    protected abstract double Evaluate(double fraction, double error);

    private protected static string Text(string name, double parameter)
        => string.Create(CultureInfo.InvariantCulture, $"{name}({parameter})");
}

/// <summary>Spending of O'Brien-Fleming type: almost nothing early (Lan and DeMets, 1983).</summary>
public sealed record OBrienFlemingSpending : SpendingFunction
{
    /// <inheritdoc/>
    public override string Name => "obrien-fleming";

    /// <inheritdoc/>
    protected override double Evaluate(double fraction, double error)
        => 2 * Normal.UpperTail(Normal.UpperQuantile(error / 2) / Math.Sqrt(fraction));
}

/// <summary>Spending of Pocock type: nearly even boundaries (Lan and DeMets, 1983).</summary>
public sealed record PocockSpending : SpendingFunction
{
    /// <inheritdoc/>
    public override string Name => "pocock";

    /// <inheritdoc/>
    protected override double Evaluate(double fraction, double error) => error * Math.Log(1 + (Math.E - 1) * fraction);
}

/// <summary>Power-family spending, error · t^Power (Kim and DeMets, 1987).</summary>
public sealed record KimDeMetsSpending : SpendingFunction
{
    /// <summary>Creates the family's member with an exponent above 0.</summary>
    public KimDeMetsSpending(double power) => Power = Guard.Positive(power);

    /// <summary>The exponent, above 0: 1 is even spending, 3 close to O'Brien-Fleming.</summary>
    public double Power { get; }

    /// <inheritdoc/>
    public override string Name => Text("kim-demets", Power);

    /// <inheritdoc/>
    protected override double Evaluate(double fraction, double error) => error * Math.Pow(fraction, Power);
}

/// <summary>Gamma-family spending, error · (1 − e^{−γt})/(1 − e^{−γ}), linear at γ = 0 (Hwang, Shih and DeCani, 1990).</summary>
public sealed record HwangShihDeCaniSpending : SpendingFunction
{
    /// <summary>Creates the family's member with any finite γ.</summary>
    public HwangShihDeCaniSpending(double gamma) => Gamma = Guard.Finite(gamma);

    /// <summary>The parameter: −4 is close to O'Brien-Fleming, 1 close to Pocock.</summary>
    public double Gamma { get; }

    /// <inheritdoc/>
    public override string Name => Text("hwang-shih-decani", Gamma);

    /// <inheritdoc/>
    protected override double Evaluate(double fraction, double error) => Gamma switch
    {
        0 => error * fraction,
        // Written with falling exponentials, so that a large |γ| does not overflow.
        < 0 => error * Math.Exp(Gamma * (1 - fraction)) * Elementary.Expm1(Gamma * fraction) / Elementary.Expm1(Gamma),
        _ => error * Elementary.Expm1(-Gamma * fraction) / Elementary.Expm1(-Gamma),
    };
}

/// <summary>Cumulative errors given by the user at information fractions, joined by straight lines.</summary>
public sealed record TableSpending : SpendingFunction
{
    private readonly double[] _fractions;
    private readonly double[] _shares;

    /// <summary>Creates the function from fractions rising to 1 and the cumulative errors spent by them.</summary>
    /// <param name="fractions">Information fractions, strictly rising, the last 1.</param>
    /// <param name="cumulativeErrors">Error spent by each fraction, not falling, the last above 0; only their shares of the last matter.</param>
    /// <exception cref="InputException">The table is not of that form.</exception>
    public TableSpending(IReadOnlyList<double> fractions, IReadOnlyList<double> cumulativeErrors)
    {
        Guard.SameLength(cumulativeErrors.Count, fractions.Count, nameof(cumulativeErrors));
        _fractions = InformationTimes.Checked(fractions);
        double total = Guard.Positive(cumulativeErrors[^1], nameof(cumulativeErrors));
        _shares = [.. cumulativeErrors.Select(error => error / total)];
        for (int i = 0; i < _shares.Length; i++)
        {
            if (!(_shares[i] >= (i == 0 ? 0 : _shares[i - 1])))
                throw new InputException("", "cumulative errors must not fall and must not be below 0", "give the error spent up to each look, not at each look");
        }
    }

    /// <inheritdoc/>
    public override string Name => string.Create(
        CultureInfo.InvariantCulture, $"table({string.Join(',', _fractions.Zip(_shares, (t, s) => FormattableString.Invariant($"{t}:{s}")))})");

    /// <inheritdoc/>
    public bool Equals(TableSpending? other)
        => other is not null && _fractions.AsSpan().SequenceEqual(other._fractions) && _shares.AsSpan().SequenceEqual(other._shares);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_fractions.Length, _fractions[0], _shares[0]);

    /// <inheritdoc/>
    protected override double Evaluate(double fraction, double error)
    {
        int next = Array.FindIndex(_fractions, t => t >= fraction);
        if (_fractions[next] == fraction)
            return error * _shares[next];
        (double t0, double s0) = next == 0 ? (0, 0) : (_fractions[next - 1], _shares[next - 1]);
        return error * (s0 + (_shares[next] - s0) * (fraction - t0) / (_fractions[next] - t0));
    }
}

/// <summary>A spending function of the user's own.</summary>
/// <param name="Function">The cumulative error at a fraction in (0, 1) for a whole error; values are held within [0, error].</param>
public sealed record CustomSpending(Func<double, double, double> Function) : SpendingFunction
{
    /// <inheritdoc/>
    public override string Name => "custom";

    /// <inheritdoc/>
    protected override double Evaluate(double fraction, double error) => Function(fraction, error);
}
