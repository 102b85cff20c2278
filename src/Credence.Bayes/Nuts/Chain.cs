using System.Diagnostics;
using System.Globalization;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Bayes;

/// <summary>One chain: finds a start, warms up, draws, and keeps what it drew.</summary>
internal sealed class Chain
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(100);

    private readonly IModel model;
    private readonly SamplingOptions options;
    private readonly ILogDensity density;
    private readonly Stopwatch clock = new();

    public Chain(IModel model, int number, SamplingOptions options)
    {
        (this.model, Number, this.options) = (model, number, options);
        density = model.Bind();
        Trajectory = new Trajectory(density, options.MaximumDepth, options.DivergenceThreshold);
        Random = new RandomStream(options.Seed, "nuts", (ulong)number);
        StepSize = new StepSizeAdaptation(options.TargetAccept);
        Positions = new double[options.Draws * Dimension];
        Statistics = new double[options.Draws * DrawStatistics.Size];
    }

    public int Number { get; }

    public int Dimension => density.Dimension;

    public int WarmupIterations => options.Warmup;

    public Trajectory Trajectory { get; }

    public RandomStream Random { get; set; }

    public StepSizeAdaptation StepSize { get; }

    public double[] Positions { get; }

    public double[] Statistics { get; }

    /// <summary>The number of draws so far.</summary>
    public int Count { get; set; }

    /// <summary>What warm-up learnt; null until it has ended.</summary>
    public WarmupResult? Warmed { get; set; }

    public List<Divergence> Divergences { get; } = [];

    public TimeSpan SamplingTime { get; set; }

    /// <summary>Runs to the end, or until cancelled.</summary>
    public void Run(IProgress<SamplingProgress>? progress, Checkpoint? checkpoint, CancellationToken cancellation)
    {
        clock.Restart();
        Reporter reporter = new(this, progress, clock);
        if (Warmed is null && !WarmUp(reporter, cancellation))
            return;
        checkpoint?.Publish(this, force: true);
        TimeSpan begun = clock.Elapsed, before = SamplingTime;
        double step = Warmed!.StepSize;
        while (Count < options.Draws && !cancellation.IsCancellationRequested)
        {
            Transition transition = Trajectory.Next(step, Random);
            Keep(Count, warmup: false, transition);
            Trajectory.Position.CopyTo(Positions.AsSpan(Count * Dimension));
            DrawStatistics.Write(Statistics, Count, transition, step);
            Count++;
            reporter.Iterated(options.Warmup + Count, transition.Leapfrogs, step);
            SamplingTime = before + (clock.Elapsed - begun);
            checkpoint?.Publish(this, force: false);
        }
        checkpoint?.Publish(this, force: true);
        reporter.Finished(options.Warmup + Count, step);
    }

    /// <summary>The first draws as a record.</summary>
    public ChainRecord Record(int count) => DrawStatistics.Record(this, count);

    private bool WarmUp(Reporter reporter, CancellationToken cancellation)
    {
        FindStart();
        Warmup warmup = new(Trajectory, StepSize, options.Warmup, options.Metric);
        Require(warmup.Start(Random));
        long leapfrogs = 0;
        for (int iteration = 0; iteration < options.Warmup; iteration++)
        {
            if (cancellation.IsCancellationRequested)
                return false;
            double step = StepSize.Step;
            Transition transition = Trajectory.Next(step, Random);
            leapfrogs += transition.Leapfrogs;
            Keep(iteration, warmup: true, transition);
            Require(warmup.Learn(iteration, transition, Random));
            reporter.Iterated(iteration + 1, transition.Leapfrogs, step);
        }
        Warmed = new WarmupResult(StepSize.Final, warmup.Chosen, leapfrogs, clock.Elapsed);
        return true;
    }

    private void Keep(int iteration, bool warmup, in Transition transition)
    {
        if (!transition.Diverging || Trajectory.Divergence is not var (start, end, error))
            return;
        double[] gradient = new double[Dimension];
        double value = density.Evaluate(end, gradient);
        int wrong = Array.FindIndex(gradient, static g => !double.IsFinite(g));
        string message = double.IsFinite(value) && wrong >= 0
            ? $"the gradient with respect to {model.CoordinateName(wrong)} is not finite"
            : double.IsNaN(value) ? "the log density is not a number"
            : string.Create(CultureInfo.InvariantCulture, $"the energy rose by {error:G4}");
        Divergences.Add(new Divergence(iteration, warmup, start, end, message));
    }

    private void FindStart()
    {
        double[] position = options.InitialPositions is { } given
            ? StartingPosition.Given(model, density, given[Number])
            : StartingPosition.Find(model, density, Random);
        Trajectory.MoveTo(position);
        if (options.Initialization == Initialization.Pathfinder)
            Trajectory.MoveTo(Pathfinder.Draw(density, position, Random));
    }

    private static void Require(string? trouble)
    {
        if (trouble is not null)
            throw new InputException("model", trouble, "check the priors and the gradient (CheckGradient compares it with finite differences)");
    }

    private sealed class Reporter(Chain chain, IProgress<SamplingProgress>? progress, Stopwatch clock)
    {
        private TimeSpan due = ReportInterval;
        private long gradients;

        public void Iterated(int iteration, int leapfrogs, double step)
        {
            gradients += leapfrogs;
            if (progress is null || clock.Elapsed < due)
                return;
            due = clock.Elapsed + ReportInterval;
            Report(iteration, step);
        }

        public void Finished(int iteration, double step) => Report(iteration, step);

        private void Report(int iteration, double step)
            => progress?.Report(new SamplingProgress(
                chain.Number, iteration < chain.options.Warmup, iteration, chain.options.Warmup + chain.options.Draws,
                chain.Divergences.Count(static divergence => !divergence.Warmup), step, gradients, clock.Elapsed));
    }
}

/// <summary>What a chain learnt in warm-up.</summary>
internal sealed record WarmupResult(double StepSize, MetricAdaptation Adaptation, long Leapfrogs, TimeSpan Time);
