using System.CommandLine;
using Credence.Analysis;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Cli.Commands;

/// <summary>The options of <c>credence analyze</c> that say how a bootstrap or permutation test is drawn.</summary>
internal sealed class ResamplingArguments
{
    private readonly Option<string?> bootstrap = OptionForms.Choice("--bootstrap", "Interval of --test bootstrap; default: percentile", "percentile", "basic", "bca", "studentized");
    private readonly Option<int?> replicates = OptionForms.OptionalNumber<int>(
        "--replicates", "Resamples of --test bootstrap, or allocations of --test permutation; default: 10000", "N",
        value => value is >= 100 and <= ResamplingOptions.MaximumReplicates, "must be a whole number from 100 to 10000000");

    /// <summary>All of them.</summary>
    public IEnumerable<Option> Options => [bootstrap, replicates];

    /// <summary>The options with the test, and how it is resampled.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">The analysis so far.</param>
    /// <param name="test">The option that names the test.</param>
    /// <param name="seed">Seed of everything random.</param>
    /// <param name="threads">Threads; null takes all cores.</param>
    public AnalyzeOptions Apply(ParseResult parsed, AnalyzeOptions options, Option<string?> test, ulong seed, int? threads) => options with
    {
        Test = Test(parsed, test),
        Bootstrap = OptionForms.Chosen(parsed, bootstrap, BootstrapInterval.Percentile),
        Resampling = new() { Replicates = parsed.GetValue(replicates) ?? new ResamplingOptions().Replicates, Seed = seed, Threads = threads },
    };

    // An interval of the bootstrap asks for the bootstrap.
    private TestKind Test(ParseResult parsed, Option<string?> test)
    {
        bool asked = parsed.GetValue(bootstrap) is not null;
        TestKind kind = OptionForms.Chosen(parsed, test, asked ? TestKind.Bootstrap : TestKind.Default);
        if (asked && kind != TestKind.Bootstrap)
            throw new InputException("--bootstrap", "this is the interval of another test", "write --test bootstrap, or leave --bootstrap out");
        return parsed.GetValue(replicates) is null || kind is TestKind.Bootstrap or TestKind.Permutation
            ? kind
            : throw new InputException("--replicates", "this test draws no replicates", "add --test bootstrap or --test permutation");
    }
}
