using System.Globalization;

namespace Credence.Latent;

/// <summary>Applies modifiers to the parameters of every group.</summary>
internal static class SemSettings
{
    /// <summary>Applies the modifiers of a parameter's statement to it.</summary>
    public static void Apply(SemSource source, SemDraft row, int groups)
    {
        if (row.Term is not { } term)
            return;
        bool valued = false;
        foreach (SemSetting setting in term.Settings)
        {
            if (setting.Items.Count != 1 && setting.Items.Count != groups)
            {
                throw source.Error(setting.Span, string.Create(CultureInfo.InvariantCulture, $"{setting.Items.Count} values for {groups} {(groups == 1 ? "group" : "groups")}"),
                    groups == 1 ? "without groups a modifier has one value" : "write one value for all groups or one for each, in the order of the groups");
            }
            SemItem item = setting.Items.Count == 1 ? setting.Items[0] : setting.Items[row.Group];
            switch (setting.Kind)
            {
                case SemSettingKind.Value when item.Word.Length == 0:
                    // NA among labels leaves its group without a label; alone or among numbers it frees.
                    if (item.Missing && setting.Items.Any(other => other.Word.Length > 0))
                        break;
                    if (valued)
                        throw source.Error(setting.Span, $"{SemFormula.Name(term)} is given two values", "keep one of them");
                    valued = true;
                    if (item.Missing)
                        row.Release();
                    else
                        row.Fix(item.Number);
                    break;
                case SemSettingKind.Value or SemSettingKind.Equal:
                    if (row.Label.Length > 0 || row.EqualTo.Length > 0)
                        throw source.Error(setting.Span, $"{SemFormula.Name(term)} is given two labels", "keep one of them; state further equalities with ==");
                    if (setting.Kind == SemSettingKind.Equal)
                        row.EqualTo = string.Concat(item.Word.Where(c => !char.IsWhiteSpace(c)));
                    else
                        row.Label = item.Word;
                    break;
                case SemSettingKind.Start:
                    row.Start = item.Number;
                    break;
                case SemSettingKind.Lower:
                    row.Lower = double.IsNaN(item.Number) ? row.Lower : Math.Max(row.Lower, item.Number);
                    break;
                case SemSettingKind.Upper:
                    row.Upper = double.IsNaN(item.Number) ? row.Upper : Math.Min(row.Upper, item.Number);
                    break;
                default:
                    row.Prior = item.Word;
                    break;
            }
        }
        Check(source, row, term);
    }

    private static void Check(SemSource source, SemDraft row, SemTerm term)
    {
        string name = SemFormula.Name(term);
        if (row.Lower > row.Upper)
            throw source.Error(term.Span, string.Create(CultureInfo.InvariantCulture, $"{name} is bound below by {row.Lower} and above by {row.Upper}"), "exchange the bounds");
        if (row.Free)
            return;
        if (row.Fixed < row.Lower || row.Fixed > row.Upper)
            throw source.Error(term.Span, string.Create(CultureInfo.InvariantCulture, $"{name} is fixed at {row.Fixed}, outside its bounds"), "free it with NA*, or change the bounds");
        string idle = !double.IsNaN(row.Start) ? "a starting value" : row.Prior.Length > 0 ? "a prior" : "";
        if (idle.Length > 0)
        {
            throw source.Error(term.Span, string.Create(CultureInfo.InvariantCulture, $"{name} has {idle} and is fixed at {row.Fixed}"),
                $"free it with NA*{(term.Right.Length > 0 ? term.Right : "1")} in the same statement, or remove {idle}");
        }
    }
}
