namespace Credence.Analysis;

/// <summary>Reports how much of the resampling of all metrics, variants and segments is done.</summary>
/// <param name="total">Units to resample, of all arms together.</param>
/// <param name="progress">Told the share; may be null.</param>
internal sealed class ResamplingWork(double total, IProgress<double>? progress)
{
    private double _done;

    /// <summary>The progress of an arm with so many units.</summary>
    public IProgress<double>? Part(int units) => progress is null ? null : new Share(this, units);

    /// <summary>Notes that an arm with so many units is done.</summary>
    public void Done(int units)
    {
        _done += units;
        Report(0);
    }

    private void Report(double more) => progress?.Report(total > 0 ? Math.Min(1, (_done + more) / total) : 1);

    private sealed class Share(ResamplingWork work, int units) : IProgress<double>
    {
        public void Report(double value) => work.Report(value * units);
    }
}
