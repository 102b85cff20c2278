using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Latent.Tests;

public sealed class StructuralModelTests
{
    [Fact]
    public void AnyStartGivesTheSameAnswer()
    {
        ParameterTable table = SimulatedRows.Table();
        SemData data = SemData.FromRows(SimulatedRows.Names, SimulatedRows.Draw(1, 300));
        SemFit fit = StructuralModel.Fit(table, data);
        Assert.InRange(fit.GradientNorm, 0, 1e-9);
        var stream = new RandomStream(3, "starts");
        for (int run = 0; run < 50; run++)
        {
            double[] start = [.. table.Parameters.Where(parameter => parameter.Free).Select(parameter => parameter.Operator == SemOperator.Covariance ? 0.2 + (3 * stream.NextDouble()) : 2 * stream.NextNormal())];
            SemFit other = StructuralModel.Fit(table, data, new SemOptions { Start = start });
            for (int i = 0; i < start.Length; i++)
                Assert.Equal(fit.Coordinates[i], other.Coordinates[i], 1e-7);
        }
    }

    [Theory]
    [InlineData(SemEstimator.MaximumLikelihood)]
    [InlineData(SemEstimator.RobustMaximumLikelihood)]
    [InlineData(SemEstimator.GeneralizedLeastSquares)]
    public void UnitsOfTheDataDoNotMatter(SemEstimator estimator)
    {
        double[] rows = SimulatedRows.Draw(1, 200), rescaled = [.. rows.Select((value, i) => i % 6 == 2 ? 1e4 * value : value)];
        SemOptions options = new() { Estimator = estimator };
        SemFit one = StructuralModel.Fit(SimulatedRows.Table(), SemData.FromRows(SimulatedRows.Names, rows), options);
        SemFit other = StructuralModel.Fit(SimulatedRows.Table(), SemData.FromRows(SimulatedRows.Names, rescaled), options);
        Oracle.CloseRelative(one.Measures!.Comparative.ChiSquare, other.Measures!.Comparative.ChiSquare, 1e-8);
        foreach ((ParameterEstimate a, ParameterEstimate b) in one.Parameters.Zip(other.Parameters))
        {
            double unit = a.Parameter.Right != "x3" ? 1 : a.Parameter.Operator == SemOperator.Covariance ? 1e8 : 1e4;
            Oracle.CloseRelative(a.Estimate.Value * unit, b.Estimate.Value, 1e-7);
            Oracle.CloseRelative(a.Estimate.StandardError * unit, b.Estimate.StandardError, 1e-7);
        }
    }

    [Fact]
    public void OrderOfRowsDoesNotMatterAndMomentsSuffice()
    {
        double[] rows = SimulatedRows.Draw(4, 150);
        double[] reversed = [.. rows.Chunk(6).Reverse().SelectMany(row => row)];
        SemFit one = StructuralModel.Fit(SimulatedRows.Table(true), SemData.FromRows(SimulatedRows.Names, rows));
        SemFit other = StructuralModel.Fit(SimulatedRows.Table(true), SemData.FromRows(SimulatedRows.Names, reversed));
        SemFit moments = StructuralModel.Fit(SimulatedRows.Table(true), SemData.FromMoments(SimulatedRows.Names, one.Sample));
        for (int i = 0; i < one.Coordinates.Count; i++)
        {
            Assert.Equal(one.Coordinates[i], other.Coordinates[i], 1e-9);
            Assert.Equal(one.Coordinates[i], moments.Coordinates[i], 1e-9);
        }
    }

    [Fact]
    public void FullInformationOfCompleteRowsIsTheLikelihoodOfMoments()
    {
        SemData data = SemData.FromRows(SimulatedRows.Names, SimulatedRows.Draw(4, 150));
        SemFit listwise = StructuralModel.Fit(SimulatedRows.Table(true), data);
        SemFit full = StructuralModel.Fit(SimulatedRows.Table(true), data, new SemOptions { Missing = SemMissing.FullInformation });
        Assert.Equal(listwise.Coordinates, full.Coordinates);
    }

