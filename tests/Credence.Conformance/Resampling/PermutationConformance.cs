using System.Text.Json.Nodes;
using Credence.Experiments;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Conformance;

/// <summary>Permutation p-values against enumeration and scipy.</summary>
public sealed class PermutationConformance
{
    [Fact]
    public void PermutationTestAgrees()
    {
        foreach (JsonNode example in BootstrapConformance.Cases("two_sample"))
        {
            (double[] control, double[] treatment) = BootstrapConformance.Arms(example);
            JsonNode expected = example["permutation_difference_in_means"]!;
            Permutation exact = Permutation.Of(control, treatment, null, new() { Replicates = 20_000 }, "test", null, TestContext.Current.CancellationToken);
            Permutation drawn = Permutation.Of(control, treatment, null, new() { Replicates = 20_000, Exact = false }, "test", null, TestContext.Current.CancellationToken);
            Assert.False(drawn.Exact);
            Oracle.Close(Oracle.Number(expected["observed"]), drawn.Compare(new()).Effect.Estimate, 1e-12);
            double p = Oracle.Number(expected["monte_carlo"]!["two_sided_abs"]), permutations = Oracle.Number(expected["monte_carlo"]!["permutations"]);
            double error = 4 * Math.Sqrt(p * (1 - p) * (1 / 20_000.0 + 1 / permutations)) + 1.0 / 20_001;
            Assert.InRange(drawn.Compare(new()).Effect.PValue, p - error, p + error);
            if (expected["exact"] is not { } known)
                continue;
            Assert.True(exact.Exact);
            Assert.Equal((int)known["n_permutations"]!, exact.Compare(new()).Allocations);
            foreach ((string key, Alternative alternative) in (ReadOnlySpan<(string, Alternative)>)[("two_sided_abs", Alternative.TwoSided), ("greater", Alternative.Greater), ("less", Alternative.Less)])
                Oracle.Close(Oracle.Number(known[key]), exact.Compare(new() { Alternative = alternative }).Effect.PValue, 1e-12, key);
        }
    }
}
