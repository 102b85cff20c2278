using Xunit;

namespace Credence.Testing;

/// <summary>Compares text with a file kept in the repository; <c>CREDENCE_UPDATE_GOLDEN=1</c> rewrites the file instead.</summary>
public static class Golden
{
    /// <summary>Asserts that <paramref name="actual"/> is the text of <c>tests/PROJECT/Golden/NAME</c>; says the first line that differs.</summary>
    public static void Matches(string project, string name, string actual)
    {
        string path = Repository.Folder("tests", project, "Golden", name);
        actual = actual.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("CREDENCE_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }
        Assert.True(File.Exists(path), $"{path} is missing; run with CREDENCE_UPDATE_GOLDEN=1 and look at what it writes");
        string expected = File.ReadAllText(path).ReplaceLineEndings("\n");
        if (expected == actual)
            return;
        string[] before = expected.Split('\n');
        string[] after = actual.Split('\n');
        int line = 0;
        while (line < Math.Min(before.Length, after.Length) && before[line] == after[line])
            line++;
        Assert.Fail($"{name}, line {line + 1}:\n  kept: {Line(before, line)}\n  now:  {Line(after, line)}\nRun with CREDENCE_UPDATE_GOLDEN=1 if the change is meant.");
    }

    private static string Line(string[] lines, int index) => index < lines.Length ? lines[index] : "(end of text)";
}
