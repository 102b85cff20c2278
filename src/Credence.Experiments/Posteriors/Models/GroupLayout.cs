using Credence.Bayes;

namespace Credence.Experiments;

/// <summary>What a model of variants reports, and where: means, parameters, differences, lifts and, of normal outcomes, effect sizes.</summary>
internal sealed class GroupLayout
{
    private readonly OutcomeFamily family;
    private readonly int arms, first, difference, lift, effect;

    public GroupLayout(OutcomeFamily family, IReadOnlyList<string> variants)
    {
        (this.family, arms) = (family, variants.Count);
        ParameterDimension variant = new("variant", variants), treatment = new("treatment", [.. variants.Skip(1)]);
        List<Parameter> parameters = [];
        if (!family.MeanIsFirst)
            parameters.Add(new Parameter("mean", variant));
        first = parameters.Count * arms;
        parameters.AddRange(family.Parameters.Select(parameter => new Parameter(parameter.Name, variant)));
        HasEffectSize = family is NormalOutcomes && arms > 1;
        if (arms > 1)
        {
            parameters.AddRange([new Parameter("difference", treatment), new Parameter("lift", treatment)]);
            if (HasEffectSize)
                parameters.Add(new Parameter("effect_size", treatment));
        }
        Parameters = new ParameterLayout(parameters);
        difference = first + family.Parameters.Count * arms;
        lift = difference + arms - 1;
        effect = lift + arms - 1;
    }

    public ParameterLayout Parameters { get; }

    private bool HasEffectSize { get; }

    /// <summary>Copies the parameters of a variant.</summary>
    public void Read(ReadOnlySpan<double> values, int arm, Span<double> parameters)
    {
        for (int k = 0; k < parameters.Length; k++)
            parameters[k] = values[first + k * arms + arm];
    }

    /// <summary>Writes the parameters of a variant and its mean.</summary>
    public void Write(int arm, ReadOnlySpan<double> parameters, Span<double> values)
    {
        for (int k = 0; k < parameters.Length; k++)
            values[first + k * arms + arm] = parameters[k];
        values[arm] = family.Mean(parameters);
    }

    /// <summary>Computes what is derived from means and parameters.</summary>
    public void Derive(Span<double> values)
    {
        for (int t = 0; t < arms - 1; t++)
            Derive(values, t, values[t + 1] - values[0]);
    }

    /// <summary>Writes everything from parameters measured from their origins, so that differences far from 0 keep their digits.</summary>
    public void Write(ArmDensity[] densities, Span<double> values)
    {
        Span<double> parameters = stackalloc double[family.Parameters.Count];
        for (int a = 0; a < arms; a++)
        {
            densities[a].Values.CopyTo(parameters);
            parameters[0] += densities[a].Origin;
            Write(a, parameters, values);
        }
        for (int t = 0; t < arms - 1; t++)
        {
            ArmDensity control = densities[0], treatment = densities[t + 1];
            Derive(values, t, family.MeanIsFirst ? treatment.Origin - control.Origin + (treatment.Values[0] - control.Values[0]) : values[t + 1] - values[0]);
        }
    }

    /// <summary>The quantities and what depends on what.</summary>
    public ModelGraph Graph(IReadOnlyList<ParameterPrior> priors, string likelihood, long rows)
    {
        List<ModelNode> nodes = [];
        List<ModelEdge> edges = [];
        foreach (OutcomeParameter parameter in family.Parameters)
        {
            string[] stated = [.. priors.Where(prior => parameter.PriorNames.Contains(prior.Parameter.Split('[')[0], StringComparer.Ordinal))
                .Select(prior => prior.Parameter == parameter.Name ? prior.Distribution.ToString()! : prior.ToString())];
            nodes.Add(new ModelNode(parameter.Name, ModelNodeKind.Parameter, string.Join("; ", stated)) { Plate = "variant" });
            edges.Add(new ModelEdge(parameter.Name, "outcome"));
        }
        nodes.Add(new ModelNode("outcome", ModelNodeKind.Observed, likelihood[(likelihood.IndexOf('~', StringComparison.Ordinal) + 2)..]) { Plate = "observation" });
        if (!family.MeanIsFirst)
        {
            nodes.Add(new ModelNode("mean", ModelNodeKind.Deterministic) { Plate = "variant" });
            edges.AddRange(family.Parameters.Select(parameter => new ModelEdge(parameter.Name, "mean")));
        }
        foreach (Parameter derived in Parameters.Parameters.Where(parameter => parameter.Dimensions is [{ Name: "treatment" }]))
        {
            nodes.Add(new ModelNode(derived.Name, ModelNodeKind.Deterministic, Formula(derived.Name)) { Shape = derived.Shape });
            edges.Add(new ModelEdge("mean", derived.Name));
            if (derived.Name == "effect_size")
                edges.Add(new ModelEdge("sd", derived.Name));
        }
        return new ModelGraph(nodes, edges, new ModelPlate("variant", arms), new ModelPlate("observation", Math.Max(1, rows), "variant"));
    }

    private static string Formula(string derived) => derived switch
    {
        "difference" => "mean − control mean",
        "lift" => "difference / control mean",
        _ => "difference / √((sd² + control sd²) / 2)",
    };

    private void Derive(Span<double> values, int treatment, double gap)
    {
        values[difference + treatment] = gap;
        values[lift + treatment] = gap / values[0];
        if (!HasEffectSize)
            return;
        double ofControl = values[first + arms], ofTreatment = values[first + arms + treatment + 1];
        values[effect + treatment] = gap / Math.Sqrt(0.5 * (ofControl * ofControl + ofTreatment * ofTreatment));
    }
}
