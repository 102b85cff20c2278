using Credence.Statistics;
using Xunit;

namespace Credence.Reporting.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("credence-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task WritesReplacesAndLeavesNothingElse()
    {
        string path = Path.Combine(folder, "new", "report.html");
        await AtomicFile.WriteAsync(path, "first", TestContext.Current.CancellationToken);
        await AtomicFile.WriteAsync(path, "zweite Größe", TestContext.Current.CancellationToken);
        Assert.Equal("zweite Größe", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public async Task RefusesAFolder()
    {
        InputException error = await Assert.ThrowsAsync<InputException>(() => AtomicFile.WriteAsync(folder, "x", TestContext.Current.CancellationToken));
        Assert.Contains("is a folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NamesAPathThatCannotBeWritten()
    {
        string file = Path.Combine(folder, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        string below = Path.Combine(file, "report.html");
        InputException error = await Assert.ThrowsAsync<InputException>(() => AtomicFile.WriteAsync(below, "x", TestContext.Current.CancellationToken));
        Assert.StartsWith(below, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CancelledWriteLeavesTheOldFile()
    {
        string path = Path.Combine(folder, "report.html");
        await AtomicFile.WriteAsync(path, "old", TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AtomicFile.WriteAsync(path, "new", new CancellationToken(canceled: true)));
        Assert.Equal("old", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal([path], Directory.GetFiles(folder));
    }
}
