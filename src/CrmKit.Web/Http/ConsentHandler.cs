using CrmKit.AspNetCore;
using CrmKit.Consents;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>What a person agreed to: shown with its proofs, and recorded when somebody says it or takes it back.</summary>
internal static class ConsentHandler
{
    /// <summary>The consents of a person; <see langword="null"/> for what is none.</summary>
    public static async Task<ConsentsModel?> OfAsync(WebCall call, RecordTypeDefinition type, Record record, bool mayUpdate)
    {
        if (!type.IsPerson) return null;
        var person = type.Ref(record.Id);
        var all = (await call.Session.Consents.ListAsync(person, call.Cancelled)).GroupBy(c => (c.Purpose, c.Channel)).OrderBy(g => g.Key.Purpose, StringComparer.Ordinal).ThenBy(g => g.Key.Channel).ToList();
        IReadOnlyList<ConsentAnswer> answers = all.Count == 0 ? [] : await call.Session.Consents.MayAsync([.. all.Select(g => new ConsentQuestion(person, g.Key.Purpose, g.Key.Channel))], call.Cancelled);
        var names = await ActorNames.LoadAsync(call.Session, all.SelectMany(g => g).Select(c => c.ActorId), call.Cancelled);
        var shown = all.Zip(answers, (group, answer) => new ConsentShown(group.Key.Purpose, EnumCode.Of(group.Key.Channel), Label(call, "channel", group.Key.Channel), answer.MaySend, Label(call, "reason", answer.Reason),
            [.. group.OrderByDescending(c => c.At).Select(c => Show(call, c, names))]));
        return new ConsentsModel(mayUpdate ? call.Links.Act(type, record.Id, "consents") : null, [.. shown], [.. Enum.GetValues<ConsentChannel>().Select(c => new FieldChoice(EnumCode.Of(c), Label(call, "channel", c)))]);
    }

    /// <summary>Records by hand what a person said.</summary>
    public static Task AddAsync(WebCall call) => ActHandler.ActAsync(call, async form =>
    {
        var draft = new ConsentDraft(call.Ref, form["purpose"].ToString().Trim(), CodeOf<ConsentChannel>("channel", form["channel"].ToString()), CodeOf<ConsentAct>("act", form["act"].ToString()), ConsentMethod.Hand)
        {
            Text = Given(form["text"]), Evidence = Given(form["evidence"]), Language = call.Culture,
        };
        await call.Session.Consents.AddAsync([draft], call.Cancelled);
        return call.Links.Record(call.Type, call.Ref.Id) + "#consents";
    });

    private static ConsentActShown Show(WebCall call, Consent consent, ActorNames names)
    {
        string?[] detail = [consent.Address, consent.Evidence, names.Of(consent.ActorId), consent.Network];
        return new ConsentActShown(call.Text.Moment(consent.At), $"{Label(call, "act", consent.Act)} · {Label(call, "method", consent.Method)}", consent.Text, string.Join(" · ", detail.Where(d => !string.IsNullOrEmpty(d))));
    }

    private static string Label<T>(WebCall call, string kind, T code) where T : struct, Enum => call.Texts[$"consents.{kind}.{EnumCode.Of(code)}"];

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static T CodeOf<T>(string name, string code) where T : struct, Enum =>
        EnumCode.Codes(typeof(T)).Contains(code) ? (T)EnumCode.Parse(typeof(T), code) : throw ApiErrors.Parameter(name, string.Join(", ", EnumCode.Codes(typeof(T))));
}
