using CrmKit.Records;
using CrmKit.Settings;

namespace CrmKit.ChinaSales;

/// <summary>The rules of one pool, with the settings where the pool says nothing; 0 means no limit.</summary>
internal sealed record PoolTerms(string Code, Guid? Team, long MaxHeld, long MaxPerDay, int FollowUpDays, int ConvertDays, int CoolDownDays)
{
    public static PoolTerms Of(CustomRecord pool, SettingValues settings) => new(
        pool[Pools.Code]!,
        pool[Pools.Team],
        pool[Pools.MaxHeld] ?? settings[Pools.MaxHeld] ?? 0,
        pool[Pools.MaxPerDay] ?? settings[Pools.MaxPerDay] ?? 0,
        (int)(pool[Pools.FollowUpDays] ?? settings[Pools.FollowUpDays] ?? 0),
        (int)(pool[Pools.ConvertDays] ?? settings[Pools.ConvertDays] ?? 0),
        (int)(pool[Pools.CoolDownDays] ?? settings[Pools.CoolDownDays] ?? 0));

    public DateOnly? FollowUpBy(WorkingDays calendar, DateOnly from) => FollowUpDays == 0 ? null : calendar.Add(from, FollowUpDays);

    public DateOnly? ConvertBy(WorkingDays calendar, DateOnly from) => ConvertDays == 0 ? null : calendar.Add(from, ConvertDays);

    public DateOnly? CoolUntil(DateOnly ended) => CoolDownDays == 0 ? null : ended.AddDays(CoolDownDays - 1);

    public static DateOnly? Earlier(DateOnly? one, DateOnly? other) => one is null || other < one ? other ?? one : one;
}
