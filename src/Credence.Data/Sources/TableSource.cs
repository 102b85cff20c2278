namespace Credence.Data;

/// <summary>Where rows come from: a file, a glob, or standard input.</summary>
/// <param name="Text">The source as the user wrote it.</param>
public sealed record TableSource(string Text);
