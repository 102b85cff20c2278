using Credence.Numerics;

namespace Credence.Latent;

/// <summary>Where searches of a mixture start: from labels, from cuts of the sorted values, from equal centres, and from chance.</summary>
internal sealed class MixtureStarts(MixtureProblem problem, ulong seed)
{
    private static readonly double[] Cuts = [0.03, 0.07, 0.15, 0.3, 0.5, 0.7, 0.85, 0.93, 0.97];

    private readonly double[] values = [.. problem.Groups.SelectMany(group => group.Values)];
    private readonly double[] weights = [.. problem.Groups.SelectMany(group => group.Weights.Length > 0 ? group.Weights : Enumerable.Repeat(1.0, group.Values.Length))];

    /// <summary>The systematic starts, then the random ones. Every second start takes labelled components from their labels.</summary>
    public IEnumerable<MixtureState> All(int restarts)
    {
        int components = problem.Components;
        Array.Sort(values, weights);
        if (components == 1)
            return [Labelled(Concentric(0))];
        // With every row labelled there is one maximum, in closed form.
        if (problem.Labels.LabelsAreRight && problem.Groups[^1].Rows == 0)
            return [Labelled(Cut(Even()))];
        List<MixtureState> starts = [Cut(Even()), Concentric(0.5), Concentric(-0.5)];
        if (components == 2)
            starts.AddRange(Cuts.Select(cut => Cut([cut])));
        starts.AddRange(Enumerable.Range(0, restarts).Select(restart => Scattered(new RandomStream(seed, "mixture starts", (ulong)restart))));
        bool labelled = problem.Groups.Take(components).Any(group => group.Rows > 0);
        return labelled ? [.. starts.Select((start, i) => i % 2 == 0 ? Labelled(start) : start)] : starts;
    }

    private double[] Even() => [.. Enumerable.Range(1, problem.Components - 1).Select(j => (double)j / problem.Components)];

    // Moments of the pieces between shares of the sorted values.
    private MixtureState Cut(double[] cuts)
    {
        MixtureState state = new(problem.Components);
        double total = weights.Sum();
        double[] rows = new double[state.Components], squares = new double[state.Components];
        double below = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double middle = (below + (0.5 * weights[i])) / total;
            int piece = cuts.Count(cut => cut < middle);
            rows[piece] += weights[i];
            double deviation = values[i] - state.Mean[piece];
            state.Mean[piece] += weights[i] * deviation / rows[piece];
            squares[piece] += weights[i] * deviation * (values[i] - state.Mean[piece]);
            below += weights[i];
        }
        for (int j = 0; j < state.Components; j++)
            Place(state, j, rows[j] > 0 ? state.Mean[j] : 0, rows[j] > 0 ? Math.Sqrt(squares[j] / rows[j]) : 1, Math.Max(rows[j] / total, 0.01));
        return Settled(state);
    }

    // One centre, spreads in geometric progression about that of all values.
    private MixtureState Concentric(double growth)
    {
        MixtureState state = new(problem.Components);
        for (int j = 0; j < state.Components; j++)
            Place(state, j, 1e-3 * j, Math.Exp(growth * (state.Components == 1 ? 0 : (2.0 * j / (state.Components - 1)) - 1)), 1);
        return Settled(state);
    }

    // Means far from each other with high probability (Arthur and Vassilvitskii, 2007), spreads and shares by chance.
    private MixtureState Scattered(RandomStream random)
    {
        MixtureState state = new(problem.Components);
        double[] distances = new double[values.Length];
        Array.Fill(distances, 1);
        for (int j = 0; j < state.Components; j++)
        {
            double mean = values[Pick(random, distances)];
            Place(state, j, mean, Math.Exp(-2 * random.NextDouble()), 0.1 + random.NextDouble());
            for (int i = 0; i < values.Length; i++)
            {
                double square = (values[i] - mean) * (values[i] - mean);
                distances[i] = j == 0 ? square : Math.Min(distances[i], square);
            }
        }
        return Settled(state);
    }

    private int Pick(RandomStream random, double[] distances)
    {
        double total = 0;
        for (int i = 0; i < values.Length; i++)
            total += weights[i] * distances[i];
        double left = total * random.NextDouble();
        for (int i = 0; i < values.Length; i++)
        {
            left -= weights[i] * distances[i];
            if (left < 0)
                return i;
        }
        return values.Length - 1;
    }

    private MixtureState Labelled(MixtureState state)
    {
        for (int j = 0; j < state.Components; j++)
        {
            StandardGroup group = problem.Groups[j];
            if (group.Rows > 1 && group.Squares > 0)
                (state.Mean[j], state.Deviation[j]) = (group.Mean, Math.Sqrt(group.Squares / group.Rows));
        }
        double labelled = problem.Groups.Take(state.Components).Sum(group => group.Rows);
        if (problem.Groups.Take(state.Components).All(group => group.Rows > 0))
        {
            for (int j = 0; j < state.Components; j++)
                state.Share[j] = problem.Groups[j].Rows / labelled;
        }
        return Settled(state);
    }

    private static void Place(MixtureState state, int component, double mean, double deviation, double share)
        => (state.Mean[component], state.Deviation[component], state.Share[component]) = (mean, Math.Max(deviation, 0.05), share);

    private MixtureState Settled(MixtureState state)
    {
        double total = state.Share.Sum();
        for (int j = 0; j < state.Components; j++)
            state.Share[j] = problem.FixedShares?[j] ?? (state.Share[j] / total);
        return state;
    }
}
