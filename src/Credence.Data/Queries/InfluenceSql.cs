using System.Globalization;
using Credence.Statistics;

namespace Credence.Data;

/// <summary>SQL of sums of influences: rows joined with the coefficients of their cell, so that the text does not grow with the cells.</summary>
/// <remarks>What is summed is rounded to steps far below its typical size first: the sum of whole numbers is the same in any order.</remarks>
internal sealed class InfluenceSql
{
    // Bits below the typical size of a term; 128 − 41 are left above it.
    private const int Bits = 40;

    private const string Base = "h0", Outcome = "m";

    private readonly InfluenceQuery _query;
    private readonly MomentsSql _deviations;
    private readonly SetLayout _layout;
    private readonly (ColumnKind Kind, bool Numbers) _variant, _segment;
    private readonly int _leverages, _weights;
    private readonly HashSet<(int Form, int Place)> _used = [];

    /// <param name="query">What is asked.</param>
    /// <param name="deviations">SQL of its rows or units, less their centres.</param>
    /// <param name="layout">Where their columns stand.</param>
    /// <param name="variantKind">What the variant holds.</param>
    /// <param name="segmentKind">What the segment holds.</param>
    public InfluenceSql(InfluenceQuery query, MomentsSql deviations, SetLayout layout, ColumnKind variantKind, ColumnKind segmentKind)
    {
        (_query, _deviations, _layout) = (query, deviations, layout);
        _leverages = query.Cells.Max(cell => cell.Forms.Leverages.Count);
        _weights = query.Cells.Max(cell => cell.Forms.Weights.Count);
        _variant = (variantKind, variantKind == ColumnKind.Number && query.Cells.All(cell => IsNumber(cell.Variant)));
        _segment = (segmentKind, segmentKind == ColumnKind.Number && query.Cells.All(cell => cell.Segment is null || IsNumber(cell.Segment)));
        foreach (LinearForm?[] forms in query.Cells.Select(cell => Padded(cell.Forms)))
        {
            for (int form = 0; form < forms.Length; form++)
                _used.UnionWith(forms[form]?.Slopes.Index().Where(slope => slope.Item != 0).Select(slope => (form, slope.Index)) ?? []);
        }
    }

    /// <summary>Per cell: its number, units, units that determine their own prediction, and for each weight the sums of squares and with the
    /// outcome, in steps of <see cref="Step"/>.</summary>
    public string Sums
    {
        get
        {
            IEnumerable<string> sums = Enumerable.Range(0, _weights).SelectMany(i => (string[])
            [
                $"cast(coalesce(sum(cast(case when usable then q{Sql.Number(i)} else 0e0 end as hugeint)), 0) as double)",
                $"cast(coalesce(sum(cast(case when usable then r{Sql.Number(i)} else 0e0 end as hugeint)), 0) as double)",
            ]);
            return $"select cell, count(*), count(*) filter (where not usable), {string.Join(", ", sums)} from ({Terms}) group by cell";
        }
    }

    /// <summary>The step of the sums of a cell.</summary>
    /// <param name="forms">The cell's forms.</param>
    /// <param name="estimate">Which weight.</param>
    public static (double Square, double WithOutcome) Step(InfluenceForms forms, int estimate)
    {
        double square = forms.TypicalSquares[estimate];
        return (StepOf(square), StepOf(Math.Sqrt(square) * forms.TypicalDeviation));
    }

    private string Terms
    {
        get
        {
            string left = "(1e0 - h)";
            (string root, string whole) = _query.Power switch
            {
                1 => ($" / sqrt({left})", $" / {left}"),
                2 => ($" / {left}", $" / ({left} * {left})"),
                _ => ("", ""),
            };
            List<string> selected = ["cell", _query.Power == 0 ? "true as usable" : $"h <= {Sql.Number(InfluenceSums.HighestLeverage)} as usable"];
            for (int i = 0; i < _weights; i++)
            {
                string n = Sql.Number(i), influence = $"w{n} * e";
                selected.Add($"({influence}) * ({influence}){whole} * squares{n} as q{n}");
                selected.Add($"{influence} * y{root} * products{n} as r{n}");
            }
            return $"select {string.Join(", ", selected)} from ({Leverages})";
        }
    }

    private string Leverages
    {
        get
        {
            string squares = string.Concat(Enumerable.Range(0, _leverages).Select(i => $" + z{Sql.Number(i)} * z{Sql.Number(i)}"));
            return $"select *, {Base}{squares} as h from ({Forms})";
        }
    }

