using System.Text.Json.Nodes;
using CrmKit.Accounts;
using CrmKit.Activities;
using CrmKit.Behaviour;
using CrmKit.Cases;
using CrmKit.Planning;
using CrmKit.Records;

namespace CrmKit.Persons;

public sealed class PersonExportTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new();

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task Everything_about_the_person_of_every_type_is_in_one_file()
    {
        var ada = await AdaAsync();
        var file = await ExportAsync(ada);
        Assert.Equal("ada@engines.example", (string?)file["person"]![0]!["email"]);
        Assert.Equal(["case", "email-message", "note", "note"], file["records"]!.AsArray().Select(r => (string)r!["type"]!).Order());
        Assert.Contains(file["history"]!.AsArray(), h => (string?)h!["changes"]!["jobTitle"]?[1] == "Countess");
        Assert.Equal("/engine", (string?)file["behaviour"]![0]!["page"]);
    }

    [Fact]
    public async Task A099_other_people_are_left_out()
    {
        var ada = await AdaAsync();
        var text = (await ExportAsync(ada)).ToJsonString();
        foreach (var other in new[] { "bob@engines.example", "carol@engines.example", "13800138000", "Between us", "ownerId", "createdById" }) Assert.DoesNotContain(other, text, StringComparison.Ordinal);
        Assert.Contains("ada@engines.example", text, StringComparison.Ordinal);
        Assert.Contains("Likes tea", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("000", "Bob: 13800138000, desk 138001380", "Bob: [somebody else], desk [somebody else]")]
    [InlineData("n/a", "Bob: +49 30 9018 2000", "Bob: [somebody else]")]
    [InlineData("+493090182000", "Mine: 030 90182000, Bob: 13800138000", "Mine: 030 90182000, Bob: [somebody else]")]
    public void A099_number_too_short_to_tell_a_person_lets_no_other_number_through(string own, string text, string expected) => Assert.Equal(expected, new OthersMask([own]).Of(text));

    [Fact]
    public async Task A099_link_works_once_for_who_asked_and_not_for_long()
    {
        var ada = await AdaAsync();
        var (officer, other) = (await _crm.AddUserAsync("Olga", "administrator"), await _crm.AddUserAsync("Otto", "administrator"));
        await using var session = _crm.OpenSession(officer);
        var link = await session.Persons.RequestExportAsync(ada);
        await using (var stranger = _crm.OpenSession(other)) await UnknownAsync(() => stranger.Persons.WriteExportAsync(link.Token, Stream.Null));
        await session.Persons.WriteExportAsync(link.Token, Stream.Null);
        await UnknownAsync(() => session.Persons.WriteExportAsync(link.Token, Stream.Null));

        var late = await session.Persons.RequestExportAsync(ada);
        _crm.Clock.Now = late.ExpiresAt.AddSeconds(1);
        await UnknownAsync(() => session.Persons.WriteExportAsync(late.Token, Stream.Null));
        await UnknownAsync(() => session.Persons.WriteExportAsync("person_guessed", Stream.Null));

        var demoted = await session.Persons.RequestExportAsync(ada);
        await using (var system = _crm.OpenSession())
        {
            var user = await system.Records.GetAsync<User>(officer.Id);
            user.Roles = "reader";
            await system.Records.UpdateAsync(user);
        }
        await using var later = _crm.OpenSession(officer);
        Assert.Equal("person.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => later.Persons.WriteExportAsync(demoted.Token, Stream.Null))).Error.Code);
    }

    private static async Task UnknownAsync(Func<Task> act) => Assert.Equal("person.link-unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(act)).Error.Code);

    private async Task<JsonNode> ExportAsync(RecordRef person)
    {
        await using var session = _crm.OpenSession();
        using var file = new MemoryStream();
        await session.Persons.WriteExportAsync((await session.Persons.RequestExportAsync(person)).Token, file);
        return JsonNode.Parse(file.ToArray())!;
    }

    private async Task<RecordRef> AdaAsync()
    {
        await using var session = _crm.OpenSession();
        var ada = await session.Records.CreateAsync(new Contact { FirstName = "Ada", LastName = "Lovelace", Email = "ada@engines.example", Mobile = "+8613912345678" });
        ada.JobTitle = "Countess";
        await session.Records.UpdateAsync(ada);
        var supportCase = await session.Records.CreateAsync(new SupportCase { Subject = "Wheel stuck", Description = "Ask bob@engines.example", ContactId = ada.Id });
        await session.Records.CreateAsync(new Note { Subject = "Ada", Body = "Likes tea, met carol@engines.example, call 13912345678 or 13800138000", RegardingType = "contact", RegardingId = ada.Id });
        await session.Records.CreateAsync(new Note { Subject = "Meeting", Body = "Between us: the case is hopeless", RegardingType = "case", RegardingId = supportCase.Id, ContactId = ada.Id });
        await session.Records.CreateAsync(new EmailMessage { Subject = "Wheel", FromAddress = "ada@engines.example", ToAddresses = "bob@engines.example, carol@engines.example", ContactId = ada.Id });
        await session.Behaviour.RecordAsync([new BehaviourSignal { Source = "site", Key = "1", Kind = "view", Page = "/engine", Identities = [new(IdentityKind.Email, "ada@engines.example")] }]);
        return new RecordRef("contact", ada.Id);
    }
}
