using System.Text.Json.Nodes;
using Credence.Testing;
using Xunit;

namespace Credence.Latent.Tests;

public sealed class ParameterTableTests
{
    private static readonly JsonArray Tables = JsonNode.Parse(
        File.ReadAllText(Repository.Folder("tests", "Credence.Latent.Tests", "Sem", "Syntax", "parameter-tables.json")))!.AsArray();

    public static TheoryData<string> Names => [.. Tables.Select(table => table!["name"]!.GetValue<string>())];

    private static readonly Dictionary<string, SemEquality> Equalities = new()
    {
        ["loadings"] = SemEquality.Loadings,
        ["intercepts"] = SemEquality.Intercepts,
        ["residuals"] = SemEquality.Residuals,
        ["residual.covariances"] = SemEquality.ResidualCovariances,
        ["means"] = SemEquality.Means,
        ["lv.variances"] = SemEquality.LatentVariances,
        ["lv.covariances"] = SemEquality.LatentCovariances,
        ["regressions"] = SemEquality.Regressions,
    };

    private static SemDefaults Defaults(JsonNode table) => new()
    {
        Type = Enum.Parse<SemModelType>(table["type"]!.GetValue<string>(), ignoreCase: true),
        StandardizedLatent = table["stdLv"]!.GetValue<bool>(),
        Orthogonal = table["orthogonal"]!.GetValue<bool>(),
        MeanStructure = table["means"]!.GetValue<bool>(),
        FixedExogenous = table["fixedX"]!.GetValue<bool>(),
        Groups = table["groups"]!.GetValue<int>() == 1 ? [""] : ["north", "south"],
        GroupEqual = table["equal"]!.AsArray().Aggregate(SemEquality.None, (all, one) => all | Equalities[one!.GetValue<string>()]),
    };

    private static string Line(JsonNode table, int row)
    {
        string Cell(string column) => table[column]![row] is { } cell ? cell.GetValueKind() == System.Text.Json.JsonValueKind.String ? cell.GetValue<string>() : Number(cell.GetValue<double>()) : "";
        return $"{Cell("lhs")} {Cell("op")} {Cell("rhs")} group {Cell("group")} coordinate {Cell("coordinate")} label {Cell("label")} fixed {Cell("fixed")} start {Cell("start")} exo {Cell("exo")} stated {Cell("user")}";
    }

    private static string Line(SemParameter row)
    {
        string op = row.Operator switch { SemOperator.Loading => "=~", SemOperator.Regression => "~", SemOperator.Covariance => "~~", _ => "~1" };
        return $"{row.Left} {op} {row.Right} group {row.Group + 1} coordinate {row.Coordinate} label {row.Label} fixed {Number(row.Fixed)} start {Number(row.Start)} exo {(row.FromData ? 1 : 0)} stated {(row.Stated ? 1 : 0)}";
    }

    private static string Number(double value) => double.IsNaN(value) ? "" : value.ToString("G12", System.Globalization.CultureInfo.InvariantCulture);

    private static string[] Words(JsonNode node) => [.. node.AsArray().Select(word => word!.GetValue<string>())];

    [Theory]
    [MemberData(nameof(Names))]
    public void DefaultsAndTheirOrderAreThoseOfLavaan(string name)
    {
        JsonNode table = Tables.Single(table => table!["name"]!.GetValue<string>() == name)!;
        ParameterTable complete = SemModelText.Complete(SemSyntax.Parse(table["model"]!.GetValue<string>(), "model"), Defaults(table));
        Assert.Equal(Words(table["observed"]!), complete.Observed);
        Assert.Equal(Words(table["latent"]!), complete.Latent);
        Assert.Equal(Words(table["exogenous"]!), complete.Exogenous);
        int rows = table["lhs"]!.AsArray().Count;
        string[] expected = [.. Enumerable.Range(0, rows).Select(row => Line(table, row))];
        Assert.Equal(string.Join('\n', expected), string.Join('\n', complete.Parameters.Select(Line)));
    }
}