    private string Forms
    {
        get
        {
            string outcome = Alias.Value(0, 0);
            List<string> selected = ["cell", Base, $"{outcome} - {Form(0)} as e", $"{outcome} - {Outcome} as y"];
            selected.AddRange(Enumerable.Range(0, _leverages).Select(i => $"{Form(1 + i)} as z{Sql.Number(i)}"));
            for (int i = 0; i < _weights; i++)
                selected.AddRange([$"{Form(1 + _leverages + i)} as w{Sql.Number(i)}", $"squares{Sql.Number(i)}", $"products{Sql.Number(i)}"]);
            string segment = _query.Rows.Segments.Count == 0 ? "" : $" and {Canonical(Alias.Segment(0), _segment)} is not distinct from cells.s";
            string kept = $"{Alias.Kept} and not {Alias.Several} and {Alias.Variant} is not null and {outcome} is not null";
            return $"select {string.Join(", ", selected)} from (select * from ({_deviations.Deviations(sample: false)}) where {kept}) "
                + $"join ({Cells}) as cells on {Canonical(Alias.Variant, _variant)} = cells.variant{segment}";
        }
    }

    // The coefficients of each cell, in the order in which Names names them.
    private string Cells
    {
        get
        {
            IEnumerable<string> rows = _query.Cells.Select((cell, number) => $"({string.Join(", ",
            [
                Sql.Number(number),
                Literal(cell.Variant, _variant),
                Literal(cell.Segment, _segment),
                .. Coefficients(cell.Forms).Select(Sql.Number),
            ])})");
            return $"select * from (values {string.Join(", ", rows)}) as given(cell, variant, s, {string.Join(", ", Names())})";
        }
    }

    private IEnumerable<string> Names() =>
    [
        .. Enumerable.Range(0, 1 + _leverages + _weights).SelectMany(form => Places(form).Select(place => Name(form, place)).Prepend(Name(form, -1))),
        Base, Outcome,
        .. Enumerable.Range(0, _weights).SelectMany(i => (string[])[$"squares{Sql.Number(i)}", $"products{Sql.Number(i)}"]),
    ];

    private IEnumerable<double> Coefficients(InfluenceForms forms)
    {
        LinearForm?[] all = Padded(forms);
        foreach (int form in Enumerable.Range(0, all.Length))
        {
            yield return all[form]?.Constant ?? 0;
            foreach (int place in Places(form))
                yield return all[form]?.Slopes[place] ?? 0;
        }
        yield return forms.BaseLeverage;
        yield return forms.OutcomeMean;
        for (int i = 0; i < _weights; i++)
        {
            (double square, double product) = i < forms.Weights.Count ? Step(forms, i) : (1, 1);
            yield return 1 / square;
            yield return 1 / product;
        }
    }

    private string Form(int form)
        => $"({Name(form, -1)}{string.Concat(Places(form).Select(place => $" + {Name(form, place)} * {Alias.Value(0, _layout.Own + place)}"))})";

    private static string Name(int form, int place) => place < 0 ? $"c{Sql.Number(form)}" : $"c{Sql.Number(form)}_{Sql.Number(place)}";

    // Slopes that are other than 0 in some cell.
    private IEnumerable<int> Places(int form) => Enumerable.Range(0, _layout.Width - _layout.Own).Where(place => _used.Contains((form, place)));

    // The forms of a cell, as many of each kind as any cell has.
    private LinearForm?[] Padded(InfluenceForms forms)
    {
        LinearForm?[] all = new LinearForm?[1 + _leverages + _weights];
        all[0] = forms.Prediction;
        for (int i = 0; i < forms.Leverages.Count; i++)
            all[1 + i] = forms.Leverages[i];
        for (int i = 0; i < forms.Weights.Count; i++)
            all[1 + _leverages + i] = forms.Weights[i];
        return all;
    }

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    // A value as it is printed: numbers by value, true and false as 1 and 0.
    private static string Canonical(string value, (ColumnKind Kind, bool Numbers) read) => read.Kind switch
    {
        ColumnKind.Number when read.Numbers => $"nullif(try_cast({value} as double) + 0e0, {Sql.NaN})",
        ColumnKind.Number => $"case when cast({value} as varchar) in ({Sql.Texts(MissingValues.InNumbers)}) then null "
            + $"else coalesce(cast(try_cast({value} as double) + 0e0 as varchar), cast({value} as varchar)) end",
        ColumnKind.Boolean => $"coalesce(cast(cast(try_cast({value} as boolean) as integer) as varchar), cast({value} as varchar))",
        _ => $"cast({value} as varchar)",
    };

    private static string Literal(string? printed, (ColumnKind Kind, bool Numbers) read) => (printed, read.Kind) switch
    {
        (null, _) => read.Numbers ? "null::double" : "null::varchar",
        (_, ColumnKind.Number) when read.Numbers => Sql.Number(double.Parse(printed, CultureInfo.InvariantCulture)),
        (_, ColumnKind.Number) => $"coalesce(cast(try_cast({Sql.Text(printed)} as double) + 0e0 as varchar), {Sql.Text(printed)})",
        _ => Sql.Text(printed),
    };

    // A power of two; 1 where nothing varies, and all terms are 0.
    private static double StepOf(double typical)
        => typical > 0 && double.IsFinite(typical) ? Math.ScaleB(1, Math.Clamp(Math.ILogB(typical), -900, 900) - Bits) : 1;
}
