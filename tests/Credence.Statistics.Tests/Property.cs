using CsCheck;

namespace Credence.Statistics.Tests;

internal static class Property
{
    /// <summary>Checks an assertion on generated cases, the same in every run.</summary>
    public static void Holds<T>(this Gen<T> cases, Action<T> assertion, int iterations = 1000)
    {
        PCG random = new(1, 20260101);
        for (int i = 0; i < iterations; i++)
        {
            T example = cases.Generate(random, null, out _);
            try
            {
                assertion(example);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Case {i} fails: {Check.Print(example)}\n{failure.Message}", failure);
            }
        }
    }
}
