using Credence.Statistics;
using Xunit;

namespace Credence.Analysis.Tests;

public sealed class CovarianceTableTests
{
    [Theory]
    [InlineData("a,b,c\n4\n1,9\n2,3,16\n")]
    [InlineData("a,b,c\n4,1,2\n1,9,3\n2,3,16\n")]
    [InlineData("a,b,c\na,4\nb,1,9\nc,2,3,16\n")]
    [InlineData(",a,b,c\r\na,4,,\r\nb,1,9,\r\nc,2,3,16\r\n")]
    [InlineData("variable;a;b;c\nc;2;3;16\nb;1;9\na;4\n")]
    [InlineData("\"a\"\t\"b\"\t\"c\"\n4\n1\t9\n2\t3\t16\n")]
    public void AllFormsOfTheMatrixAreRead(string text)
    {
        CovarianceTable table = CovarianceTable.Parse("s.csv", text, 10);
        Assert.Equal(["a", "b", "c"], table.Variables);
        Assert.Equal([4, 1, 2, 1, 9, 3, 2, 3, 16], table.Covariance);
        Assert.Empty(table.Means);
        Assert.Equal(10, table.Count);
    }

    [Fact]
    public void MeansAndStandardDeviationsStandInRowsOfTheirOwn()
    {
        CovarianceTable table = CovarianceTable.Parse("s.csv", "a,b\na,1\nb,0.5,1\nmean,10,20\nsd,2,3\n", 10);
        Assert.Equal([4, 3, 3, 9], table.Covariance);
        Assert.Equal([10, 20], table.Means);
    }

    [Theory]
    [InlineData("a,b\n", "there is no matrix")]
    [InlineData("a,b\n1\n2,x\n", "line 3: \"x\" is not a number")]
    [InlineData("a,b\n1\n", "is missing")]
    [InlineData("a,b\n1,2\n3,4\n", "differ")]
    [InlineData("a,b\n1\n2,4\n5,6\n", "more rows")]
    [InlineData("a,b\na,1\nb,2,4\nc,1,2\n", "c is no variable of the header")]
    [InlineData("a,b\na,1\na,1\nb,2,4\n", "a has two rows")]
    [InlineData("a,b,c\n4\n1,9,2,3\n", "4 values")]
    [InlineData("a,a\n4\n1,9\n", "names a twice")]
    [InlineData("a,b\na,4\nb,1,9\nsd,2,3\n", "is not 1")]
    public void WhatIsNoMatrixIsRefusedWithItsPlace(string text, string said)
    {
        InputException problem = Assert.Throws<InputException>(() => CovarianceTable.Parse("s.csv", text, 10));
        Assert.Contains(said, problem.Message, StringComparison.Ordinal);
        Assert.StartsWith("s.csv", problem.Message, StringComparison.Ordinal);
    }
}
