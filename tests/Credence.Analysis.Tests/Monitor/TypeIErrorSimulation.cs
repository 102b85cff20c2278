using Xunit;

namespace Credence.Analysis.Tests;

/// <summary>Type I error of the rules that a monitored test is judged by, as the verb calls them.</summary>
public sealed class TypeIErrorSimulation
{
    private static readonly MonitorMethod[] Sequences = [MonitorMethod.ConfidenceSequence, MonitorMethod.Msprt];

    [Theory]
    [InlineData("0.1")]
    [InlineData("lognormal")]
    public void DesignsKeepAndReachTheirLevel(string data)
    {
        SimulatedStreams streams = new(data);
        string[] bounds = ["ld-obrien-fleming", "ld-pocock"];
        int[] rejected = streams.Rejections([.. bounds.Select(name => streams.Design(name, 5))], 5, 200);
        for (int i = 0; i < bounds.Length; i++)
            streams.Keeps(bounds[i], rejected[i], reached: true);
    }

    [Fact]
    public void SequencesWithAPlannedEndKeepAndReachTheirLevel()
    {
        SimulatedStreams streams = new("lognormal");
        int[] rejected = streams.Rejections([.. Sequences.Select(method => streams.Sequence(method, 2_000))], 5, 200);
        for (int i = 0; i < Sequences.Length; i++)
            streams.Keeps($"{Sequences[i]} to a planned end", rejected[i], reached: true);
    }

    [Theory]
    [InlineData("0.5")]
    [InlineData("normal")]
    public void SequencesKeepTheirLevelAtALookAfterEveryPair(string data)
    {
        SimulatedStreams streams = new(data);
        int[] rejected = streams.Rejections([.. Sequences.Select(method => streams.Sequence(method, 400))], 200, 1, silent: 99, ends: false);
        for (int i = 0; i < Sequences.Length; i++)
            streams.Keeps($"{Sequences[i]} after every pair", rejected[i], reached: false);
    }
}
