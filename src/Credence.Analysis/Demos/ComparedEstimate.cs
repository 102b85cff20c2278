using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>A way to estimate the difference of two groups some of whose labels are lost.</summary>
public enum LatentLabelsMethod
{
    /// <summary>EM on all rows with all labels, which only a simulation has: what could be known.</summary>
    EmObserved,

    /// <summary>EM on all rows with the labels that are left.</summary>
    EmSemiSupervised,

    /// <summary>EM on all rows without any label.</summary>
    EmMasked,

    /// <summary>Welch's test on the labelled rows.</summary>
    Welch,

    /// <summary>The conjugate posterior on the labelled rows as the article sets it up: prior means of 0 with variance 10, standard deviations 10 and 12 taken as known.</summary>
    ConjugateAsPrinted,

    /// <summary>The conjugate posterior on the labelled rows with uniform priors of means and logarithms of standard deviations.</summary>
    Conjugate,

    /// <summary>Two normal groups by the no-U-turn sampler on the labelled rows.</summary>
    NutsGroups,

    /// <summary>The mixture by the no-U-turn sampler on all rows with the labels that are left.</summary>
    NutsMixture,

    /// <summary>The mixture by the no-U-turn sampler on all rows without any label.</summary>
    NutsMasked,
}

/// <summary>What a method says of the difference.</summary>
public enum ComparedVerdict
{
    /// <summary>The treatment is higher.</summary>
    Higher,

    /// <summary>The treatment is lower.</summary>
    Lower,

    /// <summary>The interval contains 0.</summary>
    NotShown,

    /// <summary>The estimate is withheld: the data do not carry one.</summary>
    Withheld,

    /// <summary>There is a difference between two groups, but nothing says which of them was treated.</summary>
    Unnamed,
}

/// <summary>What one method makes of the data.</summary>
/// <param name="Method">The method.</param>
/// <param name="Rows">The rows it uses.</param>
/// <param name="Labels">How many of them have a label.</param>
/// <param name="Estimate">Treatment minus control: an estimate or a posterior mean; NaN where it is withheld.</param>
/// <param name="Error">Its standard error or posterior standard deviation; NaN where the estimate is withheld.</param>
/// <param name="Interval">The interval, of confidence or probability; of the likelihood ratio where the estimate is withheld.</param>
/// <param name="Verdict">What it says.</param>
public sealed record ComparedEstimate(
    LatentLabelsMethod Method, long Rows, long Labels, double Estimate, double Error, Interval Interval, ComparedVerdict Verdict);
