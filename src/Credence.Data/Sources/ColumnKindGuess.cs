using System.Globalization;

namespace Credence.Data;

/// <summary>Judges the kind of a column from its texts.</summary>
internal struct ColumnKindGuess
{
    private bool _number, _boolean, _other, _spelled;

    /// <summary>Number where all values are numbers or none is present; boolean where all are true or false; else text.</summary>
    public readonly ColumnKind Kind => _other || _number && _boolean ? ColumnKind.Text : _boolean ? ColumnKind.Boolean : ColumnKind.Number;

    /// <summary>How the engine should read the column for numbers: as text where it holds words among them, such as NA or true.</summary>
    public readonly StoredAs Stored => _spelled || _boolean ? StoredAs.Text : StoredAs.Double;

    public void Add(string field)
    {
        if (MissingValues.IsMissingNumber(field))
        {
            _spelled |= field.Length > 0;
            return;
        }
        if (IsNumber(field))
            _number = true;
        else if (bool.TryParse(field, out _))
            _boolean = true;
        else
            _other = true;
    }

    public static bool IsNumber(string text)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
        || text.Trim().TrimStart('+', '-').ToUpperInvariant() is "INF" or "INFINITY" or "NAN";
}
