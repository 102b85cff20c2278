using System.Globalization;
using Credence.Analysis;
using Credence.Latent;
using Xunit;

namespace Credence.Reporting.Tests;

public sealed class ArticleErrorsTests
{
    private static readonly Lazy<LatentLabelsResult[]> s_runs = new(() => [.. new ulong[] { 5, 6 }.Select(seed => LatentLabels.Run(new() { Rows = 150, Draws = 100, Seed = seed }))]);

    [Fact]
    public void FiguresComeFromTheRun()
    {
        IReadOnlyList<ArticleError> one = ArticleErrors.Of(s_runs.Value[0]), two = ArticleErrors.Of(s_runs.Value[1]);
        Assert.Equal(Enumerable.Range(1, 9), one.Select(error => error.Number));
        // The last is about three values whatever the seed, and in the one before only draws differ.
        Assert.All(one.Zip(two).SkipLast(2), pair => Assert.NotEqual(pair.First.Here, pair.Second.Here));
        Assert.Equal(one[^1], two[^1]);
        Assert.Equal(one.Select(error => error.Article), two.Select(error => error.Article));
    }

    [Fact]
    public void FiguresAreThoseOfTheResult()
    {
        LatentLabelsResult result = s_runs.Value[0];
        IReadOnlyList<ArticleError> errors = ArticleErrors.Of(result);
        Holds(1, result.Of(LatentLabelsMethod.EmSemiSupervised).Error, "0.000");
        Holds(2, result.Masked.Components[0].Mean, "0.00");
        Holds(3, 100 * result.SemiSupervised.Components[1].Share, "0.0");
        Holds(5, result.Welch.StandardError, "0.000");
        Holds(6, result.Observed.Components[1].StandardDeviation, "0.000");
        Holds(7, result.AsPrinted.Treatment.Mean.Mean, "0.00");
        Holds(8, result.Customers.Of(CustomerModel.Stated).ProbabilityBetter, "0.0000");
        Holds(9, LatentGaussianExample.LogLikelihood([5, 6, 7], new(5.5, 0.8, 0.6, 0.7)), "0.0000");

        void Holds(int number, double figure, string format)
            => Assert.Contains(figure.ToString(format, CultureInfo.InvariantCulture), errors[number - 1].Here, StringComparison.Ordinal);
    }

    [Fact]
    public void TheArticlesOwnNumbersAreNamedAsPrinted()
        => Assert.All(ArticleErrors.Of(s_runs.Value[0]).Where(error => error.Article.Any(char.IsDigit) && error.Number is 2 or 3 or 7 or 8 or 9), error => Assert.Contains("prints", error.Article, StringComparison.Ordinal));

    [Fact]
    public void ExchangedComponentsAreAsLikely()
    {
        string[] heights = [.. ArticleErrors.Of(s_runs.Value[0])[3].Here.Split(' ', '(', ')', ',').Where(word => word.StartsWith('-'))];
        Assert.Equal(2, heights.Length);
        Assert.Equal(heights[0], heights[1]);
    }
}
