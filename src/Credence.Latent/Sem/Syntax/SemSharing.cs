using System.Globalization;

namespace Credence.Latent;

/// <summary>Gives parameters that are equal, by label or by equality over groups, one coordinate.</summary>
internal static class SemSharing
{
    /// <summary>Numbers the coordinates in the order of the parameters.</summary>
    public static void Number(SemSource source, List<SemDraft> rows, SemVariables variables, SemEquality equal)
    {
        string[] names = [.. rows.Select(row => Shared(row, variables, equal))];
        for (int i = 0; i < rows.Count; i++)
        {
            string wanted = rows[i].EqualTo;
            if (wanted.Length == 0)
                continue;
            int other = Array.FindIndex(names, (string name) => name == wanted);
            if (other < 0 || other == i)
            {
                string? near = Nearest.Of(wanted, names);
                throw source.Error(rows[i].Term!.Span, $"equal() names {wanted}, which is not a parameter or label", near is null ? "name a parameter such as f=~x2, or a label" : $"did you mean {near}?");
            }
            names[i] = names[other];
        }
        int next = 0;
        var done = new HashSet<string>(StringComparer.Ordinal);
        ILookup<string, SemDraft> groups = Enumerable.Range(0, rows.Count).ToLookup(i => names[i], i => rows[i], StringComparer.Ordinal);
        foreach (string name in names)
        {
            if (!done.Add(name))
                continue;
            SemDraft[] sharing = [.. groups[name]];
            if (sharing.Length > 1)
                Unite(source, name, sharing);
            if (!sharing[0].Free)
                continue;
            foreach (SemDraft row in sharing)
                row.Coordinate = next;
            next++;
        }
    }

    private static string Shared(SemDraft row, SemVariables variables, SemEquality equal)
    {
        if (row.Label.Length > 0)
            return row.Label;
        bool latent = variables.Latent.Contains(row.Left);
        bool observed = !latent && !variables.Exogenous.Contains(row.Left);
        SemEquality kind = row.Operator switch
        {
            SemOperator.Loading => SemEquality.Loadings,
            SemOperator.Regression => SemEquality.Regressions,
            SemOperator.Intercept => latent ? SemEquality.Means : observed ? SemEquality.Intercepts : SemEquality.None,
            _ when row.IsVariance => latent ? SemEquality.LatentVariances : observed ? SemEquality.Residuals : SemEquality.None,
            _ => latent ? SemEquality.LatentCovariances : observed ? SemEquality.ResidualCovariances : SemEquality.None,
        };
        return (equal & kind) != 0 ? new SemDraft(row.Left, row.Operator, row.Right, null, 0).Name : row.Name;
    }

    // One fixed value fixes all; bounds hold for all; a start or prior of one is that of all.
    private static void Unite(SemSource source, string name, SemDraft[] sharing)
    {
        SemDraft? held = Array.Find(sharing, row => !row.Free && !row.FromData);
        if (held is not null)
        {
            if (Array.Find(sharing, row => !row.Free && row.Fixed != held.Fixed) is { Label.Length: > 0 } other)
            {
                throw source.Error(other.Term!.Span, string.Create(CultureInfo.InvariantCulture, $"the label {name} stands for {held.Fixed} and for {other.Fixed}"),
                    "use two labels, or one value");
            }
            foreach (SemDraft row in sharing.Where(row => row.Free))
                row.Fix(held.Fixed);
            return;
        }
        double lower = sharing.Max(row => row.Lower), upper = sharing.Min(row => row.Upper);
        if (lower > upper)
            throw source.Error(sharing[^1].Term!.Span, string.Create(CultureInfo.InvariantCulture, $"{name} is bound below by {lower} and above by {upper}"), "change the bounds");
        double start = sharing.Select(row => row.Start).FirstOrDefault(value => !double.IsNaN(value), double.NaN);
        string prior = sharing.Select(row => row.Prior).FirstOrDefault(text => text.Length > 0, "");
        if (Array.Find(sharing, row => row.Prior.Length > 0 && row.Prior != prior) is { } different)
            throw source.Error(different.Term!.Span, $"{name} has two priors, {prior} and {different.Prior}", "keep one of them");
        foreach (SemDraft row in sharing)
            (row.Lower, row.Upper, row.Start, row.Prior) = (lower, upper, start, prior);
    }
}
