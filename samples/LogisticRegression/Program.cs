using System.Globalization;
using Credence.Bayes;
using Samples;

// The simulated visitors of samples/checkout.csv.
string file = args.Length > 0 ? args[0] : "samples/checkout.csv";
string[] header = File.ReadLines(file).First().Split(',');
string[][] visitors = [.. File.ReadLines(file).Skip(1).Select(line => line.Split(','))];
double[] Numbers(string column) => [.. visitors.Select(visitor => double.Parse(visitor[Array.IndexOf(header, column)], CultureInfo.InvariantCulture))];
double[] Is(string column, string value) => [.. visitors.Select(visitor => visitor[Array.IndexOf(header, column)] == value ? 1.0 : 0.0)];

double[] sessions = Numbers("sessions"), spending = Numbers("pre_revenue"), mobile = Is("device", "mobile");
double[] covariates = [.. visitors.SelectMany((_, i) => new[] { Math.Log(sessions[i]), spending[i] > 0 ? 1 : 0, mobile[i] })];
ConversionModel model = new(Numbers("converted"), Is("group", "treatment"), covariates, ["log_sessions", "bought_before", "mobile"]);

Draws draws = NutsSampler.Sample(model, new SamplingOptions { Seed = 1, Warmup = 500, Draws = 500 });
PosteriorSummary summary = PosteriorSummary.Of(draws);
foreach (ElementSummary element in summary.Elements)
{
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{element.Name,-22} {element.Mean,8:F4} ± {element.StandardDeviation:F4}, {element.Hdi.Level:P0} HDI [{element.Hdi.Lower:F4}, {element.Hdi.Upper:F4}], R-hat {element.RHat:F3}"));
}
