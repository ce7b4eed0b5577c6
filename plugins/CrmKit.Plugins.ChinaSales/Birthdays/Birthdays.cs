using CrmKit.Accounts;
using CrmKit.Activities;
using CrmKit.Fields;
using CrmKit.Records;
using CrmKit.Reports;
using CrmKit.Sessions;
using CrmKit.Settings;

namespace CrmKit.ChinaSales;

/// <summary>Whose birthday comes next, by the calendar that each person keeps.</summary>
internal static class Birthdays
{
    /// <summary>Birthdays within some days from a day on, that day included; earliest first.</summary>
    public static async Task<List<(Contact Contact, DateOnly On, string Calendar)>> ComingAsync(ICrmSession session, DateOnly from, int days, CancellationToken cancellationToken)
    {
        var coming = new List<(Contact, DateOnly On, string)>();
        foreach (var contact in await Ask.ListAsync<Contact>(session, "contact", $"bornOn ne null or custom.{LunarBirthdays.Month.Key} ne null", cancellationToken))
            if (LunarBirthdays.Next(contact, from) is { } next && next.On <= from.AddDays(days)) coming.Add((contact, next.On, next.Calendar));
        return [.. coming.OrderBy(b => b.On).ThenBy(b => b.Item1.Id)];
    }
}

/// <summary>The birthdays of the next days; 30 unless asked otherwise.</summary>
internal sealed class BirthdaysReport : IReport
{
    public static readonly ReportDefinition Definition = new() { Key = "chinasales.birthdays", Label = new("Coming birthdays", "近期生日") };

    public async Task<ReportTable> RunAsync(ICrmSession session, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var from = parameters.AsOf ?? session.Today;
        var coming = await Birthdays.ComingAsync(session, from, parameters.Days ?? 30, cancellationToken);
        return new ReportTable(Definition.Key, from,
            [
                new ReportColumn("on", new("On", "日期"), FieldKind.Date), new ReportColumn("name", new("Name", "姓名"), FieldKind.Text), new ReportColumn("calendar", new("Calendar", "历法"), FieldKind.Text),
                new ReportColumn("contact", new("Contact", "联系人"), FieldKind.Reference),
            ],
            [.. coming.Select(b => (IReadOnlyList<object?>)[b.On, b.Contact.Name, b.Calendar, b.Contact.Id])]);
    }
}

/// <summary>Gives the owners of contacts a follow-up some days before a birthday, once for each birthday.</summary>
internal sealed class BirthdayReminders(IPluginSettings settings)
{
    /// <summary>Creates what is missing; how many follow-ups.</summary>
    public async Task<int> RemindAsync(ICrmSession session, CancellationToken cancellationToken)
    {
        var ahead = (await settings.ReadAsync(session, cancellationToken))[ChinaSalesSettings.BirthdayDaysAhead] ?? 0;
        if (ahead <= 0) return 0;
        using var system = session.AsSystem("birthdays");
        var created = 0;
        foreach (var chunk in (await Birthdays.ComingAsync(session, session.Today, (int)ahead, cancellationToken)).Where(b => b.Contact.OwnerId is not null).Chunk(100))
        {
            // One per person and year, whatever happens to the date: the year of the birthday is in the key.
            var keys = chunk.ToDictionary(b => $"chinasales.birthday/{b.Contact.Id:D}/{b.On.Year}");
            var filter = $"externalId in ({string.Join(',', keys.Keys.Select(k => $"'{k}'"))})";
            var (living, deleted) = (await session.Records.QueryAsync(new RecordQuery("follow-up") { Filter = filter, Size = 1000 }, cancellationToken),
                await session.Records.QueryAsync(new RecordQuery("follow-up") { Filter = filter, Size = 1000, Deleted = true }, cancellationToken));
            foreach (var known in living.Items.Concat(deleted.Items)) keys.Remove(known.ExternalId!);
            var reminders = new ChangeSet();
            foreach (var (key, birthday) in keys)
                reminders.Create(new FollowUp
                {
                    Subject = $"生日 Birthday: {birthday.Contact.Name} {birthday.On:yyyy-MM-dd}",
                    RegardingType = "contact",
                    RegardingId = birthday.Contact.Id,
                    ContactId = birthday.Contact.Id,
                    DueAt = new DateTimeOffset(birthday.On.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
                    ExternalId = key,
                }, new InitialState { OwnerId = birthday.Contact.OwnerId, TeamId = birthday.Contact.TeamId });
            if (reminders.Changes.Count > 0) await session.Records.SaveAsync(reminders, cancellationToken);
            created += reminders.Changes.Count;
        }
        return created;
    }
}
