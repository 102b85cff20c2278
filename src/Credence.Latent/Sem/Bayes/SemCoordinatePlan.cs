using Credence.Bayes;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>Lays out the coordinates of a model: which parameters stand alone, which covariances are correlations, and which correlations form a matrix.</summary>
internal sealed class SemCoordinatePlan
{
    private readonly ParameterTable table;
    private readonly SemStructure structure;
    private readonly SemScales scales;
    private readonly SemPriorChoice choice;
    private readonly Func<SemParameter, double> fromData;
    private readonly List<ScalarCoordinate> scalars = [];
    private readonly List<PairCoordinate> pairs = [];
    private readonly List<CorrelationBlock> blocks = [];
    private readonly List<DefinitenessCheck> checks = [];
    private readonly List<string> names = [];
    private readonly SemPriorStatement[] statements;
    private readonly bool[] laid;
    private int factors;

    private SemCoordinatePlan(SemStructure structure, SemScales scales, SemPriors priors, Func<SemParameter, double> fromData)
    {
        (this.structure, this.scales, this.fromData) = (structure, scales, fromData);
        table = structure.Table;
        choice = new SemPriorChoice(priors, scales);
        (statements, laid) = (new SemPriorStatement[table.Coordinates], new bool[table.Coordinates]);
    }

    /// <summary>Lays out the coordinates of a model without constraints.</summary>
    /// <exception cref="InputException">A prior or a bound contradicts what a parameter can be.</exception>
    public static SemCoordinates Of(SemStructure structure, SemScales scales, SemPriors priors, Func<SemParameter, double> fromData)
    {
        SemCoordinatePlan plan = new(structure, scales, priors, fromData);
        foreach (IGrouping<int, SemParameter> shared in plan.table.Parameters.Where(own => own.Free).GroupBy(own => own.Coordinate).OrderBy(own => own.Key))
            plan.LayScalar([.. shared]);
        for (int group = 0; group < plan.table.Groups.Count; group++)
        {
            foreach (List<SemParameter> component in plan.Components(group))
                plan.LayComponent(component);
        }
        return new SemCoordinates(plan.table.Coordinates, [.. plan.scalars], [.. plan.pairs], [.. plan.blocks], [.. plan.checks], plan.names, plan.statements);
    }

    // A variance goes before what else shares its label; a covariance that stands for nothing else waits for its component.
    private void LayScalar(SemParameter[] shared)
    {
        SemParameter parameter = Array.Find(shared, IsVariance) ?? Array.Find(shared, static own => own.Operator != SemOperator.Covariance) ?? shared[0];
        if (parameter.Operator == SemOperator.Covariance && !IsVariance(parameter))
            return;
        string name = SemPriorChoice.Name(parameter);
        (double lower, double upper) = (shared.Max(static own => own.Lower), shared.Min(static own => own.Upper));
        string? text = shared.Select(static own => own.Prior).FirstOrDefault(static prior => prior.Length > 0);
        parameter = parameter with { Prior = text ?? "" };
        laid[parameter.Coordinate] = true;
        if (IsVariance(parameter))
        {
            (Prior prior, ScalarForm form, string source) = choice.OfVariance(parameter);
            (lower, upper) = (Math.Max(0, lower), Math.Max(0, upper));
            if (form == ScalarForm.Deviation)
                (lower, upper) = (Math.Sqrt(lower), Math.Sqrt(upper));
            IDistribution distribution = prior.Within(name, lower, upper);
            bool whole = form == ScalarForm.Deviation && IsResidual(parameter) && distribution.Lower == 0 && double.IsPositiveInfinity(distribution.Upper);
            ITransform transform = whole ? new FoldedDeviation(scales.Unit(parameter.Left, parameter.Group)) : distribution.Unconstrained();
            Add(parameter, form, distribution, transform, form == ScalarForm.Deviation ? "sd" : "variance", source);
            return;
        }
        (Prior own, string from) = choice.OfValue(parameter);
        double mean = parameter.Operator == SemOperator.Intercept && !scales.IsLatent(parameter.Left) ? scales.Mean(parameter.Left, parameter.Group) : 0;
        IDistribution within = own.Within(name, lower, upper, mean);
        bool open = double.IsInfinity(within.Lower) && double.IsInfinity(within.Upper);
        Add(parameter, ScalarForm.Value, within, open ? Transform.Affine(mean, choice.Unit(parameter)) : within.Unconstrained(), "value", from);
    }

    private void Add(SemParameter parameter, ScalarForm form, IDistribution distribution, ITransform transform, string of, string source)
    {
        scalars.Add(new ScalarCoordinate(parameter.Coordinate, names.Count, form, distribution, transform));
        State(parameter, of, distribution.ToString()!, source);
        names.Add(Named(parameter));
    }

    private void LayComponent(List<SemParameter> edges)
    {
        string[] members = [.. edges.SelectMany(static own => new[] { own.Left, own.Right }).Distinct()];
        int group = edges[0].Group;
        if (!edges.Exists(static own => own.Free))
            return;
        SemParameter[] fresh = [.. edges.Where(own => own.Free && !laid[own.Coordinate]).DistinctBy(static own => own.Coordinate)];
        bool complete = fresh.Length == edges.Count && edges.Count == members.Length * (members.Length - 1) / 2;
        bool bounded = edges.Exists(static own => double.IsFinite(own.Lower) || double.IsFinite(own.Upper));
        if (complete && !bounded && members.Length > 2)
        {
            LayBlock(edges, members);
            return;
        }
        foreach (SemParameter parameter in fresh)
            LayPair(parameter);
        if (!(complete && members.Length == 2))
        {
            bool structural = structure.Names.Contains(members[0]);
            IReadOnlyList<string> order = structural ? structure.Names : table.Observed;
            checks.Add(new DefinitenessCheck(group, structural, [.. members.Select(name => IndexOf(order, name))]));
        }
    }

