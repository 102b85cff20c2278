namespace Credence.Latent;

/// <summary>Looks for the highest regular maximum of a mixture's likelihood.</summary>
/// <remarks>Penalised searches from every start; the best that differ are finished without the penalty (after Biernacki, Celeux and Govaert, 2003,
/// <i>Comput. Statist. Data Anal.</i> 41, 561). Where values are many, all but the last climb is on block means.</remarks>
internal sealed class MixtureSearch
{
    private const double SameObjective = 1e-4, SettlingTolerance = 1e-3;
    private const int SettlingIterations = 200;

    private readonly MixtureProblem problem;
    private readonly MixtureOptions options;
    private readonly IProgress<MixtureProgress>? progress;
    private readonly MixtureLikelihood full, searched;
    private readonly VariancePenalty penalty;

    public MixtureSearch(MixtureProblem problem, MixtureOptions options, IProgress<MixtureProgress>? progress, CancellationToken cancellation)
    {
        (this.problem, this.options, this.progress) = (problem, options, progress);
        full = new(problem, options.Threads, cancellation);
        MixtureProblem compressed = problem.Compressed();
        searched = ReferenceEquals(compressed, problem) ? full : new(compressed, options.Threads, cancellation);
        penalty = new(problem.Components);
    }

    public MixtureLikelihood Likelihood => full;

    /// <summary>The number of searches that ended in a collapsed component.</summary>
    public int Collapsed { get; private set; }

    /// <summary>Whether the search from the start that was asked for collapsed.</summary>
    public bool StartCollapsed { get; private set; }

    /// <summary>The maxima found, the best first; where all collapsed, the maximum of the penalised likelihood, marked as collapsed.</summary>
    public IReadOnlyList<Ascent> Run(MixtureState? start)
    {
        if (start is not null)
        {
            Ascent ascent = Climb(full, start, newtonFirst: false);
            if (ascent.End != AscentEnd.Collapsed)
                return [ascent];
            StartCollapsed = true;
        }
        MixtureStarts starts = new(searched.Problem, options.Seed);
        List<Ascent> penalised = [.. starts.All(options.Restarts).Select(start => Settle(Brief(start).State))];
        penalised.Sort((x, y) => y.Objective.CompareTo(x.Objective));
        List<Ascent> finished = [];
        foreach (Ascent candidate in Distinct(penalised.Where(ascent => ascent.End != AscentEnd.Collapsed)))
        {
            if (finished.Count == options.Finished)
                break;
            Ascent ascent = Climb(searched, candidate.State, newtonFirst: false);
            if (!ReferenceEquals(searched, full) && ascent.End != AscentEnd.Collapsed)
                ascent = Climb(full, ascent.State, newtonFirst: true);
            if (ascent.End == AscentEnd.Collapsed)
                Collapsed++;
            else
                finished.Add(ascent);
        }
        finished.Sort((x, y) => Rank(x) != Rank(y) ? Rank(x) - Rank(y) : y.Objective.CompareTo(x.Objective));
        return finished.Count > 0 ? Distinct(finished) : [Penalised((penalised.Find(ascent => ascent.End != AscentEnd.Collapsed) ?? penalised[0]).State)];
    }

    // A search that reached its maximum comes before one that did not.
    private static int Rank(Ascent ascent) => ascent.End == AscentEnd.Converged ? 0 : 1;

    private static List<Ascent> Distinct(IEnumerable<Ascent> sorted)
    {
        List<Ascent> distinct = [];
        foreach (Ascent ascent in sorted)
        {
            if (!distinct.Exists(other => Math.Abs(other.Objective - ascent.Objective) < SameObjective))
                distinct.Add(ascent);
        }
        return distinct;
    }

    private Ascent Brief(MixtureState start)
        => new MixtureClimb(searched, new() { MaximumIterations = options.ShortIterations, Penalty = penalty }).From(start);

    private Ascent Settle(MixtureState start)
        => new MixtureClimb(searched, new() { MaximumIterations = SettlingIterations, Tolerance = SettlingTolerance, Penalty = penalty }).From(start);

    private Ascent Climb(MixtureLikelihood likelihood, MixtureState start, bool newtonFirst)
        => new MixtureClimb(likelihood, new()
        {
            MaximumIterations = options.MaximumIterations,
            Tolerance = options.Tolerance,
            Accelerate = options.Accelerate,
            NewtonFirst = newtonFirst,
            Progress = ReferenceEquals(likelihood, full) ? progress : null,
        }).From(start);

    private Ascent Penalised(MixtureState start)
    {
        Ascent ascent = new MixtureClimb(full, new() { MaximumIterations = options.MaximumIterations, Tolerance = options.Tolerance, Penalty = penalty }).From(start);
        return ascent with { Objective = full.Evaluate(ascent.State), End = AscentEnd.Collapsed };
    }
}
