using System.Text.Json;
using System.Text.Json.Nodes;
using CrmKit.Effects;

namespace CrmKit.Workflows;

/// <summary>Asks for an effect per record: a webhook, a call of another system, whatever an executor of that kind carries out.</summary>
internal sealed class RequestEffect : IWorkflowAction
{
    public static readonly Field<string> Kind = Field.Text("kind");
    public static readonly Field<string> Text = Field.LongText("text");

    public ValueTask CheckAsync(WorkflowCheckContext context, CancellationToken cancellationToken)
    {
        RecordTexts.Check(context, Text.Key);
        return default;
    }

    public async ValueTask RunAsync(WorkflowActionContext context, CancellationToken cancellationToken)
    {
        var (kind, text) = (context.Inputs.Text(Kind.Key)!, context.Inputs.Text(Text.Key));
        await context.Session.Effects.RequestAsync([.. context.Records.Select(r => new EffectRequest(kind, context.KeyOf(r), Payload(r)))], cancellationToken);

        JsonElement Payload(Record record)
        {
            var payload = new JsonObject { ["workflow"] = context.Workflow, ["type"] = context.Type.Key, ["id"] = record.Id };
            if (text is not null) payload["text"] = RecordTexts.Fill(text, context.Type, record);
            return JsonElement.Parse(payload.ToJsonString());
        }
    }
}
