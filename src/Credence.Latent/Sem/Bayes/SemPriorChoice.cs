using System.Globalization;
using Credence.Bayes;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>Chooses the prior of every free parameter: that of the text, else that of its kind, else the default on the data's scale.</summary>
internal sealed class SemPriorChoice(SemPriors priors, SemScales scales)
{
    private const string Text = "text", Default = "default";

    /// <summary>The name of a parameter as it is printed, without its group.</summary>
    public static string Name(SemParameter parameter) => parameter.Operator switch
    {
        SemOperator.Loading => $"{parameter.Left}=~{parameter.Right}",
        SemOperator.Regression => $"{parameter.Left}~{parameter.Right}",
        SemOperator.Covariance => $"{parameter.Left}~~{parameter.Right}",
        _ => $"{parameter.Left}~1",
    };

    /// <summary>The prior of a loading, regression or intercept.</summary>
    public (Prior Prior, string Source) OfValue(SemParameter parameter)
    {
        if (parameter.Prior.Length > 0)
            return (Read(parameter, out _), Text);
        string kind = parameter.Operator switch
        {
            SemOperator.Loading => SemPriors.Loading,
            SemOperator.Regression => SemPriors.Regression,
            _ => scales.IsLatent(parameter.Left) ? SemPriors.LatentIntercept : SemPriors.Intercept,
        };
        if (priors.Stated(kind) is { } stated)
            return stated;
        (double location, double scale) = kind switch
        {
            SemPriors.Intercept => (scales.Mean(parameter.Left, parameter.Group), 10 * Unit(parameter)),
            SemPriors.LatentIntercept => (0, 10 * scales.LatentLevel(parameter.Left, parameter.Group)),
            _ => (0, 2.5 * Unit(parameter)),
        };
        return (Parsed($"normal({Number(location)}, {Number(scale)})"), Default);
    }

    /// <summary>The unit that a loading, regression or intercept is measured in.</summary>
    public double Unit(SemParameter parameter) => parameter.Operator switch
    {
        SemOperator.Loading => scales.Unit(parameter.Right, parameter.Group) / scales.Unit(parameter.Left, parameter.Group),
        SemOperator.Regression => scales.Unit(parameter.Left, parameter.Group) / scales.Unit(parameter.Right, parameter.Group),
        _ => scales.Unit(parameter.Left, parameter.Group),
    };

    /// <summary>The prior of a variance, on its root or on itself.</summary>
    public (Prior Prior, ScalarForm Form, string Source) OfVariance(SemParameter parameter)
    {
        if (parameter.Prior.Length > 0)
        {
            Prior own = Read(parameter, out string of);
            return (own, of == "var" ? ScalarForm.Variance : ScalarForm.Deviation, Text);
        }
        bool latent = scales.IsLatent(parameter.Left);
        if (priors.Stated(latent ? SemPriors.LatentVariance : SemPriors.Variance) is { } variance)
            return (variance.Prior, ScalarForm.Variance, variance.Source);
        if (priors.Stated(latent ? SemPriors.LatentDeviation : SemPriors.Deviation) is { } deviation)
            return (deviation.Prior, ScalarForm.Deviation, deviation.Source);
        return (Parsed($"half-student-t(3, {Number(scales.Unit(parameter.Left, parameter.Group))})"), ScalarForm.Deviation, Default);
    }

    /// <summary>The prior of a covariance's correlation.</summary>
    public (Prior Prior, string Source) OfCorrelation(SemParameter parameter)
    {
        if (parameter.Prior.Length > 0)
            return (Read(parameter, out _), Text);
        bool latent = scales.IsLatent(parameter.Left) && scales.IsLatent(parameter.Right);
        return priors.Stated(latent ? SemPriors.LatentCorrelation : SemPriors.Correlation) is { } stated ? stated : (Parsed("lkj(2)"), Default);
    }

    // A prior such as normal(0,1), gamma(1,.5)[sd] or inverse-gamma(3,4)[var].
    private static Prior Read(SemParameter parameter, out string of)
    {
        string text = parameter.Prior.Trim(), place = $"prior of {Name(parameter)}";
        of = "";
        int bracket = text.LastIndexOf('[');
        if (bracket > 0 && text[^1] == ']')
        {
            of = text[(bracket + 1)..^1].Trim();
            if (parameter.Operator != SemOperator.Covariance || parameter.Left != parameter.Right || of is not ("sd" or "var"))
                throw new InputException(place, $"[{of}] does not say what the prior is of", "write [sd] or [var] behind the prior of a variance, and nothing behind others");
            text = text[..bracket];
        }
        Prior prior = Prior.Parse(text, place);
        if (prior.Concentration is not null && (parameter.Operator != SemOperator.Covariance || parameter.Left == parameter.Right))
            throw new InputException(place, $"{prior} is a distribution of correlations", "give it a distribution of one number");
        if (prior.IsCentredOnSample && parameter.Operator != SemOperator.Intercept)
            throw new InputException(place, "only an intercept can have a prior centred on the data", "write a number for 'sample'");
        return prior;
    }

    private static Prior Parsed(string text) => Prior.Parse(text);

    private static string Number(double value) => SemScales.Rounded(value).ToString("R", CultureInfo.InvariantCulture);
}
