using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Latent.Tests;

/// <summary>Texts of models, each with the verdict and the phrase that must explain it in comments at its head.</summary>
public sealed class CatalogueTests
{
    private static readonly string Folder = Repository.Folder("tests", "Credence.Latent.Tests", "Sem", "Catalogue");

    private static readonly string[] Columns =
        ["q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8", "q9", "m1", "m2", "m3", "m4", "treated", "visits", "spend", "age", "price", "demand", "cost", "income", "score"];

    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.lav").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryTextIsClassifiedAndExplained(string name)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Folder, name + ".lav"));
        var head = lines.TakeWhile(line => line.StartsWith("# ", StringComparison.Ordinal) && line.Contains(": ", StringComparison.Ordinal))
            .Select(line => line[2..].Split(": ", 2)).ToDictionary(parts => parts[0], parts => parts[1]);
        var defaults = new SemDefaults
        {
            Columns = Columns,
            Type = Enum.Parse<SemModelType>(head.GetValueOrDefault("type", "sem"), ignoreCase: true),
            Orthogonal = head.ContainsKey("orthogonal"),
            Groups = head.ContainsKey("groups") ? ["north", "south"] : [""],
            GroupEqual = Enum.Parse<SemEquality>(head.GetValueOrDefault("equal", "None")),
        };
        (string verdict, string explanation) = Verdict(string.Join('\n', lines[head.Count..]), defaults);
        string expected = head.ContainsKey("identified") ? "identified" : head.ContainsKey("malformed") ? "malformed" : "not identified";
        Assert.True(expected == verdict, $"{verdict}: {explanation}");
        Assert.Contains(head[expected], explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void CatalogueHasThirtyTextsAndMore()
    {
        string[] heads = [.. Directory.GetFiles(Folder, "*.lav").Select(file => File.ReadLines(file).First())];
        Assert.True(heads.Count(line => line.StartsWith("# identified", StringComparison.Ordinal)) >= 15);
        Assert.True(heads.Distinct().Count(line => !line.StartsWith("# identified", StringComparison.Ordinal)) >= 15);
    }

    private static (string Verdict, string Explanation) Verdict(string text, SemDefaults defaults)
    {
        try
        {
            IdentificationReport report = Identification.Check(SemModelText.Complete(SemSyntax.Parse(text, "model"), defaults));
            return report.Identified ? ("identified", report.Sentence) : ("not identified", $"{report.Finding!.Message} {report.Finding.Remedy}");
        }
        catch (InputException problem)
        {
            Assert.NotEmpty(problem.Excerpt);
            return ("malformed", problem.Message);
        }
    }
}
