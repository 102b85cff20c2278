using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>Dual averaging of the log step size toward a target acceptance rate.</summary>
/// <remarks>Hoffman and Gelman (2014), <i>JMLR</i> 15, section 3.2, with their constants γ = 0.05, t₀ = 10, κ = 0.75.</remarks>
internal sealed class StepSizeAdaptation(double target)
{
    private const double Gamma = 0.05, Offset = 10, Kappa = 0.75;

    // The acceptance of a single step that the first search looks for, and the bounds outside which no step works.
    private const double SearchAcceptance = 0.8, LargestStep = 1e7;

    private double anchor, error, average;
    private int count;

    /// <summary>The step size of the next warm-up transition.</summary>
    public double Step { get; private set; } = 1;

    /// <summary>The averaged step size, for the draws.</summary>
    public double Final => count == 0 ? Step : Math.Exp(average);

    /// <summary>Starts over from a step size.</summary>
    public void Restart(double step)
    {
        Step = step;
        anchor = Math.Log(10 * step);
        (error, average, count) = (0, 0, 0);
    }

    /// <summary>Learns from the acceptance rate of a transition.</summary>
    public void Update(double acceptance)
    {
        count++;
        double weight = 1 / (count + Offset);
        error += weight * (target - acceptance - error);
        double log = anchor - (error * Math.Sqrt(count) / Gamma), decay = Math.Pow(count, -Kappa);
        average += decay * (log - average);
        Step = Math.Exp(log);
    }

    /// <summary>
    /// Doubles or halves the step size until the acceptance of a single leapfrog step crosses 0.8, and starts over from there.
    /// </summary>
    /// <returns>Null, or what is wrong with the density where no step size works.</returns>
    public string? Search(Trajectory trajectory, RandomStream random)
    {
        double step = Step, logTarget = Math.Log(SearchAcceptance);
        bool growing = -trajectory.TrialStep(step, random) > logTarget;
        while (true)
        {
            step *= growing ? 2 : 0.5;
            if (step > LargestStep)
                return "the posterior is improper: no step is too long for it";
            if (step == 0)
                return "the log density is not continuous, or its gradient is wrong: no step is short enough";
            if (-trajectory.TrialStep(step, random) > logTarget != growing)
                break;
        }
        Restart(step);
        return null;
    }
}