    [Fact]
    public void RowsWithoutACellTellLessButAgree()
    {
        double[] rows = SimulatedRows.Draw(9, 4000);
        SemFit whole = StructuralModel.Fit(SimulatedRows.Table(true), SemData.FromRows(SimulatedRows.Names, rows));
        SemFit holes = StructuralModel.Fit(
            SimulatedRows.Table(true), SemData.FromRows(SimulatedRows.Names, SimulatedRows.WithHoles(rows, 1, 0.2)), new SemOptions { Missing = SemMissing.FullInformation });
        Assert.InRange(holes.GradientNorm, 0, 1e-9);
        for (int i = 0; i < whole.Coordinates.Count; i++)
        {
            Assert.InRange(holes.StandardErrors[i], whole.StandardErrors[i], 2 * whole.StandardErrors[i]);
            Assert.InRange((holes.Coordinates[i] - whole.Coordinates[i]) / holes.StandardErrors[i], -4, 4);
        }
    }

    [Fact]
    public void ConstraintsHoldAndCostDegreesOfFreedom()
    {
        SemData data = SemData.FromRows(SimulatedRows.Names, SimulatedRows.Draw(2, 300));
        SemFit free = StructuralModel.Fit(SimulatedRows.Table(), data);
        SemFit labels = StructuralModel.Fit(SimulatedRows.Table(text: "f =~ x1 + a*x2 + c*x3\ng =~ x4 + a*x5 + x6\ng ~ b*f"), data);
        SemFit equation = StructuralModel.Fit(SimulatedRows.Table(text: "f =~ x1 + a*x2 + c*x3\ng =~ x4 + e*x5 + x6\ng ~ b*f\na == e"), data);
        SemFit curved = StructuralModel.Fit(SimulatedRows.Table(text: "f =~ x1 + a*x2 + c*x3\ng =~ x4 + e*x5 + x6\ng ~ b*f\na*c == 1"), data);
        SemFit effectCoded = StructuralModel.Fit(SimulatedRows.Table(text: "f =~ NA*x1 + a*x1 + b*x2 + c*x3\ng =~ x4 + x5 + x6\ng ~ f\na + b + c == 3"), data);
        Assert.Equal(labels.Measures!.Comparative.ChiSquare, equation.Measures!.Comparative.ChiSquare, 1e-8);
        Assert.Equal(free.Measures!.Comparative.DegreesOfFreedom + 1, equation.Measures.Comparative.DegreesOfFreedom);
        Assert.Equal(Value(labels, "x2").Value, Value(equation, "x2").Value, 1e-8);
        Assert.Equal(Value(labels, "x2").StandardError, Value(equation, "x2").StandardError, 1e-8);
        Assert.Equal(1, Value(curved, "x2").Value * Value(curved, "x3").Value, 1e-9);
        Assert.InRange(curved.GradientNorm, 0, 1e-8);
        Assert.Equal(free.Measures.Comparative.ChiSquare, effectCoded.Measures!.Comparative.ChiSquare, 1e-8);
        Assert.True(Value(effectCoded, "x1").StandardError > 0);
    }

    [Fact]
    public void InequalitiesBindOnlyWhereTheyMust()
    {
        SemData data = SemData.FromRows(SimulatedRows.Names, SimulatedRows.Draw(2, 300));
        SemFit free = StructuralModel.Fit(SimulatedRows.Table(), data);
        SemFit idle = StructuralModel.Fit(SimulatedRows.Table(text: SimulatedRows.Text + "\nb > 0"), data);
        SemFit bound = StructuralModel.Fit(SimulatedRows.Table(text: SimulatedRows.Text + "\nb < 0.1"), data);
        Assert.Equal(free.Measures!.Comparative.ChiSquare, idle.Measures!.Comparative.ChiSquare, 1e-9);
        Assert.Equal(0.1, bound.Defined[0].Estimate.Value is var square ? Math.Sqrt(square) : 0, 1e-9);
        Assert.True(bound.Measures!.Comparative.ChiSquare > free.Measures.Comparative.ChiSquare);
        Assert.Contains(bound.Findings, finding => finding.Code == "sem-boundary");
    }

    [Fact]
    public void ContradictionsAreTold()
    {
        SemData data = SemData.FromRows(SimulatedRows.Names, SimulatedRows.Draw(2, 100));
        SemFit fit = StructuralModel.Fit(SimulatedRows.Table(text: SimulatedRows.Text + "\nb > 2 + d\nb < 1"), data);
        Assert.Null(fit.Measures);
        Assert.Contains(fit.Findings, finding => finding.Severity == Severity.Blocking);
    }

