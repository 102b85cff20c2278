namespace Credence.Analysis;

/// <summary>A simulated data set: what an analyst would see, and the truth behind it.</summary>
/// <param name="Name">Name of the generator.</param>
/// <param name="Table">The data, with hidden cells missing.</param>
/// <param name="Truth">The complete data and the parameters they were drawn from.</param>
/// <param name="HiddenCells">Outcome cells hidden.</param>
/// <param name="HiddenLabels">Labels hidden.</param>
public sealed record SimulatedDataSet(string Name, SimulatedTable Table, SimulationTruth Truth, long HiddenCells, long HiddenLabels);

/// <summary>What the analysis of a simulated data set should find.</summary>
/// <param name="Table">The complete data; beside the columns of the data set, quantities of each row that no one observes.</param>
/// <param name="Figures">Parameters of the population by name, e.g. <c>mean[0]</c>, <c>difference[1]</c>; exact values, not estimates from the rows.</param>
public sealed record SimulationTruth(SimulatedTable Table, IReadOnlyDictionary<string, double> Figures);
