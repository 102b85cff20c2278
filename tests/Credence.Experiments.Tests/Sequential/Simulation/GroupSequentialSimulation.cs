using Credence.Numerics;
using Xunit;

namespace Credence.Experiments.Tests.Sequential;

/// <summary>Type I error of group-sequential designs at five and at daily (28) looks: kept, and where nothing is held back, reached.</summary>
public sealed class GroupSequentialSimulation
{
    private static readonly (string Bounds, int Sides, string Futility, bool Binding)[] Designs =
    [
        ("obrien-fleming", 2, "none", false), ("pocock", 2, "none", false), ("haybittle-peto", 2, "none", false), ("wang-tsiatis(0.25)", 2, "none", false),
        ("ld-obrien-fleming", 2, "none", false), ("ld-obrien-fleming-total", 2, "none", false), ("ld-pocock", 2, "none", false),
        ("kim-demets(2)", 2, "none", false), ("hwang-shih-decani(-4)", 2, "none", false),
        ("ld-obrien-fleming", 1, "none", false), ("ld-obrien-fleming", 1, "obrien-fleming", true), ("ld-obrien-fleming", 1, "obrien-fleming", false),
    ];

    [Theory]
    [MemberData(nameof(Outcome.All), MemberType = typeof(Outcome))]
    public void DesignsKeepAndReachTheirLevel(string data)
    {
        Outcome outcome = new(data);
        int pairs = outcome.Rare ? 28_000 : 2_800;
        foreach (int looks in (int[])[5, 28])
        {
            // Haybittle and Peto's interim looks at 3 spend more than all of it when made daily.
            var rules = Designs.Where(rule => looks == 5 || rule.Bounds != "haybittle-peto").ToArray();
            GroupSequentialDesign[] designs = [.. rules.Select(rule => Design(rule, looks))];
            int[] rejected = Streams.Count(designs.Length, $"designs {data} {looks}", (random, holds) =>
            {
                double[] z = Course(random, outcome, looks, pairs / looks);
                for (int i = 0; i < designs.Length; i++)
                    holds[i] = Rejects(designs[i], z);
            });
            for (int i = 0; i < designs.Length; i++)
            {
                (string bounds, int sides, string futility, bool binding) = rules[i];
                string rule = $"{bounds}, {(sides == 1 ? "one-sided" : "two-sided")}{(futility == "none" ? "" : binding ? ", binding futility" : ", futility that does not bind")}, {looks} looks";
                Streams.Keeps(data, rule, rejected[i], reached: binding || futility == "none");
            }
        }
    }

    private static GroupSequentialDesign Design((string Bounds, int Sides, string Futility, bool Binding) rule, int looks) => GroupSequentialDesign.Create(new()
    {
        Bounds = BoundaryFamily.Parse(rule.Bounds),
        InformationTimes = InformationTimes.Equal(looks),
        Alpha = Streams.Alpha,
        Sides = rule.Sides,
        Futility = FutilityRule.Parse(rule.Futility),
        BindingFutility = rule.Binding,
    });

    /// <summary>Welch's statistic at every look; NaN where nothing varies yet.</summary>
    private static double[] Course(RandomStream random, Outcome outcome, int looks, int pairs)
    {
        double control = 0, controlSquares = 0, treatment = 0, treatmentSquares = 0;
        double[] z = new double[looks];
        for (int k = 0; k < looks; k++)
        {
            outcome.Add(random, pairs, ref control, ref controlSquares);
            outcome.Add(random, pairs, ref treatment, ref treatmentSquares);
            double n = (k + 1) * pairs, spread = controlSquares - control * control / n + treatmentSquares - treatment * treatment / n;
            z[k] = (treatment - control) / n / Math.Sqrt(spread / (n - 1) / n);
        }
        return z;
    }

    private static bool Rejects(GroupSequentialDesign design, double[] z)
    {
        for (int k = 0; k < z.Length; k++)
        {
            double side = design.Options.Sides == 2 ? Math.Abs(z[k]) : z[k];
            if (side >= design.Boundaries[k])
                return true;
            if (k < design.FutilityBoundaries.Count && side < design.FutilityBoundaries[k])
                return false;
        }
        return false;
    }
}
