namespace Credence.Latent;

/// <summary>What one variable does to another along the regressions of a model.</summary>
/// <param name="From">The cause.</param>
/// <param name="To">The outcome.</param>
/// <param name="Group">The group, from 0.</param>
/// <param name="Direct">Along the path between them; 0 where there is none.</param>
/// <param name="Indirect">Through other variables.</param>
/// <param name="Total">Both together.</param>
public sealed record SemEffect(string From, string To, int Group, SemEstimate Direct, SemEstimate Indirect, SemEstimate Total);

/// <summary>Direct, indirect and total effects (Bollen, 1987, <i>Sociological Methodology</i> 17).</summary>
public static class SemEffects
{
    /// <summary>The effects between all latent variables and observed ones that take part in regressions, wherever a path leads; standard errors by the delta method.</summary>
    /// <param name="fit">The fit.</param>
    public static IReadOnlyList<SemEffect> Of(SemFit fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        SemStructure structure = fit.Solution.Problem.Structure;
        int m = structure.Latent;
        var pairs = new List<(int Group, int From, int To, bool Direct, bool Indirect)>();
        for (int group = 0; group < fit.Table.Groups.Count; group++)
        {
            bool[] steps = Steps(fit.Table, structure.Names, group), reached = Reached(steps, m);
            for (int from = 0; from < m; from++)
            {
                for (int to = 0; to < m; to++)
                {
                    if (from != to && reached[(from * m) + to])
                        pairs.Add((group, from, to, steps[(from * m) + to], Enumerable.Range(0, m).Any(via => steps[(from * m) + via] && reached[(via * m) + to])));
                }
            }
        }
        var implied = new SemMoments[fit.Table.Groups.Count];
        for (int group = 0; group < implied.Length; group++)
            implied[group] = new SemMoments(structure, group);
        var values = new double[3 * pairs.Count];
        double[] errors = DeltaMethod.StandardErrors(fit, values.Length, Write);
        Write([.. fit.Coordinates], values);
        return [.. pairs.Select((pair, i) => new SemEffect(
            structure.Names[pair.From], structure.Names[pair.To], pair.Group, Estimate(3 * i, pair.Direct), Estimate((3 * i) + 1, pair.Indirect), Estimate((3 * i) + 2, true)))];

        // Where no path leads, rounding is no effect.
        SemEstimate Estimate(int i, bool exists) => exists ? SemEstimate.Of(values[i], errors[i], fit.Reach) : SemEstimate.Of(0, 0, fit.Reach);

        void Write(double[] coordinates, double[] target)
        {
            foreach (SemMoments group in implied)
                group.Evaluate(coordinates);
            for (int i = 0; i < pairs.Count; i++)
            {
                (int group, int from, int to, _, _) = pairs[i];
                double total = implied[group].TotalEffects[(to * m) + from], direct = implied[group].Paths[(to * m) + from];
                (target[3 * i], target[(3 * i) + 1], target[(3 * i) + 2]) = (direct, total - direct, total);
            }
        }
    }

    // Which variable leads to which in one step, by a regression or a loading of a factor on a factor.
    private static bool[] Steps(ParameterTable table, IReadOnlyList<string> names, int group)
    {
        int m = names.Count;
        var steps = new bool[m * m];
        List<string> places = [.. names];
        foreach (SemParameter parameter in table.Parameters)
        {
            if (parameter.Group != group || parameter.Operator is not (SemOperator.Regression or SemOperator.Loading))
                continue;
            bool loading = parameter.Operator == SemOperator.Loading;
            int from = places.IndexOf(loading ? parameter.Left : parameter.Right), to = places.IndexOf(loading ? parameter.Right : parameter.Left);
            if (from >= 0 && to >= 0 && (parameter.Free || parameter.Fixed != 0))
                steps[(from * m) + to] = true;
        }
        return steps;
    }

    // Which variable leads to which in any number of steps.
    private static bool[] Reached(bool[] steps, int m)
    {
        bool[] reached = [.. steps];
        for (int via = 0; via < m; via++)
        {
            for (int from = 0; from < m; from++)
            {
                for (int to = 0; to < m && reached[(from * m) + via]; to++)
                    reached[(from * m) + to] |= reached[(via * m) + to];
            }
        }
        return reached;
    }
}
