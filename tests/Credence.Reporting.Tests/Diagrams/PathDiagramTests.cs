using System.Collections.Concurrent;
using Credence.Latent;
using Credence.Statistics;
using Xunit;

namespace Credence.Reporting.Tests;

public sealed class PathDiagramTests : IDisposable
{
    private readonly string folder = Environment.GetEnvironmentVariable("CREDENCE_FIGURES") ?? Directory.CreateTempSubdirectory("credence-").FullName;

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("CREDENCE_FIGURES") is null)
            Directory.Delete(folder, recursive: true);
    }

    private static readonly Dictionary<string, (SemModelType Type, string Text)> Models = new(StringComparer.Ordinal)
    {
        ["three-factors"] = (SemModelType.Cfa, "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"),
        ["job-satisfaction"] = (SemModelType.Sem, """
            CTS =~ EBA + ST + MI
            DTP =~ DA1 + DA2 + DA3
            SWB =~ UF1 + UF2 + FOR
            JS =~ JW1 + JW2 + JW3
            UF1 ~~ FOR
            DTP ~ CTS
            SWB ~ CTS + DTP
            JS ~ CTS + DTP + SWB
            """),
        ["mediation"] = (SemModelType.Sem, "Y ~ c*X + b*M\nM ~ a*X\nab := a*b"),
        ["democracy"] = (SemModelType.Sem, """
            ind60 =~ x1 + x2 + x3
            dem60 =~ y1 + y2 + y3 + y4
            dem65 =~ y5 + y6 + y7 + y8
            dem60 ~ ind60
            dem65 ~ ind60 + dem60
            y1 ~~ y5
            y2 ~~ y4 + y6
            y3 ~~ y7
            y4 ~~ y8
            y6 ~~ y8
            """),
        ["growth"] = (SemModelType.Growth, "i =~ 1*t1 + 1*t2 + 1*t3 + 1*t4\ns =~ 0*t1 + 1*t2 + 2*t3 + 3*t4"),
        ["growth-with-covariates"] = (SemModelType.Growth, """
            i =~ 1*t1 + 1*t2 + 1*t3 + 1*t4
            s =~ 0*t1 + 1*t2 + 2*t3 + 3*t4
            i ~ x1 + x2
            s ~ x1 + x2
            t1 ~ c1
            t2 ~ c2
            t3 ~ c3
            t4 ~ c4
            """),
        ["second-order"] = (SemModelType.Sem, "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\nability =~ visual + textual + speed"),
        ["bifactor"] = (SemModelType.Cfa, """
            g =~ x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9
            a =~ x1 + x2 + x3
            b =~ x4 + x5 + x6
            c =~ x7 + x8 + x9
            g ~~ 0*a + 0*b + 0*c
            a ~~ 0*b + 0*c
            b ~~ 0*c
            """),
        ["circular"] = (SemModelType.Sem, "a =~ a1 + a2 + a3\nb =~ b1 + b2 + b3\na ~ b + z1\nb ~ a + z2\na ~~ b"),
        ["covariates"] = (SemModelType.Sem, "f =~ x1 + x2 + x3 + x4\nf ~ age + sex + region\nx3 ~ sex\ng =~ y1 + y2 + y3\ng ~ f + age\nout ~ g + f"),
        ["thirty-indicators"] = (SemModelType.Cfa, string.Join('\n', Enumerable.Range(0, 5).Select(f => $"factor{f + 1} =~ {string.Join(" + ", Enumerable.Range(1, 6).Select(i => $"item{(6 * f) + i}"))}"))),
        ["six-constructs"] = (SemModelType.Sem, string.Join('\n', Enumerable.Range(0, 6).Select(f => $"F{f + 1} =~ {string.Join(" + ", Enumerable.Range(1, 5).Select(i => $"q{(5 * f) + i}"))}")) + "\nF3 ~ F1 + F2\nF4 ~ F1 + F2\nF5 ~ F3 + F4\nF6 ~ F5 + F3 + F1"),
    };

    public static TheoryData<string> Names => [.. Models.Keys];

    internal static PathGraph Graph(string name)
    {
        (SemModelType type, string text) = Models[name];
        ParameterTable table = SemModelText.Complete(SemSyntax.Parse(text, name), new() { Type = type });
        string[] stars = ["***", "", "**", "*"];
        return PathGraph.Of(table, [.. table.Parameters.Select((parameter, i) => parameter.Free
            ? new PathValue(parameter.Left == parameter.Right ? 0.2 + ((i * 29 % 97) / 60.0) : ((i * 37 % 97) / 50.0) - 0.6, stars[i % 4]) : new PathValue(parameter.Fixed))], 0);
    }

    private static readonly ConcurrentDictionary<string, (PathGraph Graph, PathPicture Picture)> Pictures = new(StringComparer.Ordinal);

    private static (PathGraph Graph, PathPicture Picture) Drawn(string name) => Pictures.GetOrAdd(name, _ => (Graph(name), PathPicture.Of(Graph(name))));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task NumbersStandClearOfVariablesOfEachOtherAndOfOtherArrows(string name)
    {
        (PathGraph graph, PathPicture picture) = Drawn(name);
        if (Environment.GetEnvironmentVariable("CREDENCE_FIGURES") is not null)
            await AtomicFile.WriteAsync(Path.Combine(folder, $"path-{name}.png"), PngWriter.Write(PathDiagram.Of(graph, name, "* p < 0.05").Framed()), TestContext.Current.CancellationToken);
        Assert.Equal(graph.Arrows.Count, picture.Traces.Count);
        Assert.Equal(graph.Arrows.Count(arrow => arrow.Text.Length > 0), picture.Labels.Count);
        foreach (PathLabel label in picture.Labels)
        {
            Assert.DoesNotContain(picture.Nodes, node => PathBox.Around(node).Overlap(label.Box) > 0);
            Assert.All(picture.Labels.Where(other => other != label), other => Assert.Equal(0, other.Box.Overlap(label.Box)));
            Assert.All(picture.Traces.Where(trace => trace.Arrow != label.Arrow), trace =>
                Assert.False(label.Box.IsCrossed(trace.Line), $"{Say(graph, trace.Arrow)} crosses the number of {Say(graph, label.Arrow)}"));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ArrowsPassNoOtherVariableAndVariablesStandApart(string name)
    {
        (PathGraph graph, PathPicture picture) = Drawn(name);
        for (int i = 0; i < picture.Nodes.Count; i++)
        {
            PathBox box = PathBox.Around(picture.Nodes[i]);
            for (int j = i + 1; j < picture.Nodes.Count; j++)
                Assert.Equal(0, box.Overlap(PathBox.Around(picture.Nodes[j])));
            Assert.All(picture.Traces.Where(trace => trace.Arrow.From != i && trace.Arrow.To != i), trace =>
                Assert.False(box.IsCrossed(trace.Line), $"{Say(graph, trace.Arrow)} passes {graph.Variables[i].Name}"));
        }
    }

    [Fact]
    public void EffectsAreStraightWhereNothingStandsBetween()
    {
        (_, PathPicture picture) = Drawn("job-satisfaction");
        Assert.All(picture.Traces.Where(trace => trace.Arrow.Kind is PathKind.Loading or PathKind.Regression), trace => Assert.Equal(2, trace.Line.Count));
    }

    [Fact]
    public void FixedParametersAreDashedAndHeldMomentsLeftOut()
    {
        PathGraph graph = Graph("covariates");
        Assert.Equal(["1", "1"], graph.Arrows.Where(arrow => arrow.Fixed).Select(arrow => arrow.Text));
        Assert.DoesNotContain(graph.Arrows, arrow => arrow.Kind is PathKind.Covariance or PathKind.Variance && graph.Variables[arrow.From].Name is "age" or "sex" or "region");
        string svg = SvgWriter.WriteFile(PathDiagram.Of(graph, "covariates", ""));
        Assert.Contains("stroke-dasharray", svg, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FilesAreWrittenByTheirEnding()
    {
        ParameterTable table = SemModelText.Complete(SemSyntax.Parse("f =~ a + b", "m"), new());
        PathValue[] values = [.. table.Parameters.Select(_ => new PathValue(double.NaN))];
        string dot = Path.Combine(folder, "model.dot"), svg = Path.Combine(folder, "model.svg"), png = Path.Combine(folder, "model.png");
        foreach (string path in new[] { dot, svg, png })
            await PathDiagram.WriteAsync(table, values, 0, "model", "", path, TestContext.Current.CancellationToken);
        string text = await File.ReadAllTextAsync(dot, TestContext.Current.CancellationToken);
        Assert.Contains("\"f\" [shape=ellipse, label=\"f\"];", text, StringComparison.Ordinal);
        Assert.Contains("\"f\" -> \"a\" [label=\"1\", style=dashed, color=gray];", text, StringComparison.Ordinal);
        Assert.Contains("\"f\" -> \"b\";", text, StringComparison.Ordinal);
        Assert.StartsWith("<svg", await File.ReadAllTextAsync(svg, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.True(new FileInfo(png).Length > 1000);
        await Assert.ThrowsAsync<InputException>(() => PathDiagram.WriteAsync(table, values, 0, "model", "", "model.pdf", TestContext.Current.CancellationToken));
    }

    private static string Say(PathGraph graph, PathArrow arrow) => $"{graph.Variables[arrow.From].Name} {arrow.Kind} {graph.Variables[arrow.To].Name}";
}
