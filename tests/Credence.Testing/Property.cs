using CsCheck;

namespace Credence.Testing;

/// <summary>Properties checked on generated cases that are the same in every run, so that a failure is never a matter of luck.</summary>
public static class Property
{
    /// <summary>Checks an assertion on generated cases.</summary>
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

    /// <summary>Checks an assertion on generated pairs.</summary>
    public static void Holds<T1, T2>(this Gen<(T1, T2)> cases, Action<T1, T2> assertion, int iterations = 1000)
        => cases.Holds(x => assertion(x.Item1, x.Item2), iterations);

    /// <summary>Checks an assertion on generated triples.</summary>
    public static void Holds<T1, T2, T3>(this Gen<(T1, T2, T3)> cases, Action<T1, T2, T3> assertion, int iterations = 1000)
        => cases.Holds(x => assertion(x.Item1, x.Item2, x.Item3), iterations);

    /// <summary>Checks an assertion on generated quadruples.</summary>
    public static void Holds<T1, T2, T3, T4>(this Gen<(T1, T2, T3, T4)> cases, Action<T1, T2, T3, T4> assertion, int iterations = 1000)
        => cases.Holds(x => assertion(x.Item1, x.Item2, x.Item3, x.Item4), iterations);

    /// <summary>Checks an assertion on six generated values.</summary>
    public static void Holds<T1, T2, T3, T4, T5, T6>(
        this Gen<(T1, T2, T3, T4, T5, T6)> cases, Action<T1, T2, T3, T4, T5, T6> assertion, int iterations = 1000)
        => cases.Holds(x => assertion(x.Item1, x.Item2, x.Item3, x.Item4, x.Item5, x.Item6), iterations);
}
