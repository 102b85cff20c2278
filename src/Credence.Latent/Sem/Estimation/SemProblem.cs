namespace Credence.Latent;

/// <summary>A model with the data it is to be fitted to.</summary>
internal sealed class SemProblem
{
    private readonly double[] fixedValues;

    /// <param name="table">The model.</param>
    /// <param name="samples">The data of each group.</param>
    /// <param name="discrepancy">What is minimized.</param>
    public SemProblem(ParameterTable table, IReadOnlyList<GroupSample> samples, Discrepancy discrepancy)
    {
        (Table, Samples, Discrepancy) = (table, samples, discrepancy);
        Dictionary<string, int> places = [];
        for (int i = 0; i < table.Observed.Count; i++)
            places.Add(table.Observed[i], i);
        fixedValues = [.. table.Parameters.Select(parameter => parameter.FromData ? FromData(parameter) : parameter.Fixed)];
        Structure = new SemStructure(table, FromData);
        Exogenous = [.. table.Observed.Select(name => table.Parameters.Any(
            parameter => parameter.FromData && parameter.Operator == SemOperator.Covariance && parameter.Left == name && parameter.Right == name))];
        Rows = samples.Sum(sample => sample.Count);

        double FromData(SemParameter parameter)
        {
            GroupSample sample = samples[parameter.Group];
            int left = places[parameter.Left];
            return parameter.Operator == SemOperator.Intercept
                ? sample.Means[left]
                : sample.Covariance[(left * table.Observed.Count) + places[parameter.Right]];
        }
    }

    public ParameterTable Table { get; }

    public IReadOnlyList<GroupSample> Samples { get; }

    public Discrepancy Discrepancy { get; }

    public SemStructure Structure { get; }

    /// <summary>Which observed variables are held at the moments of the data.</summary>
    public bool[] Exogenous { get; }

    /// <summary>The rows of all groups.</summary>
    public long Rows { get; }

    /// <summary>Whether no cell is missing.</summary>
    public bool Complete => Samples.All(sample => sample.Complete);

    /// <summary>The value of each fixed parameter, NaN at free ones.</summary>
    public ReadOnlySpan<double> FixedValues => fixedValues;

    /// <summary>The number of moments that the parameters describe: those of exogenous variables left out.</summary>
    public int Moments
    {
        get
        {
            int p = Structure.Observed, x = Exogenous.Count(exogenous => exogenous);
            int means = Table.MeanStructure ? p - x : 0;
            return Samples.Count * ((p * (p + 1) / 2) - (x * (x + 1) / 2) + means);
        }
    }

    /// <summary>The constraints of the text, bounds, and floors below coordinates.</summary>
    public ConstraintSystem Constraints(IReadOnlyList<(int Coordinate, double Limit)> floors) => new(Table, fixedValues, floors);

    /// <summary>The discrepancy, with work space of its own.</summary>
    public MomentFunction Function()
    {
        var groups = new GroupFunction[Samples.Count];
        for (int i = 0; i < groups.Length; i++)
            groups[i] = new GroupFunction(Structure, i, Samples[i].Blocks(), Discrepancy);
        return new MomentFunction(groups, Table.Coordinates, Discrepancy == Discrepancy.Likelihood && Complete ? Saturated() : 0);
    }

    /// <summary>The value of every parameter at a point.</summary>
    public double[] ParameterValues(ReadOnlySpan<double> coordinates)
    {
        double[] values = [.. fixedValues];
        for (int i = 0; i < values.Length; i++)
        {
            if (Table.Parameters[i].Free)
                values[i] = coordinates[Table.Parameters[i].Coordinate];
        }
        return values;
    }

    // Σ n (log det S + p) over the groups.
    private double Saturated() => Samples.Sum(sample => sample.Count * (SampleMoments.LogDeterminant(sample.Covariance, Structure.Observed) + Structure.Observed));
}
