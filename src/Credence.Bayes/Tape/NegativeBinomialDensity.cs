using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>Σ log density of the negative binomial with mean e^η and variance μ + μ²/φ, for data y.</summary>
internal sealed class NegativeBinomialDensity : TapeOperation<double>
{
    private readonly int length;
    private readonly double[] etaSlopes, dispersionSlopes;

    public NegativeBinomialDensity(Variable<double> y, Variable<double> eta, Variable<double> dispersion)
        : base("negative binomial", y, eta, dispersion)
    {
        if (y.IsVariable)
            throw new ArgumentException("The counts of the density 'negative binomial' must be data: a count has no derivative.", nameof(y));
        length = DensityArguments.Length(Name, y, eta, dispersion);
        (etaSlopes, dispersionSlopes) = (new double[eta.Length], new double[dispersion.Length]);
    }

    protected override void Forward(Arena<double> arena)
    {
        ReadOnlySpan<double> y = arena.Value(First), eta = arena.Value(Second), dispersion = arena.Value(Third);
        double sum = 0;
        etaSlopes.AsSpan().Clear();
        dispersionSlopes.AsSpan().Clear();
        for (int i = 0; i < length; i++)
        {
            double count = y[y.Length == 1 ? 0 : i];
            sum += Observation(count, eta, dispersion, i);
            if (!(count >= 0) || !double.IsInteger(count))
                sum = double.NegativeInfinity;
        }
        arena.Start(Result) = sum;
    }

    protected override void Backward(Arena<double> arena)
    {
        double bar = arena.AdjointStart(Result);
        Span<double> etaBar = arena.Adjoint(Second), dispersionBar = arena.Adjoint(Third);
        for (int i = 0; i < etaBar.Length; i++)
            etaBar[i] += bar * etaSlopes[i];
        for (int i = 0; i < dispersionBar.Length; i++)
            dispersionBar[i] += bar * dispersionSlopes[i];
    }

    private double Observation(double y, ReadOnlySpan<double> eta, ReadOnlySpan<double> dispersion, int i)
    {
        int k = eta.Length == 1 ? 0 : i, d = dispersion.Length == 1 ? 0 : i;
        double phi = dispersion[d], logOdds = eta[k] - Math.Log(phi);
        // log(1 + μ/φ), and the share μ / (μ + φ), from the smaller of the two terms.
        double tail = Math.Exp(-Math.Abs(logOdds)), logRatio = Math.Max(logOdds, 0) + Elementary.Log1p(tail);
        double share = (logOdds < 0 ? tail : 1) / (1 + tail);
        etaSlopes[k] += y - (y + phi) * share;
        dispersionSlopes[d] += GammaFunction.Digamma(y + phi) - GammaFunction.Digamma(phi) - logRatio + share - y * (1 - share) / phi;
        // The binomial coefficient as a beta function, so that a large φ does not cancel.
        return -GammaFunction.LogBeta(phi, y + 1) - Math.Log(y + phi) - phi * logRatio + y * (logOdds - logRatio);
    }
}
