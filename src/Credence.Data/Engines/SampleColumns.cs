using DuckDB.NET.Data;

namespace Credence.Data;

/// <summary>The values of one set of columns in the first rows, and what they suggest.</summary>
/// <param name="layout">Its columns, without indicators.</param>
internal sealed class SampleColumns(SetLayout layout)
{
    private readonly List<double>[] _kept = Lists(layout), _others = Lists(layout);
    private readonly CovariateForm[] _forms = [.. layout.Covariates.Select(form => form with { Imputed = false })];

    /// <summary>How covariates look.</summary>
    public CovariateForm[] Forms => _forms;

    /// <summary>The shift of each column, from the rows kept; where none of them has a finite value, from the others.</summary>
    public Shift[] Shifts => [.. _kept.Select((values, i) => Shift(i, values.Count > 0 ? values : _others[i]))];

    /// <summary>Takes a row: the values, then whether each covariate varies within the unit.</summary>
    public void Add(DuckDBDataReader reader, bool kept, ref int at)
    {
        bool present = !reader.IsDBNull(at);
        for (int i = 0; i < _kept.Length; i++, at++)
        {
            double value = reader.IsDBNull(at) ? double.NaN : reader.GetDouble(at);
            if (double.IsFinite(value))
                (kept ? _kept : _others)[i].Add(value);
            else if (i >= layout.Own && kept && present && reader.IsDBNull(at))
                _forms[i - layout.Own] = _forms[i - layout.Own] with { Imputed = true };
        }
        for (int i = 0; i < _forms.Length; i++, at++)
        {
            if (kept && reader.GetBoolean(at))
                _forms[i] = _forms[i] with { Summed = true };
        }
    }

    private Shift Shift(int column, List<double> values)
    {
        if (values.Count == 0)
            return Data.Shift.Of(0, 0, 0, false);
        values.Sort();
        double lower = values[(values.Count - 1) / 2], upper = values[values.Count / 2];
        bool binary = column < layout.Own && values == _kept[column] && values.TrueForAll(value => value == value * value);
        return Data.Shift.Of(0.5 * lower + 0.5 * upper, values[0], values[^1], binary);
    }

    private static List<double>[] Lists(SetLayout layout) => [.. Enumerable.Range(0, layout.Own + layout.Covariates.Count).Select(_ => new List<double>())];
}
