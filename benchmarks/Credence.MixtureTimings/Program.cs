using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Credence.Latent;
using Credence.Numerics;

// write FILE [ROWS]: values of two normals as little-endian doubles.
// time FILE [RUNS]: least seconds of sorting the values and fitting the mixture in this process, its log-likelihood and its second mean.
switch (args[0])
{
    case "write":
        Write(args[1], Number(2, 1_000_000));
        break;
    default:
        Time(args[1], Number(2, 5));
        break;
}

int Number(int place, int standard) => args.Length > place ? int.Parse(args[place], CultureInfo.InvariantCulture) : standard;

static void Write(string file, int rows)
{
    RandomStream random = new(1, "mixture timings");
    double[] values = new double[rows];
    foreach (ref double value in values.AsSpan())
        value = random.NextDouble() < 0.4 ? 3 + (1.5 * random.NextNormal()) : random.NextNormal();
    File.WriteAllBytes(file, MemoryMarshal.AsBytes(values.AsSpan()));
}

static void Time(string file, int runs)
{
    double[] values = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(file)).ToArray();
    double least = double.PositiveInfinity, leastFit = double.PositiveInfinity;
    MixtureFit? fit = null;
    for (int run = 0; run < runs; run++)
    {
        Stopwatch watch = Stopwatch.StartNew();
        MixtureData data = MixtureData.Of(values);
        double sorted = watch.Elapsed.TotalSeconds;
        fit = NormalMixture.Fit(data);
        least = Math.Min(least, watch.Elapsed.TotalSeconds);
        leastFit = Math.Min(leastFit, watch.Elapsed.TotalSeconds - sorted);
    }
    Console.WriteLine(FormattableString.Invariant($"{least:0.000}\t{leastFit:0.000}\t{fit!.LogLikelihood:R}\t{fit.Components[1].Mean:R}\t{fit.StopReason}"));
}
