using System.Text;

namespace Credence.Reporting;

/// <summary>A result as plain text, for pipes and logs: the headline, the sentence, then every table.</summary>
public static class TextReport
{
    /// <summary>The whole text; lines end in a line feed.</summary>
    public static string Write(ResultText result)
    {
        ArgumentNullException.ThrowIfNull(result);
        StringBuilder text = new();
        text.Append(result.Headline.ToUpperInvariant()).Append('\n').Append(TableCell.Printable(result.Sentence)).Append('\n');
        if (result.Subject is { } subject)
            text.Append(subject).Append('\n');
        foreach (ReportTable table in result.Tables)
            text.Append('\n').Append(PlainText.Write(table));
        return text.ToString();
    }
}
