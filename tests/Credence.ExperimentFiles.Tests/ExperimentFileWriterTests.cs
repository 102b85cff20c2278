using System.Text.Json;
using CsCheck;
using Xunit;

namespace Credence.ExperimentFiles.Tests;

public sealed class ExperimentFileWriterTests
{
    private static readonly Gen<string> Word = Gen.Char["abcXYZ01 _-./:#'\"\\{}[],&*!|>%@?~\t\n\u0000\u0085\u2028\uFEFFéß"].Array[1, 12].Select(c => new string(c));
    private static readonly Gen<string> Name = Gen.OneOf(Word, Gen.OneOf([.. new[] { "null", "true", "no", "~", "0", "1e3", "-", "<<", "🙂 smile", "a: b", " x ", "…" }.Select(Gen.Const)]));
    private static readonly Gen<double> Share = Gen.Double[0.001, 0.999];
    private static readonly Gen<TimeSpan?> Duration = Gen.Int[1, 900_000].Select(minutes => (TimeSpan?)TimeSpan.FromMinutes(minutes));

    private static Gen<T?> Maybe<T>(Gen<T> gen)
        where T : struct
        => Gen.Bool.SelectMany(isThere => isThere ? gen.Select(value => (T?)value) : Gen.Const((T?)null));

    private static Gen<string?> MaybeText => Gen.Bool.SelectMany(isThere => isThere ? Name.Select(text => (string?)text) : Gen.Const((string?)null));

    private static readonly Gen<MetricDeclaration> Metric =
        from type in Gen.Enum<MetricType>()
        from texts in Gen.Select(Name, Name, Name)
        from numbers in Gen.Select(Share, Maybe(Gen.Double[0.6, 0.99]), Maybe(Gen.Double[1e-9, 3]))
        from durations in Gen.Select(Duration, Duration)
        from words in Gen.Select(Gen.Enum<EventAggregate>(), Gen.Enum<DeclaredDirection>(), Gen.Bool.Select(isGuardrail => isGuardrail ? DeclaredRole.Guardrail : DeclaredRole.Secondary))
        select Of(type, texts, numbers, durations, words);

    private static MetricDeclaration Of(
        MetricType type,
        (string Name, string Value, string Event) texts,
        (double Q, double? Winsorize, double? Margin) numbers,
        (TimeSpan? Window, TimeSpan? Lookback) durations,
        (EventAggregate Aggregate, DeclaredDirection Direction, DeclaredRole Role) words)
    {
        // A construct is made of columns, which a file of events does not have; it has no fractions of a mean.
        if (type == MetricType.Construct && texts.Event is not null)
            type = MetricType.Mean;
        bool isConstruct = type == MetricType.Construct, isRatio = type == MetricType.Ratio, isRetention = type == MetricType.Retention, isQuantile = type == MetricType.Quantile;
        return new MetricDeclaration
        {
            Name = texts.Name,
            Type = type,
            Value = type is MetricType.Mean or MetricType.Proportion or MetricType.Quantile ? texts.Value : null,
            Numerator = isRatio ? texts.Value : null,
            Denominator = isRatio ? texts.Name : null,
            Indicators = isConstruct ? [texts.Value, texts.Name, "8 - \"a, b\""] : null,
            Event = texts.Event,
            Aggregate = type == MetricType.Mean ? words.Aggregate : EventAggregate.Sum,
            Window = isRetention || isConstruct ? null : durations.Window,
            From = isRetention ? TimeSpan.Zero : null,
            To = isRetention ? durations.Window : null,
            Q = isQuantile ? numbers.Q : null,
            Winsorize = type is MetricType.Mean or MetricType.Count or MetricType.Ratio ? numbers.Winsorize : null,
            CovariateColumn = isRetention || isConstruct || isQuantile || texts.Event is not null ? null : texts.Value,
            CovariateLookback = isRetention || isConstruct || isQuantile || texts.Event is null ? null : durations.Lookback,
            Role = words.Role,
            Direction = words.Direction,
            Margin = !isConstruct && (words.Role == DeclaredRole.Guardrail || isRatio) ? numbers.Margin : null,
            Equivalence = isConstruct || words.Role == DeclaredRole.Guardrail || isRatio ? null : numbers.Margin,
        };
    }

