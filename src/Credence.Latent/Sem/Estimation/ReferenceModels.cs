namespace Credence.Latent;

/// <summary>The models that a model is compared with.</summary>
internal static class ReferenceModels
{
    /// <summary>The model in which no observed variable goes with another, but exogenous ones among themselves.</summary>
    public static ParameterTable Independence(SemProblem problem) => Build(problem, (_, _) => false);

    /// <summary>The model that leaves every moment free but those of exogenous variables.</summary>
    public static ParameterTable Saturated(SemProblem problem) => Build(problem, (_, _) => true);

    /// <summary>The coordinates of a reference model at the moments of the data.</summary>
    public static double[] AtMoments(ParameterTable table, IReadOnlyList<GroupSample> samples)
    {
        int p = table.Observed.Count;
        Dictionary<string, int> places = [];
        for (int i = 0; i < p; i++)
            places.Add(table.Observed[i], i);
        var coordinates = new double[table.Coordinates];
        foreach (SemParameter parameter in table.Parameters)
        {
            if (!parameter.Free)
                continue;
            GroupSample sample = samples[parameter.Group];
            int left = places[parameter.Left];
            coordinates[parameter.Coordinate] = parameter.Operator == SemOperator.Intercept
                ? sample.Means[left]
                : sample.Covariance[(left * p) + places[parameter.Right]];
        }
        return coordinates;
    }

    private static ParameterTable Build(SemProblem problem, Func<int, int, bool> together)
    {
        ParameterTable table = problem.Table;
        var parameters = new List<SemParameter>();
        int next = 0;
        for (int group = 0; group < table.Groups.Count; group++)
        {
            for (int i = 0; i < table.Observed.Count; i++)
            {
                bool held = problem.Exogenous[i];
                for (int j = 0; j <= i; j++)
                {
                    if (held && problem.Exogenous[j])
                        parameters.Add(new SemParameter(table.Observed[i], SemOperator.Covariance, table.Observed[j], group) { FromData = true });
                    else if (i == j || together(i, j))
                        parameters.Add(new SemParameter(table.Observed[i], SemOperator.Covariance, table.Observed[j], group) { Coordinate = next++ });
                }
                if (!table.MeanStructure)
                    continue;
                SemParameter mean = new(table.Observed[i], SemOperator.Intercept, "", group);
                parameters.Add(held ? mean with { FromData = true } : mean with { Coordinate = next++ });
            }
        }
        return new ParameterTable(table.Observed, [], table.Exogenous, table.Groups, parameters, [], [], table.MeanStructure);
    }
}
