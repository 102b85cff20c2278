using Credence.Bayes;

namespace Credence.Latent;

/// <summary>The log posterior of a normal mixture and its gradient, from the sums that EM uses too.</summary>
internal sealed class MixtureDensity(MixtureProblem problem, MixturePriors priors, bool ordered) : ILogDensity
{
    private readonly MixtureLikelihood likelihood = new(problem, 1, default);
    private readonly MixtureState state = new(problem.Components);

    public int Dimension => (2 * problem.Components) + (problem.FixedShares is null ? problem.Components - 1 : 0);

    /// <summary>The parameters at a position.</summary>
    public static void Place(ReadOnlySpan<double> position, MixtureProblem problem, bool ordered, MixtureState state)
    {
        int count = state.Components;
        for (int j = 0; j < count; j++)
        {
            state.Mean[j] = ordered && j > 0 ? state.Mean[j - 1] + Math.Exp(position[j]) : position[j];
            state.Deviation[j] = Math.Exp(position[count + j]);
        }
        if (problem.FixedShares is { } shares)
        {
            shares.CopyTo(state.Share, 0);
            return;
        }
        double highest = 0, total = 0;
        for (int j = 1; j < count; j++)
            highest = Math.Max(highest, position[(2 * count) + j - 1]);
        for (int j = 0; j < count; j++)
            total += state.Share[j] = Math.Exp((j == 0 ? 0 : position[(2 * count) + j - 1]) - highest);
        for (int j = 0; j < count; j++)
            state.Share[j] /= total;
    }

    public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient)
    {
        int count = state.Components;
        Place(position, problem, ordered, state);
        for (int j = 0; j < count; j++)
        {
            if (!double.IsFinite(state.Mean[j]) || !(state.Deviation[j] > 0) || !double.IsFinite(state.Deviation[j]) || !(state.Share[j] > 0))
            {
                gradient.Clear();
                return double.NegativeInfinity;
            }
        }
        double value = likelihood.Evaluate(state);
        for (int j = count - 1; j >= 0; j--)
        {
            double rows = Sum(1 + (3 * j)), first = Sum(2 + (3 * j)), second = Sum(3 + (3 * j)), sd = state.Deviation[j];
            value += priors.Mean.LogDensity(problem.Centre + (problem.Scale * state.Mean[j]), out double meanSlope);
            value += priors.StandardDeviation.LogDensity(problem.Scale * sd, out double deviationSlope) + position[count + j];
            gradient[j] = (first / sd) + (problem.Scale * meanSlope);
            gradient[count + j] = second - rows + (problem.Scale * sd * deviationSlope) + 1;
            if (problem.FixedShares is not null)
                continue;
            // The Jacobian of the shares is their product.
            value += priors.ShareConcentration * Math.Log(state.Share[j]);
            if (j > 0)
                gradient[(2 * count) + j - 1] = rows + priors.ShareConcentration - (state.Share[j] * (problem.Rows + (count * priors.ShareConcentration)));
        }
        return ordered ? value + OrderGaps(position, gradient) : value;
    }

    // A gap moves its own mean and all after it.
    private double OrderGaps(ReadOnlySpan<double> position, Span<double> gradient)
    {
        double logJacobian = 0, after = 0;
        for (int j = state.Components - 1; j > 0; j--)
        {
            after += gradient[j];
            gradient[j] = (after * Math.Exp(position[j])) + 1;
            logJacobian += position[j];
        }
        gradient[0] += after;
        return logJacobian;
    }

    private double Sum(int place)
    {
        double sum = 0;
        foreach (double[] label in likelihood.Sums)
            sum += label[place];
        return sum;
    }
}
