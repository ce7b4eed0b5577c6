using CrmKit.Leads;

namespace CrmKit.ChinaSales;

internal static class ChinaSalesErrors
{
    public static CrmError TooManyHeld(Lead lead, string? pool, long held, long most) => new("chinasales.too-many-held",
        $"Lead '{lead.Name}' cannot be taken: the user holds {held} open leads {(pool is null ? "in all pools" : $"of pool '{pool}'")}, and {most} is the most. Close, convert or give up others first.");

    public static CrmError TooManyToday(Lead lead, string pool, long taken, long most) => new("chinasales.too-many-today",
        $"Lead '{lead.Name}' cannot be taken today: the user took {taken} leads of pool '{pool}' today, and {most} is the most. Take it tomorrow.");

    public static CrmError NotInTeam(Lead lead, PoolTerms pool) => new("chinasales.not-in-team",
        $"Lead '{lead.Name}' is in pool '{pool.Code}', which belongs to a team that the user is not in. Let a member of the team take it.");

    public static CrmError CoolDown(Lead lead, DateOnly until) => new("chinasales.cool-down",
        $"The user gave up or lost lead '{lead.Name}' lately and may not have it again until {until:yyyy-MM-dd} is over. Let somebody else take it, or wait.");

    public static CrmError Protected(Lead lead, DateOnly? until) => new("chinasales.protected",
        $"Lead '{lead.Name}' is protected{(until is { } day ? $" until {day:yyyy-MM-dd}" : "")}: only its owner, his team and their managers may give it up. Ask the owner.");

    public static CrmError Overdue(Lead lead, DateOnly due) => new("chinasales.overdue",
        $"The time for lead '{lead.Name}' was over on {due:yyyy-MM-dd}: it goes back to its pool and cannot be passed on or converted. Claim it from the pool.");

    public static CrmError NoTransfers(Lead lead) => new("chinasales.no-transfers",
        $"Lead '{lead.Name}' cannot be transferred: the settings allow no transfers of held leads. Give it up, so that it can be claimed.");

    public static CrmError OtherTeam(Lead lead) => new("chinasales.other-team",
        $"Lead '{lead.Name}' is protected and can be transferred inside its owner's team only. Pick a member of that team, or give it up.");

    public static CrmError PoolUnknown(string pool, IEnumerable<string> known) => new("chinasales.pool-unknown",
        $"There is no pool '{pool}'. The pools are {string.Join(", ", known.Order(StringComparer.Ordinal).Take(20))}.") { Field = "pool" };

    public static CrmError PoolFixed(Lead lead) => new("chinasales.pool-fixed",
        $"Lead '{lead.Name}' is in pool '{lead.Pool ?? "none"}' only when somebody who administers leads says so: its pool decides its limits. Ask a manager.") { Field = "pool" };

    public static CrmError ClaimFirst(Lead lead) => new("chinasales.claim-first",
        $"Lead '{lead.Name}' is in the pool, and nobody holds it. Claim it, then convert it.");

    public static CrmError HoldingReadOnly() => new("chinasales.holding-read-only",
        "Holdings are written by the rules of the pools alone. Change the owner of the lead instead.");

    public static CrmError CreditCode(string code) => new("chinasales.credit-code",
        $"'{code}' is no unified social credit code: 18 digits and capital letters (without I, O, S, V, Z) whose last one checks the others. Compare it with the business licence.") { Field = ChinaSales.CreditCode.OnAccount.Key };

    public static CrmError LunarDay() => new("chinasales.lunar-birthday",
        "A lunar birthday has both a month and a day. Enter both, or clear both.") { Field = LunarBirthdays.Day.Key };

    public static CrmError Days(string text) => new("chinasales.day",
        $"'{text}' is no day between 1901 and 2100, written 2026-10-01, or no number from 0 to 10000. Correct it.");
}
