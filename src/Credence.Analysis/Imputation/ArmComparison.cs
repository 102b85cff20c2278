using System.Globalization;
using Credence.Experiments;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>The rows of two arms.</summary>
/// <param name="Control">Name of the control.</param>
/// <param name="Treatment">Name of the treatment.</param>
/// <param name="IsTreatment">For each row whether it is in the treatment.</param>
internal sealed record ArmRows(string Control, string Treatment, bool[] IsTreatment)
{
    /// <exception cref="InputException">There are not two variants, or none is the control.</exception>
    public static ArmRows Of(ImputeComparisonOptions options, ImputeData data)
    {
        IncompleteColumn variant = data.Table.Columns[^1];
        string control = variant.Levels.FirstOrDefault(level => level == options.Control || SameNumber(level, options.Control))
            ?? throw new InputException("--control", $"no row has the variant \"{options.Control}\"", $"the variants are {string.Join(", ", variant.Levels)}");
        string[] others = [.. variant.Levels.Where(level => level != control)];
        if (others is not [string treatment])
        {
            throw new InputException("--variant", others.Length == 0 ? $"all rows have the variant \"{control}\"" : $"one treatment is compared with the control, but there are {string.Join(", ", others)}",
                "keep two variants with --where");
        }
        int place = variant.Levels.Index().First(level => level.Item == treatment).Index;
        return new(control, treatment, [.. variant.Values.ToArray().Select(code => code == place)]);
    }

    private static bool SameNumber(string level, string text)
        => double.TryParse(level, NumberStyles.Float, CultureInfo.InvariantCulture, out double x)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double y) && x == y;
}

/// <summary>Treatment against control over all completed data sets, and under other values of the missing cells.</summary>
internal static class ArmComparison
{
    /// <summary>A shift of so many standard deviations is small (Cohen 1988): a conclusion that it overturns rests on what was imputed.</summary>
    public const double FragileShift = 0.2;

    // Missing values that differ more than this from what was imputed are not plausible.
    private const double FarthestShift = 5;

    public static ImputeComparison Of(ImputeOptions options, ArmRows arms, ImputeData data, Imputations imputations)
    {
        ImputeComparisonOptions asked = options.Comparison!;
        int place = data.Table.Columns.Index().First(column => column.Item.Name == asked.Metric).Index;
        IncompleteColumn metric = data.Table.Columns[place];
        Moments Observed(bool treatment) => Moments.FromValues([.. metric.ObservedRows.Where(row => arms.IsTreatment[row] == treatment).Select(row => metric.Values.Span[row])]);
        (Moments control, Moments treatment) = (Observed(false), Observed(true));
        (ImputedArm Control, ImputedArm Treatment)[] sets = [.. Enumerable.Range(0, imputations.Count).Select(set =>
            (new ImputedArm(control, Imputed(imputations, set, place, arms, false)), new ImputedArm(treatment, Imputed(imputations, set, place, arms, true))))];
        ImputedDifference difference = new(sets);
        PooledEstimate pooled = difference.At();
        Effect complete = MeanDifference.Welch(control, treatment, new() { Alpha = options.Alpha });
        ComparedArm Arm(string name, Moments observed, Func<(ImputedArm Control, ImputedArm Treatment), ImputedArm> side) => new(
            name, observed.Count + side(sets[0]).Imputed.Count, side(sets[0]).Imputed.Count, sets.Average(set => side(set).Shifted(0).Mean), observed.Mean);
        SensitivityResult sensitivity = Sensitivity(options, difference, sets, metric, WithinDeviation(control, treatment));
        return new(
            asked.Metric, arms.Control, arms.Treatment, asked.Direction, [Arm(arms.Control, control, set => set.Control), Arm(arms.Treatment, treatment, set => set.Treatment)],
            pooled, pooled.Interval(options.Alpha), complete, sensitivity, Missingness(arms, data), ImputeVerdict.Of(options, arms, pooled, complete, sensitivity))
        {
            Difference = difference,
        };
    }

