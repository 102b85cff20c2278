using System.Xml.Linq;
using Credence.Bayes;
using Credence.Statistics;
using Xunit;

namespace Credence.Reporting.Tests;

public sealed class ModelDiagramTests : IDisposable
{
    private readonly string folder = Environment.GetEnvironmentVariable("CREDENCE_FIGURES") ?? Directory.CreateTempSubdirectory("credence-").FullName;

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("CREDENCE_FIGURES") is null)
            Directory.Delete(folder, recursive: true);
    }

    private static ModelGraph TwoGroups => new(
        [
            new("mean", ModelNodeKind.Parameter, "normal(0, 10)") { Plate = "variant" },
            new("sd", ModelNodeKind.Parameter, "half-normal(10)") { Plate = "variant" },
            new("sales", ModelNodeKind.Observed, "normal(mean, sd)") { Plate = "unit" },
            new("missing sales", ModelNodeKind.Missing, "normal(mean, sd)") { Plate = "variant" },
            new("difference", ModelNodeKind.Deterministic, "mean[B] - mean[A]"),
            new("lift", ModelNodeKind.Deterministic, "mean[B] / mean[A] - 1"),
        ],
        [new("mean", "sales"), new("sd", "sales"), new("mean", "missing sales"), new("sd", "missing sales"), new("mean", "difference"), new("mean", "lift")],
        new ModelPlate("variant", 2), new ModelPlate("unit", 12_345, "variant"));

    private static ModelGraph Schools => new(
        [
            new("mu", ModelNodeKind.Parameter, "normal(0, 5)"), new("tau", ModelNodeKind.Parameter, "half-cauchy(5)"),
            new("eta", ModelNodeKind.Parameter, "normal(0, 1)") { Plate = "school" }, new("theta", ModelNodeKind.Deterministic, "mu + tau eta") { Plate = "school" },
            new("sigma", ModelNodeKind.Constant) { Plate = "school" }, new("effect", ModelNodeKind.Observed, "normal(theta, sigma)") { Plate = "school" },
        ],
        [new("mu", "theta"), new("tau", "theta"), new("eta", "theta"), new("theta", "effect"), new("sigma", "effect")],
        new ModelPlate("school", 8));

    private static ModelGraph Paths => new(
        [
            new("CTS", ModelNodeKind.Parameter), new("DTP", ModelNodeKind.Parameter), new("SWB", ModelNodeKind.Parameter), new("JS", ModelNodeKind.Parameter),
            .. new[] { "CTS", "DTP", "SWB", "JS" }.SelectMany(latent => Enumerable.Range(1, 3).Select(i => new ModelNode($"{latent.ToLowerInvariant()}{i}", ModelNodeKind.Observed))),
        ],
        [
            new("CTS", "DTP") { Label = "0.42" }, new("CTS", "SWB") { Label = "0.31" }, new("DTP", "SWB") { Label = "0.18" }, new("CTS", "JS") { Label = "0.55" }, new("DTP", "JS"), new("SWB", "JS"),
            .. new[] { "CTS", "DTP", "SWB", "JS" }.SelectMany(latent => Enumerable.Range(1, 3).Select(i => new ModelEdge(latent, $"{latent.ToLowerInvariant()}{i}"))),
            new("cts1", "dtp1") { Mutual = true },
        ]);

    public static TheoryData<string> Graphs => ["groups", "schools", "paths", "one", "circle"];

    private static ModelGraph Graph(string name) => name switch
    {
        "groups" => TwoGroups,
        "schools" => Schools,
        "paths" => Paths,
        "one" => new([new("p", ModelNodeKind.Parameter, "beta(1, 1)") { Shape = [3, 4] }], []),
        _ => new([new("a", ModelNodeKind.Parameter), new("b", ModelNodeKind.Parameter), new("c", ModelNodeKind.Parameter)], [new("a", "b"), new("b", "c"), new("c", "a"), new("a", "a")]),
    };

    [Theory]
    [MemberData(nameof(Graphs))]
    public async Task EveryNodeIsDrawnOnceAndNoneOverlapsAnother(string name)
    {
        ModelGraph graph = Graph(name);
        foreach (string ending in (string[])["svg", "png", "dot"])
            await ModelDiagram.WriteAsync(graph, "Model", Path.Combine(folder, $"model-{name}.{ending}"), TestContext.Current.CancellationToken);
        string svg = await File.ReadAllTextAsync(Path.Combine(folder, $"model-{name}.svg"), TestContext.Current.CancellationToken);
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        string[] texts = [.. XDocument.Parse(svg).Descendants(XName.Get("text", "http://www.w3.org/2000/svg")).Select(text => text.Value)];
        Assert.All(graph.Nodes, node => Assert.Single(texts, text => text == node.Name || text.StartsWith(node.Name + " (", StringComparison.Ordinal)));
        LayoutBox[] boxes = [.. graph.Nodes.Select((node, i) => new LayoutBox(100 + (7 * i), 40, node.Plate is null ? -1 : graph.Plates.ToList().FindIndex(plate => plate.Name == node.Plate)))];
        LayeredLayout layout = new(boxes, [.. graph.Edges.Where(edge => !edge.Mutual && edge.From != edge.To).Select(edge => (Place(graph, edge.From), Place(graph, edge.To)))], [.. graph.Plates.Select(plate => plate.Within is null ? -1 : 0)]);
        for (int i = 0; i < boxes.Length; i++)
        {
            for (int j = 0; j < i; j++)
                Assert.True(Math.Abs(layout.Y[i] - layout.Y[j]) >= 40 || Math.Abs(layout.X[i] - layout.X[j]) >= (boxes[i].Width + boxes[j].Width) / 2, $"{graph.Nodes[i].Name} overlaps {graph.Nodes[j].Name}");
            for (int group = 0; group < graph.Plates.Count; group++)
            {
                bool inside = graph.Nodes[i].Plate == graph.Plates[group].Name || (group == 0 && graph.Nodes[i].Plate is not null);
                (double left, double top, double right, double bottom) = layout.Groups[group];
                bool within = layout.X[i] > left && layout.X[i] < right && layout.Y[i] > top && layout.Y[i] < bottom;
                Assert.True(inside == within, $"{graph.Nodes[i].Name} and the plate {graph.Plates[group].Name}");
            }
        }
    }

    [Fact]
    public void ChildrenStandBelowTheirParents()
    {
        ModelGraph graph = Schools;
        LayeredLayout layout = new([.. graph.Nodes.Select(node => new LayoutBox(100, 40, node.Plate is null ? -1 : 0))], [.. graph.Edges.Select(edge => (Place(graph, edge.From), Place(graph, edge.To)))], [-1]);
        Assert.All(graph.Edges, edge => Assert.True(layout.Y[Place(graph, edge.To)] > layout.Y[Place(graph, edge.From)]));
    }

    [Fact]
    public async Task AnotherEndingIsRefused()
        => Assert.Contains(".svg, .png or .dot", (await Assert.ThrowsAsync<InputException>(() => ModelDiagram.WriteAsync(Schools, "Model", "model.pdf", TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);

    private static int Place(ModelGraph graph, string name) => graph.Nodes.ToList().FindIndex(node => node.Name == name);
}
