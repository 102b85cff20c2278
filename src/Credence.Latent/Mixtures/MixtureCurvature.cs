using Credence.Numerics;

namespace Credence.Latent;

/// <summary>A parameter that is estimated.</summary>
internal enum MixtureCoordinate
{
    /// <summary>The mean of a component.</summary>
    Mean,

    /// <summary>The standard deviation of a component.</summary>
    Deviation,

    /// <summary>The share of a component after the first.</summary>
    Share,

    /// <summary>P(no label | component).</summary>
    Missing,

    /// <summary>P(wrong label).</summary>
    Error,
}

/// <summary>Gradient and observed information of a mixture's log-likelihood in its natural parameters, standardised.</summary>
/// <remarks>The information is that of Louis (1982), <i>J. R. Statist. Soc.</i> B 44, 226, equation (3.2), by components: the expected
/// complete-data information less the covariance of the complete-data score, given the data. Labels enter through the logarithm of their chances,
/// which is linear in logarithms of the parameters.</remarks>
internal sealed class MixtureCurvature
{
    private readonly MixtureState state;
    private readonly List<(MixtureCoordinate Kind, int Component)> coordinates = [];

    private MixtureCurvature(MixtureLikelihood likelihood, MixtureState state, VariancePenalty? penalty)
    {
        this.state = state;
        int components = state.Components;
        LabelMechanism labels = likelihood.Problem.Labels;
        coordinates.AddRange(Enumerable.Range(0, components).Select(j => (MixtureCoordinate.Mean, j)));
        coordinates.AddRange(Enumerable.Range(0, components).Select(j => (MixtureCoordinate.Deviation, j)));
        if (likelihood.Problem.FixedShares is null)
            coordinates.AddRange(Enumerable.Range(1, components - 1).Select(j => (MixtureCoordinate.Share, j)));
        if (labels.LossByComponent)
            coordinates.AddRange(Enumerable.Range(0, components).Where(j => !MixtureState.AtBound(state.Missing[j])).Select(j => (MixtureCoordinate.Missing, j)));
        if (labels.EstimatesError && !MixtureState.AtBound(state.Error) && state.Error < 0.5)
            coordinates.Add((MixtureCoordinate.Error, 0));
        (Gradient, Information) = (new double[Count], new double[Count * Count]);
        for (int label = 0; label <= components; label++)
            AddLabel(likelihood, label);
        for (int j = 0; j < components && penalty is not null; j++)
        {
            (double slope, double curvature) = penalty.Derivatives(state.Deviation[j]);
            int place = Place(MixtureCoordinate.Deviation, j);
            Gradient[place] += slope;
            Add(place, place, curvature);
        }
    }

    /// <summary>The parameters, in order.</summary>
    public IReadOnlyList<(MixtureCoordinate Kind, int Component)> Coordinates => coordinates;

    /// <summary>The number of parameters.</summary>
    public int Count => coordinates.Count;

    public double[] Gradient { get; }

    /// <summary>Minus the matrix of second derivatives.</summary>
    public double[] Information { get; }

    /// <summary>Evaluates to second order.</summary>
    public static MixtureCurvature Of(MixtureLikelihood likelihood, MixtureState state, VariancePenalty? penalty = null)
    {
        likelihood.Evaluate(state, secondOrder: true);
        return new(likelihood, state, penalty);
    }

    /// <summary>The place of a parameter; −1 where it is not estimated.</summary>
    public int Place(MixtureCoordinate kind, int component) => coordinates.IndexOf((kind, component));

    /// <summary>The inverse of the information; null where that is not positive definite.</summary>
    public double[]? Covariance()
    {
        double[] factor = new double[Count * Count], inverse = new double[Count * Count];
        if (!Cholesky.TryFactor(Information, Count, factor, out _, 1e-14))
            return null;
        Cholesky.Inverse(factor, Count, inverse);
        return inverse;
    }

    /// <summary>The Newton step, and its length in standard errors; null where the information is not positive definite.</summary>
    /// <param name="tie">Two components whose means move together; null for none.</param>
    public (double[] Step, double Length)? NewtonStep((int From, int To)? tie)
    {
        int[] free = [.. Enumerable.Range(0, Count).Where(i => tie is null || coordinates[i] != (MixtureCoordinate.Mean, tie.Value.To))];
        double[] gradient = new double[free.Length], information = new double[free.Length * free.Length];
        for (int a = 0; a < free.Length; a++)
        {
            gradient[a] = Tied(free[a], tie).Sum(i => Gradient[i]);
            for (int b = 0; b < free.Length; b++)
                information[(a * free.Length) + b] = Tied(free[a], tie).Sum(i => Tied(free[b], tie).Sum(k => Information[(i * Count) + k]));
        }
        if (!Cholesky.TryFactor(information, free.Length, information, out _, 1e-14))
            return null;
        double[] reduced = [.. gradient], step = new double[Count];
        Cholesky.Solve(information, free.Length, reduced);
        double length = 0;
        for (int a = 0; a < free.Length; a++)
        {
            length += reduced[a] * gradient[a];
            foreach (int i in Tied(free[a], tie))
                step[i] = reduced[a];
        }
        return (step, Math.Sqrt(Math.Max(0, length)));
    }