    private void LayPair(SemParameter parameter)
    {
        (Prior prior, string source) = choice.OfCorrelation(parameter);
        string name = SemPriorChoice.Name(parameter);
        // A bound of a covariance is one of the correlation only at 0.
        if (parameter.Lower is not (double.NegativeInfinity or 0) || parameter.Upper is not (double.PositiveInfinity or 0))
            throw new InputException($"bounds of {name}", "a covariance is sampled as a correlation, which can only be bounded at 0", "bound it at 0, or give it a prior");
        CorrelationPrior own = new(prior, name, parameter.Lower == 0 ? 0 : -1, parameter.Upper == 0 ? 0 : 1);
        pairs.Add(new PairCoordinate(
            parameter.Coordinate, names.Count, Deviation(parameter.Left, parameter), Deviation(parameter.Right, parameter), own,
            Transform.Interval(own.Lower, own.Upper)));
        State(parameter, "correlation", prior.ToString(), source);
        names.Add(Named(parameter));
        laid[parameter.Coordinate] = true;
    }

    private void LayBlock(List<SemParameter> edges, string[] members)
    {
        SemParameter Edge(string a, string b) => edges.First(own => (own.Left == a && own.Right == b) || (own.Left == b && own.Right == a));
        SemParameter[] ordered = [.. Enumerable.Range(0, members.Length).SelectMany(i => Enumerable.Range(0, i).Select(j => Edge(members[i], members[j])))];
        (Prior Prior, string Source)[] chosen = [.. ordered.Select(choice.OfCorrelation)];
        bool joint = chosen.All(own => own.Prior.Concentration is { } eta && eta == chosen[0].Prior.Concentration);
        CorrelationPrior[]? single = joint ? null : [.. chosen.Select((own, i) => new CorrelationPrior(own.Prior, SemPriorChoice.Name(ordered[i]), -1, 1))];
        // Through canonical partial correlations every correlation must be free on (−1, 1).
        if (single is not null && single.Any(static own => own.Lower > -1 || own.Upper < 1))
        {
            throw new InputException("priors of correlations", $"{string.Join(", ", members)} all covary, and a prior holds one of their correlations to a part of (-1, 1)",
                "state a prior on all of (-1, 1)");
        }
        LkjCholesky matrix = new(members.Length, joint ? chosen[0].Prior.Concentration!.Value : 1);
        blocks.Add(new CorrelationBlock(
            [.. ordered.Select(static own => own.Coordinate)], names.Count, factors, [.. members.Select(name => Deviation(name, edges[0]))], matrix, single));
        factors += members.Length * members.Length;
        for (int i = 0; i < ordered.Length; i++)
        {
            State(ordered[i], "correlation", chosen[i].Prior.ToString(), chosen[i].Source);
            names.Add(Named(ordered[i]));
            laid[ordered[i].Coordinate] = true;
        }
    }

    private DeviationSource Deviation(string name, SemParameter covariance)
    {
        SemParameter? variance = table.Parameters.FirstOrDefault(own => IsVariance(own) && own.Left == name && own.Group == covariance.Group);
        if (variance is { Free: true })
            return new DeviationSource(variance.Coordinate, 0);
        double value = variance is null ? 0 : variance.FromData ? fromData(variance) : variance.Fixed;
        if (!(value > 0))
        {
            throw new InputException(SemPriorChoice.Name(covariance), $"it is free, but the variance of {name} is held at {SemScales.Rounded(value)}",
                $"fix the covariance at 0, or free the variance with {name} ~~ NA*{name}");
        }
        return new DeviationSource(-1, Math.Sqrt(value));
    }

    // Variables that are joined by covariances, with these covariances.
    private List<List<SemParameter>> Components(int group)
    {
        List<(HashSet<string> Members, List<SemParameter> Edges)> found = [];
        foreach (SemParameter edge in table.Parameters)
        {
            bool joins = edge.Group == group && edge.Operator == SemOperator.Covariance && edge.Left != edge.Right
                && (edge.Free || edge.FromData || edge.Fixed != 0);
            if (!joins)
                continue;
            var touched = found.Where(own => own.Members.Contains(edge.Left) || own.Members.Contains(edge.Right)).ToList();
            HashSet<string> members = [edge.Left, edge.Right, .. touched.SelectMany(static own => own.Members)];
            List<SemParameter> edges = [.. touched.SelectMany(static own => own.Edges), edge];
            found.RemoveAll(touched.Contains);
            found.Add((members, edges));
        }
        return [.. found.Select(static own => own.Edges)];
    }

    private void State(SemParameter parameter, string of, string prior, string source)
        => statements[parameter.Coordinate] = new SemPriorStatement(Named(parameter), of, prior, source);

    private string Named(SemParameter parameter)
        => table.Groups.Count == 1 ? SemPriorChoice.Name(parameter) : $"{SemPriorChoice.Name(parameter)}[{table.Groups[parameter.Group]}]";

    // What is left of a variable by its predictors may be nothing; a latent variable that has none must vary, and its loadings grow as it shrinks.
    private bool IsResidual(SemParameter variance) => table.Parameters.Any(own => own.Group == variance.Group
        && ((own.Operator == SemOperator.Loading && own.Right == variance.Left) || (own.Operator == SemOperator.Regression && own.Left == variance.Left)));

    private static bool IsVariance(SemParameter parameter) => parameter.Operator == SemOperator.Covariance && parameter.Left == parameter.Right;

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
                return i;
        }
        return -1;
    }
}
