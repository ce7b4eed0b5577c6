using CrmKit.Accounts;
using CrmKit.Activities;
using CrmKit.Records;
using CrmKit.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.ChinaSales;

public sealed class PeopleTests
{
    [Fact]
    public async Task A_credit_code_is_brought_into_form_checked_and_kept_once()
    {
        await using var world = await PoolWorld.NewAsync();
        await using var session = world.As(null);
        var account = await session.Records.CreateAsync(new Account { Name = "华为技术有限公司", [CreditCode.OnAccount] = " 9144 0300-1922038216" });
        Assert.Equal("914403001922038216", account[CreditCode.OnAccount]);
        Assert.Equal("huaweijishuyouxiangongsi hwjsyxgs", account[NameSounds.Pinyin]);
        Assert.Equal("chinasales.credit-code", (await world.RefusalAsync(() => session.Records.CreateAsync(new Account { Name = "B", [CreditCode.OnAccount] = "914403001922038217" }))).Code);
        Assert.Equal("field.duplicate", (await world.RefusalAsync(() => session.Records.CreateAsync(new Account { Name = "C", [CreditCode.OnAccount] = "914403001922038216" }))).Code);
        account[CreditCode.OnAccount] = null;
        Assert.Null((await session.Records.UpdateAsync(account))[CreditCode.OnAccount]);
    }

    [Fact]
    public async Task Names_are_split_and_found_by_how_they_sound()
    {
        await using var world = await PoolWorld.NewAsync();
        await using var session = world.As(null);
        var contact = await session.Records.CreateAsync(new Contact { LastName = "欧阳娜娜" });
        Assert.Equal(("欧阳", "娜娜", "欧阳娜娜", "ouyangnana oynn"), (contact.LastName, contact.FirstName, contact.Name, contact[NameSounds.Pinyin]));
        Assert.Equal("Lovelace", (await session.Records.CreateAsync(new Contact { FirstName = "Ada", LastName = "Lovelace" })).LastName);
        var found = await session.Records.QueryAsync(new RecordQuery("contact") { Filter = "custom.chinasales.pinyin contains 'oynn'" });
        Assert.Equal(contact.Id, Assert.Single(found.Items).Id);
        Assert.Equal("field.read-only", (await world.RefusalAsync(() => session.Records.SaveAsync(
            new ChangeSet().Patch(new RecordRef("contact", contact.Id), new Dictionary<string, object?> { [NameSounds.Pinyin.Key] = "x" })))).Code);
    }

    [Fact]
    public async Task Lunar_birthdays_are_reckoned_listed_and_reminded_of_once()
    {
        await using var world = await PoolWorld.NewAsync();
        await world.DoAsync(null, s => s.Settings.SaveAsync("chinasales", new Dictionary<string, object?> { [ChinaSalesSettings.BirthdayDaysAhead.Key] = 20L }));
        await using var session = world.As(null);
        // Born on Mid-Autumn 1990; in 2026 it is on 25 September.
        var lunar = await session.Records.CreateAsync(new Contact { LastName = "王", FirstName = "月", BornOn = new DateOnly(1990, 10, 3), [LunarBirthdays.Calendar] = LunarBirthdays.Lunar }, new InitialState { OwnerId = world.Users["ann"].Id });
        Assert.Equal((8L, 15L), (lunar[LunarBirthdays.Month], lunar[LunarBirthdays.Day]));
        await session.Records.CreateAsync(new Contact { LastName = "李", FirstName = "阳", BornOn = new DateOnly(1980, 9, 8) }, new InitialState { OwnerId = world.Users["ann"].Id });
        await session.Records.CreateAsync(new Contact { LastName = "赵", FirstName = "远", BornOn = new DateOnly(1980, 12, 8) });
        Assert.Equal("chinasales.lunar-birthday", (await world.RefusalAsync(() => session.Records.CreateAsync(new Contact { LastName = "孙", [LunarBirthdays.Month] = 3L }))).Code);

        var report = await session.Reports.RunAsync("chinasales.birthdays");
        Assert.Equal([(new DateOnly(2026, 9, 8), "solar"), (new DateOnly(2026, 9, 25), "lunar")], report.Rows.Select(r => ((DateOnly)r[0]!, (string)r[2]!)));
        for (var i = 0; i < 3; i++)
        {
            await world.Host.Services.GetRequiredService<IScheduler>().QueueNowAsync("chinasales.birthdays");
            await world.Host.DispatchAsync();
        }
        var reminders = await session.Records.ListAsync(new Specification<FollowUp>().OrderBy(f => f.DueAt));
        Assert.Equal([world.Users["ann"].Id, world.Users["ann"].Id], reminders.Select(r => r.OwnerId));
        await session.Records.DeleteAsync(new RecordRef("follow-up", reminders[0].Id)); // deleted is done with, not forgotten
        lunar[LunarBirthdays.Day] = 16; // a date corrected later is no second birthday
        await session.Records.UpdateAsync(lunar);
        await world.Host.Services.GetRequiredService<IScheduler>().QueueNowAsync("chinasales.birthdays");
        await world.Host.DispatchAsync();
        Assert.Single(await session.Records.ListAsync(new Specification<FollowUp>()));
    }
}
