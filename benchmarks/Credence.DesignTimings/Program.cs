using System.Diagnostics;
using System.Globalization;
using Credence.Experiments;

// Milliseconds to solve one design, the least of 60 batches after warming up. One line per design: name, tab, milliseconds.
// An argument keeps only the designs whose name begins with it.
(string Name, string Bounds, int Looks, int Sides, string Futility)[] designs =
[
    ("obrien-fleming-10", "obrien-fleming", 10, 1, "none"),
    ("lan-demets-futility-10", "ld-obrien-fleming", 10, 1, "obrien-fleming"),
    .. from looks in (int[])[20, 200]
       from rule in (IEnumerable<(string, string, int, string)>)
       [
           ("obrien-fleming", "obrien-fleming", 2, "none"), ("pocock", "pocock", 2, "none"), ("lan-demets", "ld-obrien-fleming", 2, "none"),
           ("lan-demets-pocock", "ld-pocock", 2, "none"), ("lan-demets-futility", "ld-obrien-fleming", 1, "obrien-fleming"),
           ("lan-demets-two-sided-futility", "ld-obrien-fleming", 2, "obrien-fleming"),
       ]
       select ($"{rule.Item1}-{looks}", rule.Item2, looks, rule.Item3, rule.Item4),
];
foreach ((string name, string bounds, int looks, int sides, string futility) in designs)
{
    if (args.Length > 0 && !name.StartsWith(args[0], StringComparison.Ordinal))
        continue;
    GroupSequentialOptions options = new()
    {
        InformationTimes = InformationTimes.Equal(looks),
        Bounds = BoundaryFamily.Parse(bounds),
        Sides = sides,
        Alpha = 0.025 * sides,
        Futility = FutilityRule.Parse(futility),
    };
    double Milliseconds(int times)
    {
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 0; i < times; i++)
            GroupSequentialDesign.Create(options);
        return watch.Elapsed.TotalMilliseconds / times;
    }
    // Long enough for the compiler to reach its last tier.
    Stopwatch warming = Stopwatch.StartNew();
    int batch = 30;
    Milliseconds(batch);
    while (warming.ElapsedMilliseconds < 1500)
        Milliseconds(batch);
    batch = Math.Max(1, (int)(4 / Milliseconds(3)));
    double least = Enumerable.Range(0, 60).Min(_ => Milliseconds(batch));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}\t{least:F3}"));
}
