using System.Text;
using Credence.Analysis;

namespace Credence.Reporting;

/// <summary>An analysis as plain text, for pipes and logs: the verdict, then every table.</summary>
public static class TextReport
{
    /// <summary>The decision in a word or two, e.g. <c>Roll back</c>.</summary>
    public static string Decision(AnalysisResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        string decision = Words.Decision(result);
        return result.Verdict.Variant is { } variant ? $"{decision}: {TableCell.Printable(variant)}" : decision;
    }

    /// <summary>What the decision's colour should say.</summary>
    public static Tone Tone(AnalysisResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Words.Tone(result);
    }

    /// <summary>What was analysed, and how many rows of it had to be left out for want of a variant.</summary>
    public static string Subject(AnalysisResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        string rows = $"{TableCell.Printable(result.Experiment)}: {NumberFormat.Count(result.Rows)} rows";
        string unit = result.Unit is null ? "rows" : "units";
        return result.Excluded.MissingVariant == 0 ? rows + "." : $"{rows}; {NumberFormat.Count(result.Excluded.MissingVariant)} {unit} without a variant are left out.";
    }

    /// <summary>The whole text; lines end in a line feed.</summary>
    public static string Write(AnalysisResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        StringBuilder text = new();
        text.Append(Decision(result).ToUpperInvariant()).Append('\n').Append(TableCell.Printable(result.Verdict.Reason)).Append('\n');
        text.Append(Subject(result)).Append('\n');
        foreach (ReportTable table in AnalysisTables.Build(result))
            text.Append('\n').Append(PlainText.Write(table));
        return text.ToString();
    }
}
