using CrmKit.Accounts;
using CrmKit.Activities;
using CrmKit.Conversions;
using CrmKit.Events;
using CrmKit.Imports;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Pipelines;
using CrmKit.Planning;
using CrmKit.Products;
using CrmKit.Records;
using CrmKit.Segments;
using CrmKit.Sessions;
using CrmKit.Views;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.FaultHost;

/// <summary>Pieces of work that tests interrupt. Each does what is left of it, so that running it again after a kill finishes it.</summary>
public static class Scenarios
{
    private const int Leads = 2;
    private const int Opportunities = 1;

    /// <summary>The scenario of a name; <paramref name="file"/> is what the import reads.</summary>
    public static Func<IServiceProvider, Task> Named(string name, string? file) =>
        DoorScenarios.All.TryGetValue(name, out var door) ? services => door(services, file) : services => Whole(name, file)(services.GetRequiredService<ICrm>(), services.GetRequiredService<IDispatcher>());

    private static Func<ICrm, IDispatcher, Task> Whole(string name, string? file) => name switch
    {
        "seed" => (crm, _) => SeedAsync(crm),
        "greet" => (crm, _) => GreetAsync(crm),
        "ask" => (crm, _) => AskAsync(crm),
        "send" => (crm, _) => SendAsync(crm),
        "import" => (crm, _) => ImportAsync(crm, file!),
        "revert" => (crm, _) => RevertAsync(crm),
        "convert" => (crm, _) => ConvertAsync(crm),
        "stages" => (crm, _) => MoveStagesAsync(crm),
        "twins" => (crm, _) => AddTwinsAsync(crm),
        "merge" => (crm, _) => MergeAsync(crm),
        "unmerge" => (crm, _) => UnmergeAsync(crm),
        "doubt" => (crm, _) => DoubtAsync(crm, file!),
        "answer" => (crm, _) => AnswerAsync(crm),
        "audience" => AddAudienceAsync,
        "follow" => FollowAsync,
        "dispatch" => (_, dispatcher) => DispatchAsync(dispatcher),
        _ => throw new ArgumentException($"There is no scenario '{name}'.", nameof(name)),
    };

    private static async Task SeedAsync(ICrm crm)
    {
        await using var session = crm.OpenSession(Actor.System("seed"));
        var team = await session.Records.CreateAsync(new Team { Name = "North" });
        var user = await session.Records.CreateAsync(new User { Name = "Mia Wolf", Email = "mia@example.test", TeamId = team.Id, Roles = "sales-manager" });
        var product = await session.Records.CreateAsync(new Product { Name = "Gripper", Code = "G1", ListPrice = 100m, Currency = "USD" });
        var account = await session.Records.CreateAsync(new Account { Name = "Huaxin Robotics" });
        for (var i = 0; i < Leads; i++)
        {
            var lead = await session.Records.CreateAsync(new Lead { Name = $"Lead {i}", CompanyName = $"Company {i}", Email = $"lead{i}@company{i}.test", ExternalId = $"lead-{i}" }, new InitialState { OwnerId = user.Id });
            await session.Records.CreateAsync(new PhoneCall { Subject = "First call", RegardingType = "lead", RegardingId = lead.Id });
        }
        for (var i = 0; i < Opportunities; i++)
        {
            var opportunity = await session.Records.CreateAsync(
                new Opportunity { Name = $"Deal {i}", AccountId = account.Id, Amount = 1000m * (i + 1), Currency = "USD", ExternalId = $"deal-{i}" }, new InitialState { OwnerId = user.Id });
            await session.Records.CreateAsync(new OpportunityLine { OpportunityId = opportunity.Id, ProductId = product.Id, Quantity = 10 * (i + 1), UnitPrice = 100m });
        }
    }

    /// <summary>Two new leads in one batch: what the subscriber of the fault plugin waits for.</summary>
    private static async Task GreetAsync(ICrm crm)
    {
        await using var session = crm.OpenSession(Actor.System("greet"));
        await session.Records.SaveAsync(new ChangeSet().Create(new Lead { Name = "Guest 1", ExternalId = "guest-1" }).Create(new Lead { Name = "Guest 2", ExternalId = "guest-2" }));
    }

