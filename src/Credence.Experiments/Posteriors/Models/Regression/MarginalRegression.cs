using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>
/// A normal regression with the random intercepts of its one grouping integrated out. With D = σ² + n τ² of a level and S its sum of residuals:
/// −n log σ − ½ Σ log(D/σ²) − (eᵀe + δᵀXᵀXδ − Σ τ² S²/D) / 2σ².
/// </summary>
/// <remarks>Searle, Casella and McCulloch (1992), <i>Variance Components</i>, section 3.7. The parameters are the coefficients, σ and τ.</remarks>
internal sealed class PooledRegression : NormalRegression
{
    private readonly double[] counts, sums;

    public PooledRegression(RegressionDesign design)
        : base(design)
    {
        (counts, sums) = (new double[Effects.Length], new double[Effects.Length]);
        foreach (Pattern pattern in design.Patterns)
            counts[pattern.Groups[0]] += pattern.Count;
    }

    public override double Evaluate(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        double sd = parameters[Columns], spread = parameters[Columns + 1], variance = sd * sd, between = spread * spread;
        double quadratic = Squares, logs = 0, ofSd = 0, ofSpread = 0;
        for (int j = 0; j < Columns; j++)
        {
            double sum = 0;
            for (int k = 0; k < Columns; k++)
                sum += Gram[j * Columns + k] * parameters[k];
            quadratic += parameters[j] * sum;
            gradient[j] = -sum / variance;
        }
        Sum(parameters);
        for (int l = 0; l < counts.Length; l++)
        {
            double total = variance + counts[l] * between, scaled = sums[l] / total;
            quadratic -= between * sums[l] * scaled;
            logs += Elementary.Log1p(counts[l] * between / variance);
            ofSd += between * (counts[l] / (sd * total) - scaled * scaled / sd);
            ofSpread += spread * (scaled * scaled - counts[l] / total);
            for (int j = 0; j < Columns; j++)
                gradient[j] -= between * scaled * Cross[j * counts.Length + l] / variance;
        }
        gradient[Columns] = ofSd + (quadratic / variance - Rows) / sd;
        gradient[Columns + 1] = ofSpread;
        return -Rows * Math.Log(sd) - 0.5 * (logs + quadratic / variance);
    }

    public override void Estimate(Span<double> estimates, Span<double> standardErrors)
    {
        base.Estimate(estimates, standardErrors);
        double sd = ResidualDeviation, within = sd * sd * counts.Length / Rows, between = 0;
        for (int l = 0; l < counts.Length; l++)
            between += counts[l] > 0 ? Math.Pow(Residuals[l] / counts[l], 2) / counts.Length : 0;
        double spread = Math.Sqrt(Math.Max(0.1 * within, between - within));
        (estimates[Columns + 1], standardErrors[Columns + 1]) = (spread, spread / Math.Sqrt(counts.Length));
    }

    /// <summary>Sets each random intercept to its mean given the parameters plus z times its standard deviation.</summary>
    public void PlaceEffects(ReadOnlySpan<double> parameters, ReadOnlySpan<double> z)
    {
        double sd = parameters[Columns], spread = parameters[Columns + 1];
        Sum(parameters);
        for (int l = 0; l < counts.Length; l++)
        {
            double total = sd * sd + counts[l] * spread * spread;
            Effects[l] = spread * spread * sums[l] / total + sd * spread / Math.Sqrt(total) * z[l];
        }
    }

    // S = Zᵀ(e − Xδ).
    private void Sum(ReadOnlySpan<double> parameters)
    {
        for (int l = 0; l < counts.Length; l++)
        {
            double sum = Residuals[l];
            for (int j = 0; j < Columns; j++)
                sum -= Cross[j * counts.Length + l] * parameters[j];
            sums[l] = sum;
        }
    }
}

/// <summary>The density of coefficients, σ and τ, beside one independent standard normal coordinate for each random intercept.</summary>
internal sealed class MarginalRegression : RegressionDensity
{
    private readonly PooledRegression likelihood;
    private readonly ArmDensity shared;
    private readonly double[] u, ofU;

    public MarginalRegression(PooledRegression likelihood, ParameterDensity[] priors, LocalScale? scale)
    {
        this.likelihood = likelihood;
        shared = new ArmDensity(likelihood, priors);
        Scale = scale ?? shared.Scale();
        (u, ofU, Spreads) = (new double[shared.Size], new double[shared.Size], new double[1]);
    }

    public override int Dimension => u.Length + Effects.Length;

    public override LocalScale Scale { get; }

    public override double[] Spreads { get; }

    public override double[] Effects => likelihood.Effects;

    public override double Shared(int parameter) => shared.Values[parameter] + likelihood.OriginOf(parameter);

    public override double Evaluate(ReadOnlySpan<double> position, Span<double> gradient)
    {
        Scale.Place(position[..u.Length], u);
        double density = shared.Evaluate(u, ofU);
        Scale.Backward(ofU, gradient[..u.Length]);
        for (int i = u.Length; i < position.Length; i++)
        {
            density -= 0.5 * position[i] * position[i];
            gradient[i] = -position[i];
        }
        return density;
    }

    public override void Place(ReadOnlySpan<double> position)
    {
        Scale.Place(position[..u.Length], u);
        shared.Place(u);
        Spreads[0] = shared.Values[^1];
        likelihood.PlaceEffects(shared.Values, position[u.Length..]);
    }
}
