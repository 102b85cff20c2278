using Credence.Numerics;
using Xunit;

namespace Credence.Experiments.Tests.Simulation;

/// <summary>Type I error of group-sequential designs at five and at daily (28) looks: kept, and where nothing is held back, reached.</summary>
[Trait("Kind", "Simulation")]
public sealed class GroupSequentialSimulation
{
    private static readonly (string Bounds, int Sides, string Futility, bool Binding)[] Designs =
    [
        ("obrien-fleming", 2, "none", false), ("pocock", 2, "none", false), ("haybittle-peto", 2, "none", false), ("wang-tsiatis(0.25)", 2, "none", false),
        ("ld-obrien-fleming", 2, "none", false), ("ld-obrien-fleming-total", 2, "none", false), ("ld-pocock", 2, "none", false),
        ("kim-demets(2)", 2, "none", false), ("hwang-shih-decani(-4)", 2, "none", false),
        ("ld-obrien-fleming", 1, "none", false), ("ld-obrien-fleming", 1, "obrien-fleming", true), ("ld-obrien-fleming", 1, "obrien-fleming", false),
    ];

    // Both schedules look at the same streams: every 28th or every 5th of these steps.
    private const int Steps = 140;

    [Theory]
    [MemberData(nameof(Outcome.All), MemberType = typeof(Outcome))]
    public void DesignsKeepAndReachTheirLevel(string data)
    {
        Outcome outcome = new(data);
        int pairs = outcome.Rare ? 28_000 : Streams.Nightly ? 2_800 : 1_120;
        // Haybittle and Peto's interim looks at 3 spend more than all of it when made daily.
        (GroupSequentialDesign Design, string Rule)[] designs =
        [
            .. from looks in (int[])[5, 28]
               from rule in Designs
               where looks == 5 || rule.Bounds != "haybittle-peto"
               select (Design(rule, looks), Name(rule, looks)),
        ];
        int[] rejected = Streams.Count(designs.Length, $"designs {data}", (random, holds) =>
        {
            double[] z = Course(random, outcome, pairs / Steps);
            for (int i = 0; i < designs.Length; i++)
                holds[i] = Rejects(designs[i].Design, z);
        });
        for (int i = 0; i < designs.Length; i++)
        {
            GroupSequentialOptions options = designs[i].Design.Options;
            Streams.Keeps(data, designs[i].Rule, rejected[i], reached: options.BindingFutility || options.Futility is null);
        }
    }

    private static string Name((string Bounds, int Sides, string Futility, bool Binding) rule, int looks)
        => $"{rule.Bounds}{(rule.Sides == 1 ? ", one-sided" : "")}{(rule.Futility == "none" ? "" : rule.Binding ? ", binding futility" : ", futility obeyed that does not bind")}, {looks} looks";

    private static GroupSequentialDesign Design((string Bounds, int Sides, string Futility, bool Binding) rule, int looks) => GroupSequentialDesign.Create(new()
    {
        Bounds = BoundaryFamily.Parse(rule.Bounds),
        InformationTimes = InformationTimes.Equal(looks),
        Alpha = Streams.Alpha,
        Sides = rule.Sides,
        Futility = FutilityRule.Parse(rule.Futility),
        BindingFutility = rule.Binding,
    });

    /// <summary>Welch's statistic at every step; NaN where nothing varies yet.</summary>
    private static double[] Course(RandomStream random, Outcome outcome, int pairs)
    {
        double control = 0, controlSquares = 0, treatment = 0, treatmentSquares = 0;
        double[] z = new double[Steps];
        for (int k = 0; k < Steps; k++)
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
        int looks = design.Boundaries.Count;
        for (int k = 0; k < looks; k++)
        {
            double now = z[(k + 1) * Steps / looks - 1], side = design.Options.Sides == 2 ? Math.Abs(now) : now;
            if (side >= design.Boundaries[k])
                return true;
            if (k < design.FutilityBoundaries.Count && side < design.FutilityBoundaries[k])
                return false;
        }
        return false;
    }
}
