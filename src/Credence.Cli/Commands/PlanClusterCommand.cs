using System.CommandLine;
using System.Globalization;
using Credence.Analysis;
using Credence.Cli.Terminal;
using Credence.Experiments;
using Credence.Reporting;
using Credence.Statistics;

namespace Credence.Cli.Commands;

/// <summary><c>credence plan cluster</c>: whole clusters are randomised.</summary>
internal sealed class PlanClusterCommand
{
    private const int IccSteps = 20;

    private readonly Option<long?> clusters = OptionForms.OptionalNumber<long>(
        "--clusters", "Clusters in the control arm", "G", value => value is >= 2 and <= 1_000_000_000, "must be a whole number from 2 to 1e9");
    private readonly Option<double?> size = AtLeast("--cluster-size", "Members per cluster on average", "M", 1, "must be a number of at least 1");
    private readonly Option<double?> variation = AtLeast("--cluster-size-cv", "Coefficient of variation of the cluster sizes; default: 0", "V", 0, "must be a number of at least 0");
    private readonly Option<string?> list = OptionForms.Text("--cluster-list", "CSV with a header: names of the clusters, and their sizes in the column size", "FILE.csv");
    private readonly Option<double?> icc = OptionForms.OptionalNumber<double>(
        "--icc", "Intraclass correlation: share of the variance between clusters", "R", value => value is >= 0 and <= 1, "must be in [0, 1]");
    private readonly Option<string?> iccRange = OptionForms.Text("--icc-range", "Compare intraclass correlations from LOW to HIGH, in steps of a twentieth or of STEP", "LOW,HIGH[,STEP]");
    private readonly Option<double?> deviation = PlanOptions.StandardDeviation();
    private readonly Option<double?> baseline = OptionForms.OptionalNumber<double>("--baseline", "Mean in the control arm; makes effects relative", "M", double.IsFinite, "must be a finite number");
    private readonly Option<string?> method = OptionForms.Choice("--method", "Reference distribution; default: t with clusters - 2 degrees of freedom", "t", "normal");
    private readonly Option<string?> weighting = OptionForms.Choice("--weighting", "How members count in the mean of an arm; default: members", "members", "optimal", "clusters");
    private readonly Option<string?> assign = OptionForms.Text("--assign", "Write a randomisation list of the clusters", "FILE.csv");
    private readonly Option<bool> matched = new("--matched") { Description = "Randomise within blocks of clusters of like size (pairs where there is one treatment)" };
    private readonly PlanDesignArguments design = new();
    private readonly PlanOutput output = new();
    private readonly Option<ulong> seed = OptionForms.Seed();

    private PlanClusterCommand()
    {
    }

