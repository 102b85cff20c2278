using Credence.Data;

namespace Credence.Analysis;

/// <summary>An effect that is planted in data assigned by chance, so that the truth is known.</summary>
/// <param name="Lift">The lift of every treatment over the control.</param>
/// <param name="Difference">The difference that it makes in the mean of all units; null where it is not known.</param>
/// <param name="Kind">What the metric measures.</param>
internal sealed record PlantedLift(double Lift, double? Difference, MetricKind Kind)
{
    private const double Usual = 0.1;

    /// <summary>A lift that the analysis would find four times in five; null where the metric cannot have one.</summary>
    public static PlantedLift? For(MetricResult metric)
    {
        if (metric.Comparisons.Count == 0 || metric.Variants.Values.Where(arm => arm.Count > 0).Any(arm => !(arm.Mean > 0)))
            return null;
        Comparison first = metric.Comparisons[0];
        double units = metric.Variants.Values.Sum(arm => (double)arm.Count);
        double mean = metric.Variants.Values.Where(arm => arm.Count > 0).Sum(arm => arm.Count / units * arm.Mean);
        double lift = first.MinimumDetectableEffect / mean is > 0 and < 10 and var found ? found : Usual;
        if (metric.Kind == MetricKind.Proportion)
            lift = Math.Min(lift, 0.5 * (1 - mean) / mean);
        return lift > 0 ? new(lift, metric.Kind is MetricKind.Mean or MetricKind.Proportion ? lift * mean : null, metric.Kind) { Mean = mean } : null;
    }

    private double Mean { get; init; }

    /// <summary>The metric with the lift in every variant but the control.</summary>
    public MetricSpec In(MetricSpec spec, string variant, string lot, string control)
    {
        Expression treated = new BinaryOperation(ExpressionOperator.NotEqual, new ColumnReference(variant), new TextLiteral(control));
        Expression value = spec.Columns[0];
        Expression planted = Kind == MetricKind.Proportion ? Switched(value, treated, lot) : Scaled(value, treated);
        return spec with { Kind = Kind, Columns = [planted, .. spec.Columns.Skip(1)] };
    }

    private BinaryOperation Scaled(Expression value, Expression treated)
        => Of(ExpressionOperator.Multiply, value, Of(ExpressionOperator.Add, new NumberLiteral(1), Of(ExpressionOperator.Multiply, new NumberLiteral(Lift), treated)));

    // Some of the zeros become ones, by lots: p + (1 − p) q = (1 + lift) p.
    private BinaryOperation Switched(Expression value, Expression treated, string lot)
    {
        double share = Lift * Mean / (1 - Mean);
        Expression drawn = Of(ExpressionOperator.And, treated, Of(ExpressionOperator.Less, new ColumnReference(lot), new NumberLiteral(share)));
        return Of(ExpressionOperator.Add, value, Of(ExpressionOperator.Multiply, Of(ExpressionOperator.Subtract, new NumberLiteral(1), value), drawn));
    }

    private static BinaryOperation Of(ExpressionOperator sign, Expression left, Expression right) => new(sign, left, right);
}
