using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>A centre of a posterior and a matrix that makes it nearly standard normal around there: u = centre + factor · z.</summary>
/// <remarks>The mode by Newton's method and the inverse of its curvature; where none is found, the guess it starts from. Sampling z in place of u
/// changes nothing but the length of the way.</remarks>
/// <param name="Centre">The centre in unconstrained coordinates.</param>
/// <param name="Factor">F with F Fᵀ the covariance near the mode, dense and row-major.</param>
internal sealed record LocalScale(double[] Centre, double[] Factor)
{
    private const int MostSteps = 50, MostHalvings = 20;
    private const double Farthest = 30, Difference = 1e-3, Converged = 1e-6;

    /// <summary>A log density with its gradient.</summary>
    public delegate double Density(ReadOnlySpan<double> u, Span<double> gradient);

    /// <summary>Finds the scale of a log density from a guess of its centre and spreads.</summary>
    public static LocalScale Of(Density density, double[] guess, double[] spreads)
    {
        int size = guess.Length;
        double[] centre = [.. guess], gradient = new double[size], step = new double[size], curvature = new double[size * size], factor = new double[size * size];
        double value = density(centre, gradient);
        for (int iteration = 0; iteration < MostSteps && double.IsFinite(value); iteration++)
        {
            Curvature(density, centre, spreads, curvature);
            if (!TryFactor(curvature, spreads, factor, out bool concave))
                break;
            gradient.CopyTo(step, 0);
            Cholesky.Solve(factor, size, step);
            if (concave && Dot(step, gradient) < Converged)
                return new LocalScale(centre, InverseTransposed(factor, size));
            double raised = Climb(density, centre, step, gradient, value);
            if (!(raised > value) || IsFar(centre, guess, spreads))
                break;
            value = raised;
        }
        return Diagonal(guess, spreads);
    }

    /// <summary>The scale that a guess gives.</summary>
    public static LocalScale Diagonal(double[] guess, double[] spreads)
    {
        double[] factor = new double[spreads.Length * spreads.Length];
        for (int i = 0; i < spreads.Length; i++)
            factor[i * spreads.Length + i] = spreads[i];
        return new LocalScale([.. guess], factor);
    }

    /// <summary>Receives u at z.</summary>
    public void Place(ReadOnlySpan<double> z, Span<double> u)
    {
        int size = Centre.Length;
        for (int i = 0; i < size; i++)
        {
            double sum = Centre[i];
            for (int j = 0; j < size; j++)
                sum += Factor[i * size + j] * z[j];
            u[i] = sum;
        }
    }

    /// <summary>Carries a gradient with respect to u to one with respect to z.</summary>
    public void Backward(ReadOnlySpan<double> gradient, Span<double> ofZ)
    {
        int size = Centre.Length;
        for (int j = 0; j < size; j++)
        {
            double sum = 0;
            for (int i = 0; i < size; i++)
                sum += Factor[i * size + j] * gradient[i];
            ofZ[j] = sum;
        }
    }

    // Moves along the step, halved until the density rises; leaves everything where it does not.
    private static double Climb(Density density, double[] centre, double[] step, double[] gradient, double value)
    {
        double[] trial = new double[centre.Length], ofTrial = new double[centre.Length];
        for (int halving = 0; halving < MostHalvings; halving++)
        {
            for (int i = 0; i < centre.Length; i++)
                trial[i] = centre[i] + step[i];
            double raised = density(trial, ofTrial);
            if (raised > value)
            {
                trial.CopyTo(centre, 0);
                ofTrial.CopyTo(gradient, 0);
                return raised;
            }
            for (int i = 0; i < step.Length; i++)
                step[i] *= 0.5;
        }
        return value;
    }

    /// <summary>The negative Hessian by central differences of the gradient.</summary>
    private static void Curvature(Density density, double[] centre, double[] spreads, double[] curvature)
    {
        int size = centre.Length;
        double[] moved = [.. centre], up = new double[size], down = new double[size];
        for (int i = 0; i < size; i++)
        {
            double distance = Difference * spreads[i];
            moved[i] = centre[i] + distance;
            density(moved, up);
            moved[i] = centre[i] - distance;
            density(moved, down);
            moved[i] = centre[i];
            for (int j = 0; j < size; j++)
                curvature[i * size + j] = (down[j] - up[j]) / (2 * distance);
        }
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < i; j++)
                curvature[i * size + j] = curvature[j * size + i] = 0.5 * (curvature[i * size + j] + curvature[j * size + i]);
        }
    }

    // Where the density is not concave, the guessed precisions are added until it is.
    private static bool TryFactor(double[] curvature, double[] spreads, double[] factor, out bool concave)
    {
        int size = spreads.Length;
        concave = Cholesky.TryFactor(curvature, size, factor, out _);
        for (double ridge = 1; !concave && ridge < 1e7; ridge *= 10)
        {
            double[] raised = [.. curvature];
            for (int i = 0; i < size; i++)
                raised[i * size + i] += ridge / (spreads[i] * spreads[i]);
            if (Cholesky.TryFactor(raised, size, factor, out _))
                return true;
        }
        return concave;
    }

    /// <summary>C⁻ᵀ of a Cholesky factor C.</summary>
    private static double[] InverseTransposed(double[] factor, int size)
    {
        double[] inverse = new double[size * size], column = new double[size];
        for (int i = 0; i < size; i++)
        {
            Array.Clear(column);
            column[i] = 1;
            TriangularSolve.LowerTransposed(factor, size, column);
            for (int j = 0; j < size; j++)
                inverse[j * size + i] = column[j];
        }
        return inverse;
    }

    private static bool IsFar(double[] centre, double[] guess, double[] spreads)
    {
        for (int i = 0; i < centre.Length; i++)
        {
            if (!(Math.Abs(centre[i] - guess[i]) <= Farthest * spreads[i]))
                return true;
        }
        return false;
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
