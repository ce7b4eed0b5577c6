using System.Globalization;
using CrmKit.Sessions;

namespace CrmKit.Workflows;

/// <summary>Starts for the records of which a day or time, or so many days after it, has come since the last question.</summary>
internal sealed class DueTrigger : IWorkflowTrigger
{
    public static readonly Field<string> Field = Fields.Field.Text("field");
    public static readonly Field<long> Days = Fields.Field.Integer("days");

    public ValueTask CheckAsync(WorkflowCheckContext context, CancellationToken cancellationToken)
    {
        var key = context.Inputs.Text(Field.Key)!;
        if (!context.Type.TryField(key, out var field)) context.Refuse(WorkflowErrors.FieldUnfit(Field.Key, key, context.Type, "there is none of that key."));
        else if (field.Kind is not (FieldKind.Date or FieldKind.Instant)) context.Refuse(WorkflowErrors.FieldUnfit(Field.Key, key, context.Type, "it holds neither a day nor a time."));
        return default;
    }

    public async ValueTask SelectAsync(WorkflowTriggerContext context, CancellationToken cancellationToken)
    {
        var field = context.Type.Field(context.Inputs.Text(Field.Key)!);
        var offset = TimeSpan.FromDays((double)(context.Inputs.Number(Days.Key) ?? 0));
        var path = field.IsCustom ? "custom." + field.Key : field.Key;
        string? cursor = null;
        do
        {
            var due = await context.Session.Records.QueryAsync(new RecordQuery(context.Type.Key)
            {
                Filter = $"{path} gt {Text(context.Since - offset)} and {path} le {Text(context.Until - offset)}",
                Size = 1_000,
                Cursor = cursor,
            }, cancellationToken);
            context.Start(due.Items.Select(r => r.Id));
            cursor = due.Next;
        }
        while (cursor is not null);

        // A day comes when it begins in the tenant's zone.
        string Text(DateTimeOffset instant) => field.Kind == FieldKind.Date
            ? Instants.DayOf(instant, ((CrmSession)context.Session).Options.TimeZone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
    }
}
