using System.Globalization;
using System.Text;

namespace Credence.ExperimentFiles;

/// <summary>Reads experiment files. Whatever is wrong with a file is returned as errors, all at once; nothing about its content is thrown.</summary>
public static class ExperimentFileReader
{
    /// <summary>Longest text that is read, in characters.</summary>
    public const int MaximumLength = 1 << 20;

    /// <summary>Reads a file of UTF-8 text.</summary>
    /// <param name="path">Path of the file; messages name it as given.</param>
    public static ExperimentReading ReadFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            if (Directory.Exists(path))
                return Unreadable(path, "this is a directory", "name a file");
            using StreamReader reader = new(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
            char[] buffer = new char[MaximumLength + 1];
            return ReadText(new string(buffer, 0, reader.ReadBlock(buffer)), path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return Unreadable(path, "there is no such file", "check the path");
        }
        catch (DecoderFallbackException)
        {
            return Unreadable(path, "this is not UTF-8 text", "name an experiment file (YAML)");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Unreadable(path, "the file cannot be opened", "check the path and its permissions");
        }
    }

    /// <summary>Reads the text of an experiment file.</summary>
    /// <param name="text">The YAML text.</param>
    /// <param name="fileName">Name of the file in error messages.</param>
    public static ExperimentReading ReadText(string text, string fileName)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(fileName);
        if (text.Length > MaximumLength)
            return Unreadable(fileName, string.Create(CultureInfo.InvariantCulture, $"the file is longer than {MaximumLength} characters"), "name an experiment file (YAML)");
        ErrorList errors = new(fileName);
        if (ReportControlCharacter(text, errors) || YamlTree.Parse(text, errors) is not YamlMapping root)
            return new ExperimentReading(fileName, null, null, errors.InOrder());
        ExperimentFile? file = new ExperimentReader(root, errors).Read();
        return new ExperimentReading(fileName, root, errors.IsEmpty ? file : null, errors.InOrder());
    }

    private static ExperimentReading Unreadable(string path, string message, string remedy)
        => new(path, null, null, [new FileError(path, 0, 0, message, remedy)]);

    // The parser takes a NUL for the end of the text and would ignore the rest without a word.
    private static bool ReportControlCharacter(string text, ErrorList errors)
    {
        int line = 1, lineStart = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n')
                (line, lineStart) = (line + 1, i + 1);
            else if (char.IsControl(text[i]) && text[i] is not ('\t' or '\r' or '\u0085'))
            {
                string message = string.Create(CultureInfo.InvariantCulture, $"control character U+{(int)text[i]:X4}");
                errors.Add(new TextMark(line, i - lineStart + 1), message, "an experiment file is text (YAML)");
                return true;
            }
        }
        return false;
    }
}
