using System.Diagnostics;
using System.Globalization;
using Credence.Latent;
using Credence.Numerics;

// write FOLDER: the data of two models, job.csv (263 rows, 12 columns) and holes.csv (2000 rows, 9 columns, 15% of the cells missing).
// time FOLDER: milliseconds of process time of a whole fit of each, with standard errors and measures, once the code is warm, and its chi-square.
string folder = args[1];
if (args[0] == "write")
{
    Write("job.csv", 263, 12, 0, 4);
    Write("holes.csv", 2000, 9, 0.15, 3);
    return;
}
Time("job.csv", "CTS =~ y1 + y2 + y3\nDTP =~ y4 + y5 + y6\nSWB =~ y7 + y8 + y9\nJS =~ y10 + y11 + y12\ny7 ~~ y9\nDTP ~ a1*CTS\nSWB ~ a2*CTS + a3*DTP\nJS ~ a4*CTS + a5*DTP + a6*SWB\nind := a1*a5\ntotal := a4 + a1*a5 + a2*a6 + a1*a3*a6", new SemDefaults(), new SemOptions());
Time("holes.csv", "f =~ y1 + y2 + y3\ng =~ y4 + y5 + y6\nh =~ y7 + y8 + y9", new SemDefaults { MeanStructure = true }, new SemOptions { Missing = SemMissing.FullInformation });

void Write(string name, int rows, int columns, double missing, int factors)
{
    var stream = new RandomStream(20, name);
    using var writer = new StreamWriter(Path.Combine(folder, name));
    writer.WriteLine(string.Join(',', Enumerable.Range(1, columns).Select(i => $"y{i}")));
    for (int row = 0; row < rows; row++)
    {
        double common = stream.NextNormal();
        double[] values = [.. Enumerable.Range(0, factors).Select(_ => (0.6 * common) + (0.8 * stream.NextNormal()))];
        writer.WriteLine(string.Join(',', Enumerable.Range(0, columns).Select(i =>
        {
            double value = (0.8 * values[i * factors / columns]) + (0.6 * stream.NextNormal());
            return stream.NextDouble() < missing ? "" : value.ToString("R", CultureInfo.InvariantCulture);
        })));
    }
}

void Time(string name, string text, SemDefaults defaults, SemOptions options)
{
    string[][] lines = [.. File.ReadAllLines(Path.Combine(folder, name)).Select(line => line.Split(','))];
    double[] rows = [.. lines.Skip(1).SelectMany(line => line).Select(cell => cell.Length == 0 ? double.NaN : double.Parse(cell, CultureInfo.InvariantCulture))];
    SemText model = SemSyntax.Parse(text, name);
    SemFit? fit = null;
    var times = new List<double>();
    for (int batch = 0; batch < 15; batch++)
    {
        int count = 0;
        TimeSpan start = Process.GetCurrentProcess().TotalProcessorTime;
        for (var watch = Stopwatch.StartNew(); watch.ElapsedMilliseconds < 300; count++)
            fit = StructuralModel.Fit(SemModelText.Complete(model, defaults), SemData.FromRows(lines[0], rows), options);
        times.Add((Process.GetCurrentProcess().TotalProcessorTime - start).TotalMilliseconds / count);
    }
    times.Sort();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}\t{times[times.Count / 2]:F4}\t{fit!.Measures!.Comparative.ChiSquare:R}\t{fit.GradientNorm:E1}\t{PatternMoments.Of(lines[0], rows).Patterns.Count}"));
}
