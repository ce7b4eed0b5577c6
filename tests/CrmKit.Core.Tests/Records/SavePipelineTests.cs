using CrmKit.Accounts;
using CrmKit.Events;
using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Records;

/// <summary>What handlers around a save can count on.</summary>
public sealed class SavePipelineTests
{
    /// <summary>What handlers say, in the order of their saying it.</summary>
    private sealed class Said
    {
        public List<string> Words { get; } = [];
    }

    private static TestCrm Start(Said said, Action<ICrmPluginBuilder> configure, Action<CrmKitBuilder>? host = null) => new(host, p =>
    {
        p.Services.AddSingleton(said);
        configure(p);
    });

    private sealed class Watches(Said said) : IAfterSave
    {
        public ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
        {
            said.Words.AddRange(context.Changes.Select(c => string.Join(' ', context.Type.Fields.Where(f => f.Nature == FieldNature.Descriptive && c.HasChanged(f)).Select(f => f.Key))));
            return default;
        }
    }

    [Fact]
    public async Task EVT_handlers_can_tell_the_fields_that_changed_from_the_others()
    {
        var said = new Said();
        await using var crm = Start(said, p => p.AddAfterSave<Watches>("lead"));
        var lead = await crm.AddAsync(new Lead { Name = "Ada", City = "London" });
        said.Words.Clear();
        await using var session = crm.OpenSession();
        await session.Records.SaveAsync(new ChangeSet().Patch(new("lead", lead.Id), new Dictionary<string, object?> { ["city"] = "Paris", ["name"] = "Ada" }));
        Assert.Equal(["city"], said.Words);
    }

    [Fact]
    public async Task EVT_handlers_hear_of_the_type_they_were_added_for_and_of_no_other()
    {
        var said = new Said();
        await using var crm = Start(said, p => p.AddAfterSave<Watches>("lead"));
        await crm.AddAsync(new Account { Name = "Acme" });
        Assert.Empty(said.Words);
    }

    private sealed class Late : IAfterSave
    {
        public ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
        {
            foreach (var change in context.Changes) ((Lead)change.After).City = "Nowhere";
            return default;
        }
    }

    [Fact]
    public async Task EVT_what_is_set_after_the_rows_are_written_is_not_stored()
    {
        await using var crm = new TestCrm(plugin: p => p.AddAfterSave<Late>("lead"));
        var lead = await crm.AddAsync(new Lead { Name = "Ada", City = "London" });
        Assert.Equal("London", (await crm.FindAsync<Lead>(lead.Id))!.City);
    }

    private abstract class Speaks(Said said, string word) : IBeforeSave
    {
        public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
        {
            said.Words.Add(word);
            return default;
        }
    }

    private sealed class First(Said said) : Speaks(said, "first");

    private sealed class Second(Said said) : Speaks(said, "second");

    private sealed class Early(Said said) : Speaks(said, "early");

    [Fact]
    public async Task EVT_handlers_of_one_order_run_as_they_were_declared_and_of_several_plugins_by_the_order_of_these()
    {
        for (var round = 0; round < 3; round++)
        {
            var said = new Said();
            await using var crm = Start(said, p => p.AddBeforeSave<Second>("lead").AddBeforeSave<First>("lead").AddBeforeSave<Early>("lead", order: -1));
            await crm.AddAsync(new Lead { Name = "Ada" });
            Assert.Equal(["early", "second", "first"], said.Words);
        }
    }

    /// <summary>One for a session: what one handler leaves the next one finds.</summary>
    private sealed class Shared
    {
        public string? Left { get; set; }
    }

    private sealed class Leaves(Shared shared) : IBeforeSave
    {
        public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
        {
            shared.Left = ((Lead)context.Changes[0].After).Name;
            return default;
        }
    }

    private sealed class Finds(Shared shared, Said said) : IAfterSave
    {
        public ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
        {
            said.Words.Add(shared.Left ?? "nothing");
            return default;
        }
    }

