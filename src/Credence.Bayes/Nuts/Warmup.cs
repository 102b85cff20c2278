using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>Learns the metric and the step size while a chain warms up.</summary>
/// <remarks>
/// <para><see cref="MetricAdaptation.Variance"/>: Stan's windows (Stan Reference Manual, "Automatic parameter tuning"): 75 iterations for the
/// step size, windows of 25, 50, 100, … iterations for the metric, the last stretched, and 50 for the step size; with fewer than 150 iterations
/// 15%, 75% and 10%.</para>
/// <para>Otherwise: in the first 30% the Fisher diagonal is renewed at every draw and forgets after every 10; then windows of 80, 120, 180, …,
/// at the end of which the metric is set from the window's draws; in the last 15% only the step size moves (schedule of nutpie, 2026).</para>
/// </remarks>
internal sealed class Warmup
{
    private const int EarlyWindow = 10, FirstWindow = 80, MostDrawsKept = 500;

    private readonly MetricAdaptation adaptation;
    private readonly Trajectory trajectory;
    private readonly StepSizeAdaptation stepSize;
    private readonly MetricWindow window;
    private readonly int earlyEnd, adaptationEnd;
    private readonly double[] variance;
    private RunningVariance early, next;
    private int windowEnd, windowSize;

    public Warmup(Trajectory trajectory, StepSizeAdaptation stepSize, int iterations, MetricAdaptation adaptation)
    {
        (this.trajectory, this.stepSize, this.adaptation) = (trajectory, stepSize, adaptation);
        int dimension = trajectory.Position.Length;
        (early, next) = (new RunningVariance(dimension), new RunningVariance(dimension));
        variance = new double[dimension];
        bool windows = adaptation == MetricAdaptation.Variance;
        earlyEnd = windows ? (iterations < 150 ? (int)(0.15 * iterations) : 75) : (int)(0.3 * iterations);
        adaptationEnd = windows ? (iterations < 150 ? iterations - (int)(0.1 * iterations) : iterations - 50) : (int)(0.85 * iterations);
        windowSize = windows ? 25 : FirstWindow;
        windowEnd = End(earlyEnd, windowSize);
        window = new MetricWindow(dimension, Math.Max(4, Math.Min(MostDrawsKept, adaptationEnd - earlyEnd)));
        Chosen = adaptation == MetricAdaptation.Automatic ? MetricAdaptation.Fisher : adaptation;
    }

    /// <summary>The adaptation in use.</summary>
    public MetricAdaptation Chosen { get; private set; }

    /// <summary>Sets the first metric and step size; null, or what is wrong with the density.</summary>
    public string? Start(RandomStream random)
    {
        if (adaptation != MetricAdaptation.Variance)
        {
            for (int i = 0; i < variance.Length; i++)
                variance[i] = RunningVariance.Bounded(1 / Math.Abs(trajectory.Gradient[i]), 1);
            trajectory.Metric.SetDiagonal(variance);
        }
        return stepSize.Search(trajectory, random);
    }

    /// <summary>Learns from one iteration; null, or what is wrong with the density.</summary>
    public string? Learn(int iteration, in Transition transition, RandomStream random)
    {
        stepSize.Update(transition.AcceptanceRate);
        bool informative = Math.Abs(transition.Displacement) > (transition.Diverging ? 4 : 0);
        if (iteration < earlyEnd)
        {
            if (adaptation != MetricAdaptation.Variance)
                LearnEarly(iteration, informative);
            return null;
        }
        if (iteration >= adaptationEnd)
            return null;
        if (informative || adaptation == MetricAdaptation.Variance)
            window.Add(trajectory.Position, trajectory.Gradient);
        if (iteration + 1 < windowEnd)
            return null;
        Chosen = window.Estimate(trajectory.Metric, adaptation);
        window.Clear();
        windowSize = adaptation == MetricAdaptation.Variance ? 2 * windowSize : windowSize * 3 / 2;
        windowEnd = End(iteration + 1, windowSize);
        return stepSize.Search(trajectory, random);
    }

    private void LearnEarly(int iteration, bool informative)
    {
        if (informative)
        {
            early.Add(trajectory.Position, trajectory.Gradient);
            next.Add(trajectory.Position, trajectory.Gradient);
        }
        if ((iteration + 1) % EarlyWindow == 0)
        {
            (early, next) = (next, early);
            next.Clear();
        }
        if (early.Count < 3)
            return;
        trajectory.Metric.Variance.CopyTo(variance);
        early.FisherDiagonal(variance);
        trajectory.Metric.SetDiagonal(variance);
    }

    // A window that leaves no room for the next takes the rest.
    private int End(int begin, int size)
    {
        int following = adaptation == MetricAdaptation.Variance ? 2 * size : size * 3 / 2;
        return begin + size + following > adaptationEnd ? adaptationEnd : begin + size;
    }
}
