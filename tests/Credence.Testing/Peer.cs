using System.Diagnostics;
using Xunit;

namespace Credence.Testing;

/// <summary>Runs scripts of <c>tests/interchange</c> in other languages; skips the test, with the reason, where the machine lacks what they need.</summary>
public static class Peer
{
    /// <summary>Runs a script in a Python that has the modules, and gives what it printed.</summary>
    public static string Python(string[] modules, string script, params string[] arguments)
    {
        string[] pythons = ["/usr/bin/python3", "python3"];
        string? python = Array.Find(pythons, program => TryRun(program, ["-c", $"import {string.Join(", ", modules)}"], out _));
        Assert.SkipWhen(python is null, $"no python3 with the modules {string.Join(", ", modules)} is installed");
        return Run(python, [Script(script), .. arguments]);
    }

    /// <summary>Runs a script in an R that has the package, and gives what it printed.</summary>
    public static string R(string package, string script, params string[] arguments)
    {
        Assert.SkipUnless(TryRun("Rscript", ["-e", $"if (!requireNamespace('{package}', quietly = TRUE)) quit(status = 1)"], out _), $"no R with the package {package} is installed");
        return Run("Rscript", [Script(script), .. arguments]);
    }

    private static string Script(string name) => Repository.Folder("tests", "interchange", name);

    private static string Run(string program, string[] arguments)
    {
        Assert.True(TryRun(program, arguments, out string printed), printed);
        return printed;
    }

    private static bool TryRun(string program, string[] arguments, out string printed)
    {
        printed = "";
        try
        {
            ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            using Process process = Process.Start(start)!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            printed = process.ExitCode == 0 ? output : output + error.GetAwaiter().GetResult();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
