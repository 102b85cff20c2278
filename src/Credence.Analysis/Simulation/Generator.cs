using Credence.Numerics;

namespace Credence.Analysis;

/// <summary>Draws the complete cells of one row, in the order of the generator's columns; texts as places in their levels.</summary>
internal delegate void RowDraw(long row, RandomStream random, Span<double> cells);

/// <summary>A column whose values can weigh the chance of being hidden, with the population mean and standard deviation that put it on a common scale.</summary>
internal sealed record WeighingColumn(int Column, double Mean, double StandardDeviation)
{
    /// <summary>A column computed from this one, which would give a hidden value away and is hidden with it.</summary>
    public int? Derived { get; init; }
}

/// <summary>The model of one simulated data set.</summary>
internal sealed record Generator(string Name, long DefaultRows, IReadOnlyList<SimulatedColumn> Columns, RowDraw Draw)
{
    /// <summary>Leading columns that an analyst sees; the others belong to the truth alone.</summary>
    public int VisibleColumns { get; init; } = Columns.Count;

    /// <summary>The column that label loss hides; null where there is none.</summary>
    public int? Label { get; init; }

    /// <summary>The columns whose cells can be hidden.</summary>
    public required IReadOnlyList<WeighingColumn> Outcomes { get; init; }

    /// <summary>The column on which missingness at random depends; never hidden by it.</summary>
    public required WeighingColumn Driver { get; init; }

    /// <summary>Parameters of the population, exact.</summary>
    public required IReadOnlyDictionary<string, double> Figures { get; init; }
}
