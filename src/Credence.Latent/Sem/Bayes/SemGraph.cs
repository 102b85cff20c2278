using Credence.Bayes;

namespace Credence.Latent;

/// <summary>A structural equation model with priors as a graph of its kinds of parameters.</summary>
internal static class SemGraph
{
    /// <summary>A node for the free parameters of each operator, the latent variables where there are any, and the rows.</summary>
    public static ModelGraph Of(ParameterTable table, SemCoordinates coordinates, long rows)
    {
        List<ModelNode> nodes = [];
        List<ModelEdge> edges = [];
        string child = table.Latent.Count == 0 ? "row" : "latent";
        foreach ((string name, Func<SemParameter, bool> has, string[] children) in Kinds(child))
        {
            int[] own = [.. table.Parameters.Where(parameter => parameter.Free && has(parameter)).Select(parameter => parameter.Coordinate).Distinct()];
            if (own.Length == 0)
                continue;
            string[] priors = [.. own.Select(coordinate => coordinates.Priors[coordinate]).Select(prior => prior.Of == "value" ? prior.Prior : $"{prior.Of} {prior.Prior}").Distinct()];
            nodes.Add(new ModelNode(name, ModelNodeKind.Parameter, priors.Length == 1 ? priors[0] : "") { Shape = own.Length == 1 ? [] : [own.Length] });
            edges.AddRange(children.Distinct().Select(to => new ModelEdge(name, to)));
        }
        if (table.Latent.Count > 0)
        {
            nodes.Add(new ModelNode("latent", ModelNodeKind.Deterministic, "integrated out") { Shape = [table.Latent.Count], Plate = "observation" });
            edges.Add(new ModelEdge("latent", "row"));
        }
        nodes.Add(new ModelNode("row", ModelNodeKind.Observed, "multivariate-normal(μ, Σ)") { Shape = [table.Observed.Count], Plate = "observation" });
        return new ModelGraph(nodes, edges, new ModelPlate("observation", rows));

        IEnumerable<(string, Func<SemParameter, bool>, string[])> Kinds(string structural)
        {
            bool Latent(SemParameter own) => table.Latent.Contains(own.Left);
            yield return ("loading", own => own.Operator == SemOperator.Loading, ["row"]);
            yield return ("regression", own => own.Operator == SemOperator.Regression, [structural]);
            yield return ("variance", own => IsVariance(own) && !Latent(own), ["row"]);
            yield return ("lv-variance", own => IsVariance(own) && Latent(own), [structural]);
            yield return ("covariance", own => IsCovariance(own) && !Latent(own), ["row"]);
            yield return ("lv-covariance", own => IsCovariance(own) && Latent(own), [structural]);
            yield return ("intercept", own => own.Operator == SemOperator.Intercept && !Latent(own), ["row"]);
            yield return ("lv-intercept", own => own.Operator == SemOperator.Intercept && Latent(own), [structural]);
        }
    }

    private static bool IsVariance(SemParameter own) => own.Operator == SemOperator.Covariance && own.Left == own.Right;

    private static bool IsCovariance(SemParameter own) => own.Operator == SemOperator.Covariance && own.Left != own.Right;
}
