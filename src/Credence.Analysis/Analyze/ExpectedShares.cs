using System.Globalization;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Planned shares of the variants, by name or in their order.</summary>
/// <param name="Names">Names of the variants; empty where the shares follow the order of the variants.</param>
/// <param name="Values">One share each, at least 0, summing to 1.</param>
public sealed record ExpectedShares(IReadOnlyList<string> Names, IReadOnlyList<double> Values)
{
    private const string Place = "--expect";

    /// <summary>Reads <c>v1=0.5,v2=0.5</c> or <c>0.5,0.5</c>.</summary>
    /// <exception cref="InputException">The text is malformed, a share is negative, or the shares do not sum to 1.</exception>
    public static ExpectedShares Parse(string text)
    {
        List<string> names = [];
        List<double> values = [];
        foreach (string part in text.Split(','))
        {
            int equals = part.LastIndexOf('=');
            if (equals >= 0)
                names.Add(part[..equals].Trim());
            if (!double.TryParse(part[(equals + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out double share) || share is not (>= 0 and <= 1))
                throw new InputException(Place, $"\"{part.Trim()}\" is not a share between 0 and 1", "write name=share,name=share or share,share");
            values.Add(share);
        }
        if (names.Count != 0 && names.Count != values.Count)
            throw new InputException(Place, "some shares have a name and some have none", "write name=share for all or for none");
        if (names.Distinct(StringComparer.Ordinal).Count() != names.Count)
            throw new InputException(Place, "a variant is named twice", "name every variant once");
        double sum = values.Sum();
        if (Math.Abs(sum - 1) > 1e-9)
            throw new InputException(Place, string.Create(CultureInfo.InvariantCulture, $"the shares sum to {sum:0.######}, not 1"), "make them sum to 1");
        return new(names, values);
    }

    /// <summary>The share of each variant.</summary>
    /// <param name="variants">Variants in their order.</param>
    /// <exception cref="InputException">The names or their number are not those of the variants.</exception>
    public IReadOnlyList<double> For(IReadOnlyList<string> variants)
    {
        string known = string.Join(", ", variants);
        if (Names.Count == 0)
        {
            return Values.Count == variants.Count
                ? Values
                : throw new InputException(Place, $"{Values.Count} shares for {variants.Count} variants", $"give one share for each of {known}");
        }
        Dictionary<string, double> shares = new(StringComparer.Ordinal);
        foreach ((string name, double share) in Names.Zip(Values))
        {
            string variant = VariantOrder.Named(name, variants) ?? throw new InputException(Place, $"no variant \"{name}\"", $"the variants are {known}");
            if (!shares.TryAdd(variant, share))
                throw new InputException(Place, $"variant \"{variant}\" is named twice", "name every variant once");
        }
        if (variants.FirstOrDefault(variant => !shares.ContainsKey(variant)) is { } missing)
            throw new InputException(Place, $"variant \"{missing}\" has no share", $"give one share for each of {known}");
        return [.. variants.Select(variant => shares[variant])];
    }
}
