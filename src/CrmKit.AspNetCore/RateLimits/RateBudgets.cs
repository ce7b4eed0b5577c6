using System.Collections.Concurrent;
using System.Globalization;
using CrmKit.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace CrmKit.AspNetCore;

/// <summary>The budgets of all tenants and users that called lately; those that are full again are forgotten.</summary>
internal sealed class RateBudgets(IOptions<CrmKitApiOptions> options, TimeProvider clock)
{
    public const string LimitHeader = "RateLimit-Limit";
    public const string RemainingHeader = "RateLimit-Remaining";

    private readonly ConcurrentDictionary<(string Tenant, Guid? User), Budget> _budgets = new();
    private readonly ApiRateLimits _limits = options.Value.RateLimits;
    private int _sweepAt = 1024;

    /// <summary>How many are kept.</summary>
    public int Count => _budgets.Count;

    /// <summary>Charges a user and the tenant, and says in the answer what is left of the user's.</summary>
    /// <exception cref="ApiException"><c>request.rate-limited</c>: one of the two has not enough left; neither is charged.</exception>
    public void Charge(HttpResponse response, string tenant, Actor actor, int cost)
    {
        if (!_limits.IsEnabled || cost <= 0) return;
        var user = BudgetOf(tenant, actor.UserId ?? Guid.Empty, _limits.UserUnits, _limits.UserUnitsPerSecond);
        var wait = user.Take(cost, clock, out var left);
        response.Headers[LimitHeader] = user.Size.ToString(CultureInfo.InvariantCulture);
        response.Headers[RemainingHeader] = left.ToString(CultureInfo.InvariantCulture);
        if (wait > TimeSpan.Zero) throw ApiErrors.RateLimited(wait);
        wait = BudgetOf(tenant, null, _limits.TenantUnits, _limits.TenantUnitsPerSecond).Take(cost, clock, out _);
        if (wait == TimeSpan.Zero) return;
        user.GiveBack(cost);
        throw ApiErrors.RateLimited(wait);
    }

    private Budget BudgetOf(string tenant, Guid? user, int size, int perSecond)
    {
        while (true)
        {
            var budget = _budgets.GetOrAdd((tenant, user), static (_, limits) => new Budget(limits.size, limits.perSecond), (size, perSecond));
            if (!budget.IsGone)
            {
                if (_budgets.Count > _sweepAt) Sweep();
                return budget;
            }
            _budgets.TryRemove(new KeyValuePair<(string, Guid?), Budget>((tenant, user), budget));
        }
    }

    // Only those who spend faster than they get back stay, so that their number is that of busy users.
    private void Sweep()
    {
        foreach (var (key, budget) in _budgets)
            if (budget.TryEnd(clock)) _budgets.TryRemove(new KeyValuePair<(string, Guid?), Budget>(key, budget));
        _sweepAt = Math.Max(1024, _budgets.Count * 2);
    }
}