    [Fact]
    public void BadDataAreToldBeforeAFit()
    {
        double[] rows = SimulatedRows.Draw(2, 50), copied = [.. rows.Select((value, i) => i % 6 == 5 ? rows[i - 1] : value)], constant = [.. rows.Select((value, i) => i % 6 == 0 ? 1 : value)];
        Assert.Equal("sem-covariance-singular", Blocking(rows[..30]));
        Assert.Equal("sem-covariance-singular", Blocking(copied));
        Assert.Equal("sem-covariance-singular", Blocking(constant));
        Assert.Equal("sem-group-too-small", Blocking(rows[..6]));
        SemData groups = SemData.FromRows(SimulatedRows.Names, [("a", rows), ("b", rows[..6])]);
        Assert.Contains(StructuralModel.Fit(SimulatedRows.Table(groups: ["a", "b"]), groups).Findings, finding => finding.Code == "sem-group-too-small" && finding.Message.Contains("'b'", StringComparison.Ordinal));

        static string Blocking(double[] rows)
        {
            SemFit fit = StructuralModel.Fit(SimulatedRows.Table(), SemData.FromRows(SimulatedRows.Names, rows));
            Assert.True(double.IsNaN(fit.Parameters[1].Estimate.Value));
            return fit.Findings.Single(finding => finding.Severity == Severity.Blocking).Code;
        }
    }

    [Fact]
    public void UnidentifiedModelsHaveNoStandardErrors()
    {
        SemFit fit = StructuralModel.Fit(
            SimulatedRows.Table(text: "f =~ NA*x1 + x2 + x3\nf ~~ NA*f"), SemData.FromRows(SimulatedRows.Names, SimulatedRows.Draw(2, 100)));
        Assert.Contains(fit.Findings, finding => finding.Code is "sem-information-singular");
        Assert.All(fit.StandardErrors, error => Assert.True(double.IsNaN(error)));
    }

    [Fact]
    public void HeywoodCasesAreTold()
    {
        double[] covariance = [1, 0.9, 0.8, 0.9, 1, 0.6, 0.8, 0.6, 1];
        SemFit fit = StructuralModel.Fit(SimulatedRows.Table(text: "f =~ x1 + x2 + x3"), SemData.FromMoments(["x1", "x2", "x3"], [new SemGroup("", 100, [], covariance)]));
        Assert.True(fit.Converged);
        Assert.Contains(fit.Findings, finding => finding.Code == "sem-negative-variance" && finding.Message.Contains("x1", StringComparison.Ordinal));
    }

    [Fact]
    public void UnweightedErrorsAndTestAreThoseOfNormalTheory()
    {
        // With 100,000 normal rows of a correct model all estimators agree to first order, and the statistics are near each other.
        SemData data = SemData.FromRows(SimulatedRows.Names, SimulatedRows.Draw(8, 100_000));
        SemFit likelihood = StructuralModel.Fit(SimulatedRows.Table(), data);
        SemFit least = StructuralModel.Fit(SimulatedRows.Table(), data, new SemOptions { Estimator = SemEstimator.UnweightedLeastSquares });
        Assert.Equal(likelihood.Measures!.Comparative.ChiSquare, least.Measures!.Comparative.ChiSquare, 0.05);
        for (int i = 0; i < likelihood.Coordinates.Count; i++)
        {
            Assert.Equal(likelihood.Coordinates[i], least.Coordinates[i], 5 * least.StandardErrors[i]);
            Assert.InRange(least.StandardErrors[i] / likelihood.StandardErrors[i], 0.99, 1.5);
        }
    }

    [Fact]
    public void EffectsAddUp()
    {
        SemFit fit = StructuralModel.Fit(
            SimulatedRows.Table(text: "f =~ x1 + x2 + x3\nx4 ~ a*f\nx5 ~ b*x4 + c*f\ni := a*b\nt := c + a*b"), SemData.FromRows(SimulatedRows.Names, SimulatedRows.Draw(6, 300)));
        SemEffect effect = SemEffects.Of(fit).Single(effect => effect is { From: "f", To: "x5" });
        Assert.Equal(fit.Defined[0].Estimate.Value, effect.Indirect.Value, 1e-12);
        Assert.Equal(fit.Defined[0].Estimate.StandardError, effect.Indirect.StandardError, 1e-8);
        Assert.Equal(fit.Defined[1].Estimate.StandardError, effect.Total.StandardError, 1e-8);
        Assert.DoesNotContain(SemEffects.Of(fit), effect => effect is { From: "x5", To: "f" });
    }