    private static Moments Imputed(Imputations imputations, int set, int place, ArmRows arms, bool treatment)
    {
        IReadOnlyList<int> rows = imputations.Table.Columns[place].MissingRows;
        ReadOnlySpan<double> values = imputations.Imputed(set, place);
        List<double> kept = [];
        for (int i = 0; i < rows.Count; i++)
        {
            if (arms.IsTreatment[rows[i]] == treatment)
                kept.Add(values[i]);
        }
        return Moments.FromValues([.. kept]);
    }

    private static double WithinDeviation(Moments control, Moments treatment)
        => Math.Sqrt((control.SumSquaredDeviations + treatment.SumSquaredDeviations) / Math.Max(control.Count + treatment.Count - 2, 1));

    private static SensitivityResult Sensitivity(
        ImputeOptions options, ImputedDifference difference, (ImputedArm Control, ImputedArm Treatment)[] sets, IncompleteColumn metric, double deviation)
    {
        ImputeComparisonOptions asked = options.Comparison!;
        TippingPoints Tipping(ShiftedArm shift)
        {
            (double lowest, double highest) = Limits(shift, sets, metric, deviation);
            return new(shift, lowest < 0 ? difference.TippingPoint(shift, lowest, options.Alpha) : null, highest > 0 ? difference.TippingPoint(shift, highest, options.Alpha) : null);
        }
        (double low, double high) = Limits(asked.Shift, sets, metric, deviation);
        double[] deltas = asked.Deltas.Count > 0 ? [.. asked.Deltas.Order()]
            : [.. Enumerable.Range(-4, 9).Select(step => step * deviation / 2).Where(delta => delta >= low && delta <= high).Append(0).Distinct().Order()];
        ShiftedDifference[] shifted = [.. deltas.Select(delta =>
        {
            PooledEstimate at = difference.At(asked.Shift, delta);
            return new ShiftedDifference(delta, at.Estimate, at.StandardError, at.Interval(options.Alpha), at.PValue);
        })];
        TippingPoints[] tipping = [.. Enum.GetValues<ShiftedArm>().Select(Tipping)];
        return new(asked.Shift, deviation, low, high, shifted, tipping[(int)asked.Shift].Nearest, tipping);
    }

    // Zeros and ones move only as far as their share stays within 0 and 1.
    private static (double Low, double High) Limits(ShiftedArm shift, (ImputedArm Control, ImputedArm Treatment)[] sets, IncompleteColumn metric, double deviation)
    {
        if (metric.Kind == ImputedKind.Number)
            return (-FarthestShift * deviation, FarthestShift * deviation);
        double[] means = [.. sets.SelectMany(set => shift switch
        {
            ShiftedArm.Treatment => [set.Treatment.Imputed.Mean],
            ShiftedArm.Control => [set.Control.Imputed.Mean],
            _ => new[] { set.Treatment.Imputed.Mean, set.Control.Imputed.Mean },
        }).Where(double.IsFinite)];
        return means.Length == 0 ? (0, 0) : (Math.Min(-means.Average(), 0), Math.Max(1 - means.Average(), 0));
    }

    private static MissingnessByArm[] Missingness(ArmRows arms, ImputeData data)
    {
        long treatment = arms.IsTreatment.LongCount(is1 => is1), control = arms.IsTreatment.Length - treatment;
        List<MissingnessByArm> rows = [];
        foreach (IncompleteColumn column in data.Table.Columns.Take(data.Asked).Where(column => column.MissingRows.Count > 0))
        {
            long inTreatment = column.MissingRows.LongCount(row => arms.IsTreatment[row]), inControl = column.MissingRows.Count - inTreatment;
            IndependenceTest chi = IndependenceTest.Of([[inControl, control - inControl], [inTreatment, treatment - inTreatment]]);
            bool rough = chi.SmallestExpected < 5;
            double p = rough ? FisherExact.Compare(inControl, control, inTreatment, treatment, new()).Effect.PValue : chi.PValue;
            rows.Add(new(column.Name, (double)inControl / control, (double)inTreatment / treatment, rough ? FisherExact.Method : "chi-square", p, p));
        }
        double[] adjusted = AdjustedPValues.Of([.. rows.Select(row => Math.Min(row.PValue, 1))], Correction.Holm);
        return [.. rows.Zip(adjusted, (row, p) => row with { AdjustedPValue = p })];
    }
}
