using CrmKit.Activities;
using CrmKit.Leads;
using CrmKit.Records;

namespace CrmKit.Intake;

public sealed class IntakeTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new();

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task Signal_becomes_a_lead_once_per_source_and_key()
    {
        await using var session = _crm.OpenSession("web form");
        var signal = new LeadSignal { Source = "web-form", Key = "17", Name = "Ada", Email = "Ada@Example.com", Message = "Call me", Values = new Dictionary<string, object?> { ["score"] = 70 } };
        var first = Assert.Single(await session.Intake.CaptureAsync([signal]));
        var again = Assert.Single(await session.Intake.CaptureAsync([signal with { Name = "Somebody else" }]));

        Assert.Equal((IntakeOutcome.Created, IntakeOutcome.Repeated, first.Record), (first.Outcome, again.Outcome, again.Record));
        var lead = (await _crm.FindAsync<Lead>(first.Record.Id))!;
        Assert.Equal(("Ada", "ada@example.com", "web-form:17", 70), (lead.Name, lead.Email, lead.ExternalId, lead.Score));
        Assert.Equal(1, await session.Records.CountAsync(new Specification<Lead>()));
    }

    [Fact]
    public async Task Another_signal_of_a_person_known_as_an_open_lead_is_added_to_it_once()
    {
        await using var session = _crm.OpenSession("calls");
        var first = (await session.Intake.CaptureAsync([new LeadSignal { Source = "web-form", Key = "1", Name = "Ada", Email = "ada@example.com", Phone = "+4930123456" }]))[0];
        LeadSignal[] more =
        [
            new() { Source = "call-centre", Key = "1", Phone = "+49 30 123456", Message = "Called" },
            new() { Source = "mail", Key = "1", Email = "ADA@example.com", Message = "Wrote" },
            new() { Source = "mail", Key = "2", Name = "Bob", Email = "bob@example.com" },
            new() { Source = "mail", Key = "3", Email = "bob@example.com" },
            new() { Source = "mail", Key = "3", Email = "bob@example.com" },
        ];
        var results = await session.Intake.CaptureAsync(more);

        Assert.Equal([IntakeOutcome.Added, IntakeOutcome.Added, IntakeOutcome.Created, IntakeOutcome.Added, IntakeOutcome.Repeated], results.Select(r => r.Outcome));
        Assert.Equal((first.Record, first.Record, results[2].Record), (results[0].Record, results[1].Record, results[3].Record));
        var notes = await session.Records.ListAsync(new Specification<Note>(n => n.RegardingId == first.Record.Id));
        Assert.Equal(["call-centre", "mail"], notes.Select(n => n.Subject).Order());
        Assert.Equal(IntakeOutcome.Repeated, (await session.Intake.CaptureAsync([more[1]]))[0].Outcome);
    }

    [Fact]
    public async Task Person_whose_lead_is_converted_becomes_a_new_lead()
    {
        await using var session = _crm.OpenSession();
        var first = (await session.Intake.CaptureAsync([new LeadSignal { Source = "web-form", Key = "1", Name = "Ada", Email = "ada@example.com" }]))[0];
        await session.Conversions.ConvertAsync(first.Record);
        Assert.Equal(IntakeOutcome.Created, (await session.Intake.CaptureAsync([new LeadSignal { Source = "web-form", Key = "2", Email = "ada@example.com" }]))[0].Outcome);
    }

    [Fact]
    public async Task Same_signal_from_many_at_once_makes_one_lead()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () =>
        {
            await using var session = _crm.OpenSession();
            return (await session.Intake.CaptureAsync([new LeadSignal { Source = "web-form", Key = "1", Name = "Ada" }]))[0];
        })));
        Assert.Single(outcomes, o => o.Outcome == IntakeOutcome.Created);
        Assert.Single(outcomes.Select(o => o.Record).Distinct());
    }

    [Fact]
    public async Task Bad_signals_are_all_named_and_nothing_is_taken_in()
    {
        await using var session = _crm.OpenSession();
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => session.Intake.CaptureAsync(
            [new LeadSignal { Source = "web-form", Key = "1", Name = "Ada" }, new LeadSignal { Source = "a:b", Key = " ", Name = "Bob" }, new LeadSignal { Source = "x", Key = "1" }]));
        Assert.Equal([("intake.source-invalid", 1), ("intake.key-required", 1), ("intake.empty", 2)], refused.Errors.Select(e => (e.Code, e.Index!.Value)));
        Assert.Equal(0, await session.Records.CountAsync(new Specification<Lead>()));
    }

    [Fact]
    public void Long_keys_are_kept_apart_by_their_hash()
    {
        var (a, b) = (SignalKey.Of(new LeadSignal { Source = "mail", Key = new string('x', 300) + "1" }), SignalKey.Of(new LeadSignal { Source = "mail", Key = new string('x', 300) + "2" }));
        Assert.NotEqual(a, b);
        Assert.True(a.Length <= 200);
    }
}