    [Fact]
    public async Task EVT_handlers_of_one_plugin_share_what_they_keep_within_a_session_and_not_beyond()
    {
        var said = new Said();
        await using var crm = Start(said, p =>
        {
            p.Services.AddScoped<Shared>();
            p.AddBeforeSave<Leaves>("lead").AddAfterSave<Finds>();
        });
        await crm.AddAsync(new Lead { Name = "Ada" });
        await crm.AddAsync(new Account { Name = "Acme" }); // another session
        Assert.Equal(["Ada", "nothing"], said.Words);
    }

    [Saves("lead", EndsByItself = true)]
    private sealed class Goes(Said said) : IAfterSave
    {
        public ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
        {
            foreach (var change in context.Changes)
            {
                var left = int.Parse(((Lead)change.After).Name, null);
                said.Words.Add($"{context.Depth}");
                if (left > 0) context.Also(new ChangeSet().Create(new Lead { Name = $"{left - 1}" }));
            }
            return default;
        }
    }

    [Fact]
    public async Task EVT_handlers_may_cause_saves_down_to_depth_7_and_depth_8_is_refused_with_all_before_it()
    {
        var said = new Said();
        await using var crm = Start(said, p => p.AddAfterSave<Goes>("lead"));
        await crm.AddAsync(new Lead { Name = "7" });
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7"], said.Words);
        await using var session = crm.OpenSession();
        Assert.Equal("record.handler-depth", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Records.CreateAsync(new Lead { Name = "8" }))).Error.Code);
        Assert.Equal(8, await session.Records.CountAsync(new Specification<Lead>()));
    }

    private sealed class Counts(Said said) : IBeforeSave
    {
        public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
        {
            said.Words.Add($"{context.Changes.Count}");
            return default;
        }
    }

    [Fact]
    public async Task EVT_a_thousand_records_are_one_call_of_a_handler()
    {
        var said = new Said();
        await using var crm = Start(said, p => p.AddBeforeSave<Counts>("account"));
        await crm.AddAsync(Enumerable.Range(1, 1000).Select(i => new Account { Name = $"Company {i}" }));
        Assert.Equal(["1000"], said.Words);
    }

    private sealed class Reads(Said said) : IAfterSave
    {
        public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken) =>
            said.Words.AddRange((await context.Session.Records.ListAsync(new Specification<Lead>(), cancellationToken)).Select(l => l.Name));
    }

    [Fact]
    public async Task EVT_a_handler_reads_what_its_transaction_has_written()
    {
        var said = new Said();
        await using var crm = Start(said, p => p.AddAfterSave<Reads>("lead"));
        await crm.AddAsync(new Lead { Name = "Ada" });
        Assert.Equal(["Ada"], said.Words);
    }

    private sealed class Images(Said said) : IAfterSave
    {
        public ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
        {
            foreach (var change in context.Changes) said.Words.Add($"{change.Operation}: {change.Before?.Label()} {change.After.Label()}");
            return default;
        }
    }

    [Fact]
    public async Task EVT_a_created_record_has_no_image_before_it_and_a_changed_deleted_or_restored_one_has_both()
    {
        var said = new Said();
        await using var crm = Start(said, p => p.AddAfterSave<Images>("account"));
        var account = await crm.AddAsync(new Account { Name = "One" });
        await using var session = crm.OpenSession();
        var record = new RecordRef("account", account.Id);
        await session.Records.SaveAsync(new ChangeSet().Patch(record, new Dictionary<string, object?> { ["name"] = "Two" }));
        await session.Records.SaveAsync(new ChangeSet().Delete(record));
        await session.Records.SaveAsync(new ChangeSet().Restore(record));
        Assert.Equal(["Create:  One", "Update: One Two", "Delete: Two Two (deleted)", "Restore: Two (deleted) Two"], said.Words);
    }

    [Saves("account")]
    private sealed class Writes : IBeforeSave
    {
        public async ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
        {
            foreach (var change in context.Changes) await context.Session.Records.CreateAsync(new Account { Name = "For " + ((Lead)change.After).Name }, cancellationToken: cancellationToken);
        }
    }

    private sealed class Refuses : IRecordValidator
    {
        public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
        {
            foreach (var change in context.Changes)
                if (((Lead)change.After).Name == "Bad") context.Refuse(change, new CrmError("test.no", "No."));
            return default;
        }
    }

    [Fact]
    public async Task EVT_what_a_before_handler_writes_is_of_the_saves_transaction_and_goes_with_it_when_it_is_refused()
    {
        await using var crm = Start(new Said(), p => p.AddBeforeSave<Writes>("lead").AddValidator<Refuses>("lead"));
        await crm.AddAsync(new Lead { Name = "Ada" });
        await using var session = crm.OpenSession();
        Assert.Equal("test.no", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Records.CreateAsync(new Lead { Name = "Bad" }))).Error.Code);
        Assert.Equal(["For Ada"], (await session.Records.ListAsync(new Specification<Account>())).Select(a => a.Name));
    }

    private sealed class Looks(Said said) : IAfterSave
    {
        public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
        {
            said.Words.Add($"as the caller {await context.Session.Records.CountAsync(new Specification<Lead>(), cancellationToken)}");
            using (context.Session.AsSystem("count")) said.Words.Add($"as the system {await context.Session.Records.CountAsync(new Specification<Lead>(), cancellationToken)}");
            said.Words.Add($"as the caller again {await context.Session.Records.CountAsync(new Specification<Lead>(), cancellationToken)}");
        }
    }

    [Fact]
    public async Task EVT_a_handler_runs_with_the_rights_of_who_acts_and_beyond_them_only_where_it_says_so()
    {
        var said = new Said();
        await using var crm = Start(said, p => p.AddAfterSave<Looks>("lead"));
        var (ada, bob) = (await crm.AddUserAsync("Ada", "sales-rep"), await crm.AddUserAsync("Bob", "sales-rep"));
        await using (var session = crm.OpenSession(bob)) await session.Records.CreateAsync(new Lead { Name = "Bob's" });
        said.Words.Clear();
        await using (var session = crm.OpenSession(ada)) await session.Records.CreateAsync(new Lead { Name = "Ada's" });
        Assert.Equal(["as the caller 1", "as the system 2", "as the caller again 1"], said.Words);
    }

    private sealed class Hears(Said said) : IEventSubscriber
    {
        public ValueTask HandleAsync(EventContext context, CancellationToken cancellationToken)
        {
            said.Words.AddRange(context.Event.Payload.GetProperty("items").EnumerateArray().Select(i => $"{context.Event.Name} {i.GetProperty("id").GetGuid()}"));
            return default;
        }
    }

    [Fact]
    public async Task EVT_what_happens_to_a_record_reaches_a_subscriber_in_the_order_in_which_it_happened()
    {
        var said = new Said();
        await using var crm = Start(said, p => p.AddSubscriber<Hears>("lead.*"));
        var leads = await crm.AddAsync(new Lead { Name = "One" }, new Lead { Name = "Two" });
        await using var session = crm.OpenSession();
        foreach (var lead in leads)
        {
            await session.Records.SaveAsync(new ChangeSet().Patch(new("lead", lead.Id), new Dictionary<string, object?> { ["city"] = "Paris" }));
            await session.Records.SaveAsync(new ChangeSet().Delete(new RecordRef("lead", lead.Id)));
        }
        await session.Records.SaveAsync(new ChangeSet().Restore(new RecordRef("lead", leads[0].Id)));
        await crm.Services.GetRequiredService<IDispatcher>().DrainAsync();
        foreach (var lead in leads)
            Assert.Equal(["lead.created", "lead.updated", "lead.deleted", .. lead == leads[0] ? ["lead.restored"] : Array.Empty<string>()],
                said.Words.Where(w => w.EndsWith(lead.Id.ToString(), StringComparison.Ordinal)).Select(w => w.Split(' ')[0]));
    }
}

file static class Labels
{
    public static string Label(this Record record) => ((Account)record).Name + (record.DeletedAt is null ? "" : " (deleted)");
}
