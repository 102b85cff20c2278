using System.Numerics;

namespace Credence.Numerics;

/// <summary>Puts vectors and matrices together.</summary>
public static class Variable
{
    /// <summary>Matrices with the same number of columns, one below another; vectors and scalars one after another.</summary>
    public static Variable<T> Stack<T>(params ReadOnlySpan<Variable<T>> parts)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = 0;
        foreach (Variable<T> part in parts)
        {
            Guard.SameLength(part.Columns, parts[0].Columns, nameof(parts));
            rows += part.Rows;
        }
        int columns = parts[0].Columns;
        // Row-major, stacking rows is the same as joining everything in one long row.
        Variable<T> joined = new ConcatenateOperation<T>(parts).Record(1, checked(rows * columns));
        return joined.Reshape(rows, columns);
    }

    /// <summary>Matrices with the same number of rows, side by side.</summary>
    public static Variable<T> Join<T>(params ReadOnlySpan<Variable<T>> parts)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = 0;
        foreach (Variable<T> part in parts)
        {
            Guard.SameLength(part.Rows, parts[0].Rows, nameof(parts));
            columns += part.Columns;
        }
        return new ConcatenateOperation<T>(parts).Record(parts[0].Rows, columns);
    }
}
