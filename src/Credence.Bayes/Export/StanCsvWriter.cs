using System.Globalization;
using System.Text;
using Credence.Statistics;

namespace Credence.Bayes;

/// <summary>Writes draws as Stan's CSV, one file for each chain, as <c>rstan::read_stan_csv</c>, cmdstanr and cmdstanpy read it.</summary>
/// <remarks>Labels of dimensions, which Stan does not have, stand in a comment that <see cref="StanCsvReader"/> understands.</remarks>
public static class StanCsvWriter
{
    private static readonly string[] SamplerColumns = ["lp__", "accept_stat__", "stepsize__", "treedepth__", "n_leapfrog__", "divergent__", "energy__"];

    /// <summary>Writes the files <c>STEM-1.csv</c>, <c>STEM-2.csv</c> and so on, each whole or not at all.</summary>
    /// <param name="draws">The draws.</param>
    /// <param name="stem">The path of the files up to the number of the chain.</param>
    /// <param name="model">The name of the model.</param>
    /// <param name="options">How the model was sampled; null where that is not known.</param>
    /// <returns>The paths, in the order of the chains.</returns>
    /// <exception cref="InputException">A file cannot be written.</exception>
    public static IReadOnlyList<string> Write(Draws draws, string stem, string model, SamplingOptions? options)
    {
        ArgumentNullException.ThrowIfNull(draws);
        ArgumentNullException.ThrowIfNull(model);
        List<string> paths = [];
        for (int chain = 0; chain < draws.Chains; chain++)
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"{stem}-{chain + 1}.csv");
            AtomicOutput.File(path, stream =>
            {
                using StreamWriter text = new(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
                Write(draws, chain, model, options ?? new(), text);
            });
            paths.Add(path);
        }
        return paths;
    }

    private static void Write(Draws draws, int chain, string model, SamplingOptions options, StreamWriter text)
    {
        ChainRecord? record = draws.Sampler?.Chains[chain];
        int warmup = record?.Warmup ?? options.Warmup;
        Settings(text, draws, chain, model, warmup, options);
        (string[] names, int[] elements) = StanLayout.Columns(draws.Parameters);
        text.WriteLine(string.Join(',', (record is null ? ["lp__"] : SamplerColumns).Concat(names)));
        if (record is not null)
            Adaptation(text, record);
        double[] values = new double[draws.Parameters.Count];
        for (int draw = 0; draw < draws.Count; draw++)
        {
            draws.CopyDraw(chain, draw, values);
            text.Write(record is null ? "nan" : Sampler(record, draw));
            foreach (int element in elements)
            {
                text.Write(',');
                text.Write(Number(values[element]));
            }
            text.WriteLine();
        }
        double warm = record?.WarmupTime.TotalSeconds ?? 0, sampling = record?.SamplingTime.TotalSeconds ?? 0;
        text.WriteLine("# ");
        text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"#  Elapsed Time: {warm:0.######} seconds (Warm-up)"));
        text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"#                {sampling:0.######} seconds (Sampling)"));
        text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"#                {warm + sampling:0.######} seconds (Total)"));
        text.WriteLine("# ");
    }

    // The settings as CmdStan prints them, under its names: readers look for these.
    private static void Settings(StreamWriter text, Draws draws, int chain, string model, int warmup, SamplingOptions options)
    {
        text.Write(string.Create(CultureInfo.InvariantCulture, $"""
            # stan_version_major = 2
            # stan_version_minor = 21
            # stan_version_patch = 0
            # model = {OneLine(model)}
            # method = sample (Default)
            #   sample
            #     num_samples = {draws.Count}
            #     num_warmup = {warmup}
            #     save_warmup = 0 (Default)
            #     thin = 1 (Default)
            #     adapt
            #       engaged = {(warmup > 0 ? 1 : 0)}
            #       gamma = 0.050000000000000003 (Default)
            #       delta = {Number(options.TargetAccept)}
            #       kappa = 0.75 (Default)
            #       t0 = 10 (Default)
            #       init_buffer = 75 (Default)
            #       term_buffer = 50 (Default)
            #       window = 25 (Default)
            #     algorithm = hmc (Default)
            #       hmc
            #         engine = nuts (Default)
            #           nuts
            #             max_depth = {draws.Sampler?.MaximumDepth ?? options.MaximumDepth}
            #         metric = diag_e (Default)
            #         metric_file =  (Default)
            #         stepsize = 1 (Default)
            #         stepsize_jitter = 0 (Default)
            # id = {chain + 1}
            # data
            #   file =  (Default)
            # init = 2 (Default)
            # random
            #   seed = {options.Seed}
            # output
            #   file = output.csv (Default)
            #   diagnostic_file =  (Default)
            #   refresh = 100 (Default)

            """));
        text.WriteLine(StanLayout.Describe(draws.Parameters));
    }

    private static void Adaptation(StreamWriter text, ChainRecord record)
    {
        text.WriteLine("# Adaptation terminated");
        text.WriteLine("# Step size = " + Number(record.StepSize.Length > 0 ? record.StepSize[^1] : double.NaN));
        text.WriteLine("# Diagonal elements of inverse mass matrix:");
        text.WriteLine("# " + string.Join(", ", record.InverseMetric.Select(Number)));
    }

    private static string Sampler(ChainRecord record, int draw) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Number(record.LogDensity[draw])},{Number(record.AcceptanceRate[draw])},{Number(record.StepSize[draw])},{record.TreeDepth[draw]},{record.Leapfrogs[draw]},{(record.Diverging[draw] ? 1 : 0)},{Number(record.Energy[draw])}");

    // The shortest digits that give the same number again, and Stan's words for what is not finite.
    private static string Number(double value) => double.IsNaN(value) ? "nan"
        : double.IsInfinity(value) ? value > 0 ? "inf" : "-inf"
        : value.ToString("R", CultureInfo.InvariantCulture);

    private static string OneLine(string text) => new([.. text.Select(c => char.IsControl(c) ? ' ' : c)]);
}
