namespace Credence.Data;

/// <summary>A sum of numbers rounded to steps far below their typical size: the sum of whole numbers is the same in any order.</summary>
internal sealed class SteppedSum
{
    // Bits below the typical size of a term; 128 − 41 are left above it.
    private const int Bits = 40;

    private readonly double _step, _perStep;
    private Int128 _steps;

    /// <param name="typical">Typical size of a term; where it is 0, all terms are.</param>
    public SteppedSum(double typical)
    {
        _step = typical > 0 && double.IsFinite(typical) ? Math.ScaleB(1, Math.Clamp(Math.ILogB(typical), -900, 900) - Bits) : 1;
        _perStep = 1 / _step;
    }

    /// <summary>The sum.</summary>
    public double Value => (double)_steps * _step;

    /// <summary>Adds a number.</summary>
    public void Add(double term)
    {
        double steps = Math.Round(term * _perStep);
        // Nearly all terms fit into a word, whose conversion is quick.
        _steps += Math.Abs(steps) < long.MaxValue ? (long)steps : (Int128)steps;
    }
}
