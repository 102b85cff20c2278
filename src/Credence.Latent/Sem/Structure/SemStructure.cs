namespace Credence.Latent;

/// <summary>A structural equation model as matrices: Σ = Λ (I − B)⁻¹ Ψ (I − B)⁻ᵀ Λᵀ + Θ, μ = ν + Λ (I − B)⁻¹ α, in every group.</summary>
/// <remarks>
/// Jöreskog and Sörbom's all-y form. An observed variable that takes part in a regression, or covaries with one that does or with a latent variable, is a
/// latent variable of its own that is measured without error.
/// </remarks>
internal sealed class SemStructure
{
    private readonly int[] latentOfObserved;
    private readonly SemPlace[][] places;
    private readonly double[][] constants;

    /// <summary>Lays out the matrices of a model.</summary>
    /// <param name="table">The model.</param>
    /// <param name="fromData">The value of a parameter that is held at the moment of the data.</param>
    public SemStructure(ParameterTable table, Func<SemParameter, double> fromData)
    {
        Table = table;
        Observed = table.Observed.Count;
        Dictionary<string, int> observed = Numbered(table.Observed);
        Dictionary<string, int> latent = Numbered(table.Latent);
        latentOfObserved = new int[Observed];
        Array.Fill(latentOfObserved, -1);
        foreach (string name in MeasuredWithoutError(table))
        {
            latentOfObserved[observed[name]] = latent.Count;
            latent.Add(name, latent.Count);
        }
        Latent = latent.Count;
        Names = [.. latent.OrderBy(pair => pair.Value).Select(pair => pair.Key)];
        places = new SemPlace[table.Groups.Count][];
        constants = new double[table.Groups.Count][];
        for (int group = 0; group < places.Length; group++)
            (places[group], constants[group]) = Lay(group, observed, latent, fromData);
    }

    /// <summary>The model.</summary>
    public ParameterTable Table { get; }

    /// <summary>The number p of observed variables.</summary>
    public int Observed { get; }

    /// <summary>The number m of latent variables, observed ones measured without error included.</summary>
    public int Latent { get; }

    /// <summary>The names of the latent variables: those of the model, then the observed ones measured without error.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The moments of one group that the model describes: p (p + 1) / 2, and p more with means.</summary>
    public int MomentsOfGroup => (Observed * (Observed + 1) / 2) + (Table.MeanStructure ? Observed : 0);

    /// <summary>The length of the storage of Λᵀ (m × p), B, Ψ (m × m), Θ (p × p), ν and α, in this order.</summary>
    public int StorageLength => MeanStart + Observed + Latent;

    internal int PathStart => Latent * Observed;

    internal int LatentCovarianceStart => PathStart + (Latent * Latent);

    internal int ResidualCovarianceStart => LatentCovarianceStart + (Latent * Latent);

    internal int MeanStart => ResidualCovarianceStart + (Observed * Observed);

    /// <summary>The free parameters of a group.</summary>
    public ReadOnlySpan<SemPlace> Places(int group) => places[group];

    /// <summary>The matrices of a group with its fixed values, and 0 where a parameter is free.</summary>
    public ReadOnlySpan<double> Constants(int group) => constants[group];

    private static Dictionary<string, int> Numbered(IReadOnlyList<string> names)
    {
        var numbers = new Dictionary<string, int>(names.Count, StringComparer.Ordinal);
        foreach (string name in names)
            numbers.Add(name, numbers.Count);
        return numbers;
    }

    private static IEnumerable<string> MeasuredWithoutError(ParameterTable table)
    {
        var structural = new HashSet<string>(table.Latent, StringComparer.Ordinal);
        foreach (SemParameter parameter in table.Parameters)
        {
            if (parameter.Operator == SemOperator.Regression)
                structural.UnionWith([parameter.Left, parameter.Right]);
        }
        int before;
        do
        {
            before = structural.Count;
            foreach (SemParameter parameter in table.Parameters)
            {
                if (parameter.Operator == SemOperator.Covariance && structural.Contains(parameter.Left) != structural.Contains(parameter.Right))
                    structural.UnionWith([parameter.Left, parameter.Right]);
            }
        }
        while (structural.Count > before);
        return table.Observed.Where(structural.Contains);
    }

    private (SemPlace[] Places, double[] Constants) Lay(
        int group, Dictionary<string, int> observed, Dictionary<string, int> latent, Func<SemParameter, double> fromData)
    {
        var found = new List<SemPlace>();
        double[] values = new double[StorageLength];
        for (int i = 0; i < Observed; i++)
        {
            if (latentOfObserved[i] >= 0)
                values[(latentOfObserved[i] * Observed) + i] = 1;
        }
        for (int i = 0; i < Table.Parameters.Count; i++)
        {
            SemParameter parameter = Table.Parameters[i];
            if (parameter.Group != group)
                continue;
            SemPlace place = Place(parameter, observed, latent) with { Parameter = i, Coordinate = parameter.Coordinate };
            if (parameter.Free)
            {
                found.Add(place);
                continue;
            }
            double value = parameter.FromData ? fromData(parameter) : parameter.Fixed;
            values[place.Offset] += value;
            if (place.Mirror >= 0)
                values[place.Mirror] += value;
        }
        return ([.. found], values);
    }

    private SemPlace Place(SemParameter parameter, Dictionary<string, int> observed, Dictionary<string, int> latent)
    {
        bool structural = latent.TryGetValue(parameter.Left, out int left);
        switch (parameter.Operator)
        {
            case SemOperator.Loading when latent.TryGetValue(parameter.Right, out int measured):
                return Path(measured, left);
            case SemOperator.Loading:
                int indicator = observed[parameter.Right];
                return new SemPlace(0, 0, (left * Observed) + indicator, -1, indicator, Observed + Latent + left, 1, indicator, left);
            case SemOperator.Regression:
                return Path(left, latent[parameter.Right]);
            case SemOperator.Covariance when structural:
                return Symmetric(LatentCovarianceStart, Latent, left, latent[parameter.Right], Observed);
            case SemOperator.Covariance:
                return Symmetric(ResidualCovarianceStart, Observed, observed[parameter.Left], observed[parameter.Right], 0);
            default:
                int row = structural ? Observed + left : observed[parameter.Left];
                return new SemPlace(0, 0, MeanStart + row, -1, 0, 0, 0, row, -1);
        }
    }

    private SemPlace Path(int outcome, int predictor)
        => new(0, 0, PathStart + (outcome * Latent) + predictor, -1, Observed + outcome, Observed + Latent + predictor, 1, Observed + outcome, predictor);

    private static SemPlace Symmetric(int start, int order, int i, int j, int frame)
        => new(0, 0, start + (i * order) + j, i == j ? -1 : start + (j * order) + i, frame + i, frame + j, i == j ? 0.5 : 1, -1, -1);
}
