using Credence.Analysis;

namespace Credence.Reporting;

/// <summary>What a result says in text, the same for a terminal, a pipe and Markdown: a headline, a sentence, then tables.</summary>
/// <param name="Title">What the result is about.</param>
/// <param name="Headline">The answer in a few words.</param>
/// <param name="Tone">What the headline's colour should say.</param>
/// <param name="Sentence">The answer in a sentence.</param>
/// <param name="Tables">The tables, in reading order.</param>
public sealed record ResultText(string Title, string Headline, Tone Tone, string Sentence, IReadOnlyList<ReportTable> Tables)
{
    /// <summary>The question that was asked; null where none was stated.</summary>
    public string? Question { get; init; }

    /// <summary>What the result rests on; null where there is nothing to say.</summary>
    public string? Subject { get; init; }

    /// <summary>What an analysis says.</summary>
    public static ResultText Of(AnalysisResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new(result.Experiment, Headlined(result), Words.Tone(result), result.Verdict.Reason, AnalysisTables.Build(result))
        {
            Question = result.Question,
            Subject = SubjectOf(result),
        };
    }

    private static string Headlined(AnalysisResult result)
        => result.Verdict.Variant is { } variant ? $"{Words.Decision(result)}: {TableCell.Printable(variant)}" : Words.Decision(result);

    private static string SubjectOf(AnalysisResult result)
    {
        string rows = $"{TableCell.Printable(result.Experiment)}: {NumberFormat.Count(result.Rows)} rows";
        string unit = result.Unit is null ? "rows" : "units";
        return result.Excluded.MissingVariant == 0 ? rows + "." : $"{rows}; {NumberFormat.Count(result.Excluded.MissingVariant)} {unit} without a variant are left out.";
    }
}
