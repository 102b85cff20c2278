using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Credence.Reporting;

/// <summary>Markup that is safe to place in a page as it stands.</summary>
internal readonly record struct Html(string Markup)
{
    public static Html None { get; } = new("");

    /// <summary>Markup from an interpolated string: what is written out is markup, every text put in is escaped.</summary>
    public static Html Of(HtmlHandler handler) => new(handler.ToMarkup());

    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts.Select(p => p.Markup)));
}

/// <summary>Builds markup so that text from data cannot become markup by oversight.</summary>
[InterpolatedStringHandler]
internal readonly ref struct HtmlHandler
{
    private readonly StringBuilder builder;

    public HtmlHandler(int literalLength, int formattedCount) => builder = new StringBuilder(literalLength + 32 * formattedCount);

    public void AppendLiteral(string markup) => builder.Append(markup);

    public void AppendFormatted(string? text) => builder.Append(WebUtility.HtmlEncode(TableCell.Printable(text ?? "")));

    public void AppendFormatted(int number) => builder.Append(number.ToString(CultureInfo.InvariantCulture));

    public void AppendFormatted(Html markup) => builder.Append(markup.Markup);

    public string ToMarkup() => builder.ToString();
}
