using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>
/// The search for the maximum of <see cref="PatternLikelihood"/>: EM steps accelerated by squared extrapolation while far, Newton steps when
/// near; the log likelihood never falls.
/// </summary>
/// <remarks>
/// An EM step needs the gradients only: with N rows, δ = Σ g / N moves the mean and Σ + 2 Σ G Σ / N − δ δᵀ is the new covariance, since
/// g and G are the expected first and second moments of the missing cells in disguise. Extrapolation: Varadhan and Roland (2008),
/// <i>Scandinavian Journal of Statistics</i> 35, step length S3.
/// </remarks>
internal sealed class MultivariateNormalSearch
{
    // Log likelihoods of the same point differ by this share of them when rows are added up in another order.
    private const double Rounding = 1e-13;

    // So many iterations that neither climb nor flatten are enough.
    private const int MostIdle = 10;

    private readonly PatternRows rows;
    private readonly PatternLikelihood likelihood;
    private readonly MultivariateNormalOptions options;
    private readonly IReadOnlyList<string> variables;
    private readonly bool[] isFree;
    private readonly List<FitIteration> iterations = [];
    private readonly int order, parameters;
    private readonly double[] product, factor;
    private Point current, first, second;

    public MultivariateNormalSearch(PatternRows rows, PatternMoments moments, MultivariateNormalOptions options)
    {
        (this.rows, this.options, variables, order) = (rows, options, moments.Variables, rows.Order);
        likelihood = new PatternLikelihood(rows);
        parameters = PatternInformation.Parameters(order);
        isFree = [.. Enumerable.Repeat(true, parameters)];
        foreach ((int i, int j) in moments.NeverTogether())
            isFree[PatternInformation.Place(order, j, i)] = false;
        (product, factor) = (new double[order * order], new double[order * order]);
        (current, first, second) = (new(order), new(order), new(order));
    }

    public double LogLikelihood => current.Value;

    public double MeanDistance { get; private set; }

    public ReadOnlySpan<double> Mean => current.Mean;

    public ReadOnlySpan<double> Covariance => current.Covariance;

    public IReadOnlyList<FitIteration> Iterations => iterations;

    public FitStop Run(ReadOnlySpan<double> mean, ReadOnlySpan<double> covariance, CancellationToken cancellation)
    {
        mean.CopyTo(current.Mean);
        covariance.CopyTo(current.Covariance);
        Evaluate(current);
        FitStop stop = Climb(cancellation);
        Evaluate(current);
        MeanDistance = likelihood.MeanDistance;
        return stop;
    }

    /// <summary>The inverse of the observed information at the maximum, by means and covariances; NaN where a parameter is not identified.</summary>
    public bool TryErrors(Span<double> covariance)
    {
        double[] information = new double[parameters * parameters];
        if (!TryInformation(information) || !Cholesky.TryFactor(information, parameters, information, out _, 1e-12))
            return false;
        Cholesky.Inverse(information, parameters, covariance);
        for (int i = 0; i < parameters; i++)
        {
            if (!isFree[i])
                covariance[(i * parameters) + i] = double.NaN;
        }
        return true;
    }

    private FitStop Climb(CancellationToken cancellation)
    {
        double tolerance = options.Tolerance * Math.Max(1, 1e-5 * rows.Rows), gain = double.PositiveInfinity, near = 1;
        double least = double.PositiveInfinity, highest = double.NegativeInfinity;
        FitStep step = FitStep.Start;
        for (int idle = 0; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            double gradient = WhitenedGradient(), value = current.Value;
            iterations.Add(new FitIteration(step, value, gradient));
            if (gradient <= tolerance)
                return FitStop.Converged;
            if (iterations.Count > options.MaximumIterations)
                return FitStop.IterationLimit;
            idle = gradient < 0.9 * least || value > highest + (Rounding * Math.Abs(value)) ? 0 : idle + 1;
            if (idle == MostIdle)
                return FitStop.Stalled;
            (least, highest) = (Math.Min(least, gradient), Math.Max(highest, value));
            if (options.Method == FitMethod.Em)
            {
                Step(current, first);
                Accept(ref first);
                step = FitStep.Em;
                continue;
            }
            if (gain < near && TryNewton())
            {
                step = FitStep.Newton;
                continue;
            }
            near = gain < near ? gain / 10 : near;
            step = Accelerate();
            gain = current.Value - value;
        }
    }

    // Two EM steps and one further along their curve; the second EM step stands in where the long one does not climb.
    private FitStep Accelerate()
    {
        Step(current, first);
        Evaluate(first);
        RequireDefinite(first);
        Step(first, second);
        double change = 0, curvature = 0;
        Measure(current.Mean, first.Mean, second.Mean, ref change, ref curvature);
        Measure(current.Covariance, first.Covariance, second.Covariance, ref change, ref curvature);
        double length = curvature > 0 ? Math.Max(1, Math.Sqrt(change / curvature)) : 1;
        Point far = new(order);
        Extrapolate(current.Mean, first.Mean, second.Mean, length, far.Mean);
        Extrapolate(current.Covariance, first.Covariance, second.Covariance, length, far.Covariance);
        Evaluate(far);
        if (length > 1 && far.Value >= first.Value)
        {
            Step(far, second);
            Evaluate(second);
            if (second.Value >= far.Value)
            {
                (current, second) = (second, current);
                return FitStep.Accelerated;
            }
        }
        Step(first, second);
        Accept(ref second);
        return FitStep.Em;
    }