    // Reference: lavaan 0.6 with missing = "fiml".
    [Fact]
    public void ModificationIndicesWithMissingCellsAreThoseOfTheExpectedInformation()
    {
        string[][] lines = [.. File.ReadLines(Repository.Reference("oracle", "bayes", "data", "holzinger_missing.csv")).Select(line => line.Split(','))];
        double[] rows = [.. lines.Skip(1).SelectMany(cells => cells.Skip(3)).Select(cell => cell.Length == 0 ? double.NaN : double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture))];
        SemFit fit = StructuralModel.Fit(
            SimulatedRows.Table(true, "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"), SemData.FromRows(lines[0][3..], rows), new SemOptions { Missing = SemMissing.FullInformation });
        IReadOnlyList<ModificationIndex> indices = ModificationIndices.Of(fit);
        Assert.Equal(31.55, Index("visual", "x9"), 0.01);
        Assert.Equal(30.89, Index("x7", "x8"), 0.01);
        Assert.Equal(12.87, Index("visual", "x7"), 0.01);
        Assert.Equal(6.53, Index("x1", "x9"), 0.01);

        double Index(string left, string right) => indices.Single(index => index.Parameter.Left == left && index.Parameter.Right == right).Index;
    }

    [Fact]
    public void ABindingBoundHasNoStandardError()
    {
        SemData data = SemData.FromRows(SimulatedRows.Names, SimulatedRows.Draw(2, 300));
        SemFit bound = StructuralModel.Fit(SimulatedRows.Table(text: SimulatedRows.Text + "\nb < 0.1"), data);
        SemEstimate path = bound.Parameters.Single(parameter => parameter.Parameter.Operator == SemOperator.Regression).Estimate;
        Assert.Equal(0.1, path.Value, 1e-9);
        Assert.True(double.IsNaN(path.StandardError) && double.IsNaN(path.Z) && double.IsNaN(path.PValue));
        Assert.True(Value(bound, "x2").StandardError > 0);
    }

    [Fact]
    public void VariablesNeverSeenTogetherAndTooFewRowsWithholdTheFit()
    {
        double[] rows = SimulatedRows.Draw(2, 100), apart = [.. rows.Select((value, i) => i % 6 == (i / 6 % 2) ? double.NaN : value)];
        SemFit fit = StructuralModel.Fit(SimulatedRows.Table(true), SemData.FromRows(SimulatedRows.Names, apart), new SemOptions { Missing = SemMissing.FullInformation });
        Assert.Equal("never-observed-together", Assert.Single(fit.Findings).Code);
        Assert.Null(fit.Measures);
        SemGroup whole = StructuralModel.Fit(SimulatedRows.Table(), SemData.FromRows(SimulatedRows.Names, rows)).Sample[0];
        SemFit few = StructuralModel.Fit(SimulatedRows.Table(), SemData.FromMoments(SimulatedRows.Names, [whole with { Count = 6 }]));
        Assert.Equal(("sem-few-rows", Severity.Blocking), (few.Findings[0].Code, few.Findings[0].Severity));
        Assert.Null(few.Measures);
    }

    [Fact]
    public void BootstrapIsTheSameOnAnyNumberOfThreadsAndNearTheory()
    {
        SemFit fit = StructuralModel.Fit(SimulatedRows.Table(), SemData.FromRows(SimulatedRows.Names, SimulatedRows.Draw(6, 400)));
        SemBootstrapResult one = SemBootstrap.Run(fit, new SemBootstrapOptions { Replicates = 300, Seed = 7, Threads = 1 });
        SemBootstrapResult other = SemBootstrap.Run(fit, new SemBootstrapOptions { Replicates = 300, Seed = 7, Threads = 2 });
        Assert.Equal(one.Parameters.Select(parameter => parameter.Estimate), other.Parameters.Select(parameter => parameter.Estimate));
        Assert.Equal(0, one.Failed);
        Assert.InRange(one.Defined[0].Estimate.StandardError / fit.Defined[0].Estimate.StandardError, 0.8, 1.25);
        Assert.InRange(fit.Defined[0].Estimate.Value, one.Defined[0].Estimate.Lower, one.Defined[0].Estimate.Upper);
    }

    private static SemEstimate Value(SemFit fit, string indicator)
        => fit.Parameters.Single(parameter => parameter.Parameter.Operator == SemOperator.Loading && parameter.Parameter.Right == indicator).Estimate;
}
