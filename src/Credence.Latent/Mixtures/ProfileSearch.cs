namespace Credence.Latent;

/// <summary>Maximises a mixture's likelihood under fixed differences of the first two means, each search starting where its neighbours ended.</summary>
internal sealed class ProfileSearch(MixtureLikelihood likelihood, IReadOnlyList<MixtureState> maxima)
{
    private const int MaximumIterations = 400;
    private const double Tolerance = 1e-4;

    private Ascent?[] ends = [];

    /// <summary>The highest log-likelihood at each difference; NaN where every search collapsed.</summary>
    /// <param name="grid">The differences, rising.</param>
    /// <param name="known">The place of the difference at the highest maximum.</param>
    public double[] Sweep(double[] grid, int known)
    {
        ends = new Ascent?[grid.Length];
        foreach (int i in (int[])[0, known, grid.Length - 1])
        {
            foreach (MixtureState maximum in maxima)
            {
                Try(i, maximum, grid[i]);
                Try(i, Exchanged(maximum), grid[i]);
            }
        }
        for (int i = 0; i < grid.Length; i++)
        {
            Try(i, Lopsided(0.1), grid[i]);
            Try(i, Lopsided(0.9), grid[i]);
        }
        FromNeighbours(grid);
        for (int i = 0; i < grid.Length; i++)
        {
            foreach (MixtureState maximum in ends[i] is null ? maxima : [])
            {
                Try(i, maximum, grid[i]);
                Try(i, Exchanged(maximum), grid[i]);
            }
        }
        FromNeighbours(grid);
        return Array.ConvertAll(ends, end => end?.Objective ?? double.NaN);
    }

    /// <summary>The log-likelihood at a difference, from the end of a search near it.</summary>
    public double Height(double difference, int neighbour) => Climb(ends[neighbour]!.State, difference).Objective;

    private void FromNeighbours(double[] grid)
    {
        for (int i = 1; i < grid.Length; i++)
            Try(i, ends[i - 1]?.State, grid[i]);
        for (int i = grid.Length - 2; i >= 0; i--)
            Try(i, ends[i + 1]?.State, grid[i]);
    }

    // The first maximum with equal spreads and a given share of the second component in the two.
    private MixtureState Lopsided(double share)
    {
        MixtureState state = maxima[0].Copy();
        Array.Fill(state.Deviation, 1, 0, 2);
        if (likelihood.Problem.FixedShares is null)
        {
            double both = state.Share[0] + state.Share[1];
            (state.Share[0], state.Share[1]) = (both * (1 - share), both * share);
        }
        return state;
    }

    private void Try(int place, MixtureState? start, double difference)
    {
        if (start is null)
            return;
        Ascent ascent = Climb(start, difference);
        if (ascent.End != AscentEnd.Collapsed && !(ascent.Objective <= ends[place]?.Objective))
            ends[place] = ascent;
    }

    private Ascent Climb(MixtureState from, double difference)
    {
        MixtureState start = from.Copy();
        double total = start.Share[0] + start.Share[1], centre = ((start.Share[0] * start.Mean[0]) + (start.Share[1] * start.Mean[1])) / total;
        start.Mean[0] = centre - (start.Share[1] / total * difference);
        start.Mean[1] = start.Mean[0] + difference;
        return new MixtureClimb(likelihood, new()
        {
            MaximumIterations = MaximumIterations,
            Tolerance = Tolerance,
            Tie = new(0, 1, difference),
        }).From(start);
    }

    // The same means with spreads and shares exchanged: without labels another way up the same difference.
    private MixtureState Exchanged(MixtureState state)
    {
        MixtureState exchanged = state.Copy();
        exchanged.Deviation.AsSpan(0, 2).Reverse();
        if (likelihood.Problem.FixedShares is null)
            exchanged.Share.AsSpan(0, 2).Reverse();
        return exchanged;
    }
}