    public static Command Create(ToolConsole console)
    {
        PlanClusterCommand arguments = new();
        Command command = new("cluster", "Plan an experiment that randomises whole clusters");
        Option[] own =
        [
            arguments.clusters, arguments.size, arguments.variation, arguments.list, arguments.icc, arguments.iccRange, arguments.deviation,
            arguments.baseline, arguments.method, arguments.weighting, arguments.assign, arguments.matched,
        ];
        foreach (Option option in (IEnumerable<Option>)[.. own, .. arguments.design.Options, .. arguments.output.Options, arguments.seed])
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) => arguments.RunAsync(parsed, console, cancellation));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, ToolConsole console, CancellationToken cancellation)
    {
        IReadOnlyList<Cluster>? known = parsed.GetValue(list) is { } file ? ClusterList.Read(file) : null;
        if (known is not null && (parsed.GetValue(size) is not null || parsed.GetValue(variation) is not null))
            throw new InputException("--cluster-list", "the list says the sizes", "leave out --cluster-size and --cluster-size-cv");
        double[] iccs = parsed.GetValue(iccRange) is { } range ? Range(range) : [];
        double correlation = parsed.GetValue(icc) ?? (iccs.Length > 0 ? iccs[0] : throw new InputException("plan cluster", "no intraclass correlation is given", "add --icc R, or --icc-range LOW,HIGH"));
        double spread = parsed.GetValue(deviation) ?? throw new InputException("plan cluster", "no standard deviation is given", "add --sd S");
        ClusterWeighting weights = OptionForms.Chosen(parsed, weighting, ClusterWeighting.Members);
        ClusterSizes sizes = known is null
            ? ClusterSizes.Varying(parsed.GetValue(size) ?? 1, parsed.GetValue(variation) ?? 0)
            : ClusterSizes.FromSizes([.. known.Select(cluster => cluster.Size)]);
        if (known is null && weights == ClusterWeighting.Optimal && sizes.CoefficientOfVariation > 1)
            throw new InputException("--weighting optimal", "a coefficient of variation above 1 needs the sizes themselves", "give --cluster-list, or another weighting");
        ClusterDesign complete = (ClusterDesign)design.Complete(parsed, new ClusterDesign(spread, correlation, sizes)
        {
            Weighting = weights,
            Baseline = parsed.GetValue(baseline),
            Method = OptionForms.Chosen(parsed, method, PowerMethod.T),
        });
        PlanResult result = PlanExperiment.Clusters(new()
        {
            Design = complete,
            Question = design.Question(parsed, Clusters(parsed, known, complete)),
            SizeIsGiven = known is not null || parsed.GetValue(size) is not null,
            IntraclassCorrelations = iccs,
        });
        if (parsed.GetValue(assign) is { } path)
        {
            result = result with { Assignment = Assign(parsed, known, result) };
            await AtomicFile.WriteAsync(path, ClusterList.Write(result.Assignment), cancellation).ConfigureAwait(false);
            await console.Error.WriteLineAsync($"wrote {path}").ConfigureAwait(false);
        }
        else if (parsed.GetValue(matched))
            throw new InputException("--matched", "there is no list to write", "add --assign FILE.csv");
        return await output.WriteAsync(result, parsed, console, cancellation).ConfigureAwait(false);
    }

    // A list holds all clusters there are, so that their number is known.
    private long? Clusters(ParseResult parsed, IReadOnlyList<Cluster>? known, ClusterDesign complete)
    {
        long? given = parsed.GetValue(clusters);
        if (known is null)
            return given;
        long perArm = (long)Math.Floor(known.Count / (1 + complete.Multiplicity.Treatments * complete.AllocationRatio));
        if (given is not null && given != perArm)
            throw new InputException("--clusters", FormattableString.Invariant($"is {given}, but the list has {known.Count} clusters"), "leave it out");
        return perArm >= 2 ? perArm : throw new InputException("--cluster-list", "there must be at least two clusters per arm", "add clusters");
    }

    private IReadOnlyList<ClusterAssignment> Assign(ParseResult parsed, IReadOnlyList<Cluster>? known, PlanResult result)
    {
        if (result.Design.AllocationRatio != 1)
            throw new InputException("--assign", "a list is made for arms of equal size", "leave out --ratio");
        if (known is null && parsed.GetValue(matched))
            throw new InputException("--matched", "matching needs the sizes of the clusters", "give --cluster-list FILE.csv");
        if (known is null && result.Plan.Clusters is not { Size: < double.PositiveInfinity })
            throw new InputException("--assign", "there is no plan to make a list of", "see the finding no-cluster-size-suffices");
        int treatments = result.Design.Multiplicity.Treatments;
        string[] variants = ["control", .. treatments == 1 ? ["treatment"] : Enumerable.Range(1, treatments).Select(i => FormattableString.Invariant($"treatment-{i}"))];
        IReadOnlyList<Cluster> all = known ?? Numbered(result.Plan.Clusters!, variants.Length);
        ulong key = parsed.GetValue(seed);
        return parsed.GetValue(matched) ? ClusterRandomization.MatchedOnSize(all, variants, key) : ClusterRandomization.Complete(all, variants, key);
    }

    private static Cluster[] Numbered(ClusterCounts counts, int arms)
    {
        const int Most = 1_000_000;
        long number = arms * counts.PerArm.Control;
        if (number > Most)
            throw new InputException("--assign", $"{number} clusters are too many for a list", "give a list of your own with --cluster-list");
        return [.. Enumerable.Range(1, (int)number).Select(i => new Cluster(i.ToString(CultureInfo.InvariantCulture), (long)Math.Ceiling(counts.Size)))];
    }

    private static double[] Range(string text)
    {
        double[] parts = [.. text.Split(',').Select(part => OptionForms.Number("--icc-range", part))];
        if (parts is not ([_, _] or [_, _, > 0]) || !(parts[0] >= 0 && parts[0] < parts[1] && parts[1] <= 1))
            throw new InputException($"--icc-range {text}", "needs two numbers that rise within 0 and 1", "write 0.01,0.2 or 0,0.2,0.05");
        double step = parts.Length > 2 ? parts[2] : (parts[1] - parts[0]) / (IccSteps - 1);
        if ((parts[1] - parts[0]) / step > 1000)
            throw new InputException($"--icc-range {text}", "makes more than 1,000 steps", "take a larger step");
        int count = (int)Math.Floor((parts[1] - parts[0]) / step + 1e-9) + 1;
        return [.. Enumerable.Range(0, count).Select(i => Math.Round(Math.Min(parts[0] + i * step, parts[1]), 12))];
    }

    private static Option<double?> AtLeast(string name, string description, string form, double least, string range)
        => OptionForms.OptionalNumber<double>(name, description, form, value => value >= least && value <= 1e12, range);
}
