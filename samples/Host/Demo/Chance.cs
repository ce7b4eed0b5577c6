namespace CrmKit.Samples.Host.Demo;

/// <summary>Chance that falls the same way every time.</summary>
internal sealed class Chance(int seed)
{
    // Not the framework's generator: what a seed means there may change between versions, and with it every figure.
    private ulong _state = (ulong)seed * 0x9E3779B97F4A7C15;

    /// <summary>From 0 up to, not including, <paramref name="limit"/>.</summary>
    public int Below(int limit)
    {
        var x = _state += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return (int)((x ^ (x >> 31)) % (ulong)limit);
    }

    public int Between(int least, int most) => least + Below(most - least + 1);

    public bool OneIn(int count) => Below(count) == 0;

    public bool Percent(int percent) => Below(100) < percent;

    public T Of<T>(IReadOnlyList<T> list) => list[Below(list.Count)];
}
