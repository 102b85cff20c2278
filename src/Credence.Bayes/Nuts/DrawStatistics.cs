namespace Credence.Bayes;

/// <summary>The statistics of each draw, kept side by side in one array.</summary>
internal static class DrawStatistics
{
    /// <summary>The number of statistics of a draw.</summary>
    public const int Size = 8;

    public static void Write(double[] statistics, int draw, in Transition transition, double step)
    {
        Span<double> row = statistics.AsSpan(draw * Size, Size);
        row[0] = transition.LogDensity;
        row[1] = transition.AcceptanceRate;
        row[2] = step;
        row[3] = transition.Depth;
        row[4] = transition.Leapfrogs;
        row[5] = transition.Diverging ? 1 : 0;
        row[6] = transition.Energy;
        row[7] = transition.MaximumEnergyError;
    }

    public static ChainRecord Record(Chain chain, int count)
    {
        double[] Column(int statistic) => [.. Enumerable.Range(0, count).Select(draw => chain.Statistics[(draw * Size) + statistic])];
        WarmupResult warmed = chain.Warmed!;
        return new ChainRecord
        {
            Positions = count * chain.Dimension == chain.Positions.Length ? chain.Positions : chain.Positions[..(count * chain.Dimension)],
            LogDensity = Column(0),
            AcceptanceRate = Column(1),
            StepSize = Column(2),
            TreeDepth = [.. Column(3).Select(static x => (int)x)],
            Leapfrogs = [.. Column(4).Select(static x => (int)x)],
            Diverging = [.. Column(5).Select(static x => x != 0)],
            Energy = Column(6),
            MaximumEnergyError = Column(7),
            Divergences = [.. chain.Divergences.Where(divergence => divergence.Warmup || divergence.Draw < count)],
            InverseMetric = chain.Trajectory.Metric.Diagonal(),
            Adaptation = warmed.Adaptation,
            Warmup = chain.WarmupIterations,
            WarmupLeapfrogs = warmed.Leapfrogs,
            WarmupTime = warmed.Time,
            SamplingTime = chain.SamplingTime,
        };
    }
}