    /// <summary>Asks the other system for what changed.</summary>
    private static async Task AskAsync(ICrm crm)
    {
        await using var session = crm.OpenSession(Actor.System("ask"));
        await session.Connectors.RunAsync(FaultErp.Definition.Key);
    }

    /// <summary>A new product for the other system.</summary>
    private static async Task SendAsync(ICrm crm)
    {
        await using var session = crm.OpenSession(Actor.System("send"));
        var product = await session.Records.CreateAsync(new Product { Name = "Sensor", Code = "S1", ListPrice = 10m, Currency = "USD" });
        await session.Connectors.PushAsync(FaultShop.Definition.Key, [new("product", product.Id)]);
    }

    private static async Task ImportAsync(ICrm crm, string file)
    {
        await using var session = crm.OpenSession(Actor.System("import"), "import");
        var map = new ImportMap
        {
            Key = ["externalId"],
            OnExisting = ExistingRecordPolicy.Refuse,
            Currency = "USD",
            Columns =
            [
                new ImportColumn { Column = "id", Field = "externalId" },
                new ImportColumn { Column = "name", Field = "name" },
                new ImportColumn { Column = "account", Field = "accountId", CreateMissing = true },
                new ImportColumn { Column = "amount", Field = "amount" },
                new ImportColumn { Column = "stage", Field = "stage" },
                new ImportColumn { Column = "closed", Field = "closedOn" },
                new ImportColumn { Column = "opened", Field = "openedOn" },
                new ImportColumn { Column = "reason", Field = "lossReason" },
            ],
        };
        var result = await session.Imports.RunAsync(new ImportRequest("opportunity", file, map) { ChunkSize = 25 });
        Console.WriteLine($"ack import {result.Rows} {result.Created} {result.Refused} {result.Skipped} {result.Updated}");
    }

    /// <summary>Takes the import back; its id stands in the audit of every row.</summary>
    private static async Task RevertAsync(ICrm crm)
    {
        await using var session = crm.OpenSession(Actor.System("revert"), "import");
        var row = (await session.Records.ListAsync(new Specification<Opportunity>(o => o.Name == "Deal 1").IncludeDeleted()))[0];
        var created = (await session.Records.HistoryAsync(new RecordRef("opportunity", row.Id))).Single(e => e.Operation == RecordOperation.Create);
        var result = await session.Imports.RevertAsync(created.CorrelationId);
        Console.WriteLine($"ack revert {result.Removed} {result.Restored} {result.Kept}");
    }

    /// <summary>Two accounts that are one, with deals, people and a call of both.</summary>
    private static async Task AddTwinsAsync(ICrm crm)
    {
        await using var session = crm.OpenSession(Actor.System("twins"));
        foreach (var name in (string[])["twin-a", "twin-b"])
        {
            var account = await session.Records.CreateAsync(new Account { Name = name, ExternalId = name, City = name == "twin-b" ? "Berlin" : null });
            await session.Records.CreateAsync(new Contact { LastName = name, AccountId = account.Id });
            await session.Records.CreateAsync(new Opportunity { Name = name, AccountId = account.Id, Amount = 10m, Currency = "USD" });
        }
    }

    private static async Task MergeAsync(ICrm crm)
    {
        await using var session = crm.OpenSession(Actor.System("merge"));
        if ((await session.Records.ListAsync(new Specification<Account>(a => a.ExternalId == "twin-b"))) is not [var loser]) return;
        var winner = (await session.Records.ListAsync(new Specification<Account>(a => a.ExternalId == "twin-a")))[0];
        var merged = await session.Records.MergeAsync([new MergeRequest(new("account", winner.Id), new("account", loser.Id))]);
        Console.WriteLine($"ack merge {merged[0].MergeId}");
    }

    private static async Task UnmergeAsync(ICrm crm)
    {
        await using var session = crm.OpenSession(Actor.System("unmerge"));
        var winner = (await session.Records.ListAsync(new Specification<Account>(a => a.ExternalId == "twin-a")))[0];
        foreach (var merge in await session.Records.MergesAsync(new("account", winner.Id)))
            if (merge.UndoneAt is null) await session.Records.UnmergeAsync([merge.Id]);
        Console.WriteLine("ack unmerge");
    }

