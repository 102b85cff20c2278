namespace Credence.Analysis;

internal static class ConjugateInference
{
    public static MetricInference Of(PosteriorOptions options, ArmOutcomes arms) => throw new NotSupportedException($"{options}{arms}");
}
