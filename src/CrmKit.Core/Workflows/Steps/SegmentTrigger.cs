namespace CrmKit.Workflows;

/// <summary>Starts for the records that enter a segment, or leave it.</summary>
internal sealed class SegmentTrigger : IWorkflowTrigger
{
    public static readonly Field<string> Segment = Fields.Field.Text("segment");

    public async ValueTask CheckAsync(WorkflowCheckContext context, CancellationToken cancellationToken)
    {
        var named = context.Inputs.Text(Segment.Key)!;
        var known = await context.Session.Segments.ListAsync(context.Type.Key, cancellationToken);
        if (!known.Any(s => s.Id.ToString() == named && s.Kind == Segments.SegmentKind.Live)) context.Refuse(WorkflowErrors.SegmentUnknown(Segment.Key, named, context.Type));
    }

    public ValueTask SelectAsync(WorkflowTriggerContext context, CancellationToken cancellationToken)
    {
        var segment = context.Inputs.Text(Segment.Key);
        context.Start(context.Event!.Payload.GetProperty("items").EnumerateArray().Where(item => item.GetProperty("segment").GetString() == segment).Select(item => item.GetProperty("id").GetGuid()));
        return default;
    }
}
