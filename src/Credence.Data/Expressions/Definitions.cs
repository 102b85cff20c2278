namespace Credence.Data;

/// <summary>A piece of SQL over the columns of a table and the names of <see cref="Definitions"/>.</summary>
/// <param name="Sql">The text.</param>
/// <param name="Layer">Number of layers of names that must lie below it.</param>
/// <param name="IsName">Whether it is a name or a literal, which may be repeated freely.</param>
internal readonly record struct Term(string Sql, int Layer, bool IsName)
{
    /// <summary>A text made of others.</summary>
    public static Term Of(string sql, params ReadOnlySpan<Term> parts)
    {
        int layer = 0;
        foreach (Term part in parts)
            layer = Math.Max(layer, part.Layer);
        return new(sql, layer, false);
    }

    public override string ToString() => Sql;
}

/// <summary>Names for intermediate results that are used more than once, so that neither the text nor the work grows with every use.</summary>
internal sealed class Definitions
{
    private readonly List<List<string>> _layers = [];
    private readonly Dictionary<string, Term> _names = new(StringComparer.Ordinal);

    /// <summary>The term under a name.</summary>
    public Term Name(Term term)
    {
        if (term.IsName)
            return term;
        if (!_names.TryGetValue(term.Sql, out Term name))
        {
            while (_layers.Count <= term.Layer)
                _layers.Add([]);
            name = new($"t{Sql.Number(_names.Count)}", term.Layer + 1, true);
            _layers[term.Layer].Add($"{term.Sql} as {name}");
            _names.Add(term.Sql, name);
        }
        return name;
    }

    /// <summary>A table with the names beside its columns.</summary>
    public string Over(string table)
        => _layers.Where(layer => layer.Count > 0).Aggregate(table, (from, layer) => $"(select *, {string.Join(", ", layer)} from {from})");
}
