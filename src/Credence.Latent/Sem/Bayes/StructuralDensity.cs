using System.Numerics.Tensors;
using Credence.Bayes;
using Credence.Numerics;

namespace Credence.Latent;

/// <summary>The posterior density of a structural equation model in the coordinates of <see cref="SemCoordinates"/>. One instance per thread.</summary>
internal sealed class StructuralDensity : ILogDensity
{
    private readonly SemCoordinates coordinates;
    private readonly CoordinateWorkspace work;
    private readonly SemMoments[] moments;
    private readonly GroupLikelihood[] likelihoods;
    private readonly SemDefiniteness definiteness;
    private readonly double[] meanSlope, covarianceSlope;
    private readonly bool meanStructure;

    public StructuralDensity(SemStructure structure, SemCoordinates coordinates, IReadOnlyList<StructuralSample> samples)
    {
        this.coordinates = coordinates;
        meanStructure = structure.Table.MeanStructure;
        work = new CoordinateWorkspace(coordinates);
        moments = [.. samples.Select((_, group) => new SemMoments(structure, group))];
        likelihoods = [.. samples.Select(sample => sample.Likelihood(meanStructure))];
        definiteness = new SemDefiniteness(coordinates.Checks);
        (meanSlope, covarianceSlope) = (new double[structure.Observed], new double[structure.Observed * structure.Observed]);
    }

    /// <inheritdoc/>
    public int Dimension => coordinates.Dimension;

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient)
    {
        double sum = coordinates.Constrain(position, work);
        Array.Clear(work.Slopes);
        for (int group = 0; group < moments.Length; group++)
        {
            SemMoments own = moments[group];
            if (!own.Evaluate(work.Values) || !definiteness.Holds(own, group))
                return Impossible(gradient);
            double value = likelihoods[group].Evaluate(own.Mean, own.Covariance, meanSlope, covarianceSlope);
            if (!double.IsFinite(value))
                return Impossible(gradient);
            sum += value;
            own.AddGradient(covarianceSlope, meanStructure ? meanSlope : default, work.Slopes);
        }
        coordinates.Backward(position, work, gradient);
        return sum;
    }

    private static double Impossible(Span<double> gradient)
    {
        gradient.Clear();
        return double.NegativeInfinity;
    }
}

/// <summary>Whether covariance matrices that may fail to be positive definite are so.</summary>
internal sealed class SemDefiniteness(DefinitenessCheck[] checks)
{
    private readonly double[] matrix = new double[checks.Length == 0 ? 0 : checks.Max(check => check.Members.Length * check.Members.Length)];

    /// <summary>Whether all of a group are positive definite.</summary>
    public bool Holds(SemMoments moments, int group)
    {
        foreach (DefinitenessCheck check in checks)
        {
            if (check.Group == group && !Holds(check, check.Structural ? moments.LatentCovariance : moments.ResidualCovariance))
                return false;
        }
        return true;
    }

    private bool Holds(DefinitenessCheck check, ReadOnlySpan<double> source)
    {
        int k = check.Members.Length, order = (int)Math.Sqrt(source.Length);
        for (int i = 0; i < k; i++)
        {
            for (int j = 0; j <= i; j++)
                matrix[(i * k) + j] = source[(check.Members[i] * order) + check.Members[j]];
        }
        Span<double> own = matrix.AsSpan(0, k * k);
        return Cholesky.TryFactor(own, k, own, out _);
    }
}

/// <summary>
/// A density times the standard deviations that are folded: the density of their logarithms, whose mode keeps off 0, where curvature says little of the
/// posterior as a whole.
/// </summary>
/// <param name="density">The density.</param>
/// <param name="folded">The coordinates whose absolute value is a standard deviation.</param>
internal sealed class LogDeviationDensity(ILogDensity density, int[] folded) : ILogDensity
{
    /// <inheritdoc/>
    public int Dimension => density.Dimension;

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient)
    {
        foreach (int place in folded)
        {
            if (!(position[place] > 0))
                return double.NegativeInfinity;
        }
        double value = density.Evaluate(position, gradient);
        foreach (int place in folded)
        {
            value += Math.Log(position[place]);
            gradient[place] += 1 / position[place];
        }
        return value;
    }
}

/// <summary>A density in coordinates in which it is about standard normal around its mode: position = mode + root · whitened position.</summary>
/// <param name="density">The density.</param>
/// <param name="mode">The mode.</param>
/// <param name="root">An upper triangular root of the covariance there, row by row.</param>
internal sealed class WhitenedDensity(ILogDensity density, double[] mode, double[] root) : ILogDensity
{
    private readonly double[] position = new double[mode.Length], slopes = new double[mode.Length];

    /// <inheritdoc/>
    public int Dimension => mode.Length;

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> whitened, Span<double> gradient)
    {
        Place(mode, root, whitened, position);
        double value = density.Evaluate(position, slopes);
        gradient.Clear();
        int d = mode.Length;
        for (int i = 0; i < d; i++)
            TensorPrimitives.MultiplyAdd(root.AsSpan((i * d) + i, d - i), slopes[i], gradient[i..], gradient[i..]);
        return value;
    }

    /// <summary>The position of a whitened one.</summary>
    public static void Place(double[] mode, double[] root, ReadOnlySpan<double> whitened, Span<double> position)
    {
        int d = mode.Length;
        for (int i = 0; i < d; i++)
            position[i] = mode[i] + TensorPrimitives.Dot(root.AsSpan((i * d) + i, d - i), whitened[i..]);
    }

    /// <summary>The whitened position of one, in place.</summary>
    public static void Whiten(double[] mode, double[] root, Span<double> position)
    {
        int d = mode.Length;
        for (int i = d - 1; i >= 0; i--)
        {
            double rest = TensorPrimitives.Dot(root.AsSpan((i * d) + i + 1, d - i - 1), position[(i + 1)..]);
            position[i] = (position[i] - mode[i] - rest) / root[(i * d) + i];
        }
    }
}