    /// <summary>The parameters after part of a step; they may lie outside their ranges.</summary>
    public void Move(ReadOnlySpan<double> step, double part, MixtureState moved)
    {
        moved.CopyFrom(state);
        for (int i = 0; i < Count; i++)
        {
            double change = part * step[i];
            (MixtureCoordinate kind, int j) = coordinates[i];
            switch (kind)
            {
                case MixtureCoordinate.Mean:
                    moved.Mean[j] += change;
                    break;
                case MixtureCoordinate.Deviation:
                    moved.Deviation[j] += change;
                    break;
                case MixtureCoordinate.Share:
                    moved.Share[j] += change;
                    moved.Share[0] -= change;
                    break;
                case MixtureCoordinate.Missing:
                    moved.Missing[j] += change;
                    break;
                default:
                    moved.Error += change;
                    break;
            }
        }
    }

    private IEnumerable<int> Tied(int place, (int From, int To)? tie)
        => tie is (int from, int to) && coordinates[place] == (MixtureCoordinate.Mean, from) ? [place, Place(MixtureCoordinate.Mean, to)] : [place];

    private void AddLabel(MixtureLikelihood likelihood, int label)
    {
        double[] sums = likelihood.Sums[label];
        int components = state.Components;
        // Each component's log density moves with its own level, mean and standard deviation.
        double[][] levels = [.. Enumerable.Range(0, components).Select(j => AddLevel(likelihood.Problem, label, j, sums[1 + (3 * j)]))];
        for (int j = 0; j < components; j++)
        {
            double sd = state.Deviation[j], rows = sums[1 + (3 * j)], first = sums[2 + (3 * j)], second = sums[3 + (3 * j)];
            int mean = Place(MixtureCoordinate.Mean, j), deviation = Place(MixtureCoordinate.Deviation, j);
            Gradient[mean] += first / sd;
            Gradient[deviation] += (second - rows) / sd;
            for (int i = 0; i < Count; i++)
                Gradient[i] += rows * levels[j][i];
            Add(mean, mean, rows / (sd * sd));
            Add(mean, deviation, 2 * first / (sd * sd));
            Add(deviation, mean, 2 * first / (sd * sd));
            Add(deviation, deviation, ((3 * second) - rows) / (sd * sd));
        }
        if (!likelihood.Problem.IsMixed(label))
            return;
        for (int j = 0; j < components; j++)
        {
            for (int l = j; l < components; l++)
                AddPair(sums.AsSpan(MixtureKernel.Pair(components, j, l), 9), j, l, levels);
        }
    }

    // The gradient of log(share × chance of the label), whose second derivatives enter the information at once.
    private double[] AddLevel(MixtureProblem problem, int label, int component, double rows)
    {
        double[] level = new double[Count];
        if (rows == 0)
            return level;
        for (int i = 0; i < Count; i++)
        {
            (MixtureCoordinate kind, int j) = coordinates[i];
            level[i] = kind switch
            {
                MixtureCoordinate.Share when component == 0 => -1 / state.Share[0],
                MixtureCoordinate.Share when component == j => 1 / state.Share[j],
                MixtureCoordinate.Missing when component == j => problem.Labels.LossSlope(state, label, j),
                MixtureCoordinate.Error => problem.Labels.ErrorSlope(state, label, component),
                _ => 0,
            };
        }
        for (int i = 0; i < Count; i++)
        {
            for (int k = 0; k < Count; k++)
            {
                if (coordinates[i].Kind == coordinates[k].Kind)
                    Add(i, k, rows * level[i] * level[k]);
            }
        }
        return level;
    }

    // Subtracts the covariance of the scores of two components: B S B′ with score = B (1, u, u²).
    private void AddPair(ReadOnlySpan<double> pair, int j, int l, double[][] levels)
    {
        Span<double> scores = stackalloc double[9];
        double sdj = state.Deviation[j], sdl = state.Deviation[l], sign = j == l ? -1 : 1;
        for (int a = 0; a < 3; a++)
        {
            double one = pair[3 * a], u = pair[(3 * a) + 1], square = pair[(3 * a) + 2];
            (scores[3 * a], scores[(3 * a) + 1], scores[(3 * a) + 2]) = (one, u / sdl, (square - one) / sdl);
        }
        for (int b = 0; b < 3; b++)
        {
            double one = scores[b], u = scores[3 + b], square = scores[6 + b];
            (scores[b], scores[3 + b], scores[6 + b]) = (one, u / sdj, (square - one) / sdj);
        }
        double[] left = new double[3 * Count], right = new double[3 * Count];
        Slopes(j, levels[j], left);
        Slopes(l, levels[l], right);
        for (int i = 0; i < Count; i++)
        {
            for (int k = 0; k < Count; k++)
            {
                double sum = 0;
                for (int a = 0; a < 3; a++)
                {
                    for (int b = 0; b < 3; b++)
                        sum += left[(3 * i) + a] * scores[(3 * a) + b] * right[(3 * k) + b];
                }
                Add(i, k, sign * sum);
                if (j != l)
                    Add(k, i, sign * sum);
            }
        }
    }

    // How level, mean and standard deviation of a component move with each parameter.
    private void Slopes(int component, double[] level, double[] slopes)
    {
        for (int i = 0; i < Count; i++)
            slopes[3 * i] = level[i];
        slopes[(3 * Place(MixtureCoordinate.Mean, component)) + 1] = 1;
        slopes[(3 * Place(MixtureCoordinate.Deviation, component)) + 2] = 1;
    }

    private void Add(int row, int column, double value) => Information[(row * Count) + column] += value;
}
