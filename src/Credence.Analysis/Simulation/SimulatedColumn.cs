namespace Credence.Analysis;

/// <summary>How the values of a simulated column are written.</summary>
public enum SimulatedColumnKind
{
    /// <summary>Floating-point numbers, written so that they read back to the same bits.</summary>
    Number,

    /// <summary>Whole numbers.</summary>
    WholeNumber,

    /// <summary>Text, one of <see cref="SimulatedColumn.Levels"/>.</summary>
    Text,
}

/// <summary>One column of a simulated data set.</summary>
/// <param name="Name">Name in the header.</param>
/// <param name="Kind">How its values are written.</param>
/// <param name="Description">What it holds, with its unit.</param>
public sealed record SimulatedColumn(string Name, SimulatedColumnKind Kind, string Description)
{
    /// <summary>The texts a text column may hold; its value in a row is the place in this list. Empty for numbers.</summary>
    public IReadOnlyList<string> Levels { get; init; } = [];

    internal static SimulatedColumn Number(string name, string description) => new(name, SimulatedColumnKind.Number, description);

    internal static SimulatedColumn WholeNumber(string name, string description) => new(name, SimulatedColumnKind.WholeNumber, description);

    internal static SimulatedColumn Text(string name, string description, IReadOnlyList<string> levels)
        => new(name, SimulatedColumnKind.Text, description) { Levels = levels };
}