    private bool TryNewton()
    {
        double[] information = new double[parameters * parameters], step = new double[parameters];
        if (!TryInformation(information) || !Cholesky.TryFactor(information, parameters, information, out _, 1e-12))
            return false;
        for (int i = 0; i < order; i++)
        {
            step[i] = current.MeanSlope[i];
            for (int j = 0; j <= i; j++)
            {
                int place = PatternInformation.Place(order, i, j);
                step[place] = isFree[place] ? (i == j ? 1 : 2) * current.CovarianceSlope[(i * order) + j] : 0;
            }
        }
        Cholesky.Solve(information, parameters, step);
        for (double share = 1; share > 0.01; share /= 2)
        {
            for (int i = 0; i < order; i++)
            {
                first.Mean[i] = current.Mean[i] + (share * step[i]);
                for (int j = 0; j <= i; j++)
                {
                    double moved = current.Covariance[(i * order) + j] + (share * step[PatternInformation.Place(order, i, j)]);
                    first.Covariance[(i * order) + j] = first.Covariance[(j * order) + i] = moved;
                }
            }
            Evaluate(first);
            if (first.Value >= current.Value - (Rounding * Math.Abs(current.Value)) && Cholesky.TryFactor(first.Covariance, order, factor, out _))
            {
                (current, first) = (first, current);
                return true;
            }
        }
        return false;
    }

    // What is not identified is held where it is.
    private bool TryInformation(Span<double> information)
    {
        if (parameters > MultivariateNormalOptions.MostParameters || !PatternInformation.TryCompute(rows, current.Mean, current.Covariance, information))
            return false;
        for (int i = 0; i < parameters; i++)
        {
            if (!isFree[i])
                information[(i * parameters) + i] = 1;
        }
        return true;
    }

    private void Step(Point from, Point to)
    {
        double share = 1 / rows.Rows;
        for (int i = 0; i < order; i++)
        {
            double shift = 0;
            for (int j = 0; j < order; j++)
                shift += from.Covariance[(i * order) + j] * from.MeanSlope[j];
            to.Mean[i] = shift * share;
        }
        MatrixProduct.TimesTransposed(from.Covariance, from.CovarianceSlope, order, product);
        MatrixProduct.TimesTransposed(product, from.Covariance, order, to.Covariance);
        for (int i = 0; i < order; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double moved = from.Covariance[(i * order) + j] + (2 * share * to.Covariance[(i * order) + j]) - (to.Mean[i] * to.Mean[j]);
                to.Covariance[(i * order) + j] = to.Covariance[(j * order) + i] = moved;
            }
        }
        for (int i = 0; i < order; i++)
            to.Mean[i] += from.Mean[i];
    }

    private void Accept(ref Point next)
    {
        Evaluate(next);
        RequireDefinite(next);
        (current, next) = (next, current);
    }

    // An EM step leads out of the positive definite matrices only where the likelihood has no bound.
    private void RequireDefinite(Point point)
    {
        if (double.IsFinite(point.Value))
            return;
        Cholesky.TryFactor(point.Covariance, order, factor, out int pivot, 1e-11);
        string name = variables[pivot < 0 ? order - 1 : pivot];
        throw new InputException(
            $"column {name}", "given the columns before it nothing is left of its variance: it is a linear combination of them, or there are too few rows for so many columns",
            "leave it out, or give more rows");
    }

    private void Evaluate(Point point) => point.Value = likelihood.Evaluate(point.Mean, point.Covariance, point.MeanSlope, point.CovarianceSlope);

    // The largest derivative in coordinates in which the covariance is the identity: mean + R v, Σ = R (I + E) Rᵀ.
    private double WhitenedGradient()
    {
        if (!Cholesky.TryFactor(current.Covariance, order, factor, out _))
            return double.NaN;
        double largest = 0;
        double[] transposed = new double[order * order];
        for (int i = 0; i < order; i++)
        {
            double slope = 0;
            for (int j = 0; j < order; j++)
            {
                slope += factor[(j * order) + i] * current.MeanSlope[j];
                transposed[(i * order) + j] = factor[(j * order) + i];
            }
            largest = Math.Max(largest, Math.Abs(slope));
        }
        double[] whitened = new double[order * order];
        MatrixProduct.TimesTransposed(transposed, current.CovarianceSlope, order, product);
        MatrixProduct.TimesTransposed(product, transposed, order, whitened);
        foreach (double slope in whitened)
            largest = Math.Max(largest, 2 * Math.Abs(slope));
        return largest;
    }

    private static void Measure(double[] x, double[] y, double[] z, ref double change, ref double curvature)
    {
        for (int i = 0; i < x.Length; i++)
        {
            double step = y[i] - x[i], turn = z[i] - y[i] - step;
            change += step * step;
            curvature += turn * turn;
        }
    }

    private static void Extrapolate(double[] x, double[] y, double[] z, double length, double[] target)
    {
        for (int i = 0; i < x.Length; i++)
        {
            double step = y[i] - x[i], turn = z[i] - y[i] - step;
            target[i] = x[i] + (2 * length * step) + (length * length * turn);
        }
    }

    private sealed class Point(int order)
    {
        public double[] Mean { get; } = new double[order];

        public double[] Covariance { get; } = new double[order * order];

        public double[] MeanSlope { get; } = new double[order];

        public double[] CovarianceSlope { get; } = new double[order * order];

        public double Value { get; set; }
    }
}
