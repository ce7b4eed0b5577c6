using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CrmKit.AspNetCore;

/// <summary>How much strangers may ask of public pages, each network address by itself; of IPv6 the network, which belongs to one household. Those that are full again are forgotten.</summary>
internal sealed class StrangerBudgets(TimeProvider clock)
{
    /// <summary>What an address may spend at once.</summary>
    public const int Units = 120;

    /// <summary>What comes back each second.</summary>
    public const int UnitsPerSecond = 2;

    private readonly ConcurrentDictionary<string, Budget> _budgets = new(StringComparer.Ordinal);
    private int _sweepAt = 1024;

    /// <summary>How many are kept.</summary>
    public int Count => _budgets.Count;

    /// <exception cref="ApiException"><c>request.rate-limited</c>: the address has not enough left.</exception>
    public void Charge(IPAddress? address, int cost)
    {
        var network = address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address?.MapToIPv4().ToString() ?? "";
        while (true)
        {
            var budget = _budgets.GetOrAdd(network, static _ => new Budget(Units, UnitsPerSecond));
            if (budget.IsGone)
            {
                _budgets.TryRemove(new KeyValuePair<string, Budget>(network, budget));
                continue;
            }
            if (_budgets.Count > _sweepAt) Sweep();
            var wait = budget.Take(cost, clock, out _);
            if (wait > TimeSpan.Zero) throw ApiErrors.RateLimited(wait);
            return;
        }
    }

    private void Sweep()
    {
        foreach (var (key, budget) in _budgets)
            if (budget.TryEnd(clock)) _budgets.TryRemove(new KeyValuePair<string, Budget>(key, budget));
        _sweepAt = Math.Max(1024, _budgets.Count * 2);
    }
}
