using System.Text.Json;
using System.Text.Json.Nodes;
using CrmKit.Activities;
using CrmKit.Consents;
using CrmKit.Effects;

namespace CrmKit.Workflows;

/// <summary>Writes to people by mail: to those who allow it for the purpose, when it is asked for and still when it is sent, and to nobody else. What was written stands in their timelines.</summary>
internal sealed class SendMail : IWorkflowAction
{
    public static readonly Field<string> Purpose = Field.Text("purpose");
    public static readonly Field<string> Subject = Field.Text("subject");
    public static readonly Field<string> Text = Field.LongText("text");

    private const string Mail = "mail";

    public ValueTask CheckAsync(WorkflowCheckContext context, CancellationToken cancellationToken)
    {
        if (context.Type.Key is not ("contact" or "lead")) context.Refuse(ConsentErrors.Type(context.Type.Key) with { Field = Purpose.Key });
        RecordTexts.Check(context, Subject.Key);
        RecordTexts.Check(context, Text.Key);
        return default;
    }

    public async ValueTask RunAsync(WorkflowActionContext context, CancellationToken cancellationToken)
    {
        var (session, purpose) = (context.Session, context.Inputs.Text(Purpose.Key)!);
        var answers = await session.Consents.MayAsync([.. context.Records.Select(r => new ConsentQuestion(context.Type.Ref(r.Id), purpose))], cancellationToken);
        var (effects, written) = (new List<EffectRequest>(), new ChangeSet { Reason = $"workflow {context.Workflow}" });
        foreach (var (record, answer) in context.Records.Zip(answers))
        {
            if (!answer.MaySend || answer.Address is not { } address) continue;
            var subject = RecordTexts.Fill(context.Inputs.Text(Subject.Key)!, context.Type, record);
            var text = RecordTexts.Fill(context.Inputs.Text(Text.Key)!, context.Type, record);
            var mail = new EmailMessage
            {
                Subject = subject, Body = text, Direction = ActivityDirection.Outgoing, ToAddresses = address, StartsAt = session.Now,
                RegardingType = context.Type.Key, RegardingId = record.Id, ContactId = context.Type.Key == "contact" ? record.Id : null,
            };
            effects.Add(new EffectRequest(Mail, context.KeyOf(record), Payload(context.Workflow, address, subject, text, answer.WithdrawUrl))
            {
                Consent = new(answer.Question with { Address = address }, session.Catalog.TypeOf(mail).Ref(mail.Id)),
            });
            written.Create(mail, new InitialState { OwnerId = (record as RootRecord)?.OwnerId });
        }
        if (effects.Count == 0) return;
        await session.Effects.RequestAsync(effects, cancellationToken);
        await session.Records.SaveAsync(written, cancellationToken);
    }

    // Who is written to can end it: below the text, and by his mail program.
    private static JsonElement Payload(string workflow, string address, string subject, string text, Uri? withdraw)
    {
        var payload = new JsonObject { ["to"] = address, ["template"] = $"workflow.{workflow}", ["subject"] = subject, ["text"] = withdraw is null ? text : $"{text}\n\n{withdraw.AbsoluteUri}\n" };
        if (withdraw is not null) payload["withdrawUrl"] = withdraw.AbsoluteUri;
        return JsonElement.Parse(payload.ToJsonString());
    }
}
