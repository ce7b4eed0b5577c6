using System.Collections.Concurrent;

namespace CrmKit.Scheduling;

/// <summary>The due times of schedules.</summary>
internal static class DueTimes
{
    private static readonly ConcurrentDictionary<string, CronExpression?> Expressions = new(StringComparer.Ordinal);
    private static readonly TimeSpan[] Windows = [TimeSpan.FromHours(2), TimeSpan.FromDays(2), TimeSpan.FromDays(40), TimeSpan.FromDays(400)];

    /// <summary>What is wrong with a schedule; <see langword="null"/> for nothing.</summary>
    public static string? Problem(JobSchedule schedule)
    {
        if (schedule.Interval is { } interval) return interval >= TimeSpan.FromMinutes(1) ? null : $"its interval {interval} is less than a minute.";
        if (Parsed(schedule) is not { } cron) return $"'{schedule.Expression}' is no cron expression of five fields: minute, hour, day of month, month, day of week.";
        if (schedule.TimeZone is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)) return $"there is no time zone '{zone}'.";
        return cron.Next(DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc) is null ? $"'{schedule.Expression}' is never due." : null;
    }

    /// <summary>The first due time after an instant.</summary>
    public static DateTimeOffset? Next(JobSchedule schedule, DateTimeOffset after, string tenantZone) =>
        schedule.Interval is { } interval ? after + interval : Parsed(schedule)!.Next(after, TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone ?? tenantZone));

    /// <summary>The last due time up to now, given the first one after what is settled.</summary>
    public static DateTimeOffset Latest(JobSchedule schedule, DateTimeOffset first, DateTimeOffset now, string tenantZone)
    {
        if (schedule.Interval is { } interval) return first + interval * Math.Floor((now - first) / interval);
        // Minutes of a year would be many: the newest are looked for first.
        foreach (var window in Windows)
            if (now - window > first && Next(schedule, now - window, tenantZone) is { } near && near <= now) return LastOf(near);
        return LastOf(first);

        DateTimeOffset LastOf(DateTimeOffset due)
        {
            while (Next(schedule, due, tenantZone) is { } next && next <= now) due = next;
            return due;
        }
    }

    private static CronExpression? Parsed(JobSchedule schedule) => Expressions.GetOrAdd(schedule.Expression!, static text => CronExpression.TryParse(text, out var cron) ? cron : null);
}
