namespace Credence.Latent;

/// <summary>What a parameter of a structural equation model says about two variables.</summary>
public enum SemOperator
{
    /// <summary><c>=~</c>: the left side, a latent variable, is measured by the right side.</summary>
    Loading,

    /// <summary><c>~</c>: the left side is regressed on the right side.</summary>
    Regression,

    /// <summary><c>~~</c>: variance or covariance, residual where a side is an outcome.</summary>
    Covariance,

    /// <summary><c>~1</c>: the intercept of the left side; the right side is empty.</summary>
    Intercept,
}

/// <summary>How two sides of a constraint are related.</summary>
public enum ConstraintRelation
{
    /// <summary><c>==</c></summary>
    Equal,

    /// <summary><c>&lt;</c>: the left side is at most the right side.</summary>
    AtMost,

    /// <summary><c>&gt;</c>: the left side is at least the right side.</summary>
    AtLeast,
}

/// <summary>One parameter of a structural equation model in one group: free, or fixed at a value.</summary>
/// <param name="Left">The variable on the left side.</param>
/// <param name="Operator">What is said.</param>
/// <param name="Right">The variable on the right side; empty for an intercept.</param>
/// <param name="Group">The group, from 0.</param>
public sealed record SemParameter(string Left, SemOperator Operator, string Right, int Group)
{
    /// <summary>The number of the coordinate it takes, from 0; parameters with one label share it. −1 where it is fixed.</summary>
    public int Coordinate { get; init; } = -1;

    /// <summary>The label; empty where none was given.</summary>
    public string Label { get; init; } = "";

    /// <summary>The value of a fixed parameter; NaN where it is free, or fixed at the moment of the data (<see cref="FromData"/>).</summary>
    public double Fixed { get; init; } = double.NaN;

    /// <summary>Whether it is a variance, covariance or mean of exogenous observed variables, held at the moment of the data.</summary>
    public bool FromData { get; init; }

    /// <summary>The starting value that the text gives; NaN where it gives none.</summary>
    public double Start { get; init; } = double.NaN;

    /// <summary>The lower bound that the text gives.</summary>
    public double Lower { get; init; } = double.NegativeInfinity;

    /// <summary>The upper bound that the text gives.</summary>
    public double Upper { get; init; } = double.PositiveInfinity;

    /// <summary>The prior that the text gives, such as <c>normal(0,1)</c>; empty where it gives none.</summary>
    public string Prior { get; init; } = "";

    /// <summary>Whether the text names it; otherwise it was added by default.</summary>
    public bool Stated { get; init; }

    /// <summary>Whether it is estimated.</summary>
    public bool Free => Coordinate >= 0;

    /// <summary>What it says, such as <c>f =~ x1</c> or <c>y ~ 1</c>; the same in all groups.</summary>
    public string Name => Operator switch
    {
        SemOperator.Loading => $"{Left} =~ {Right}",
        SemOperator.Regression => $"{Left} ~ {Right}",
        SemOperator.Covariance => $"{Left} ~~ {Right}",
        _ => $"{Left} ~ 1",
    };
}

/// <summary>A relation between expressions of labelled parameters that the estimates must satisfy.</summary>
/// <param name="Left">The left side.</param>
/// <param name="Relation">The relation.</param>
/// <param name="Right">The right side.</param>
public sealed record SemConstraint(SemExpression Left, ConstraintRelation Relation, SemExpression Right);

/// <summary>A quantity defined from labelled parameters, such as an indirect effect.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Expression">How it is computed.</param>
public sealed record SemDefinition(string Name, SemExpression Expression);

/// <summary>A structural equation model, complete: every parameter of every group, stated or by default, in the order in which it is printed.</summary>
/// <param name="Observed">The observed variables, in the order of the moments.</param>
/// <param name="Latent">The latent variables.</param>
/// <param name="Exogenous">The observed variables without a regression of their own that predict others, held at the data's moments.</param>
/// <param name="Groups">The names of the groups; one empty name where there is one group.</param>
/// <param name="Parameters">The parameters.</param>
/// <param name="Constraints">The constraints of the text beyond shared labels.</param>
/// <param name="Definitions">The defined quantities, each after those that it uses.</param>
/// <param name="MeanStructure">Whether means are modelled.</param>
public sealed record ParameterTable(
    IReadOnlyList<string> Observed, IReadOnlyList<string> Latent, IReadOnlyList<string> Exogenous, IReadOnlyList<string> Groups,
    IReadOnlyList<SemParameter> Parameters, IReadOnlyList<SemConstraint> Constraints, IReadOnlyList<SemDefinition> Definitions, bool MeanStructure)
{
    /// <summary>The number of coordinates: distinct free parameters, before constraints.</summary>
    public int Coordinates { get; } = Parameters.Max(parameter => parameter.Coordinate) + 1;
}
