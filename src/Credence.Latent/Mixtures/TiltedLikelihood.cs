using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>The likelihood of a mixture whose labels get lost by a logistic law of outcome and component, in unconstrained coordinates.</summary>
/// <remarks>Coordinates: means, log standard deviations, log shares by the first unless they are fixed, and the intercepts of the log odds.</remarks>
internal sealed class TiltedLikelihood
{
    private const double EndlessLogOdds = 8, LeastRate = 5e-4;

    private readonly MixtureProblem problem;
    private readonly TiltDirection direction;
    private readonly int components, shares, intercepts;
    private readonly double[] logJoint, logMissing;
    private double tilt;
    private double[] ignorable = [];

    public TiltedLikelihood(MixtureData data, MixtureOptions options, TiltDirection direction)
    {
        (problem, this.direction, components) = (MixtureProblem.Of(data, options), direction, data.Components);
        (shares, intercepts) = (2 * components, problem.FixedShares is null ? (3 * components) - 1 : 2 * components);
        (logJoint, logMissing) = (new double[components], new double[components]);
    }

    private int Dimension => intercepts + components;

    /// <summary>The position of an ignorable fit.</summary>
    public double[] Start(MixtureFit fit)
    {
        double[] position = new double[Dimension];
        double missing = problem.Groups[components].Rows / problem.Rows;
        for (int j = 0; j < components; j++)
        {
            position[j] = fit.State.Mean[j];
            position[components + j] = Math.Log(fit.State.Deviation[j]);
            if (j > 0 && problem.FixedShares is null)
                position[shares + j - 1] = Math.Log(fit.State.Share[j] / fit.State.Share[0]);
            position[intercepts + j] = Math.Log(missing / (1 - missing));
        }
        ignorable = position;
        return position;
    }

    // All components like all values, with equal shares and rates.
    private double[] Shared()
    {
        double[] position = new double[Dimension];
        ignorable.AsSpan(intercepts).CopyTo(position.AsSpan(intercepts));
        return position;
    }

    public (TiltedFit Fit, double[] Position) Fit(double assumed, double[] start, double alpha, CancellationToken cancellation)
    {
        tilt = assumed;
        // Where one component seems to lose no labels the likelihood is flat, and a search that ended there does not come back.
        Minimum minimum = new[] { start, ignorable, Shared() }
            .Select(from => Lbfgs.Minimize(Negative, from, new LbfgsOptions { GradientTolerance = 1e-11, RelativeTolerance = 1e-16 }, cancellation: cancellation))
            .MinBy(found => found.Value)!;
        double[] at = minimum.Position;
        double[] covariance = Covariance(at);
        double scale = problem.Scale, square = scale * scale;
        double first = square * covariance[0], second = square * covariance[Dimension + 1], both = square * covariance[1];
        MixtureComponent[] found = Components(at);
        EstimatedDifference difference = new(found[1].Mean - found[0].Mean, first + second - (2 * both), new(found[0].Mean, first), both - first);
        double[] missing = MissingRates(at);
        Effect effect = new MeanComparison("mixture", difference, null).Effect(new EffectOptions { Alpha = alpha });
        bool atBoundary = Array.Exists(missing, rate => rate is < LeastRate or > 1 - LeastRate) || at.AsSpan(intercepts).ContainsAnyExceptInRange(-EndlessLogOdds, EndlessLogOdds);
        if (atBoundary)
            effect = effect with { StandardError = double.NaN, Statistic = double.NaN, PValue = double.NaN, Interval = new(double.NaN, double.NaN, 1 - alpha) };
        return (new(assumed, found, missing, -problem.Rows * (minimum.Value + Math.Log(scale)), effect, atBoundary), at);
    }

    /// <summary>The log-likelihood of the standardised values under a tilt, and its gradient.</summary>
    internal double Evaluate(double assumed, ReadOnlySpan<double> position, Span<double> gradient)
    {
        tilt = assumed;
        double value = -problem.Rows * Negative(position, gradient);
        for (int i = 0; i < gradient.Length; i++)
            gradient[i] *= -problem.Rows;
        return value;
    }

    private double Slope(int component) => direction == TiltDirection.Common ? tilt : component switch { 0 => -tilt, 1 => tilt, _ => 0 };

    // Minus the mean log-likelihood of a row.
    private double Negative(ReadOnlySpan<double> position, Span<double> gradient)
    {
        gradient.Clear();
        double sum = 0;
        Span<double> logShares = stackalloc double[components];
        LogShares(position, logShares);
        for (int label = 0; label <= components; label++)
        {
            StandardGroup group = problem.Groups[label];
            for (int i = 0; i < group.Values.Length; i++)
                sum += AddRow(position, logShares, label, group.Values[i], group.Weights.Length == 0 ? 1 : group.Weights[i], gradient);
        }
        if (problem.FixedShares is null)
        {
            // Every row pulls its component's share up and all shares down.
            for (int j = 1; j < components; j++)
                gradient[shares + j - 1] -= problem.Rows * Math.Exp(logShares[j]);
        }
        // By the row, so that the first step of a search is not too long.
        for (int i = 0; i < gradient.Length; i++)
            gradient[i] = -gradient[i] / problem.Rows;
        return -sum / problem.Rows;
    }

