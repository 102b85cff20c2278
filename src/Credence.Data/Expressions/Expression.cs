namespace Credence.Data;

/// <summary>A parsed expression over columns.</summary>
public abstract record Expression;
