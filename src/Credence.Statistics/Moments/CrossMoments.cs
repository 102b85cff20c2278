namespace Credence.Statistics;

/// <summary>Count, means and centred cross-products of several columns.</summary>
public sealed class CrossMoments;
