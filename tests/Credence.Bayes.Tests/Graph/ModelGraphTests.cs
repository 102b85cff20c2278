using Xunit;

namespace Credence.Bayes.Tests;

public sealed class ModelGraphTests
{
    private static readonly ModelGraph EightSchools = new(
        [
            new("mu", ModelNodeKind.Parameter, "normal(0, 5)"),
            new("tau", ModelNodeKind.Parameter, "half-cauchy(5)"),
            new("eta", ModelNodeKind.Parameter, "normal(0, 1)") { Plate = "school" },
            new("theta", ModelNodeKind.Deterministic, "mu + tau \"x\" eta") { Plate = "school" },
            new("sigma", ModelNodeKind.Constant) { Plate = "school" },
            new("y", ModelNodeKind.Observed, "normal(theta, sigma)") { Plate = "school", Shape = [2] },
        ],
        [new("mu", "theta"), new("tau", "theta"), new("eta", "theta"), new("theta", "y"), new("sigma", "y") { Label = "known" }],
        new ModelPlate("school", 1234));

    [Fact]
    public void DotSaysKindsDistributionsShapesAndPlates() => Assert.Equal(
        """
        digraph model {
          node [fontname="DejaVu Sans", fontsize=11];
          edge [fontname="DejaVu Sans", fontsize=10];
          "mu" [label="mu\n~ normal(0, 5)", shape=ellipse];
          "tau" [label="tau\n~ half-cauchy(5)", shape=ellipse];
          subgraph "cluster_school" {
            label="school (1,234)"; labelloc=b; labeljust=r; style=rounded;
            "eta" [label="eta\n~ normal(0, 1)", shape=ellipse];
            "theta" [label="theta\n= mu + tau \"x\" eta", shape=box];
            "sigma" [label="sigma", shape=plaintext];
            "y" [label="y (2)\n~ normal(theta, sigma)", shape=ellipse, style=filled, fillcolor="#e3e7eb"];
          }
          "mu" -> "theta";
          "tau" -> "theta";
          "eta" -> "theta";
          "theta" -> "y";
          "sigma" -> "y" [label="known"];
        }

        """,
        ModelGraphDot.Write(EightSchools));

    [Fact]
    public void NestedPlatesAreNestedClusters()
    {
        string dot = ModelGraphDot.Write(new(
            [new("x", ModelNodeKind.Missing) { Plate = "row" }, new("f", ModelNodeKind.Parameter)],
            [new("f", "x") { Mutual = true }],
            new ModelPlate("group", 2), new ModelPlate("row", 3, Within: "group")));
        Assert.Contains("subgraph \"cluster_group\" {\n    label=\"group (2)\"; labelloc=b; labeljust=r; style=rounded;\n    subgraph \"cluster_row\" {", dot, StringComparison.Ordinal);
        Assert.Contains("\"f\" -> \"x\" [dir=both, constraint=false];", dot, StringComparison.Ordinal);
        Assert.Contains("style=dashed", dot, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatDoesNotExistIsRefused()
    {
        ModelNode a = new("a", ModelNodeKind.Parameter);
        Assert.Contains("'b'", Assert.Throws<ArgumentException>(() => new ModelGraph([a], [new("a", "b")])).Message, StringComparison.Ordinal);
        Assert.Contains("'a'", Assert.Throws<ArgumentException>(() => new ModelGraph([a, a], [])).Message, StringComparison.Ordinal);
        Assert.Contains("'p'", Assert.Throws<ArgumentException>(() => new ModelGraph([a with { Plate = "p" }], [])).Message, StringComparison.Ordinal);
        Assert.Contains("'q'", Assert.Throws<ArgumentException>(() => new ModelGraph([a], [], new ModelPlate("p", 1, "q"), new ModelPlate("q", 1))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelGraph([a], [], new ModelPlate("p", 0)));
    }
}
