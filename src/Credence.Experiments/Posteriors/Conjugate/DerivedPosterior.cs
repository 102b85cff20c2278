using Credence.Bayes;
using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>The posteriors of both means, with their panels.</summary>
internal sealed record Arms(IDistribution Control, PosteriorDensity A, IDistribution Treatment, PosteriorDensity B);

/// <summary>The posterior of a number that compares two independent arms, by integrals over the arms' panels.</summary>
internal abstract class DerivedPosterior(string name, Arms arms) : IDistribution
{
    public string Name => name;

    public IReadOnlyList<double> Parameters { get; } = [];

    public bool IsDiscrete => false;

    public abstract double Lower { get; }

    public abstract double Upper { get; }

    public abstract double Mean { get; }

    public abstract double StandardDeviation { get; }

    protected PosteriorDensity A => arms.A;

    protected PosteriorDensity B => arms.B;

    /// <summary>The centre and spread at which the search for quantiles begins, in the coordinate of the search.</summary>
    protected abstract (double Centre, double Spread) Start { get; }

    /// <summary>The log density; −∞ at the ends of the support, whatever its limit there.</summary>
    public double LogDensity(double x) => x > Lower && x < Upper ? Math.Log(At(x).Density) : double.IsNaN(x) ? x : double.NegativeInfinity;

    /// <summary>The log density; its slope by central differences.</summary>
    public double LogDensity(double x, out double slope)
    {
        double step = 1e-4 * (UpperQuantile(0.25) - Quantile(0.25));
        slope = (LogDensity(x + step) - LogDensity(x - step)) / (2 * step);
        return LogDensity(x);
    }

    public double Cdf(double x) => x <= Lower ? 0 : x >= Upper ? 1 : At(x).Lower;

    public double UpperTail(double x) => x <= Lower ? 1 : x >= Upper ? 0 : At(x).Upper;

    public double Quantile(double p) => p > 0.5 ? Solve(1 - p, upper: true) : Solve(p, upper: false);

    public double UpperQuantile(double p) => p > 0.5 ? Solve(1 - p, upper: false) : Solve(p, upper: true);

    public double Draw(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double control = arms.Control.Draw(random);
        return Compare(control, arms.Treatment.Draw(random));
    }

    public override string ToString() => name;

    /// <summary>Both tails and the density at a value inside the support.</summary>
    protected abstract ArmComparison At(double x);

    /// <summary>The value that compares two means.</summary>
    protected abstract double Compare(double control, double treatment);

    /// <summary>From the coordinate of the search to the value.</summary>
    protected virtual double FromSearch(double position) => position;

    /// <summary>From the value to the coordinate of the search.</summary>
    protected virtual double ToSearch(double x) => x;

    /// <summary>The derivative of the value by the coordinate of the search.</summary>
    protected virtual double SearchSlope(double x) => 1;

    private double Solve(double p, bool upper)
        => FromSearch(TailSearch.Solve(Searched, p, upper, Start.Centre, Start.Spread, ToSearch(Lower), ToSearch(Upper)));

    private ArmComparison Searched(double position)
    {
        double x = FromSearch(position);
        // Beyond the largest or smallest value that a double can hold.
        if (x <= Lower || x >= Upper)
            return x <= Lower ? new(0, 1, 0) : new(1, 0, 0);
        ArmComparison here = At(x);
        return here with { Density = here.Density * SearchSlope(x) };
    }
}

/// <summary>The treatment's mean minus the control's.</summary>
internal sealed class DifferencePosterior(Arms arms) : DerivedPosterior("difference", arms)
{
    public override double Lower { get; } = arms.Treatment.Lower - arms.Control.Upper;

    public override double Upper { get; } = arms.Treatment.Upper - arms.Control.Lower;

    public override double Mean { get; } = arms.Treatment.Mean - arms.Control.Mean;

    public override double StandardDeviation { get; } = double.Hypot(arms.Control.StandardDeviation, arms.Treatment.StandardDeviation);

    protected override (double Centre, double Spread) Start => double.IsFinite(StandardDeviation) ? (Mean, StandardDeviation) : (B.Location - A.Location, A.Scale + B.Scale);

    protected override ArmComparison At(double x) => new ArmIntegral(A, B, 1, x, ofRatio: false).Over();

    protected override double Compare(double control, double treatment) => treatment - control;
}

/// <summary>The lift of means that are positive: treatment / control − 1, sought on the log scale.</summary>
internal sealed class PositiveLiftPosterior : DerivedPosterior
{
    /// <param name="arms">Both arms.</param>
    /// <param name="inverseMean">The mean of the control's inverse; may be infinite.</param>
    /// <param name="inverseVariance">The variance of the control's inverse; may be infinite.</param>
    public PositiveLiftPosterior(Arms arms, double inverseMean, double inverseVariance)
        : base("lift", arms)
    {
        IDistribution mean = arms.Treatment;
        double variance = mean.StandardDeviation * mean.StandardDeviation;
        Mean = mean.Mean * inverseMean - 1;
        StandardDeviation = Math.Sqrt(variance * (inverseVariance + inverseMean * inverseMean) + mean.Mean * mean.Mean * inverseVariance);
    }

    public override double Lower => -1;

    public override double Upper => double.PositiveInfinity;

    public override double Mean { get; }

    public override double StandardDeviation { get; }

    protected override (double Centre, double Spread) Start => (Math.Log(B.Value(0) / A.Value(0)), double.Hypot(A.Scale, B.Scale));

    protected override ArmComparison At(double x) => new ArmIntegral(A, B, 1 + x, 0, ofRatio: true).Over();

    protected override double Compare(double control, double treatment) => treatment / control - 1;

    protected override double FromSearch(double position) => Elementary.Expm1(position);

    protected override double ToSearch(double x) => Elementary.Log1p(x);

    protected override double SearchSlope(double x) => 1 + x;
}

/// <summary>The lift of means on the whole line, where the control's is above 0 but for a small probability. It has no mean: the control's may be 0.</summary>
internal sealed class LineLiftPosterior(Arms arms) : DerivedPosterior("lift", arms)
{
    private ReflectedDensity? reflected;

    public override double Lower => double.NegativeInfinity;

    public override double Upper => double.PositiveInfinity;

    public override double Mean => double.NaN;

    public override double StandardDeviation => double.NaN;

    protected override (double Centre, double Spread) Start
        => (B.Location / A.Location - 1, double.Hypot(B.Scale, A.Scale * B.Location / A.Location) / A.Location);

    protected override ArmComparison At(double x)
    {
        // B − r A with A below 0 runs the other way; with r below 0 so does A itself.
        double ratio = 1 + x, size = Math.Max(Math.Abs(ratio), 1e-300);
        if (ratio >= 0)
        {
            ArmIntegral integral = new(A, B, size, 0, ofRatio: true);
            double zero = -A.Location / A.Scale;
            return integral.Over(from: zero) + integral.Over(to: zero).Flipped;
        }
        reflected ??= new ReflectedDensity(A);
        ArmIntegral mirrored = new(reflected, B, size, 0, ofRatio: true);
        double origin = -reflected.Location / reflected.Scale;
        return mirrored.Over(to: origin) + mirrored.Over(from: origin).Flipped;
    }

    protected override double Compare(double control, double treatment) => treatment / control - 1;
}
