namespace CrmKit.Records;

public sealed class SequentialGuidTests
{
    [Fact]
    public void Ids_ascend_strictly_as_stored_text()
    {
        var ids = Enumerable.Range(0, 20_000).Select(_ => SequentialGuid.Next().ToString("D")).ToList();
        Assert.All(ids.Zip(ids.Skip(1)), pair => Assert.True(string.CompareOrdinal(pair.First, pair.Second) < 0));
    }

    [Fact]
    public void Ids_of_several_threads_are_all_different()
    {
        var made = new Guid[8][];
        Parallel.For(0, made.Length, i => made[i] = [.. Enumerable.Range(0, 5_000).Select(_ => SequentialGuid.Next())]);
        Assert.Equal(40_000, made.SelectMany(ids => ids).Distinct().Count());
        Assert.All(made, ids => Assert.Equal(ids.Order(), ids));
    }

    [Fact]
    public void Ids_are_of_version_7_and_carry_the_time_and_chance()
    {
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var (one, other) = (SequentialGuid.Next(), SequentialGuid.Next());
        Assert.Equal((7, 8), (one.Version, one.Variant & 0xC));
        Assert.InRange(Convert.ToInt64(one.ToString("N")[..12], 16), before, before + 10_000);
        Assert.NotEqual(one.ToString("N")[17..], other.ToString("N")[17..]);
    }
}
