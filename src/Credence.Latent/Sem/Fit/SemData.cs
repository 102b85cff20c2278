namespace Credence.Latent;

/// <summary>The moments of the rows of one group.</summary>
/// <param name="Name">The name of the group; empty where there is one.</param>
/// <param name="Count">The number n of rows.</param>
/// <param name="Means">The means, one for each variable; empty where they are not known.</param>
/// <param name="Covariance">The covariance matrix with divisor n, row-major.</param>
public sealed record SemGroup(string Name, long Count, IReadOnlyList<double> Means, IReadOnlyList<double> Covariance)
{
    /// <summary>Moments whose covariance matrix has the divisor n − 1, as most programs print it.</summary>
    /// <param name="name">The name of the group.</param>
    /// <param name="count">The number of rows, at least 1.</param>
    /// <param name="means">The means; empty where they are not known.</param>
    /// <param name="covariance">The covariance matrix with divisor n − 1, row-major.</param>
    public static SemGroup FromSampleCovariance(string name, long count, IReadOnlyList<double> means, IReadOnlyList<double> covariance)
    {
        Guard.AtLeast(count, 1);
        ArgumentNullException.ThrowIfNull(covariance);
        double factor = (count - 1.0) / count;
        return new SemGroup(name, count, means, [.. covariance.Select(value => factor * value)]);
    }
}

/// <summary>The data of a structural equation model: rows, which may have missing cells, or moments.</summary>
public sealed class SemData
{
    private SemData(IReadOnlyList<string> variables, IReadOnlyList<SemGroup> moments, IReadOnlyList<(string Name, double[] Rows)> rows)
    {
        if (variables.Distinct(StringComparer.Ordinal).Count() != variables.Count)
            throw new ArgumentException("Two variables have one name.", nameof(variables));
        (Variables, Moments, Rows) = (variables, moments, rows);
    }

    /// <summary>The names of the variables; a model may use fewer.</summary>
    public IReadOnlyList<string> Variables { get; }

    /// <summary>Whether the rows themselves are known.</summary>
    public bool HasRows => Rows.Count > 0;

    /// <summary>The names of the groups.</summary>
    public IReadOnlyList<string> Groups => HasRows ? [.. Rows.Select(group => group.Name)] : [.. Moments.Select(group => group.Name)];

    internal IReadOnlyList<SemGroup> Moments { get; }

    internal IReadOnlyList<(string Name, double[] Rows)> Rows { get; }

    /// <summary>Data of which only moments are known.</summary>
    /// <param name="variables">The names of the p variables.</param>
    /// <param name="groups">The moments of each group.</param>
    /// <exception cref="ArgumentException">A length does not fit, names repeat, or there is no group.</exception>
    public static SemData FromMoments(IReadOnlyList<string> variables, IReadOnlyList<SemGroup> groups)
    {
        ArgumentNullException.ThrowIfNull(variables);
        ArgumentNullException.ThrowIfNull(groups);
        Guard.AtLeast(groups.Count, 1);
        foreach (SemGroup group in groups)
        {
            Guard.AtLeast(group.Count, 1);
            Guard.SameLength(group.Covariance.Count, variables.Count * variables.Count);
            if (group.Means.Count > 0)
                Guard.SameLength(group.Means.Count, variables.Count);
        }
        return new SemData([.. variables], [.. groups], []);
    }

    /// <summary>Rows of one group.</summary>
    /// <param name="variables">The names of the p variables.</param>
    /// <param name="rows">n × p values, row by row; NaN is missing.</param>
    /// <exception cref="ArgumentException">The length is no multiple of p, or names repeat.</exception>
    public static SemData FromRows(IReadOnlyList<string> variables, ReadOnlySpan<double> rows)
        => FromRows(variables, [("", rows.ToArray())]);

    /// <summary>Rows of several groups.</summary>
    /// <param name="variables">The names of the p variables.</param>
    /// <param name="groups">For each group its name and n × p values, row by row; NaN is missing.</param>
    /// <exception cref="ArgumentException">A length is no multiple of p, names repeat, or there is no group.</exception>
    public static SemData FromRows(IReadOnlyList<string> variables, IReadOnlyList<(string Name, double[] Rows)> groups)
    {
        ArgumentNullException.ThrowIfNull(variables);
        ArgumentNullException.ThrowIfNull(groups);
        Guard.AtLeast(variables.Count, 1);
        Guard.AtLeast(groups.Count, 1);
        foreach ((string _, double[] rows) in groups)
            Guard.SameLength(rows.Length % variables.Count, 0);
        return new SemData([.. variables], [], [.. groups]);
    }
}
