namespace Credence.Latent;

/// <summary>Where the search for the mode begins: estimates where they are given and possible, else simple values on the data's scale.</summary>
internal static class SemStart
{
    private const double Share = 0.7;

    /// <summary>The free parameters to begin with.</summary>
    /// <param name="table">The model.</param>
    /// <param name="coordinates">Its coordinates.</param>
    /// <param name="scales">The scales of its variables.</param>
    /// <param name="samples">The data.</param>
    /// <param name="estimates">Estimates by coordinate, such as those of maximum likelihood; empty for none.</param>
    public static double[] Of(
        ParameterTable table, SemCoordinates coordinates, SemScales scales, IReadOnlyList<StructuralSample> samples, ReadOnlySpan<double> estimates)
    {
        double[] values = new double[table.Coordinates];
        foreach (SemParameter parameter in table.Parameters.Where(own => own.Free).Reverse())
        {
            double value = double.IsFinite(parameter.Start) ? parameter.Start : Simple(table, scales, samples, parameter);
            if (!estimates.IsEmpty && double.IsFinite(estimates[parameter.Coordinate]))
                value = estimates[parameter.Coordinate];
            values[parameter.Coordinate] = value;
        }
        foreach (ScalarCoordinate scalar in coordinates.Scalars)
        {
            double smallest = scalar.Form == ScalarForm.Value ? double.NegativeInfinity : 0.05 * Simple(table, scales, samples, First(table, scalar.Coordinate));
            double inside = scalar.Natural(Math.Max(smallest, values[scalar.Coordinate]));
            values[scalar.Coordinate] = scalar.Value(Inside(inside, scalar.Prior.Lower, scalar.Prior.Upper));
        }
        double[] deviations = [.. values.Select(value => Math.Sqrt(Math.Max(0, value)))];
        foreach (PairCoordinate pair in coordinates.Pairs)
        {
            double unit = pair.First.Of(deviations) * pair.Second.Of(deviations);
            values[pair.Coordinate] = unit * Inside(Math.Clamp(values[pair.Coordinate] / unit, -0.8, 0.8), pair.Prior.Lower, pair.Prior.Upper);
        }
        return values;
    }

    private static SemParameter First(ParameterTable table, int coordinate) => table.Parameters.First(own => own.Coordinate == coordinate);

    private static double Simple(ParameterTable table, SemScales scales, IReadOnlyList<StructuralSample> samples, SemParameter parameter)
    {
        int group = parameter.Group;
        switch (parameter.Operator)
        {
            case SemOperator.Loading:
                double unit = scales.Unit(parameter.Right, group) / scales.Unit(parameter.Left, group);
                return Share * unit * Direction(table, scales, samples[group], parameter);
            case SemOperator.Intercept:
                return scales.IsLatent(parameter.Left) ? 0 : scales.Mean(parameter.Left, group);
            case SemOperator.Covariance when parameter.Left == parameter.Right:
                return Math.Pow(Share * scales.Unit(parameter.Left, group), 2);
            default:
                return 0;
        }
    }

    // The sign of the indicator's correlation with the first indicator.
    private static double Direction(ParameterTable table, SemScales scales, StructuralSample sample, SemParameter loading)
    {
        SemParameter first = scales.Loadings(loading.Left, loading.Group).First();
        int own = Array.IndexOf([.. table.Observed], loading.Right), marker = Array.IndexOf([.. table.Observed], first.Right);
        double sign = own < 0 || marker < 0 || sample.Covariance(own, marker) >= 0 ? 1 : -1;
        return !first.Free && first.Fixed < 0 ? -sign : sign;
    }

    private static double Inside(double value, double lower, double upper)
    {
        if (double.IsFinite(lower) && double.IsFinite(upper))
            return Math.Clamp(value, lower + (0.05 * (upper - lower)), upper - (0.05 * (upper - lower)));
        if (double.IsFinite(lower) && value <= lower)
            return lower + Math.Max(0.1, 0.1 * Math.Abs(lower));
        return double.IsFinite(upper) && value >= upper ? upper - Math.Max(0.1, 0.1 * Math.Abs(upper)) : value;
    }
}
