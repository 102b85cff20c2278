namespace Credence.Experiments;

/// <summary>Resamples of two arms side by side: the i-th of one with the i-th of the other, or each with each where all were enumerated.</summary>
internal sealed class ReplicatePairs
{
    private ReplicatePairs(ArmReplicates control, ArmReplicates treatment, int size, double[]? probabilities)
        => (Control, Treatment, Size, Probabilities) = (control, treatment, size, probabilities);

    public ArmReplicates Control { get; }

    public ArmReplicates Treatment { get; }

    /// <summary>Number of pairs.</summary>
    public int Size { get; }

    /// <summary>The probability of each pair; null where they were drawn.</summary>
    public double[]? Probabilities { get; }

    public bool Exact => Probabilities is not null;

    public static ReplicatePairs Of(ArmReplicates control, ArmReplicates treatment)
    {
        if (control.Probabilities is { } p && treatment.Probabilities is { } q)
            return new(control, treatment, p.Length * q.Length, [.. p.SelectMany(_ => q, (a, b) => a * b)]);
        if (control.Probabilities is not null || treatment.Probabilities is not null)
            throw new ArgumentException("One arm is enumerated and the other drawn; must be the same.", nameof(treatment));
        // An arm without units has no resample.
        int size = Math.Min(control.Estimates.Length, treatment.Estimates.Length);
        if (size > 0)
            Guard.SameLength(treatment.Estimates.Length, control.Estimates.Length, nameof(treatment));
        return new(control, treatment, size, null);
    }

    /// <summary>The contrast over the units as they are.</summary>
    public double Estimate(Contrast contrast) => contrast.Of(Control.Estimate, Treatment.Estimate);

    /// <summary>Its standard error.</summary>
    public double StandardError(Contrast contrast)
        => contrast.Error(Control.Estimate, Control.StandardError, Treatment.Estimate, Treatment.StandardError);

    /// <summary>The contrast of each pair.</summary>
    public double[] Map(Contrast contrast)
    {
        double[] values = new double[Size];
        for (int i = 0; i < values.Length; i++)
            values[i] = contrast.Of(Control.Estimates[First(i)], Treatment.Estimates[Second(i)]);
        return values;
    }

    /// <summary>The t statistic of each pair about the estimate; infinite where it has no standard error but differs.</summary>
    public double[] Studentized(Contrast contrast)
    {
        double[] ofControl = Control.StandardErrors ?? throw Lacks("standard errors"), ofTreatment = Treatment.StandardErrors ?? throw Lacks("standard errors");
        double[] values = new double[Size];
        double estimate = Estimate(contrast);
        for (int i = 0; i < values.Length; i++)
        {
            int first = First(i), second = Second(i);
            double c = Control.Estimates[first], t = Treatment.Estimates[second];
            double shift = Contrast.Subtract(estimate, contrast.Of(c, t));
            values[i] = shift == 0 ? 0 : shift / contrast.Error(c, ofControl[first], t, ofTreatment[second]);
        }
        return values;
    }

    /// <summary>The contrast without each unit of the control, and without each of the treatment.</summary>
    public (double[] Control, double[] Treatment) LeaveOneOut(Contrast contrast) => (
        Array.ConvertAll(Control.LeaveOneOut ?? throw Lacks("levels without each unit"), c => contrast.Of(c, Treatment.Estimate)),
        Array.ConvertAll(Treatment.LeaveOneOut ?? throw Lacks("levels without each unit"), t => contrast.Of(Control.Estimate, t)));

    private static ArgumentException Lacks(string what) => new($"The resamples lack {what}; draw them for this interval.");

    private int First(int pair) => Exact ? pair / Treatment.Estimates.Length : pair;

    private int Second(int pair) => Exact ? pair % Treatment.Estimates.Length : pair;
}
