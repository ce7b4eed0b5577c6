using CrmKit.Plugins.Runtime;

namespace CrmKit.Plugins;

public sealed class LeaseGateTests
{
    [Fact]
    public void LDR_02_nobody_enters_a_closed_gate()
    {
        var gate = new LeaseGate();
        gate.Close();
        Assert.Null(gate.TryEnter());
        Assert.True(gate.Drained.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_gate_is_drained_when_the_last_one_inside_has_left_and_leaving_twice_counts_once()
    {
        var gate = new LeaseGate();
        var (first, second) = (gate.TryEnter()!, gate.TryEnter()!);
        gate.Close();
        first.Dispose();
        first.Dispose();
        Assert.False(gate.Drained.IsCompleted);
        second.Dispose();
        Assert.True(gate.Drained.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task HOT_nobody_is_inside_after_a_gate_is_drained_however_many_come_and_go()
    {
        for (var round = 0; round < 500; round++)
        {
            var gate = new LeaseGate();
            var inside = 0;
            var isDrained = false;
            var violations = 0;
            var workers = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                while (gate.TryEnter() is { } lease)
                {
                    Interlocked.Increment(ref inside);
                    if (Volatile.Read(ref isDrained)) Interlocked.Increment(ref violations);
                    Interlocked.Decrement(ref inside);
                    lease.Dispose();
                }
            })).ToList();
            await Task.Yield();
            gate.Close();
            await gate.Drained;
            Volatile.Write(ref isDrained, true);
            Assert.Equal(0, Volatile.Read(ref inside));
            await Task.WhenAll(workers);
            Assert.Equal(0, violations);
        }
    }
}
