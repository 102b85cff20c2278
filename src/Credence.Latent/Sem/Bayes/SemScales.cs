using System.Globalization;

namespace Credence.Latent;

/// <summary>The scale of every variable, by which default priors, coordinates and starting values are measured.</summary>
internal sealed class SemScales(ParameterTable table, IReadOnlyList<StructuralSample> samples)
{
    private readonly HashSet<string> latent = new(table.Latent, StringComparer.Ordinal);

    /// <summary>Whether a variable is latent.</summary>
    public bool IsLatent(string name) => latent.Contains(name);

    /// <summary>The standard deviation of an observed variable; the unit of a latent one.</summary>
    public double Unit(string name, int group) => Unit(name, group, table.Latent.Count);

    /// <summary>The mean of an observed variable.</summary>
    public double Mean(string name, int group) => samples[group].Mean(Observed(name));

    /// <summary>The range in which the intercept of a latent variable may be sought.</summary>
    public double LatentLevel(string name, int group)
    {
        double square = 0;
        int count = 0;
        foreach (SemParameter loading in Loadings(name, group))
        {
            bool held = !IsLatent(loading.Right) && table.Parameters.Any(own
                => own.Operator == SemOperator.Intercept && own.Group == group && own.Left == loading.Right && !own.Free);
            if (held)
            {
                (double mean, double sd) = (Mean(loading.Right, group), Unit(loading.Right, group));
                square += (mean * mean) + (sd * sd);
                count++;
            }
        }
        return Math.Max(Unit(name, group), count == 0 ? 0 : Math.Sqrt(square / count));
    }

    /// <summary>A number to three digits, as priors are printed.</summary>
    public static double Rounded(double value) => double.Parse(value.ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>The loadings of a latent variable in a group.</summary>
    public IEnumerable<SemParameter> Loadings(string name, int group)
        => table.Parameters.Where(own => own.Operator == SemOperator.Loading && own.Left == name && own.Group == group);

    private int Observed(string name)
    {
        for (int i = 0; i < table.Observed.Count; i++)
        {
            if (table.Observed[i] == name)
                return i;
        }
        return -1;
    }

    // The marker's scale; where nothing is fixed, the mean scale of the indicators. Circular measurement ends at unit scale.
    private double Unit(string name, int group, int depth)
    {
        if (!IsLatent(name))
            return samples[group].Deviation(Observed(name));
        if (depth < 0)
            return 1;
        SemParameter? variance = table.Parameters.FirstOrDefault(own
            => own.Operator == SemOperator.Covariance && own.Left == name && own.Right == name && own.Group == group);
        if (variance is { Free: false, Fixed: > 0 })
            return Math.Sqrt(variance.Fixed);
        SemParameter[] loadings = [.. Loadings(name, group)];
        if (loadings.FirstOrDefault(own => !own.Free && Math.Abs(own.Fixed) > 0) is { } marker)
            return Unit(marker.Right, group, depth - 1) / Math.Abs(marker.Fixed);
        return loadings.Length == 0 ? 1 : loadings.Average(own => Unit(own.Right, group, depth - 1));
    }
}
