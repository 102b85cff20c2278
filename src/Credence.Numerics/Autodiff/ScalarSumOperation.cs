using System.Numerics;

namespace Credence.Numerics;

/// <summary>A sum of scalars, such as the terms of a log density: one step however many they are.</summary>
internal sealed class ScalarSumOperation<T>(params ReadOnlySpan<Variable<T>> terms) : TapeOperation<T>("+", terms)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Longer sums are split, so that recording a long loop of additions takes linear time.
    private const int MostTerms = 32;

    /// <summary>The sum of two scalars; where one of them is itself a sum, its terms are taken over.</summary>
    public static Variable<T> Of(Tape<T> tape, Variable<T> left, Variable<T> right)
        => new ScalarSumOperation<T>([.. Terms(tape, left), .. Terms(tape, right)]).Record();

    protected internal override void Forward(Arena<T> arena)
    {
        T sum = T.Zero;
        foreach (ref readonly TapeOperand operand in Operands)
            sum += arena.Start(operand);
        arena.Start(Result) = sum;
    }

    protected internal override void Backward(Arena<T> arena)
    {
        T bar = arena.AdjointStart(Result);
        foreach (ref readonly TapeOperand operand in Operands)
        {
            if (operand.IsVariable)
                arena.AdjointStart(operand) += bar;
        }
    }

    private static IEnumerable<Variable<T>> Terms(Tape<T> tape, Variable<T> variable)
        => tape.NodeAt(variable.Node) is { Label: null, Operation: ScalarSumOperation<T> { ArgumentNodes.Count: < MostTerms } sum }
            ? sum.ArgumentNodes.Select(node => new Variable<T>(tape, node))
            : [variable];
}
