namespace Credence.Data;

/// <summary>Settles how covariates are asked for, and what stands in the place of missing ones.</summary>
internal static class CovariateForms
{
    /// <summary>The summation that asks for covariates in these forms; its shifts are those of a set's own columns and covariates.</summary>
    public static Summation With(MomentsQuery query, Summation summation, CovariateForm[][] forms)
    {
        Summation asked = summation with { Covariates = forms };
        return asked with { RowShifts = Extended(summation.RowShifts), Shifts = Extended(summation.Shifts) };

        Shift[][] Extended(Shift[][] shifts) => [.. shifts.Select((set, i) =>
        {
            SetLayout layout = asked.Layout(query, i);
            int named = layout.Own + layout.Covariates.Count;
            return (Shift[])[.. set.Take(named), .. Enumerable.Repeat(Shift.Indicator, layout.Width - named)];
        })];
    }

    /// <summary>The summation that the sums call for; null where the forms were right.</summary>
    public static Summation? Corrected(MomentsQuery query, Summation summation, SetSums[] pooled)
    {
        CovariateForm[][] forms =
        [
            .. summation.Covariates.Select((set, s) => set.Select((form, i) => new CovariateForm(
                form.Imputed || pooled[s].Covariates[i].Missing > 0, form.Summed || pooled[s].Covariates[i].Varies)).ToArray()),
        ];
        bool same = forms.Zip(summation.Covariates).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
        return same ? null : With(query, summation, forms);
    }

    /// <summary>What stands in the place of a missing covariate: its mean over the units of all variants that have one; NaN where none has.</summary>
    public static double Fill(SetLayout layout, int covariate, SetSums pooled, Shift[] shifts)
        => shifts[layout.Place(covariate)].Centre + pooled.Sums[layout.Place(covariate)] / (pooled.Count - pooled.Covariates[covariate].Missing);

    /// <summary>Puts the fill in the place of the centre, at which missing values stood in the sums.</summary>
    /// <remarks>With m the indicator and δ the fill less the centre, the covariate becomes x + δm.</remarks>
    public static void PutIn(SetLayout layout, int covariate, double distance, SetSums sums, double[] centres)
    {
        int a = layout.Place(covariate), b = layout.Indicator(covariate);
        double[] products = sums.Products;
        double twice = products[Entry(a, b)], square = products[Entry(b, b)];
        for (int other = 0; other < centres.Length; other++)
        {
            if (other != a)
                products[Entry(a, other)] += distance * products[Entry(b, other)];
        }
        products[Entry(a, a)] += distance * (2 * twice + distance * square);
        sums.Sums[a] += distance * sums.Sums[b];
        centres[a] += distance * centres[b];
    }

    private static int Entry(int i, int j) => i >= j ? (i * (i + 1) / 2) + j : (j * (j + 1) / 2) + i;
}
