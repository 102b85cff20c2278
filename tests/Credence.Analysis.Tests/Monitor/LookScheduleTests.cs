using Credence.Statistics;
using Xunit;

namespace Credence.Analysis.Tests;

public sealed class LookScheduleTests
{
    [Theory]
    [InlineData(null, "1000,800", "looks must increase, but 800 follows 1000")]
    [InlineData(null, "2026-03-07,2026-03-07", "looks must increase, but 2026-03-07 follows 2026-03-07")]
    [InlineData(null, "soon", "neither a number, nor a list")]
    [InlineData(null, "0", "neither a number, nor a list")]
    [InlineData("1w", null, "neither a period nor a number of units")]
    [InlineData("0d", null, "neither a period nor a number of units")]
    [InlineData("-5", null, "neither a period nor a number of units")]
    [InlineData("1d", "100,200", "cannot go with --every")]
    public void BadSchedulesAreNamed(string? every, string? looks, string problem)
        => Assert.Contains(problem, Assert.Throws<InputException>(() => LookSchedule.Parse(every, looks)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("x")]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("2026-02-30")]
    public void ABadPlanIsNamed(string text) => Assert.Contains("--planned", Assert.Throws<InputException>(() => PlannedSize.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void PlanAndScheduleMustGoTogether()
    {
        Assert.Contains("beyond the planned", Assert.Throws<InputException>(() => LookSchedule.Parse(null, "100,200").Check(new(150, null))).Message, StringComparison.Ordinal);
        Assert.Contains("cannot go with", Assert.Throws<InputException>(() => LookSchedule.Parse("50", null).Check(PlannedSize.Parse("2026-01-01"))).Message, StringComparison.Ordinal);
        Assert.Contains("beyond the planned", Assert.Throws<InputException>(() => LookSchedule.Parse(null, "2026-01-02,2026-01-04").Check(PlannedSize.Parse("2026-01-03"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EqualLooksToAPlannedDayEndWithIt()
    {
        LookSchedule schedule = LookSchedule.Parse(null, "4");
        LookEdges edges = new(schedule, PlannedSize.Parse("2026-03-10"), LookTime.Parse("2026-03-01T00:00:00.000000Z", TimeSpan.FromDays(1)));
        int[] places = [.. Enumerable.Range(1, 10).Select(day => edges.PlaceOf(LookTime.Parse($"2026-03-{day:00}T00:00:00.000000Z", TimeSpan.FromDays(1)), day))];
        Assert.Equal([0, 0, 0, 1, 1, 2, 2, 2, 3, 3], places);
    }

    [Theory]
    [InlineData("2026-03-01T00:00:00.000000Z", 24.0, "2026-03-01")]
    [InlineData("2026-03-01T13:00:00.000000Z", 1.0, "2026-03-01T14:00:00Z")]
    [InlineData("2026-03-01T13:05:07.250000Z", 0.0, "2026-03-01T13:05:07.250000Z")]
    [InlineData("2026-03-01T00:00:00.000000Z", 0.0, "2026-03-01")]
    [InlineData("17.5", 0.0, "17.5")]
    public void ATimeIsPrintedAsWhatItStandsFor(string value, double hours, string text)
        => Assert.Equal(text, LookTime.Parse(value, TimeSpan.FromHours(hours)).Text);
}
