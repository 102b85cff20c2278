using Credence.Testing;
using Xunit;

namespace Credence.Numerics.Tests.Autodiff;

public sealed class TapeTests
{
    // Sizes around the width of a vector, so that whole vectors and remainders are both met.
    private static readonly (int Rows, int Columns)[] Shapes = [(1, 1), (3, 1), (1, 4), (5, 1), (2, 3), (4, 4), (3, 9), (7, 5)];

    public static TheoryData<string> Elementwise => [.. Functions.Keys];

    private static Dictionary<string, (Func<Variable<double>, Variable<double>> Record, Func<double, double> Value, double Low, double High)> Functions { get; } = new()
    {
        ["negate"] = (x => -x, x => -x, -3, 3),
        ["exp"] = (x => x.Exp(), Math.Exp, -3, 3),
        ["log"] = (x => x.Log(), Math.Log, 0.1, 5),
        ["log1p"] = (x => x.Log1p(), Elementary.Log1p, -0.9, 5),
        ["expm1"] = (x => x.Expm1(), Elementary.Expm1, -3, 3),
        ["sqrt"] = (x => x.Sqrt(), Math.Sqrt, 0.1, 5),
        ["square"] = (x => x.Square(), x => x * x, -3, 3),
        ["reciprocal"] = (x => x.Reciprocal(), x => 1 / x, 0.2, 5),
        ["power 2.5"] = (x => x.Power(2.5), x => Math.Pow(x, 2.5), 0.2, 5),
        ["power -3"] = (x => x.Power(-3), x => Math.Pow(x, -3), -5, -0.2),
        ["power 1"] = (x => x.Power(1), x => x, -5, 5),
        ["tanh"] = (x => x.Tanh(), Math.Tanh, -3, 3),
        ["sigmoid"] = (x => x.Sigmoid(), x => 1 / (1 + Math.Exp(-x)), -5, 5),
        ["softplus"] = (x => x.Softplus(), x => Elementary.Log1p(Math.Exp(x)), -5, 5),
        ["relu"] = (x => x.Relu(), x => Math.Max(x, 0), 0.2, 3),
        ["relu below"] = (x => x.Relu(), x => Math.Max(x, 0), -3, -0.2),
        ["silu"] = (x => x.Silu(), x => x / (1 + Math.Exp(-x)), -5, 5),
        ["clamp inside"] = (x => x.Clamp(-1, 2), x => x, -0.9, 1.9),
        ["clamp outside"] = (x => x.Clamp(-1, 2), _ => 2, 2.1, 5),
    };

