namespace Credence.Experiments;

/// <summary>What an experiment is to show.</summary>
public enum Objective
{
    /// <summary>Treatment and control differ.</summary>
    Superiority,

    /// <summary>Treatment is not worse than control by more than a margin.</summary>
    NonInferiority,

    /// <summary>Treatment and control differ by less than a margin, in either direction.</summary>
    Equivalence,
}

/// <summary>What an experiment is to show, with the margin that belongs to it.</summary>
public sealed record Hypothesis
{
    private Hypothesis(Objective objective, double margin) => (Objective, Margin) = (objective, margin);

    /// <summary>Treatment and control differ.</summary>
    public static Hypothesis Superiority { get; } = new(Objective.Superiority, 0);

    /// <summary>What is to be shown.</summary>
    public Objective Objective { get; }

    /// <summary>The margin in the metric's units, above 0; 0 for superiority.</summary>
    public double Margin { get; }

    /// <summary>Treatment is not worse than control by more than <paramref name="margin"/>, in the metric's units.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The margin is not a finite number above 0.</exception>
    public static Hypothesis NonInferiority(double margin) => new(Objective.NonInferiority, Guard.Positive(margin));

    /// <summary>Treatment and control differ by less than <paramref name="margin"/>: two one-sided tests (Schuirmann 1987), each at alpha.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The margin is not a finite number above 0.</exception>
    public static Hypothesis Equivalence(double margin) => new(Objective.Equivalence, Guard.Positive(margin));
}
