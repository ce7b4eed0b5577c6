using System.Globalization;
using CrmKit.AspNetCore;
using CrmKit.Leads;
using CrmKit.Matching;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>Which account and contact a lead's conversion uses: one that matches, another by name, or a new one.</summary>
internal sealed class ConvertParties
{
    private const int Offered = 5;
    private const string New = "new", Other = "other";

    private ConvertParties() { }

    public Guid? AccountId { get; private set; }
    public bool NewAccount { get; private set; }
    public Guid? ContactId { get; private set; }
    public bool NewContact { get; private set; }
    public IReadOnlyList<PartyChoice> Choices { get; private set; } = [];
    public IReadOnlyList<CrmError> Errors { get; private set; } = [];

    /// <summary>What there is to choose from, with what was chosen, else with what the conversion would choose itself. Only leads have to be told who they are.</summary>
    public static async Task<ConvertParties> OfAsync(WebCall call, RootRecord source, RecordTypeDefinition target, IFormCollection? form)
    {
        var parties = new ConvertParties();
        if (source is not Lead lead || !target.TryField("accountId", out var accountField) || !target.TryField("contactId", out var contactField)) return parties;
        var reader = form is null ? null : new FormReader(call, target, form);
        var account = await ChoiceAsync(call, accountField, lead.AccountId, new MatchProbe(lead), reader, form, string.IsNullOrWhiteSpace(lead.CompanyName) ? call.Texts["convert.no-account"] : call.Texts.Format("convert.new", lead.CompanyName));
        (parties.AccountId, parties.NewAccount) = await ChosenAsync(account, accountField, reader);
        var contact = await ChoiceAsync(call, contactField, lead.ContactId, new MatchProbe(lead) { AccountId = parties.AccountId }, reader, form, call.Texts.Format("convert.new", lead.Name));
        (parties.ContactId, parties.NewContact) = await ChosenAsync(contact, contactField, reader);
        parties.Choices = [account, contact];
        parties.Errors = reader?.Errors ?? [];
        return parties;
    }

    private static async Task<PartyChoice> ChoiceAsync(WebCall call, FieldDefinition field, Guid? known, MatchProbe probe, FormReader? reader, IFormCollection? form, string create)
    {
        var type = call.Session.Catalog.Type(field.ReferenceType!);
        var hidden = await call.HiddenAsync(type);
        var options = new List<PartyOption>();
        if (known is { } id && await call.Session.Records.FindAsync(type.Ref(id), call.Cancelled) is { } named)
            options.Add(new PartyOption(named.Id.ToString(), RecordNames.Of(call, type, named, hidden), call.Texts["convert.known"], call.Links.Record(type, named.Id)));
        var isSure = options.Count > 0;
        foreach (var match in (await call.Session.Matches.FindAsync("lead", type.Key, [probe], call.Cancelled))[0].Take(Offered))
        {
            if (options.Any(o => o.Value == match.Record.Id.ToString())) continue;
            isSure |= match.Confidence >= Match.Certain;
            options.Add(new PartyOption(match.Record.Id.ToString(), RecordNames.Of(call, type, match.Record, hidden),
                $"{SaidTexts.Of(SaidTexts.Match, match.Reason, call.Culture, call.Session.Catalog)} ({match.Confidence.ToString("P0", call.Format)})", call.Links.Record(type, match.Record.Id)));
        }
        options.Add(new PartyOption(New, create, null, null));
        var chosen = form?[field.Key + ".choice"].ToString() is { Length: > 0 } asked && (asked == Other || options.Any(o => o.Value == asked)) ? asked : isSure ? options[0].Value : New;
        return new PartyChoice(field.Key + ".choice", FormReader.Prefix + field.Key, type.Label.For(call.Culture), options, chosen, reader?.Typed(field.Key) ?? "");
    }

    private static async Task<(Guid? Id, bool IsNew)> ChosenAsync(PartyChoice choice, FieldDefinition field, FormReader? reader) => choice.Chosen switch
    {
        New => (null, true),
        Other => (reader is null ? null : await reader.ReferenceAsync(field), false),
        var id => (Guid.Parse(id, CultureInfo.InvariantCulture), false),
    };
}
