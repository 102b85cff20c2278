using System.Globalization;

namespace Credence.Bayes;

/// <summary>A named array with named dimensions, in row-major order; the values are <c>double[]</c>, <c>long[]</c>, <c>bool[]</c> or <c>string[]</c>.</summary>
internal sealed record ExportVariable(string Name, IReadOnlyList<string> Dimensions, IReadOnlyList<int> Shape, Array Values);

/// <summary>A group of ArviZ's schema: variables over named dimensions, and the coordinates of these.</summary>
/// <param name="Name">The name, such as <c>posterior</c>.</param>
/// <param name="Variables">The variables, made one at a time as they are read.</param>
/// <param name="Coordinates">One variable for each dimension, named as the dimension.</param>
internal sealed record ExportGroup(string Name, IEnumerable<ExportVariable> Variables, IReadOnlyList<ExportVariable> Coordinates)
{
    /// <summary>All groups there are, the posterior first.</summary>
    public static IEnumerable<ExportGroup> Of(InferenceData data)
    {
        (string Name, Draws? Draws)[] drawn =
        [
            ("posterior_predictive", data.PosteriorPredictive), ("log_likelihood", data.LogLikelihood), ("prior", data.Prior), ("prior_predictive", data.PriorPredictive),
        ];
        NamedDimensions dimensions = new(drawn.Select(group => group.Draws?.Parameters).Append(data.Posterior.Parameters).Append(data.Observed?.Layout)
            .OfType<ParameterLayout>().SelectMany(layout => layout.Parameters.Select(parameter => parameter.Name)));
        yield return Of("posterior", data.Posterior, dimensions);
        if (data.Posterior.Sampler is { } sampler)
            yield return Of(sampler, data.Posterior.Count);
        foreach ((string name, Draws? draws) in drawn)
        {
            if (draws is not null)
                yield return Of(name, draws, dimensions);
        }
        if (data.Observed is { } observed)
            yield return Of(observed, dimensions);
    }

    private static ExportGroup Of(string name, Draws draws, NamedDimensions dimensions)
    {
        ParameterLayout layout = draws.Parameters;
        IEnumerable<ExportVariable> variables = layout.Parameters.Select(parameter => new ExportVariable(
            parameter.Name, ["chain", "draw", .. dimensions.Of(parameter)], [draws.Chains, draws.Count, .. parameter.Shape],
            ByDraw(draws, layout.Offset(parameter.Name), parameter.Size)));
        return new(name, variables, [.. ChainAndDraw(draws.Chains, draws.Count), .. Labelled(layout, dimensions)]);
    }

    private static ExportGroup Of(ObservedData observed, NamedDimensions dimensions)
    {
        IEnumerable<ExportVariable> variables = observed.Layout.Parameters.Select(parameter => new ExportVariable(
            parameter.Name, dimensions.Of(parameter), parameter.Shape, observed.Values.Slice(observed.Layout.Offset(parameter.Name), parameter.Size).ToArray()));
        return new("observed_data", variables, [.. Labelled(observed.Layout, dimensions)]);
    }

    private static ExportGroup Of(SamplerRecord sampler, int count)
    {
        IReadOnlyList<ChainRecord> chains = sampler.Chains;
        ExportVariable Variable<T>(string name, Func<ChainRecord, IEnumerable<T>> values)
            => new(name, ["chain", "draw"], [chains.Count, count], chains.SelectMany(values).ToArray());
        return new(
            "sample_stats",
            [
                Variable("lp", chain => chain.LogDensity),
                Variable("acceptance_rate", chain => chain.AcceptanceRate),
                Variable("step_size", chain => chain.StepSize),
                Variable("tree_depth", chain => chain.TreeDepth.Select(depth => (long)depth)),
                Variable("n_steps", chain => chain.Leapfrogs.Select(steps => (long)steps)),
                Variable("reached_max_treedepth", chain => chain.TreeDepth.Select(depth => depth >= sampler.MaximumDepth)),
                Variable("diverging", chain => chain.Diverging),
                Variable("energy", chain => chain.Energy),
                Variable("max_energy_error", chain => chain.MaximumEnergyError),
            ],
            [.. ChainAndDraw(chains.Count, count)]);
    }

    private static IEnumerable<ExportVariable> ChainAndDraw(int chains, int count) =>
    [
        new("chain", ["chain"], [chains], Enumerable.Range(0, chains).Select(i => (long)i).ToArray()),
        new("draw", ["draw"], [count], Enumerable.Range(0, count).Select(i => (long)i).ToArray()),
    ];

    private static IEnumerable<ExportVariable> Labelled(ParameterLayout layout, NamedDimensions dimensions)
        => layout.Parameters.SelectMany(dimensions.Of).Distinct(StringComparer.Ordinal)
            .Select(name => new ExportVariable(name, [name], [dimensions.Labels(name).Count], Labels(dimensions.Labels(name))));

    // Labels that are whole numbers, written as such, are numbers to readers too.
    private static Array Labels(IReadOnlyList<string> labels)
    {
        long[] numbers = new long[labels.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (!long.TryParse(labels[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out numbers[i])
                || numbers[i].ToString(CultureInfo.InvariantCulture) != labels[i])
                return labels.ToArray();
        }
        return numbers;
    }

    private static double[] ByDraw(Draws draws, int offset, int size)
    {
        double[] values = new double[(long)draws.Chains * draws.Count * size];
        for (int element = 0; element < size; element++)
        {
            ReadOnlySpan<double> source = draws.Of(offset + element);
            for (int i = 0; i < source.Length; i++)
                values[((long)i * size) + element] = source[i];
        }
        return values;
    }
}
