namespace CrmKit.Workflows;

/// <summary>Stages as inputs.</summary>
internal static class StageKeys
{
    public static void Check(WorkflowCheckContext context, string input, string stage)
    {
        var known = context.Session.Catalog.PipelinesOf(context.Type.Key).SelectMany(p => p.Stages).Select(s => s.Key).Distinct(StringComparer.Ordinal).ToList();
        if (!known.Contains(stage)) context.Refuse(WorkflowErrors.StageUnknown(input, stage, context.Type, known));
    }
}
