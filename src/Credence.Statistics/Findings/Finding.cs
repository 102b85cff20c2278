namespace Credence.Statistics;

/// <summary>How much a <see cref="Finding"/> weighs: a blocking one withholds the verdict.</summary>
public enum Severity
{
    /// <summary>Something worth knowing; nothing to do.</summary>
    Note,

    /// <summary>Something that may change how the numbers are read.</summary>
    Warning,

    /// <summary>Something that makes the verdict worthless until it is mended.</summary>
    Blocking,
}

/// <summary>A problem or fact of the data that travels with a result.</summary>
/// <param name="Code">A stable name in kebab case, listed in the documentation, e.g. <c>sample-ratio-mismatch</c>.</param>
/// <param name="Severity">How much it weighs.</param>
/// <param name="Message">One sentence that says what was found, with the numbers.</param>
/// <param name="Remedy">One sentence that says what to do.</param>
public sealed record Finding(string Code, Severity Severity, string Message, string Remedy);
