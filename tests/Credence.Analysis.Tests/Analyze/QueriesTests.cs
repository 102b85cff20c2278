using System.Globalization;
using System.Reflection;
using System.Text;
using Credence.Data;
using Credence.Numerics;
using Credence.Statistics;
using Xunit;

namespace Credence.Analysis.Tests;

/// <summary>How often the rows are gone through.</summary>
public sealed class QueriesTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.csv");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task ABreakdownOverManySegmentsIsOneQuery()
    {
        AnalyzeOptions options = Options() with { By = ["s"] };
        (AnalysisResult result, IReadOnlyList<(string Question, object? Query)> asked) = await Run(options);
        (string question, object? query) = Assert.Single(asked);
        Assert.Equal(nameof(IMomentsEngine.QueryAsync), question);
        Assert.Equal(["s"], ((MomentsQuery)query!).Segments);
        IReadOnlyList<SegmentResult> segments = result.Metrics[0].Breakdowns[0].Segments;
        Assert.Equal(200, segments.Count);
        foreach (int place in (int[])[0, 77, 199])
        {
            (AnalysisResult alone, _) = await Run(Options() with { Where = Expression.Parse($"s = '{segments[place].Value}'") });
            Assert.Equal(alone.Metrics[0].Comparisons[0].Estimate, segments[place].Comparisons[0].Estimate, 1e-12);
            Assert.Equal(alone.Metrics[0].Comparisons[0].PValue, segments[place].Comparisons[0].PValue, 1e-12);
        }
    }

    private static async Task<(AnalysisResult Result, IReadOnlyList<(string Question, object? Query)> Asked)> Run(AnalyzeOptions options)
    {
        await using DuckDbMomentsEngine engine = new(new DuckDbOptions { Threads = 1 });
        IMomentsEngine recording = DispatchProxy.Create<IMomentsEngine, RecordingEngine>();
        ((RecordingEngine)(object)recording).Engine = engine;
        AnalysisResult result = await Analyze.RunAsync(options, recording, cancellation: TestContext.Current.CancellationToken);
        return (result, ((RecordingEngine)(object)recording).Asked);
    }

    private AnalyzeOptions Options()
    {
        RandomStream random = new(9, "segments");
        StringBuilder text = new("v,s,y,n\n");
        for (int i = 0; i < 8000; i++)
            text.Append(CultureInfo.InvariantCulture, $"{i / 200 % 2},k{i % 200},{10 + random.NextNormal() + 0.1 * (i % 3):R},{1 + i % 4}\n");
        File.WriteAllText(_file, text.ToString());
        return new()
        {
            Source = TableSource.Parse(_file),
            Variant = Expression.Parse("v"),
            Control = "0",
            Metrics =
            [
                MetricSpec.Parse("y", MetricRole.Primary, Direction.Increase, null),
                MetricSpec.Parse("ratio:y/n", MetricRole.Secondary, Direction.Increase, null),
            ],
        };
    }

    /// <summary>Answers as another engine does, and keeps what was asked.</summary>
    public class RecordingEngine : DispatchProxy
    {
        public IMomentsEngine? Engine { get; set; }

        public List<(string Question, object? Query)> Asked { get; } = [];

        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Asked.Add((targetMethod!.Name, args![0]));
            return targetMethod.Invoke(Engine, args);
        }
    }
}
