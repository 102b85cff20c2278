namespace Credence.Numerics;

/// <summary>The place of a node's values and adjoints in the memory of its tape, with its shape.</summary>
public readonly struct TapeOperand
{
    internal TapeOperand(int offset, int adjointOffset, int rows, int columns)
        => (Offset, AdjointOffset, Rows, Columns, Length) = (offset, adjointOffset, rows, columns, rows * columns);

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of columns; 1 for a column vector and a scalar.</summary>
    public int Columns { get; }

    /// <summary>The number of elements.</summary>
    public int Length { get; }

    /// <summary>Whether the node depends on a parameter, so that it has an adjoint.</summary>
    public bool IsVariable => AdjointOffset >= 0;

    internal int Offset { get; }

    internal int AdjointOffset { get; }
}
