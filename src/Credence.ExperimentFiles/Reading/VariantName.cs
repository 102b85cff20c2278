using System.Globalization;

namespace Credence.ExperimentFiles;

/// <summary>Names of variants are values of a column: numbers compare by value (<c>0.0</c> is <c>0</c>), others as text.</summary>
internal static class VariantName
{
    public static bool AreSame(string a, string b) => Canonical(a) == Canonical(b);

    public static string Canonical(string name)
        => decimal.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number.ToString("0.############################", CultureInfo.InvariantCulture) : name;
}
