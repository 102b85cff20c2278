using System.Diagnostics;
using System.Globalization;
using Credence.Latent;

// FILE.csv [RUNS]: least seconds from rows in memory to the maximum likelihood estimate with standard errors, then the log likelihood and the
// estimate and standard error of every mean and every variance and covariance of the lower triangle, tabs between.
string[] lines = File.ReadAllLines(args[0]);
string[] names = lines[0].Split(',');
double[] rows = [.. lines.Skip(1).SelectMany(line => line.Split(',')).Select(cell => cell.Length == 0 ? double.NaN : double.Parse(cell, CultureInfo.InvariantCulture))];
int runs = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 10, p = names.Length;
double first = 0, least = double.PositiveInfinity;
MultivariateNormalFit? fit = null;
for (int run = 0; run < runs; run++)
{
    Stopwatch watch = Stopwatch.StartNew();
    fit = MultivariateNormalFit.Of(PatternMoments.Of(names, rows));
    double seconds = watch.Elapsed.TotalSeconds;
    first = run == 0 ? seconds : first;
    least = Math.Min(least, seconds);
}
string result = FormattableString.Invariant($"{least:0.00000}\t{first:0.00000}\t{fit!.Moments.Patterns.Count}\t{fit.Iterations.Count - 1}\t{fit.LogLikelihood:R}");
for (int i = 0; i < p; i++)
    result += FormattableString.Invariant($"\t{fit.Means.Span[i]:R}\t{fit.StandardErrors.Means.Span[i]:R}");
for (int i = 0; i < p; i++)
{
    for (int j = 0; j <= i; j++)
        result += FormattableString.Invariant($"\t{fit.Covariance.Span[(i * p) + j]:R}\t{fit.StandardErrors.Covariance.Span[(i * p) + j]:R}");
}
Console.WriteLine(result);
