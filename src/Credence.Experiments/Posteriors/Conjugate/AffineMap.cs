namespace Credence.Experiments;

/// <summary>The map x ↦ ratio · x + shift from the values of one posterior to those of another, in the coordinates of both.</summary>
/// <remarks>The ratio is above 0, so that the map increases.</remarks>
internal readonly struct AffineMap
{
    private readonly PosteriorDensity from, to;
    private readonly double ratio, shift, translation;

    public AffineMap(PosteriorDensity from, PosteriorDensity to, double ratio, double shift)
    {
        (this.from, this.to, this.ratio, this.shift) = (from, to, ratio, shift);
        // Where the map is a translation of coordinates, the locations are subtracted once and nothing else is rounded.
        translation = from.Support switch
        {
            Support.Line => ratio == 1 ? from.Location - to.Location + shift : ratio * from.Location + shift - to.Location,
            Support.Positive when shift == 0 => from.Location - to.Location + Math.Log(ratio),
            Support.Unit when ratio == 1 && shift == 0 => from.Location - to.Location,
            _ => double.NaN,
        };
    }

    /// <summary>log of the ratio, the derivative of the map.</summary>
    public double LogRatio => Math.Log(ratio);

    /// <summary>The map the other way round.</summary>
    public AffineMap Inverse => new(to, from, 1 / ratio, -shift / ratio);

    /// <summary>The coordinate of the image; infinite where the image is outside the support.</summary>
    public double At(double s)
    {
        if (from.Support == Support.Line)
            return (translation + ratio * from.Scale * s) / to.Scale;
        if (!double.IsNaN(translation))
            return s + translation;
        double image = ratio * from.Value(s) + shift;
        if (image <= 0)
            return double.NegativeInfinity;
        if (from.Support == Support.Positive)
            return Math.Log(image) - to.Location;
        double complement = ratio * from.Complement(s) + (1 - ratio - shift);
        return complement <= 0 ? double.PositiveInfinity : Math.Log(image / complement) - to.Location;
    }
}
