using Credence.Numerics;

namespace Credence.Analysis;

/// <summary>Draws that several data sets share. Each takes one number of the stream.</summary>
internal static class SimulationDraws
{
    extension(RandomStream random)
    {
        /// <summary>A place in the list of shares, which sum to 1.</summary>
        public int NextLevel(double[] shares)
        {
            double rest = random.NextDouble();
            int level = 0;
            while (level < shares.Length - 1 && rest >= shares[level])
                rest -= shares[level++];
            return level;
        }

        /// <summary>How often something happens before it fails for the first time, if it happens with the given probability each time.</summary>
        public double NextGeometric(double probability) => Math.Floor(Math.Log(random.NextDouble()) / Math.Log(probability));
    }
}
