namespace Credence.Numerics;

/// <summary>Why an iteration stopped.</summary>
public enum StopReason
{
    /// <summary>The answer is within the tolerance.</summary>
    Converged,

    /// <summary>The function has the same sign at both ends of the bracket.</summary>
    NoSignChange,

    /// <summary>The allowed number of evaluations was used up.</summary>
    EvaluationLimit,

    /// <summary>The function gave NaN.</summary>
    NotANumber,
}
