using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Credence.Statistics;
using DuckDB.NET.Data;

namespace Credence.Data;

/// <summary>Sums influences over the rows of several cells, whatever the order in which they come.</summary>
/// <remarks>Loops are compiled at their best at once: a run is over before the compiler would find out that they are worth it.</remarks>
/// <param name="forms">How the rows of each cell influence the estimates.</param>
/// <param name="power">The power p of 1 − h: 0, 1 or 2.</param>
internal sealed class InfluenceCells(IReadOnlyList<InfluenceForms> forms, int power)
{
    private readonly Cell[] _cells = [.. forms.Select(cell => new Cell(cell, power))];

    /// <summary>The sums of each cell.</summary>
    public InfluenceSums[] Sums => Array.ConvertAll(_cells, cell => cell.Sums);

    /// <summary>Takes a row: the number of its cell, the outcome and the covariates.</summary>
    public void Add(DuckDBDataReader reader) => _cells[reader.GetInt32(0)].Add(reader);

    // Values of a linear form over a block of rows; slopes of 0 are left out.
    private sealed class BlockForm(LinearForm form)
    {
        private readonly (int Place, double Slope)[] _slopes = [.. form.Slopes.Index().Where(slope => slope.Item != 0).Select(slope => (slope.Index, slope.Item))];
        private readonly double[] _values = new double[Cell.Block];

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public ReadOnlySpan<double> At(ReadOnlySpan<double> covariates)
        {
            Array.Fill(_values, form.Constant);
            Span<Vector256<double>> values = MemoryMarshal.Cast<double, Vector256<double>>(_values.AsSpan());
            foreach ((int place, double slope) in _slopes)
            {
                Vector256<double> factor = Vector256.Create(slope);
                ReadOnlySpan<Vector256<double>> column = MemoryMarshal.Cast<double, Vector256<double>>(covariates.Slice(place * Cell.Block, Cell.Block));
                for (int i = 0; i < values.Length && i < column.Length; i++)
                    values[i] = Vector256.FusedMultiplyAdd(column[i], factor, values[i]);
            }
            return _values;
        }
    }

    private sealed class Cell(InfluenceForms forms, int power)
    {
        /// <summary>Rows that are taken at once.</summary>
        public const int Block = 64;

        private readonly BlockForm _prediction = new(forms.Prediction);
        private readonly BlockForm[] _leverages = [.. forms.Leverages.Select(form => new BlockForm(form))], _weights = [.. forms.Weights.Select(form => new BlockForm(form))];
        private readonly SteppedSum[] _squares = [.. forms.TypicalSquares.Select(square => new SteppedSum(square))];
        private readonly SteppedSum[] _withOutcome = [.. forms.TypicalSquares.Select(square => new SteppedSum(Math.Sqrt(square) * forms.TypicalDeviation))];
        private readonly double[] _outcomes = new double[Block], _covariates = new double[forms.Prediction.Slopes.Count * Block], _leverage = new double[Block];
        private long _count, _unusable;
        private int _filled;

        public InfluenceSums Sums
        {
            get
            {
                TakeBlock();
                return new(_count, _unusable, Array.ConvertAll(_squares, sum => sum.Value), Array.ConvertAll(_withOutcome, sum => sum.Value));
            }
        }

        public void Add(DuckDBDataReader reader)
        {
            _outcomes[_filled] = reader.GetDouble(1);
            for (int i = 0; i < forms.Prediction.Slopes.Count; i++)
                _covariates[i * Block + _filled] = reader.GetDouble(2 + i);
            if (++_filled == Block)
                TakeBlock();
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void TakeBlock()
        {
            ReadOnlySpan<double> leverage = Leverage(), predicted = _prediction.At(_covariates);
            for (int i = 0; i < _weights.Length; i++)
            {
                ReadOnlySpan<double> weight = _weights[i].At(_covariates);
                for (int row = 0; row < _filled; row++)
                {
                    if (power > 0 && !(leverage[row] <= InfluenceSums.HighestLeverage))
                        continue;
                    double left = 1 - leverage[row], root = power == 0 ? 1 : power == 1 ? Math.Sqrt(left) : left;
                    double influence = weight[row] * (_outcomes[row] - predicted[row]);
                    _squares[i].Add(influence * influence / (power == 1 ? left : root * root));
                    _withOutcome[i].Add(influence * (_outcomes[row] - forms.OutcomeMean) / root);
                }
            }
            _count += _filled;
            foreach (double h in leverage[.._filled])
                _unusable += power > 0 && !(h <= InfluenceSums.HighestLeverage) ? 1 : 0;
            _filled = 0;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private ReadOnlySpan<double> Leverage()
        {
            Array.Fill(_leverage, forms.BaseLeverage);
            if (power == 0)
                return _leverage;
            Span<Vector256<double>> sums = MemoryMarshal.Cast<double, Vector256<double>>(_leverage.AsSpan());
            foreach (BlockForm form in _leverages)
            {
                ReadOnlySpan<Vector256<double>> values = MemoryMarshal.Cast<double, Vector256<double>>(form.At(_covariates));
                for (int i = 0; i < sums.Length && i < values.Length; i++)
                    sums[i] = Vector256.FusedMultiplyAdd(values[i], values[i], sums[i]);
            }
            return _leverage;
        }
    }
}
