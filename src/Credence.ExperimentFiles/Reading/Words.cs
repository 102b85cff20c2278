namespace Credence.ExperimentFiles;

/// <summary>The words by which a file names the values of an enumeration: their names in lower case.</summary>
internal static class Words
{
    public static IReadOnlyList<string> Of<TEnum>()
        where TEnum : struct, Enum
        => [.. Enum.GetNames<TEnum>().Select(name => name.ToLowerInvariant())];

    public static TEnum Parse<TEnum>(string word)
        where TEnum : struct, Enum
        => Enum.Parse<TEnum>(word, ignoreCase: true);

    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum
        => value.ToString().ToLowerInvariant();
}
