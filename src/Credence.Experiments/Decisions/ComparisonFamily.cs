using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>One comparison of a family.</summary>
/// <param name="PValue">Its p-value, in [0, 1]; NaN where it could not be tested.</param>
/// <param name="Group">Comparisons of one group share their control; those of different groups have nothing in common.</param>
/// <param name="ControlShare">The control's share in the squared standard error of the comparison, in [0, 1]; used by Dunnett's correction.</param>
public readonly record struct FamilyMember(double PValue, int Group = 0, double ControlShare = 0.5);

/// <summary>Comparisons whose claims share one error level, corrected together.</summary>
/// <remarks>
/// <para>Each comparison gets an adjusted p-value and the error level of its own interval. Where the interval is formed by the test that gave
/// the p-value, it excludes 0 exactly where the adjusted p-value is below alpha for the single-step corrections (Bonferroni, Šidák, Dunnett),
/// whose intervals cover all effects of the family at once with probability 1 − alpha, and for the false discovery rate, where the intervals of
/// the rejected comparisons miss their effects in an expected share of at most alpha (Benjamini and Yekutieli 2005, JASA 100, definition 1).</para>
/// <para>The stepwise corrections (Holm, Hochberg, Hommel) keep Bonferroni's intervals, for no informative ones can accompany all of their
/// rejections (Strassburger and Bretz 2008, Guilbaud 2008): the interval of a comparison that only the steps reject is to be cut at 0.</para>
/// </remarks>
public sealed record ComparisonFamily
{
    private readonly double[] _adjusted;
    private readonly double[] _levels;

    private ComparisonFamily(Correction correction, double alpha, double[] adjusted, double[] levels)
        => (Correction, Alpha, _adjusted, _levels) = (correction, alpha, adjusted, levels);

    /// <summary>How the family is corrected.</summary>
    public Correction Correction { get; }

    /// <summary>Error level of the family, or the rate of false discoveries in it.</summary>
    public double Alpha { get; }

    /// <summary>Adjusted p-values in the order of the members; NaN where there was no test.</summary>
    public IReadOnlyList<double> PValues => _adjusted;

    /// <summary>Error level of each member's own interval.</summary>
    public IReadOnlyList<double> IntervalAlphas => _levels;

    /// <summary>Number of members that could be tested.</summary>
    public int Tested => _adjusted.Count(p => !double.IsNaN(p));

    /// <summary>Whether a member's adjusted p-value is below alpha.</summary>
    public bool Rejects(int member) => _adjusted[member] < Alpha;

    /// <summary>Corrects a family.</summary>
    /// <param name="members">The comparisons; those that could not be tested are not counted.</param>
    /// <param name="correction">The correction. Dunnett's joins the members of a group, and groups by Bonferroni.</param>
    /// <param name="alpha">Error level of the family, in (0, 1).</param>
    /// <param name="twoSided">Whether the p-values are two-sided; used by Dunnett's correction.</param>
    /// <exception cref="ArgumentOutOfRangeException">A p-value or share is outside [0, 1], or alpha outside (0, 1).</exception>
    public static ComparisonFamily Of(IReadOnlyList<FamilyMember> members, Correction correction, double alpha, bool twoSided = true)
    {
        ArgumentNullException.ThrowIfNull(members);
        Guard.Fraction(alpha);
        double[] pValues = [.. members.Select(member => member.PValue)];
        if (correction == Correction.Dunnett)
            return OfDunnett(members, alpha, twoSided);
        double[] adjusted = AdjustedPValues.Of(pValues, correction);
        int tested = adjusted.Count(p => !double.IsNaN(p)), rejected = adjusted.Count(p => p < alpha);
        double level = tested == 0 ? alpha : IntervalAlpha(correction, alpha, tested, rejected);
        return new(correction, alpha, adjusted, [.. members.Select(_ => level)]);
    }

    private static double IntervalAlpha(Correction correction, double alpha, int tested, int rejected) => correction switch
    {
        Correction.None => alpha,
        Correction.Sidak => -Elementary.Expm1(Elementary.Log1p(-alpha) / tested),
        Correction.Bh => Math.Max(1, rejected) * alpha / tested,
        Correction.By => Math.Max(1, rejected) * alpha / tested / AdjustedPValues.HarmonicSum(tested),
        _ => alpha / tested,
    };

    // Each p-value is taken for that of a normal statistic with the control's correlation, so that the margins keep their own distributions.
    private static ComparisonFamily OfDunnett(IReadOnlyList<FamilyMember> members, double alpha, bool twoSided)
    {
        double[] adjusted = new double[members.Count], levels = new double[members.Count];
        adjusted.AsSpan().Fill(double.NaN);
        levels.AsSpan().Fill(alpha);
        IGrouping<int, int>[] groups =
        [
            .. Enumerable.Range(0, members.Count).Where(i => !double.IsNaN(members[i].PValue)).GroupBy(i => members[i].Group),
        ];
        double sides = twoSided ? 2 : 1;
        foreach (IGrouping<int, int> group in groups)
        {
            double[] shares = [.. group.Select(i => members[i].ControlShare)];
            double level = sides * Normal.UpperTail(Dunnett.CriticalValue(alpha / groups.Length, shares, twoSided));
            foreach (int i in group)
            {
                double p = Guard.Probability(members[i].PValue, nameof(members));
                double joint = shares.Length == 1 ? p : Dunnett.PValue(Normal.UpperQuantile(p / sides), shares, twoSided);
                adjusted[i] = Math.Min(1, groups.Length * Math.Max(p, joint));
                levels[i] = level;
            }
        }
        return new(Correction.Dunnett, alpha, adjusted, levels);
    }
}
