using System.Globalization;

namespace Credence.ExperimentFiles;

/// <summary>Reads the variants, from a list of names and shares or from the short form <c>{ control: 0.5, treatment: 0.5 }</c>.</summary>
internal static class VariantsReader
{
    private const double SumTolerance = 1e-9;
    private const string ShareRange = "in (0, 1)";

    private sealed record Entry(TextMark Mark, string? Name, double? Share, bool HasShare);

    public static IReadOnlyList<VariantShare> Read(MappingReader top, ErrorList errors)
    {
        top.Require("variants", "{ control: 0.5, treatment: 0.5 }");
        List<Entry> entries = [];
        switch (top.Node("variants"))
        {
            case null:
                return [];
            case YamlSequence list:
                entries.AddRange(list.Items.Select(item => ListItem(item, errors)));
                break;
            case YamlMapping shortForm:
                MappingReader reader = new(shortForm, "variants", [.. shortForm.Entries.Select(entry => entry.Key.Text)], errors);
                entries.AddRange(shortForm.Entries.Select(entry => ShortItem(entry.Key, reader)));
                if (shortForm.HasDuplicates)
                    return [];
                break;
            case YamlNode node:
                top.Wrong<object>("variants", node, "must be a list of { name, share }, or a mapping of names to shares");
                return [];
        }
        CheckNames(top, entries, errors);
        return Shares(top, entries);
    }

    private static Entry ListItem(YamlNode item, ErrorList errors)
    {
        if (item is not YamlMapping mapping)
        {
            errors.Add(item.Mark, $"variants holds {item.Describe()}", "its items must be { name: NAME, share: 0.5 }");
            return new Entry(item.Mark, null, null, HasShare: true);
        }
        MappingReader reader = new(mapping, "variant", Keys.Variant, errors);
        reader.Require("name", "NAME");
        return new Entry(reader.MarkOf("name"), reader.Text("name"), Share(reader, "share"), reader.Has("share"));
    }

    private static Entry ShortItem(YamlScalar name, MappingReader reader)
    {
        if (name.Text.Length == 0)
            reader.Error("a variant has no name", "write NAME: 0.5");
        return new Entry(name.Mark, name.Text, Share(reader, name.Text), reader.Has(name.Text));
    }

    private static double? Share(MappingReader reader, string key) => reader.Number(key, x => x is > 0 and < 1, ShareRange);

    private static void CheckNames(MappingReader top, List<Entry> entries, ErrorList errors)
    {
        if (entries.Count < 2)
            top.Error("variants", "there are fewer than two variants", "name a control and a treatment");
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (Entry entry in entries)
        {
            if (entry.Name is not null && !seen.Add(VariantName.Canonical(entry.Name)))
                errors.Add(entry.Mark, $"duplicate variant {Wording.Quote(entry.Name)}", "each variant stands once; numbers are compared by value");
        }
    }

    private static List<VariantShare> Shares(MappingReader top, List<Entry> entries)
    {
        bool areEqual = entries.TrueForAll(entry => !entry.HasShare);
        List<VariantShare> variants = [.. entries.Select(entry => new VariantShare(entry.Name ?? "", areEqual ? 1.0 / entries.Count : entry.Share ?? double.NaN))];
        if (!areEqual && entries.Exists(entry => !entry.HasShare))
            top.Error("variants", "some variants have a share and some have none", "give every variant a share, or none for equal shares");
        double sum = variants.Sum(variant => variant.Share);
        // NaN, a share already reported, does not count as a wrong sum.
        if (Math.Abs(sum - 1) > SumTolerance)
            top.Error("variants", string.Create(CultureInfo.InvariantCulture, $"the shares sum to {Math.Round(sum, 9)}"), "they must sum to 1; leave all out for equal shares");
        return variants;
    }
}
