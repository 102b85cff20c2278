using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>A beta posterior of a probability, in log odds around those of its mean, where the density peaks.</summary>
internal sealed class BetaDensity : PosteriorDensity
{
    private readonly double total, smaller;
    private readonly bool mirrored;

    public BetaDensity(double a, double b)
        : base(Support.Unit, Math.Log(a / b), 1 / Math.Sqrt(a / (a + b) * b))
    {
        total = a + b;
        (smaller, mirrored) = a <= b ? (a / total, false) : (b / total, true);
        Build();
    }

    protected override IReadOnlyList<(double Position, double Width)> Landmarks => [(0, Scale)];

    /// <summary>
    /// a log(x/m) + b log((1 − x)/(1 − m)) with the mean m, as a difference of two terms of second order: at counts of a billion the plain sum has no digits left.
    /// </summary>
    protected override double LogKernel(double s)
    {
        double e = mirrored ? -s : s;
        if (e > 1)
            return -total * ((1 - smaller) * e + Math.Log(smaller + (1 - smaller) * Math.Exp(-e)));
        return total * (Elementary.Log1pRemainder(smaller * Elementary.Expm1(e)) - smaller * Elementary.ExpRemainder(e));
    }
}

/// <summary>A gamma posterior of a rate, in logs around that of its mean.</summary>
internal sealed class GammaDensity : PosteriorDensity
{
    private readonly double shape;

    public GammaDensity(double shape, double rate)
        : base(Support.Positive, Math.Log(shape / rate), 1 / Math.Sqrt(shape))
    {
        this.shape = shape;
        Build();
    }

    protected override IReadOnlyList<(double Position, double Width)> Landmarks => [(0, Scale)];

    protected override double LogKernel(double s) => -shape * Elementary.ExpRemainder(s);
}

/// <summary>A Student t posterior; the normal for infinite degrees of freedom.</summary>
internal sealed class StudentTDensity : PosteriorDensity
{
    private readonly double degreesOfFreedom;

    public StudentTDensity(double degreesOfFreedom, double location, double scale)
        : base(Support.Line, location, scale)
    {
        this.degreesOfFreedom = degreesOfFreedom;
        Build();
    }

    protected override double LogKernel(double s)
        => double.IsInfinity(degreesOfFreedom) ? -0.5 * s * s : -0.5 * (degreesOfFreedom + 1) * Elementary.Log1p(s * s / degreesOfFreedom);
}

/// <summary>The posterior of a mean with a normal prior and, independently, an inverse gamma prior of the variance: a normal times a t kernel.</summary>
internal sealed class NormalTimesStudentTDensity : PosteriorDensity
{
    private readonly double priorPosition, priorWidth, shape;

    /// <summary>The product of a normal and of a t kernel (1 + s²)^−shape, where s = (x − location) / scale.</summary>
    public NormalTimesStudentTDensity(double priorMean, double priorSd, double location, double scale, double shape)
        : base(Support.Line, location, scale)
    {
        (priorPosition, priorWidth, this.shape) = ((priorMean - location) / scale, priorSd / scale, shape);
        Build();
    }

    protected override IReadOnlyList<(double Position, double Width)> Landmarks
        => [(0, Math.Min(1 / Math.Sqrt(shape), 1)), (priorPosition, priorWidth)];

    /// <summary>The derivative of the log density by s.</summary>
    public double Slope(double s) => -(s - priorPosition) / (priorWidth * priorWidth) - 2 * shape * s / (1 + s * s);

    protected override double LogKernel(double s)
    {
        double z = (s - priorPosition) / priorWidth;
        return -0.5 * z * z - shape * Elementary.Log1p(s * s);
    }
}

/// <summary>The density of −X.</summary>
internal sealed class ReflectedDensity : PosteriorDensity
{
    private readonly PosteriorDensity original;

    public ReflectedDensity(PosteriorDensity original)
        : base(Support.Line, -original.Location, original.Scale)
    {
        this.original = original;
        Build();
    }

    protected override IReadOnlyList<(double Position, double Width)> Landmarks
    {
        get
        {
            // The median and the quartiles, near enough, of whatever shape the original has.
            double low = Place(0.25), middle = Place(0.5), high = Place(0.75);
            return [(-low, high - low), (-middle, high - low), (-high, high - low)];
        }
    }

    protected override double LogKernel(double s) => original.LogDensity(-s);

    private double Place(double probability)
    {
        int panel = original.LowerTails.BinarySearch(probability);
        return original.Edges[panel >= 0 ? panel : Math.Min(~panel, original.Panels)];
    }
}
