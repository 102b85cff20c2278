using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>The positions and gradients of one warm-up window, from which a metric is estimated and judged.</summary>
internal sealed class MetricWindow(int dimension, int capacity)
{
    // A low-rank metric costs more per step and is noisier: it must promise clearly shorter trajectories.
    private const double LowRankGain = 1.5;

    private readonly double[] positions = new double[dimension * capacity], gradients = new double[dimension * capacity];

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    public void Add(ReadOnlySpan<double> position, ReadOnlySpan<double> gradient)
    {
        if (Count == capacity)
            return;
        position.CopyTo(positions.AsSpan(Count * dimension));
        gradient.CopyTo(gradients.AsSpan(Count * dimension));
        Count++;
    }

    /// <summary>
    /// Sets the metric from the window; where the choice is automatic, the one of the least condition number out of sample: each candidate is
    /// fitted to one half of the window and judged on the other.
    /// </summary>
    /// <returns>The adaptation that was taken.</returns>
    public MetricAdaptation Estimate(Metric metric, MetricAdaptation adaptation)
    {
        if (Count < 4)
            return adaptation == MetricAdaptation.Automatic ? MetricAdaptation.Fisher : adaptation;
        if (adaptation == MetricAdaptation.Automatic)
            adaptation = Choose();
        Fit(metric, adaptation, 0, Count);
        return adaptation;
    }

    private MetricAdaptation Choose()
    {
        if (Count < 20)
            return MetricAdaptation.Fisher;
        double fisher = Score(MetricAdaptation.Fisher), variance = Score(MetricAdaptation.Variance);
        (MetricAdaptation best, double score) = variance < fisher ? (MetricAdaptation.Variance, variance) : (MetricAdaptation.Fisher, fisher);
        // What a perfect metric would score, because of the noise of the covariances: the edges of the Marchenko-Pastur law.
        double noise = 4 * Math.Log(1 + Math.Sqrt(dimension / (0.5 * Count))), gain = 2 * Math.Log(LowRankGain);
        bool worthTrying = dimension > 1 && score > noise + gain;
        return worthTrying && Score(MetricAdaptation.LowRank) + gain < score ? MetricAdaptation.LowRank : best;
    }

    // Mean log condition number over the two halves: trajectories grow with its root.
    private double Score(MetricAdaptation adaptation)
    {
        int half = Count / 2;
        Metric metric = new(dimension);
        Fit(metric, adaptation, 0, half);
        double score = LogCondition(metric, half, Count);
        Fit(metric, adaptation, half, Count);
        return 0.5 * (score + LogCondition(metric, 0, half));
    }

    private void Fit(Metric metric, MetricAdaptation adaptation, int begin, int end)
    {
        RunningVariance moments = new(dimension);
        for (int i = begin; i < end; i++)
            moments.Add(positions.AsSpan(i * dimension, dimension), gradients.AsSpan(i * dimension, dimension));
        double[] variance = metric.Variance.ToArray();
        if (adaptation == MetricAdaptation.Variance)
            moments.VarianceDiagonal(variance);
        else
            moments.FisherDiagonal(variance);
        metric.SetDiagonal(variance);
        if (adaptation != MetricAdaptation.LowRank)
            return;
        (double[] x, double[] g) = Whitened(metric, begin, end);
        if (LowRankCorrection.Estimate(x, g, end - begin, dimension) is var (vectors, values))
            metric.SetLowRank(vectors, values);
    }

    // log of λmax(covariance of draws) · λmax(covariance of gradients), both whitened: exact for a normal posterior.
    private double LogCondition(Metric metric, int begin, int end)
    {
        (double[] x, double[] g) = Whitened(metric, begin, end);
        return Math.Log(LargestEigenvalue(x, end - begin)) + Math.Log(LargestEigenvalue(g, end - begin));
    }

    private (double[] Positions, double[] Gradients) Whitened(Metric metric, int begin, int end)
    {
        double[] x = positions[(begin * dimension)..(end * dimension)], g = gradients[(begin * dimension)..(end * dimension)];
        Centre(x, end - begin);
        Centre(g, end - begin);
        for (int i = 0; i < end - begin; i++)
            metric.Whiten(x.AsSpan(i * dimension, dimension), g.AsSpan(i * dimension, dimension));
        return (x, g);
    }

    private void Centre(double[] rows, int count)
    {
        double[] mean = new double[dimension];
        for (int i = 0; i < count; i++)
            PhaseSpace.Kick(mean, 1.0 / count, rows.AsSpan(i * dimension, dimension), mean);
        for (int i = 0; i < count; i++)
            PhaseSpace.Kick(rows.AsSpan(i * dimension, dimension), -1, mean, rows.AsSpan(i * dimension, dimension));
    }

    // Power iteration; a few steps give the leading digits, which is all that a comparison needs.
    private double LargestEigenvalue(double[] rows, int count)
    {
        double[] vector = new double[dimension], next = new double[dimension];
        RandomStream random = new(0, "power iteration");
        random.FillNormal(vector);
        double eigenvalue = 0;
        for (int iteration = 0; iteration < 30; iteration++)
        {
            double norm = Math.Sqrt(PhaseSpace.Dot(vector, vector));
            if (!(norm > 0))
                return double.NaN;
            Array.Clear(next);
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<double> row = rows.AsSpan(i * dimension, dimension);
                PhaseSpace.Kick(next, PhaseSpace.Dot(row, vector) / (norm * count), row, next);
            }
            eigenvalue = Math.Sqrt(PhaseSpace.Dot(next, next));
            (vector, next) = (next, vector);
        }
        return eigenvalue;
    }
}
