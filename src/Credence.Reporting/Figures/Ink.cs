namespace Credence.Reporting;

/// <summary>A colour by its meaning, so that files are light and pages follow the reader's theme.</summary>
/// <param name="Name">Name of the page's colour variable, without its dashes; empty for a colour that follows no theme.</param>
/// <param name="Light">Colour on light paper, as <c>#rrggbb</c>.</param>
internal sealed record Ink(string Name, string Light)
{
    public static Ink Text { get; } = new("text", "#1c2128");

    public static Ink Muted { get; } = new("muted", "#57606a");

    public static Ink Grid { get; } = new("grid", "#e3e7eb");

    public static Ink Axis { get; } = new("axis", "#6e7781");

    public static Ink Paper { get; } = new("paper", "#ffffff");

    public static Ink Good { get; } = new("good", "#00795a");

    public static Ink Bad { get; } = new("bad", "#b84800");

    public static Ink Neutral { get; } = new("neutral", "#0a66a0");

    /// <summary>Control, then treatments: Okabe and Ito's palette (2008), told apart with any colour vision.</summary>
    private static readonly Ink[] Variants =
    [
        new("variant-0", "#6b7480"), new("variant-1", "#0072b2"), new("variant-2", "#d55e00"), new("variant-3", "#009e73"),
        new("variant-4", "#cc79a7"), new("variant-5", "#e69f00"), new("variant-6", "#56b4e9"),
    ];

    /// <summary>A colour that means a number, and so is the same in every theme.</summary>
    public static Ink Fixed(Colour colour) => new("", colour.ToString());

    /// <summary>The colour of a variant by its place; treatments beyond the sixth start again.</summary>
    public static Ink Variant(int place) => place == 0 ? Variants[0] : Variants[1 + (place - 1) % (Variants.Length - 1)];
}
