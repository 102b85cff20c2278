using Xunit;

namespace Credence.Testing;

/// <summary>Places of the repository that tests read.</summary>
public static class Repository
{
    /// <summary>The folder that holds <c>Credence.slnx</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A folder of this repository.</summary>
    public static string Folder(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>A file of the reference material that lies beside the repository; the test is skipped where it is absent.</summary>
    public static string Reference(params string[] parts)
    {
        string path = Path.Combine([Root, "..", "shared", .. parts]);
        Assert.SkipUnless(File.Exists(path), $"the reference file shared/{string.Join('/', parts)} is not beside this repository");
        return path;
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Credence.slnx")))
                return folder.FullName;
        }
        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