    private double AddRow(ReadOnlySpan<double> position, ReadOnlySpan<double> logShares, int label, double z, double weight, Span<double> gradient)
    {
        bool absent = label == components;
        double highest = double.NegativeInfinity, total = 0;
        for (int j = 0; j < components; j++)
        {
            double odds = position[intercepts + j] + (Slope(j) * z), u = (z - position[j]) * Math.Exp(-position[components + j]);
            // log P(no label) or log P(label), without overflow.
            logMissing[j] = -Elementary.LogSumExp(0, absent ? -odds : odds);
            logJoint[j] = absent || j == label ? logShares[j] - position[components + j] + Normal.LogDensity(u) + logMissing[j] : double.NegativeInfinity;
            highest = Math.Max(highest, logJoint[j]);
        }
        for (int j = 0; j < components; j++)
            total += Math.Exp(logJoint[j] - highest);
        for (int j = 0; j < components; j++)
        {
            double rows = weight * Math.Exp(logJoint[j] - highest) / total;
            if (rows == 0)
                continue;
            double sd = Math.Exp(position[components + j]), u = (z - position[j]) / sd, other = 1 - Math.Exp(logMissing[j]);
            gradient[j] += rows * u / sd;
            gradient[components + j] += rows * ((u * u) - 1);
            if (j > 0 && problem.FixedShares is null)
                gradient[shares + j - 1] += rows;
            gradient[intercepts + j] += rows * (absent ? other : -other);
        }
        return weight * (highest + Math.Log(total));
    }

    private void LogShares(ReadOnlySpan<double> position, Span<double> logShares)
    {
        if (problem.FixedShares is { } known)
        {
            for (int j = 0; j < components; j++)
                logShares[j] = Math.Log(known[j]);
            return;
        }
        double total = 0;
        logShares[0] = 0;
        for (int j = 1; j < components; j++)
            total = Elementary.LogSumExp(total, logShares[j] = position[shares + j - 1]);
        for (int j = 0; j < components; j++)
            logShares[j] -= total;
    }

    // The inverse of minus the second derivatives, by central differences of the gradient; NaN where they are not those of a maximum.
    private double[] Covariance(double[] at)
    {
        int count = Dimension;
        double[] information = new double[count * count], above = new double[count], below = new double[count], position = [.. at];
        for (int i = 0; i < count; i++)
        {
            double step = 1e-5 * Math.Max(1, Math.Abs(at[i]));
            position[i] = at[i] + step;
            Negative(position, above);
            position[i] = at[i] - step;
            Negative(position, below);
            position[i] = at[i];
            for (int k = 0; k < count; k++)
                information[(i * count) + k] = problem.Rows * (above[k] - below[k]) / (2 * step);
        }
        // A component that loses no label, or every one, has an intercept without end, which is held where it is.
        int[] kept = [.. Enumerable.Range(0, count).Where(i => i < intercepts || Math.Abs(at[i]) < EndlessLogOdds)];
        double[] reduced = new double[kept.Length * kept.Length], inverse = new double[reduced.Length], covariance = new double[count * count];
        for (int i = 0; i < kept.Length; i++)
        {
            for (int k = 0; k < kept.Length; k++)
                reduced[(i * kept.Length) + k] = 0.5 * (information[(kept[i] * count) + kept[k]] + information[(kept[k] * count) + kept[i]]);
        }
        if (Cholesky.TryFactor(reduced, kept.Length, reduced, out _))
            Cholesky.Inverse(reduced, kept.Length, inverse);
        else
            Array.Fill(inverse, double.NaN);
        for (int i = 0; i < kept.Length; i++)
        {
            for (int k = 0; k < kept.Length; k++)
                covariance[(kept[i] * count) + kept[k]] = inverse[(i * kept.Length) + k];
        }
        return covariance;
    }

    private MixtureComponent[] Components(double[] at)
    {
        double[] logShares = new double[components];
        LogShares(at, logShares);
        return [.. Enumerable.Range(0, components).Select(j => new MixtureComponent(problem.Centre + (problem.Scale * at[j]), problem.Scale * Math.Exp(at[components + j]), Math.Exp(logShares[j])))];
    }

    // The mean of P(no label | y, component) over the component.
    private double[] MissingRates(double[] at)
    {
        double[] rates = new double[components];
        for (int j = 0; j < components; j++)
        {
            double intercept = at[intercepts + j], slope = Slope(j), mean = at[j], sd = Math.Exp(at[components + j]);
            for (int i = 0; i < Nodes.Length; i++)
                rates[j] += Weights[i] / (1 + Math.Exp(-intercept - (slope * (mean + (sd * Nodes[i])))));
        }
        return rates;
    }

    // A normal mean by the trapezoidal rule, which is exact to rounding for smooth functions.
    private static double[] Nodes { get; } = [.. Enumerable.Range(0, 161).Select(i => (i - 80) * 0.1)];

    private static double[] Weights { get; } = [.. Nodes.Select(z => 0.1 * Normal.Density(z))];
}
