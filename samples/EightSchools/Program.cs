using System.Globalization;
using Credence.Bayes;
using Credence.Statistics;
using Samples;

Draws draws = NutsSampler.Sample(new EightSchoolsModel(), new SamplingOptions { Seed = 1 });
PosteriorSummary summary = PosteriorSummary.Of(draws);

Console.WriteLine(string.Join('\t', ["", .. summary.Columns]));
foreach (ElementSummary element in summary.Elements)
    Console.WriteLine(string.Join('\t', [element.Name, .. element.Values.Select(value => value.ToString("G4", CultureInfo.InvariantCulture))]));
foreach (Finding finding in Convergence.Findings(draws, summary))
    Console.WriteLine($"{finding.Severity}: {finding.Message}");
