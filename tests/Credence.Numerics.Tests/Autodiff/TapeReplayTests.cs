using Xunit;

namespace Credence.Numerics.Tests.Autodiff;

public sealed class TapeReplayTests
{
    [Fact]
    public void InputsCanBeWrittenBetweenReplays()
    {
        Tape<double> tape = new();
        Variable<double> weight = tape.Parameter(3), data = tape.Input(3), scaled = data.Exp() * 2.0, loss = (weight * scaled).Sum();
        new double[] { 1, 2, 3 }.CopyTo(weight.Writable());
        TapeReplay<double> replay = tape.Replay(loss);
        foreach (double value in new[] { 0.0, 1.5 })
        {
            data.Writable().Fill(value);
            replay.Forward();
            replay.Backward();
            Assert.Equal(12 * Math.Exp(value), loss.Values[0], 12);
            Assert.Equal(2 * Math.Exp(value), weight.Adjoints[2], 12);
        }
    }

    [Fact]
    public void OnlyWhatDependsOnAParameterHasAnAdjoint()
    {
        Tape<double> tape = new();
        Variable<double> parameter = tape.Parameter(2), data = tape.Input(2), derived = data.Exp();
        Assert.False(derived.IsVariable);
        Assert.True(derived.Adjoints.IsEmpty);
        Assert.True((parameter * derived).IsVariable);
    }

    [Fact]
    public void WhatOnlyInputsDecideIsComputedOncePerChange()
    {
        int calls = 0;
        Tape<double> tape = new();
        Variable<double> parameter = tape.Parameter(), data = tape.Input();
        Variable<double> counted = data.Custom("counted", (x, gradient) => x[0] + ++calls);
        TapeReplay<double> replay = tape.Replay(parameter * counted);
        for (int i = 0; i < 5; i++)
        {
            parameter.Writable()[0] = i;
            replay.Forward();
        }
        Assert.Equal(1, calls);
        data.Writable()[0] = 3;
        replay.Forward();
        Assert.Equal(2, calls);
    }

    [Fact]
    public void AReplayLeavesOutWhatItsTargetsDoNotNeed()
    {
        int calls = 0;
        Tape<double> tape = new();
        Variable<double> parameter = tape.Parameter(), loss = parameter.Square();
        Variable<double> aside = parameter.Custom("aside", (x, gradient) => ++calls);
        tape.Replay(loss).Forward();
        Assert.Equal(0, calls);
        tape.Replay(aside).Forward();
        Assert.Equal(1, calls);
    }

    [Fact]
    public void AReplayAllocatesNothing()
    {
        Tape<float> tape = new();
        Variable<float> input = tape.Input(9, 6), weights = tape.Parameter(6, 5), bias = tape.Parameter(1, 5);
        Variable<float> hidden = input.Affine(weights, bias).Silu(), lower = tape.Constant([2, 0, 1, 3], 2, 2);
        Variable<float> solved = lower.SolveLower(weights.Slice(0, 2, 0, 2)).Square().Sum();
        TapeReplay<float> replay = tape.Replay((hidden.LogSoftmaxRows() * hidden.Power(2.5f).Clamp(0, 3)).Mean() + solved + bias.LogSumExp());
        weights.Writable().Fill(0.3f);
        input.Writable().Fill(0.5f);
        for (int i = 0; i < 50; i++)
            Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 200; i++)
            Step();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Step()
        {
            input.Writable()[3] += 0.01f;
            replay.Forward();
            replay.Backward();
        }
    }

    [Fact]
    public void FloatAgreesWithDouble()
    {
        double[] narrow = Train<float>(), wide = Train<double>();
        for (int i = 0; i < wide.Length; i++)
            Assert.Equal(wide[i], narrow[i], 1e-5);
    }

    [Fact]
    public void TheFirstNodeThatIsNotFiniteIsNamed()
    {
        Tape<double> tape = new();
        Variable<double> a = tape.Parameter(2, 1, "a"), b = tape.Parameter(1, 1, "b");
        Variable<double> spread = (a - b).Named("spread");
        Variable<double> root = (spread * 2.0).Sqrt(), target = root.Sum() + b.Exp();
        new double[] { 3, 1 }.CopyTo(a.Writable());
        b.Writable()[0] = 2;
        TapeReplay<double> replay = tape.Replay(target);
        replay.Forward();
        NotFiniteNode node = replay.FirstNotFinite()!;
        Assert.Equal(("sqrt", 1), (node.Node, node.Element));
        Assert.Equal(["spread"], node.Parameters);
        Assert.Equal("sqrt is NaN at element 1; it depends on spread", node.ToString());
        b.Writable()[0] = 0;
        replay.Forward();
        Assert.Null(replay.FirstNotFinite());
        b.Writable()[0] = double.PositiveInfinity;
        replay.Forward();
        Assert.Equal("parameter 'b'", replay.FirstNotFinite()!.Node);
    }

    [Fact]
    public void TheGradientCheckFindsAWrongDerivative()
    {
        GradientCheck check = GradientCheck.Run(
            (x, gradient) =>
            {
                gradient[0] = Math.Cos(x[0]);
                gradient[1] = 2 * x[1] * 1.001;
                return Math.Sin(x[0]) + x[1] * x[1];
            },
            [0.3, 4]);
        Assert.Equal(1, check.Coordinate);
        Assert.Equal(8, check.Numeric, 9);
        Assert.InRange(check.LargestError, 0.0009, 0.0011);
    }

    private static double[] Train<T>()
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        Tape<T> tape = new();
        Variable<T> x = tape.Input(5, 3), weights = tape.Parameter(3, 4), bias = tape.Parameter(1, 4);
        Variable<T> output = x.Affine(weights, bias).Tanh(), loss = (output.SoftmaxRows() * x.SumRows().Sigmoid()).Square().Mean();
        for (int i = 0; i < x.Length; i++)
            x.Writable()[i] = T.CreateChecked(Math.Sin(i));
        for (int i = 0; i < weights.Length; i++)
            weights.Writable()[i] = T.CreateChecked(Math.Cos(i));
        TapeReplay<T> replay = tape.Replay(loss);
        replay.Forward();
        replay.Backward();
        return [double.CreateChecked(loss.Values[0]), .. weights.Adjoints.ToArray().Concat(bias.Adjoints.ToArray()).Select(double.CreateChecked)];
    }
}
