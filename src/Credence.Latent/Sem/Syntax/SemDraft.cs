namespace Credence.Latent;

/// <summary>A parameter while the model is completed.</summary>
internal sealed class SemDraft(string left, SemOperator operation, string right, SemTerm? term, int group)
{
    public string Left => left;

    public SemOperator Operator => operation;

    public string Right => right;

    /// <summary>The statement; null where it was added by default.</summary>
    public SemTerm? Term => term;

    public int Group => group;

    public bool Free { get; set; } = true;

    public double Fixed { get; set; } = double.NaN;

    public bool FromData { get; set; }

    public double Start { get; set; } = double.NaN;

    public double Lower { get; set; } = double.NegativeInfinity;

    public double Upper { get; set; } = double.PositiveInfinity;

    public string Prior { get; set; } = "";

    public string Label { get; set; } = "";

    /// <summary>The name or label of a parameter that it equals; empty where it equals none by name.</summary>
    public string EqualTo { get; set; } = "";

    public int Coordinate { get; set; } = -1;

    public bool IsVariance => operation == SemOperator.Covariance && left == right;

    /// <summary>The name that it has without a label: <c>f=~x1</c>, and <c>f=~x1.g2</c> in the second group.</summary>
    public string Name
    {
        get
        {
            string sign = operation switch { SemOperator.Loading => "=~", SemOperator.Regression => "~", SemOperator.Covariance => "~~", _ => "~1" };
            return group == 0 ? left + sign + right : $"{left}{sign}{right}.g{group + 1}";
        }
    }

    public void Fix(double value) => (Free, Fixed) = (false, value);

    public void Release() => (Free, Fixed) = (true, double.NaN);

    public SemDraft InGroup(int other) => new(left, operation, right, term, other) { Free = Free, Fixed = Fixed, FromData = FromData };

    public SemParameter Finished() => new(left, operation, right, group)
    {
        Coordinate = Coordinate,
        Label = Label,
        Fixed = Fixed,
        FromData = FromData,
        Start = Start,
        Lower = Lower,
        Upper = Upper,
        Prior = Prior,
        Stated = term is not null,
    };
}