    [Theory]
    [MemberData(nameof(Elementwise))]
    public void AFunctionOfEveryElementHasItsValueAndDerivative(string name)
    {
        (Func<Variable<double>, Variable<double>> record, Func<double, double> value, double low, double high) = Functions[name];
        RandomStream random = new(1, name);
        foreach ((int rows, int columns) in Shapes)
        {
            double[] x = Draw(random, rows * columns, low, high);
            Tape<double> tape = new();
            Variable<double> argument = tape.Parameter(rows, columns), result = record(argument);
            x.CopyTo(argument.Writable());
            tape.Replay(result).Forward();
            for (int i = 0; i < x.Length; i++)
                Oracle.CloseRelative(value(x[i]), result.Values[i], 2e-15, $"{name}({x[i]})");
            Check(x, (rows, columns), record);
        }
    }

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(5, 3, 5, 3)]
    [InlineData(5, 3, 1, 1)]
    [InlineData(1, 1, 4, 6)]
    [InlineData(5, 3, 1, 3)]
    [InlineData(5, 1, 5, 3)]
    [InlineData(4, 1, 1, 6)]
    public void OperatorsWorkElementByElementAndRepeatRowsColumnsAndScalars(int rows, int columns, int otherRows, int otherColumns)
    {
        RandomStream random = new(2, "operators");
        int size = rows * columns, otherSize = otherRows * otherColumns;
        double[] x = Draw(random, size + otherSize, 0.5, 2);
        Func<Variable<double>, Variable<double>, Variable<double>>[] operators = [(a, b) => a + b, (a, b) => a - b, (a, b) => a * b, (a, b) => a / b];
        Func<double, double, double>[] values = [(a, b) => a + b, (a, b) => a - b, (a, b) => a * b, (a, b) => a / b];
        for (int k = 0; k < operators.Length; k++)
        {
            Variable<double> Record(Variable<double> all)
                => operators[k](all.Slice(0, size).Reshape(rows, columns), all.Slice(size, otherSize).Reshape(otherRows, otherColumns));
            Variable<double> result = Compute(x, Record);
            int resultColumns = Math.Max(columns, otherColumns);
            for (int i = 0; i < result.Length; i++)
            {
                int row = i / resultColumns, column = i % resultColumns;
                double a = x[(rows == 1 ? 0 : row) * columns + (columns == 1 ? 0 : column)];
                double b = x[size + (otherRows == 1 ? 0 : row) * otherColumns + (otherColumns == 1 ? 0 : column)];
                Assert.Equal(values[k](a, b), result.Values[i], 15);
            }
            Check(x, (x.Length, 1), Record);
        }
    }

    [Fact]
    public void AVariableCombinedWithItselfIsDifferentiatedTwice()
    {
        Check([1.5, -2], (2, 1), x => x * x * x + x / (x * x + 1.0) - x);
        Check([1.5], (1, 1), x => x + x + (x + x) + x);
    }

    [Fact]
    public void AProductPlusATermIsOneStepWhateverIsScalar()
    {
        double[] x = Draw(new RandomStream(4, "multiply-add"), 15, 0.5, 2);
        for (int scalars = 0; scalars < 7; scalars++)
        {
            Variable<double> Part(Variable<double> all, int part) => (scalars >> part & 1) == 1 ? all[5 * part] : all.Slice(5 * part, 5);
            Variable<double> Record(Variable<double> all)
            {
                Variable<double> product = Part(all, 0) * Part(all, 1);
                return (product + Part(all, 2)) * (Part(all, 2) + Part(all, 1) * Part(all, 0)) + product.Reshape(1, product.Length).Transpose();
            }
            Variable<double> result = Compute(x, Record);
            for (int i = 0; i < 5; i++)
            {
                double Value(int part) => x[5 * part + ((scalars >> part & 1) == 1 ? 0 : i)];
                double product = Value(0) * Value(1), sum = product + Value(2);
                Assert.Equal(sum * sum + product, result.Values[i], 14);
            }
            Check(x, (15, 1), Record);
        }
    }

    [Fact]
    public void ALongSumOfScalarsIsTheirSum()
    {
        double[] x = Draw(new RandomStream(3, "sum"), 100, -1, 1);
        Variable<double> Record(Variable<double> all)
        {
            Variable<double> sum = 0.5;
            for (int i = 0; i < 100; i++)
                sum += all[i] * (double)i;
            return sum;
        }
        Assert.Equal(0.5 + x.Select((value, i) => i * value).Sum(), Compute(x, Record).Values[0], 12);
        Check(x, (100, 1), Record);
    }

    [Fact]
    public void AKnownLogarithmIsNotComputedAgain()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Parameter(2), exp = x.Exp(), y = tape.Parameter(2), log = y.Log();
        Assert.Equal(x.Operand, exp.Log().Operand);
        Assert.Equal(log.Operand, y.Log().Operand);
        Assert.Null(x.KnownLog);
        TapeReplay<double> replay = tape.Replay((exp * exp.Log()).Sum());
        new[] { 0.5, 800 }.CopyTo(x.Writable());
        replay.Forward();
        Assert.Equal(800, exp.Log().Values[1]);
        new[] { 0.5, -1 }.CopyTo(x.Writable());
        replay.Forward();
        replay.Backward();
        Assert.Equal([1.5 * Math.Exp(0.5), 0], x.Adjoints.ToArray().Select(slope => Math.Round(slope, 14)), (a, b) => Math.Abs(a - b) < 1e-13);
    }

    [Fact]
    public void ALogarithmOfAnotherShapeOrTapeIsRefused()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Parameter(2);
        Assert.Throws<ArgumentException>(() => x.WithLog(tape.Parameter(3)));
        Assert.Throws<ArgumentException>(() => x.WithLog(new Tape<double>().Parameter(2)));
        Assert.Throws<ArgumentException>(() => x.WithLog(new double[] { 1, 2 }));
    }

    [Fact]
    public void ShapesThatDoNotFitAreRefused()
    {
        Tape<double> tape = new();
        Variable<double> a = tape.Parameter(3, 2), b = tape.Parameter(2, 2);
        Assert.Contains("3 × 2 and 2 × 2", Assert.Throws<ArgumentException>(() => a + b).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => b.Times(a));
        Assert.Throws<ArgumentException>(() => a.Cholesky());
        Assert.Throws<ArgumentException>(() => a.Reshape(4, 2));
        Assert.ThrowsAny<ArgumentException>(() => a.Slice(2, 2));
        Assert.ThrowsAny<ArgumentException>(() => a.Gather(3));
        Assert.Throws<ArgumentException>(() => a + new Tape<double>().Parameter(3, 2));
        Assert.Throws<ArgumentException>(() => new Variable<double>() is var empty && (Variable<double>)1.0 + 2.0 is { Length: 1 } && empty.Length == 0);
        Assert.Throws<InvalidOperationException>(() => (a + 1.0).Writable());
        Assert.Throws<InvalidOperationException>(() => tape.Replay(a).Backward());
    }

    internal static double[] Draw(RandomStream random, int count, double low, double high)
        => [.. Enumerable.Range(0, count).Select(_ => low + (high - low) * random.NextDouble())];

    internal static Variable<double> Compute(double[] x, Func<Variable<double>, Variable<double>> record)
    {
        Tape<double> tape = new();
        Variable<double> argument = tape.Parameter(x.Length), result = record(argument);
        x.CopyTo(argument.Writable());
        tape.Replay(result).Forward();
        return result;
    }

    /// <summary>Checks the gradient of a weighted sum of all results, so that every element counts with another weight.</summary>
    internal static void Check(double[] x, (int Rows, int Columns) shape, Func<Variable<double>, Variable<double>> record, double tolerance = 2e-9)
    {
        Tape<double> tape = new();
        Variable<double> argument = tape.Parameter(shape.Rows, shape.Columns), result = record(argument);
        double[] weights = [.. Enumerable.Range(0, result.Length).Select(i => Math.Cos(1 + 2.3 * i))];
        Variable<double> target = (result * tape.Constant(weights, result.Rows, result.Columns)).Sum();
        TapeReplay<double> replay = tape.Replay(target);
        Variable<double> parameter = argument;
        GradientCheck check = GradientCheck.Run(
            (position, gradient) =>
            {
                position.CopyTo(parameter.Writable());
                replay.Forward();
                replay.Backward();
                parameter.Adjoints.CopyTo(gradient);
                return target.Values[0];
            },
            x);
        Assert.True(check.LargestError < tolerance, check.ToString());
    }
}
