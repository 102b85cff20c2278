namespace Credence.Experiments;

/// <summary>How p-values of several comparisons are corrected.</summary>
public enum Correction
{
    /// <summary>Not at all: each comparison has the error level alpha.</summary>
    None,

    /// <summary>Bonferroni: every p-value times the number of comparisons; holds whatever the dependence.</summary>
    Bonferroni,

    /// <summary>Holm's (1979) step-down procedure: rejects all that Bonferroni's does, and holds whatever the dependence.</summary>
    Holm,

    /// <summary>Hochberg's (1988) step-up procedure; for independent or positively dependent statistics.</summary>
    Hochberg,

    /// <summary>Hommel's (1988) closed test by Simes' (1986) inequality; for independent or positively dependent statistics.</summary>
    Hommel,

    /// <summary>Šidák (1967): 1 − (1 − p)ᵐ; two-sided for any jointly normal statistics.</summary>
    Sidak,

    /// <summary>Benjamini and Hochberg (1995): holds the false discovery rate for independent or positively dependent statistics.</summary>
    Bh,

    /// <summary>Benjamini and Yekutieli (2001): holds the false discovery rate whatever the dependence.</summary>
    By,

    /// <summary>Dunnett (1955): several treatments against one control, with the correlation that the control gives.</summary>
    Dunnett,
}
