using CrmKit.Accounts;
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
}