    /// <summary>A file whose rows all look like the seeded leads: each waits for an answer.</summary>
    private static async Task DoubtAsync(ICrm crm, string file)
    {
        await using var session = crm.OpenSession(Actor.System("doubt"), "import");
        var map = new ImportMap { Key = ["externalId"], OnExisting = ExistingRecordPolicy.Ask, Columns = [new ImportColumn { Column = "id", Field = "externalId" }, new ImportColumn { Column = "name", Field = "name" }] };
        await session.Imports.RunAsync(new ImportRequest("lead", file, map) { ChunkSize = 1 });
    }

    /// <summary>Answers what waits, one by one.</summary>
    private static async Task AnswerAsync(ICrm crm)
    {
        await using var session = crm.OpenSession(Actor.System("answer"), "import");
        foreach (var question in await session.Imports.QuestionsAsync(new ImportQuestionQuery()))
        {
            await session.Imports.AnswerAsync([new ImportAnswer(question.Id, ExistingRecordPolicy.Update)]);
            Console.WriteLine($"ack answer {question.Id}");
        }
    }

    /// <summary>A segment with two members; then one of them moves out, one goes, one comes in and one is new: nothing of it followed yet.</summary>
    private static async Task AddAudienceAsync(ICrm crm, IDispatcher dispatcher)
    {
        await using var session = crm.OpenSession(Actor.System("audience"));
        Account At(string name, string city) => new() { Name = name, ExternalId = name, City = city };
        var (leaves, goes, comes) = (At("leaves", "Berlin"), At("goes", "Berlin"), At("comes", "Paris"));
        await session.Records.SaveAsync(new ChangeSet().Create(leaves).Create(goes).Create(comes));
        await session.Segments.SaveAsync(new Segment { RecordType = "account", Name = "In Berlin", Filter = "city eq 'Berlin'", Sharing = ViewSharing.All });
        await FollowAsync(crm, dispatcher);
        await session.Records.SaveAsync(new ChangeSet().Patch(new("account", leaves.Id), new Dictionary<string, object?> { ["city"] = "Rome" }).Patch(new("account", comes.Id), new Dictionary<string, object?> { ["city"] = "Berlin" }));
        await session.Records.SaveAsync(new ChangeSet().Delete(new("account", goes.Id)).Create(At("new", "Berlin")));
    }

    private static async Task FollowAsync(ICrm crm, IDispatcher dispatcher)
    {
        await dispatcher.DrainAsync();
        await using (var session = crm.OpenSession(Actor.System("follow"))) await session.Segments.RefreshAsync();
        await dispatcher.DrainAsync();
        Console.WriteLine("ack follow");
    }

    private static async Task ConvertAsync(ICrm crm)
    {
        await using var session = crm.OpenSession(Actor.System("convert"));
        for (var i = 0; i < Leads; i++)
        {
            var key = $"lead-{i}";
            var lead = (await session.Records.ListAsync(new Specification<Lead>(l => l.ExternalId == key)))[0];
            if (lead.ConvertedAt is not null) continue;
            var result = await session.Conversions.ConvertAsync(new RecordRef("lead", lead.Id), new ConversionOptions { To = "opportunity" });
            Console.WriteLine($"ack convert {lead.Id} {result.Target.Id}");
        }
    }

    private static async Task MoveStagesAsync(ICrm crm)
    {
        await using var session = crm.OpenSession(Actor.System("stages"));
        string[] path = ["engaging", "proposal", "won"];
        for (var i = 0; i < Opportunities; i++)
        {
            var key = $"deal-{i}";
            var opportunity = (await session.Records.ListAsync(new Specification<Opportunity>(o => o.ExternalId == key)))[0];
            foreach (var stage in path.Skip(Array.IndexOf(path, opportunity.StageKey) + 1))
            {
                await session.Pipelines.MoveAsync([new StageMove(new RecordRef("opportunity", opportunity.Id), stage)]);
                Console.WriteLine($"ack stage {opportunity.Id} {stage}");
            }
        }
    }

    private static async Task DispatchAsync(IDispatcher dispatcher) => Console.WriteLine($"ack dispatch {await dispatcher.DrainAsync()}");
}
