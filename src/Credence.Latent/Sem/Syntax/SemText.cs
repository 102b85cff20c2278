namespace Credence.Latent;

/// <summary>What a modifier sets.</summary>
public enum SemSettingKind
{
    /// <summary>A fixed value, NA to free it, or a label: <c>1*x</c>, <c>NA*x</c>, <c>a*x</c>, <c>c(1, a)*x</c>.</summary>
    Value,

    /// <summary>A starting value: <c>start(0.5)*x</c>.</summary>
    Start,

    /// <summary>A lower bound: <c>lower(0)*x</c>.</summary>
    Lower,

    /// <summary>An upper bound: <c>upper(1)*x</c>.</summary>
    Upper,

    /// <summary>A prior: <c>prior("normal(0,1)")*x</c>.</summary>
    Prior,

    /// <summary>Equality with the parameter of a name or label: <c>equal("f=~x2")*x</c>.</summary>
    Equal,
}

/// <summary>The value of a modifier in one group.</summary>
/// <param name="Number">A number; NaN for NA and for words.</param>
/// <param name="Word">A label, name or prior; empty for numbers and NA.</param>
public readonly record struct SemItem(double Number, string Word)
{
    /// <summary>Whether it is NA.</summary>
    public bool Missing => double.IsNaN(Number) && Word.Length == 0;
}

/// <summary>A modifier.</summary>
/// <param name="Kind">What it sets.</param>
/// <param name="Items">One value for all groups, or one for each.</param>
/// <param name="Span">Where it stands.</param>
public sealed record SemSetting(SemSettingKind Kind, IReadOnlyList<SemItem> Items, TextSpan Span);

/// <summary>A parameter as the text states it.</summary>
/// <param name="Left">The left side.</param>
/// <param name="Operator">What is said.</param>
/// <param name="Right">The right side; empty for an intercept.</param>
/// <param name="Settings">Its modifiers, in the order of the text.</param>
/// <param name="LeftSpan">Where the left side stands.</param>
/// <param name="Span">Where the right side stands, with its modifier.</param>
public sealed record SemTerm(string Left, SemOperator Operator, string Right, IReadOnlyList<SemSetting> Settings, TextSpan LeftSpan, TextSpan Span);

/// <summary>A constraint as the text states it.</summary>
/// <param name="Constraint">The constraint.</param>
/// <param name="Span">Where it stands.</param>
public sealed record SemConstraintText(SemConstraint Constraint, TextSpan Span);

/// <summary>A definition as the text states it.</summary>
/// <param name="Definition">The definition.</param>
/// <param name="Span">Where it stands.</param>
public sealed record SemDefinitionText(SemDefinition Definition, TextSpan Span);

/// <summary>The text of a model, read but not yet completed by defaults.</summary>
/// <param name="Source">The text.</param>
/// <param name="Terms">The parameters that it states, several left sides taken apart, in the order of the text.</param>
/// <param name="Constraints">Its constraints.</param>
/// <param name="Definitions">Its definitions.</param>
public sealed record SemText(
    SemSource Source, IReadOnlyList<SemTerm> Terms, IReadOnlyList<SemConstraintText> Constraints, IReadOnlyList<SemDefinitionText> Definitions);