    private static readonly Gen<ExperimentFile> Experiment =
        from texts in Gen.Select(Name, Name, MaybeText, MaybeText, MaybeText)
        from names in Gen.Select(MaybeText, MaybeText, MaybeText, Name.Array[0, 3])
        from share in Share
        from numbers in Gen.Select(Share, Gen.Double[1e-9, 0.5], Maybe(Gen.Int[1, 50]))
        from flags in Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool)
        from metrics in Metric.Array[0, 4]
        from words in Gen.Select(Gen.Enum<DeclaredInference>(), Gen.Enum<DeclaredCorrection>(), Gen.Int[0, 2].Select(i => i == 0 ? "pocock" : i == 1 ? "kim-demets(2)" : null))
        select new ExperimentFile
        {
            Experiment = texts.Item1,
            Salt = texts.Item2,
            Question = texts.Item3,
            Unit = texts.Item4,
            Cluster = texts.Item5,
            Layer = names.Item1,
            Where = names.Item2,
            Variant = names.Item3 ?? "v",
            By = names.Item4,
            Targeting = [.. names.Item4.Select(name => new TargetingRule(name, names.Item4))],
            Source = flags.Item1 ? new ExperimentSource(Table: texts.Item1) : new ExperimentSource(null, texts.Item1, texts.Item2, "postgres", texts.Item1),
            Variants = [new VariantShare("0.0", share), new VariantShare($"treatment {texts.Item1}", 1 - share)],
            Control = "0.0",
            Traffic = numbers.Item1,
            Alpha = numbers.Item2,
            Enabled = flags.Item2,
            Randomised = flags.Item3 || words.Item1 == DeclaredInference.Sequential,
            Inference = words.Item1,
            Correction = words.Item2,
            Gatekeeping = flags.Item1 && metrics.DistinctBy(metric => metric.Name).Skip(1).Any(metric => metric.Role == DeclaredRole.Secondary),
            Metrics = [.. metrics.DistinctBy(metric => metric.Name).Select((metric, i) => i == 0 ? metric with { Role = DeclaredRole.Primary } : metric)],
            Design = flags.Item1 ? new PlannedDesign(numbers.Item1, null, numbers.Item3, words.Item3) : null,
        };

    [Fact]
    public void WhatIsWrittenReadsBackEqual()
    {
        // The sampling loop is our own because the library's draws a fresh seed for every case but the first.
        PCG random = new(1, 20_260_101);
        for (int i = 0; i < 2_000; i++)
        {
            ExperimentFile file = Experiment.Generate(random, null, out _);
            Assert.Equal(JsonSerializer.Serialize(file), JsonSerializer.Serialize(Sample.Valid(ExperimentFileWriter.Write(file))));
        }
    }

    [Fact]
    public void SamplesSurviveRewriting()
        => Assert.All(Sample.Names, name =>
        {
            ExperimentFile file = Sample.Valid(Sample.Text(name));
            Assert.Equal(JsonSerializer.Serialize(file), JsonSerializer.Serialize(Sample.Valid(ExperimentFileWriter.Write(file))));
        });

    [Fact]
    public void TheTextIsAsAPersonWouldWriteIt()
        => Assert.Equal(
            """
            experiment: ab-sales
            question: "Does it raise sales?"        # what the experiment is to answer
            source: { table: samples/ab-sales.csv }
            variant: group                          # the column that holds the variant
            variants:                               # in this order; the shares sum to 1
              - { name: "0", share: 0.5 }
              - { name: "1", share: 0.5 }
            control: "0"
            metrics:                                # type: mean, proportion, ratio; role: guardrail, secondary
              sales: { type: mean, value: sales }
              latency: { type: mean, value: ms, role: guardrail, direction: decrease, margin: 0.02 }
            primary: sales                          # the metric that decides

            """.ReplaceLineEndings("\n"),
            ExperimentFileWriter.Write(new ExperimentFile
            {
                Experiment = "ab-sales",
                Question = "Does it raise sales?",
                Source = new ExperimentSource(Table: "samples/ab-sales.csv"),
                Variant = "group",
                Variants = [new VariantShare("0", 0.5), new VariantShare("1", 0.5)],
                Control = "0",
                Salt = "ab-sales",
                Metrics =
                [
                    new MetricDeclaration { Name = "sales", Type = MetricType.Mean, Value = "sales", Role = DeclaredRole.Primary },
                    new MetricDeclaration
                    {
                        Name = "latency",
                        Type = MetricType.Mean,
                        Value = "ms",
                        Role = DeclaredRole.Guardrail,
                        Direction = DeclaredDirection.Decrease,
                        Margin = 0.02,
                    },
                ],
            }));

    [Fact]
    public void ContradictionsAreRefused()
    {
        ExperimentFile file = Sample.Valid(Sample.Text("table.yaml"));
        ArgumentException wrongShares = Assert.Throws<ArgumentException>(() => ExperimentFileWriter.Write(file with { Variants = [new("a", 0.5), new("b", 0.6)], Control = "a" }));
        Assert.Contains("the shares sum to 1.1", wrongShares.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ExperimentFileWriter.Write(file with { Metrics = [.. file.Metrics.Select(metric => metric with { Role = DeclaredRole.Primary })] }));
        Assert.Throws<ArgumentException>(() => ExperimentFileWriter.Write(file with { Metrics = [.. file.Metrics.Select(metric => metric with { Role = DeclaredRole.Secondary })] }));
        MetricDeclaration seconds = new() { Name = "m", Type = MetricType.Count, Event = "e", Window = TimeSpan.FromSeconds(90), Role = DeclaredRole.Primary };
        Assert.Throws<ArgumentException>(() => ExperimentFileWriter.Write(file with { Metrics = [seconds] }));
    }
}
