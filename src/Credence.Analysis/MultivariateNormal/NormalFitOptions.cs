using System.Globalization;
using Credence.Bayes;
using Credence.Data;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>How a multivariate normal is estimated.</summary>
public enum NormalEstimator
{
    /// <summary>By maximum likelihood.</summary>
    Ml,

    /// <summary>By its posterior.</summary>
    Bayes,
}

/// <summary>Which columns a multivariate normal is fitted to, and how.</summary>
public sealed record NormalFitOptions
{
    /// <summary>Where the rows are.</summary>
    public required TableSource Source { get; init; }

    /// <summary>The columns, at least two, each named once.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Rows to keep; null keeps all.</summary>
    public Expression? Where { get; init; }

    /// <summary>How it is estimated.</summary>
    public NormalEstimator Estimator { get; init; }

    /// <summary>Intervals have level 1 − alpha, in (0, 1).</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>
    /// Priors by parameter: <c>mean</c>, <c>sd</c>, <c>correlation</c>, or <c>mean[a]</c> and <c>sd[a]</c> of one column; defaults on the data's
    /// scale for the others.
    /// </summary>
    public IReadOnlyDictionary<string, Prior> Priors { get; init; } = new Dictionary<string, Prior>(StringComparer.Ordinal);

    /// <summary>How the posterior is sampled.</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>Level of the highest-density intervals of the posterior, in (0, 1).</summary>
    public double HdiLevel { get; init; } = 0.94;

    /// <summary>Whether every missing cell is told with mean, standard deviation and interval.</summary>
    public bool Cells { get; init; }

    /// <summary>File for the rows with their missing cells drawn; null for none.</summary>
    public TableTarget? Imputed { get; init; }

    /// <summary>How many completed data sets it holds, one below the other, at least 1.</summary>
    public int Imputations { get; init; } = 1;

    /// <summary>Seed of everything random.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads; null takes all cores.</summary>
    public int? Threads { get; init; }

    /// <summary>Told about the chains while they run; may be null.</summary>
    public IProgress<SamplingProgress>? Progress { get; init; }

    /// <summary>Told each stage; may be null.</summary>
    public IProgress<string>? Stages { get; init; }

    /// <exception cref="InputException">Too few columns, or one twice.</exception>
    internal void Check()
    {
        Guard.Fraction(Alpha);
        Guard.Fraction(HdiLevel);
        Guard.AtLeast(Imputations, 1);
        if (Columns.Count < 2)
            throw new InputException("--columns", string.Create(CultureInfo.InvariantCulture, $"{Columns.Count} column{(Columns.Count == 1 ? "" : "s")} cannot go together"), "name at least two, as in --columns a,b,c");
        if (Columns.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InputException("--columns", $"{twice.Key} is named twice", "name each column once");
    }
}
